import { Value } from 'typebox/value';
import { mayBeReached, readUrl } from './delivery/guarded-fetch.ts';
import { isWebhookSecret } from './delivery/webhook-signature.ts';
import type { AlarmOutput } from './domain/alarm.ts';
import type { AlarmSaveProblem } from './domain/api-alarms.ts';
import { MailAddress } from './domain/mailbox.ts';
import { isTarget } from './network/addresses.ts';

/** Null, or in German what is wrong with an output of alarms. Names are looked up when an alarm is sent. */
export function findOutputProblem(
  outputs: readonly AlarmOutput[],
  internalTargets: readonly string[],
): AlarmSaveProblem {
  const wrong = internalTargets.find(target => !isTarget(target));
  if (wrong !== undefined) {
    return {
      message: `„${wrong}“ ist kein Rechner und kein Netz. Bitte schreiben Sie einen Namen, eine Adresse (192.168.1.5) oder ein Netz (192.168.1.0/24).`,
      field: 'internalTargets',
    };
  }
  const seen = new Set<string>();
  for (const output of outputs) {
    const message = output.kind === 'mail' ? mailProblem(output) : webhookProblem(output, internalTargets);
    if (message !== null) return { message: `„${output.name}“: ${message}`, field: 'outputs' };
    const place = `${output.kind} ${output.target.toLowerCase()}`;
    if (seen.has(place)) {
      return { message: `„${output.name}“: Dieses Ziel steht zweimal in der Liste.`, field: 'outputs' };
    }
    seen.add(place);
  }
  return null;
}

function mailProblem({ target }: AlarmOutput): string | null {
  return Value.Check(MailAddress, target)
    ? null
    : 'Das ist keine E-Mail-Adresse. Bitte schreiben Sie eine einzelne Adresse, zum Beispiel notdienst@muster.de.';
}

function webhookProblem({ target, secret }: AlarmOutput, internalTargets: readonly string[]): string | null {
  const url = readUrl(target);
  if (typeof url === 'string') {
    return 'Bitte geben Sie eine Adresse an, die mit https:// beginnt und weder Benutzer noch Kennwort enthält.';
  }
  if (!mayBeReached(url, internalTargets)) {
    return 'Diese Adresse liegt im eigenen Netz. Ist das gewollt, tragen Sie sie unter „Erlaubte interne Ziele“ ein.';
  }
  if (secret === null)
    return 'Es fehlt der Schlüssel. Bitte erzeugen Sie einen und tragen Sie ihn auch beim Empfänger ein.';
  return isWebhookSecret(secret)
    ? null
    : 'Der Schlüssel muss mit whsec_ beginnen und 24 bis 64 Bytes in Base64 enthalten. Am einfachsten erzeugen Sie einen neuen.';
}
