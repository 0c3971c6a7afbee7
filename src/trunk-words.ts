/** What can be wrong with a trunk beyond itself, and how it is told. */
import { readServer, type TrunkInput, type TrunkProblem, type TrunkStateName } from './domain/trunk.ts';
import type { StoredTrunk } from './store/trunks.ts';
import { prepareTlsFiles } from './telephony/trunk-surroundings.ts';

/** Two IP trunks from one address could not be told apart: all calls would be the first one's. */
export function findClash(input: TrunkInput, others: readonly StoredTrunk[]): TrunkProblem | null {
  if (input.kind !== 'ip') return null;
  const origins = (each: TrunkInput) => [
    ...each.matchAddresses,
    ...(each.kind === 'ip' ? [readServer(each.server)?.host ?? ''] : []),
  ];
  const other = others.find(
    each => each.input.kind === 'ip' && origins(each.input).some(from => origins(input).includes(from)),
  );
  if (!other) return null;
  return {
    field: 'matchAddresses',
    message: `Von derselben Adresse kommen schon die Anrufe von „${other.input.name}“. Bitte tragen Sie sie nur bei einem der beiden ein.`,
  };
}

export async function findCertificateProblem(
  input: TrunkInput,
  folder: string,
): Promise<TrunkProblem | null> {
  if (input.kind !== 'ip' || input.transport !== 'tls') return null;
  if ((await prepareTlsFiles(folder)).certificate) return null;
  return {
    field: 'transport',
    message:
      'Wer ohne Anmeldung über TLS anruft, muss unser Zertifikat prüfen können, und es ist keines eingerichtet. Ihre Systembetreuung legt es als tls-cert.pem und tls-key.pem in den Ordner asterisk/trunks.',
  };
}

export function refusedWords(missing: readonly string[], sipPort: number): string {
  const transport = missing.find(name => name === 'transport-tcp' || name === 'transport-tls');
  if (!transport) return 'Asterisk hat die Telefonanschlüsse nicht angenommen.';
  const [what, port] = transport === 'transport-tls' ? ['TLS', sipPort + 1] : ['TCP', sipPort];
  return `Asterisk kann ${what} nicht benutzen: Port ${port} ist wahrscheinlich von einem anderen Programm belegt.`;
}

export function firstTrouble(
  trunks: readonly StoredTrunk[],
  stateOf: (trunk: StoredTrunk) => TrunkStateName,
): string | null {
  for (const trunk of trunks) {
    const { name, server } = trunk.input;
    const state = stateOf(trunk);
    if (state === 'refused') {
      return `Der Telefonanschluss „${name}“ wird abgelehnt. Bitte prüfen Sie Benutzername und Passwort unter Einstellungen.`;
    }
    if (state === 'unreachable') {
      return `Der Telefonanschluss „${name}“ ist nicht erreichbar: ${server} antwortet nicht. Bitte prüfen Sie Server, Internet und Firewall.`;
    }
  }
  return null;
}
