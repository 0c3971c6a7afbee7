/** Schema errors in German words: which field, and what it must look like. */

/** What TypeBox tells of one violation (JSON Schema's names). */
interface Violation {
  keyword: string;
  instancePath: string;
  params: Record<string, unknown>;
}

/** The field as the page names it ("flow.limits.maxSeconds"; null: the whole body) and what is wrong with it. */
export function describeInvalid(violations: readonly Violation[]): { field: string | null; message: string } {
  const first = mostTelling(violations);
  if (!first) return { field: null, message: 'Die Eingabe ist nicht gültig.' };
  const extra = listOf(first.params.requiredProperties ?? first.params.additionalProperties);
  const path = [...first.instancePath.split('/').slice(1), ...extra.slice(0, 1)];
  const field = path.length === 0 ? null : path.join('.');
  return {
    field,
    message: `${field === null ? 'Die Eingabe' : `Das Feld „${nameOf(field)}“`} ${wordsFor(first)}`,
  };
}

/** What the page calls these fields; the others are shown by their path. */
const fieldNames: Record<string, string> = {
  name: 'Name',
  numbers: 'Rufnummern',
  timeZone: 'Zeitzone',
  mailAddress: 'E-Mail-Adresse',
  'flow.greetings.standard.text': 'Ansagetext',
  'flow.greetings.timed': 'Ansagen',
  'flow.greetings.calendar.state': 'Bundesland',
  'flow.greetings.calendar.region': 'Gebiet',
  'flow.greetings.calendar.closingDays': 'Schließtage',
  'flow.greetings.calendar.yearlyClosingDays': 'Jährliche Schließtage',
  'flow.menu.forwardings': 'Weiterleitungen',
  'flow.menu.waitSeconds': 'Wartezeit nach der Ansage, in Sekunden',
  'flow.goodbyeText': 'Text der Verabschiedung',
  'flow.limits.maxSeconds': 'Höchstdauer in Sekunden',
  'flow.limits.maxSilenceSeconds': 'Auflegen nach Stille, in Sekunden',
  server: 'Server',
  user: 'Benutzername beim Anbieter',
  ownNumber: 'Eigene Rufnummer',
  maxChannels: 'Gespräche zugleich',
  expirySeconds: 'Anmeldung gilt, in Sekunden',
  matchAddresses: 'Adressen, von denen Anrufe kommen',
  userName: 'Benutzername',
  password: 'Passwort',
  categories: 'Kategorien',
  pattern: 'Dateiname',
  staleAfterDays: 'Tage ohne neue Liste',
  'place.host': 'Server',
  'place.port': 'Port',
  'place.user': 'Benutzername',
  'place.folder': 'Ordner',
  'place.path': 'Ordner',
  'place.url': 'Adresse',
  'place.ca': 'Zertifikat',
  'secret.password': 'Passwort',
  'secret.privateKey': 'Privater Schlüssel',
  'secret.passphrase': 'Passphrase',
  kinds: 'Notfälle',
  outputs: 'Ziele für Alarme',
  callChain: 'Anrufkette',
  internalTargets: 'Erlaubte interne Ziele',
};

/** Of a list (`numbers.0`) the list is named. */
const nameOf = (field: string): string =>
  fieldNames[field] ?? fieldNames[field.replace(/\.\d+(\..*)?$/, '')] ?? field;

/**
 * A union ("address or nothing") complains for each of its members; the one that says more than
 * "must be null" or "must be one of these" is what the reader needs.
 */
function mostTelling(violations: readonly Violation[]): Violation | undefined {
  const vague = new Set(['anyOf', 'const', 'boolean']);
  return violations.find(each => !vague.has(each.keyword) && each.params.type !== 'null') ?? violations[0];
}

function wordsFor({ keyword, params }: Violation): string {
  const limit = String(params.limit ?? '');
  switch (keyword) {
    case 'required':
      return 'fehlt. Bitte füllen Sie es aus.';
    case 'boolean':
    case 'additionalProperties':
      return 'ist hier unbekannt.';
    case 'minLength':
      return limit === '1' ? 'darf nicht leer sein.' : `braucht mindestens ${limit} Zeichen.`;
    case 'maxLength':
      return `darf höchstens ${limit} Zeichen haben.`;
    case 'minItems':
      return `braucht mindestens ${limit} Einträge.`;
    case 'maxItems':
      return `darf höchstens ${limit} Einträge haben.`;
    case 'uniqueItems':
      return 'enthält denselben Eintrag zweimal.';
    case 'minimum':
      return `muss mindestens ${limit} sein.`;
    case 'maximum':
      return `darf höchstens ${limit} sein.`;
    case 'pattern':
      return patternWords(String(params.pattern ?? ''));
    default:
      return 'hat keinen gültigen Wert.';
  }
}

/** The two patterns of `domain/mailbox.ts`, told apart by the sign that each demands. */
function patternWords(pattern: string): string {
  if (pattern.startsWith('^\\+')) {
    return 'braucht eine Rufnummer mit Landesvorwahl und ohne Leerzeichen, zum Beispiel +4944112345.';
  }
  if (pattern.includes('@')) return 'braucht eine E-Mail-Adresse, zum Beispiel buero@example.de.';
  return 'hat nicht die richtige Form.';
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
