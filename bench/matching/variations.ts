import { surnameKey } from '../../src/contacts/identify/known-name.ts';
import { streetKeys } from '../../src/contacts/identify/known-street.ts';
import { skeleton } from '../../src/contacts/identify/sound.ts';
import { pick, seeded } from './random.ts';
import type { Decision, MatchCase } from './score.ts';

/** A contact of the list, as the sentences need it. */
export interface Known {
  id: string;
  gender: 'm' | 'w';
  first: string;
  last: string;
  street: string;
  house: string;
  city: string;
}

/**
 * Calls in words of our own: how people of several regions introduce themselves, say their address and speak
 * about others. They were written without looking at the development set's sentences, and are what the rules
 * were tried on besides it. Same seed, same calls.
 */
export function variations(known: readonly Known[], count: number, seed: number): MatchCase[] {
  const random = seeded(seed);
  const usable = known.filter(
    one =>
      /^\p{Lu}[\p{L}-]+$/u.test(one.first) &&
      /^\p{Lu}[\p{L}-]{2,}$/u.test(one.last) &&
      /^\d{1,3}$/.test(one.house) &&
      one.street.length > 4,
  );
  const household = (one: Known): string =>
    [
      skeleton(surnameKey(one.last)),
      streetKeys(one.street.replace(/\s+\d.*$/, '')).key,
      one.house || /\d+/.exec(one.street)?.[0],
    ].join('/');
  const households = counted(known.map(household));
  const alone = usable.filter(one => households.get(household(one)) === 1);
  return Array.from({ length: count }, (_, at) => {
    const kind = at % 2 === 0 ? 'own' : pick(random, strangerKinds);
    const one = pick(random, alone);
    const other = pick(random, usable);
    const made = kind === 'own' ? own(random, one) : strangers[kind](random, one, other);
    const text = random() < 0.5 ? noisy(random, made) : made;
    return {
      id: `V${at}`,
      caller: null,
      text: random() < 0.2 ? text.toLowerCase().replace(/[.,!?:]/g, '') : text,
      gold: { decision: kind === 'own' ? 'matched' : 'unknown', contact_ids: kind === 'own' ? [one.id] : [] },
      accept: accepted[kind === 'own' ? 'own' : 'stranger'],
      evidence: 'strong',
      tags: [kind, 'variation'],
    };
  });
}

const accepted: Record<'own' | 'stranger', Decision[]> = {
  own: ['matched'],
  stranger: ['ambiguous', 'unknown'],
};

type Random = () => number;
const title = ({ gender }: Known): string => (gender === 'm' ? 'Herr' : 'Frau');

const introductions: ((one: Known) => string)[] = [
  one => `Guten Tag, mein Name ist ${one.first} ${one.last}`,
  one => `Grüß Gott, ${one.last} ${one.first} is mei Name`,
  one => `Moin, ${one.last} hier`,
  one => `Ja hallo, hier spricht ${title(one)} ${one.last}`,
  one => `Schönen guten Tag, ich heiße ${one.first} ${one.last}`,
  one => `Servus, i bin da ${one.last} ${one.first}`,
  one => `Hallo, hier isch d ${title(one)} ${one.last}`,
  one => `Guten Morgen, ${one.first} ${one.last} am Apparat`,
  one => `Guten Tag, Sie sprechen mit ${one.first} ${one.last}`,
  one => `Hallo, hier ist nochmal der ${one.last}`,
  one => `Tach, ${one.last} mein Name, ${one.first} ${one.last}`,
  one => `Guten Abend, hier ist Ihr Mieter ${one.first} ${one.last}`,
  one => `Hallo zusammen, ${one.first} ${one.last} ist mein Name`,
  one => `Ja, grüß Sie, da ist die Familie ${one.last}`,
  one => `Hallo, mein Nachname ist ${one.last}`,
  one => `Guten Tag, es spricht ${one.first} ${one.last}`,
  one => `Ja, guten Tag, ${title(one)} ${one.last} spricht hier`,
  one => `Hallo, am Telefon ${one.first} ${one.last}`,
  one => `Guten Tag, ${one.first} ${one.last}`,
  one => `Tag, hier meldet sich noch einmal ${title(one)} ${one.last}`,
  one => `Dat is hier ${one.first} ${one.last}`,
  one => `Guten Tag, ${one.last}, ${one.first}`,
  one => `Hallo, ich bin's, ${one.first} ${one.last}`,
  one => `Guten Tag, mein Name: ${one.first} ${one.last}`,
  one => `Hallo, ${one.first} ${one.last} ruft an`,
];
const addresses: ((one: Known) => string)[] = [
  one => `, ${at(one)} ${one.house}`,
  one => `. Ich wohne ${inThe(one)} ${one.house}`,
  one => ` aus der Wohnung ${inThe(one)} Nummer ${one.house}`,
  one => `. Die Adresse ist ${at(one)} ${word(Number(one.house))}`,
  one => `, wohnhaft ${at(one)} ${one.house} in ${one.city}`,
  one => `. Es geht um meine Wohnung ${inThe(one)} ${word(Number(one.house))}`,
  one => `. Wir wohnen ${inThe(one)}, Hausnummer ${one.house}`,
  one => `, ${at(one)} ${word(Number(one.house))}, dritter Stock`,
  one => `. Das ist das Haus ${at(one)} ${one.house}`,
  one => `. Bei uns ${inThe(one)} ${one.house} ist etwas kaputt`,
];
const bodies = [
  'Seit gestern tropft der Wasserhahn in der Küche.',
  'Die Heizung im Bad wird nicht mehr warm.',
  'Ich warte seit 14 Tagen auf den Handwerker.',
  'Bitte rufen Sie mich unter 0171 4455667 zurück.',
  'Bei mir sind es nur noch 16 Grad.',
  'Der Aufzug steht seit 8 Uhr still.',
  'Ich bräuchte die Abrechnung für 2024.',
  'Der Müll wurde am 12. nicht abgeholt.',
];

function own(random: Random, one: Known): string {
  const start = `${pick(random, introductions)(one)}${pick(random, addresses)(one)}.`;
  return random() < 0.3
    ? `${start} ${pick(random, bodies)} ${pick(random, thirdParties)(one)}`
    : `${start} ${pick(random, bodies)}`;
}

const thirdParties: ((one: Known) => string)[] = [
  () => 'Das hat auch Frau Schulz aus dem Erdgeschoss gesagt.',
  () => 'Herr Krause von nebenan hört das auch.',
  () => 'Mein Nachbar, der Herr Wolter, ist schon ganz verzweifelt.',
  () => 'Ich habe schon mit Ihrer Kollegin Frau Weiß gesprochen.',
];

type StrangerKind =
  | 'sameHouse'
  | 'about'
  | 'family'
  | 'spokenTo'
  | 'relation'
  | 'otherHouse'
  | 'neighbour'
  | 'quoted'
  | 'otherStreet';
const strangerKinds: StrangerKind[] = [
  'sameHouse',
  'about',
  'family',
  'spokenTo',
  'relation',
  'otherHouse',
  'neighbour',
  'quoted',
  'otherStreet',
];
const families = [
  'Wiegenstein',
  'Ottenbreit',
  'Quandmeyer',
  'Roggendorp',
  'Zschiedrich',
  'Hünnebeck',
  'Tschirpke',
  'Ellerkamp',
];
const firsts = ['Gerhild', 'Wunibald', 'Sunniva', 'Ottokar', 'Xenia', 'Lothar', 'Ilse', 'Yannick'];

const strangers: Record<StrangerKind, (random: Random, one: Known, other: Known) => string> = {
  sameHouse: (random, one) =>
    `${pick(random, introductions)({ ...one, first: pick(random, firsts), last: pick(random, families) })}${pick(random, addresses)(one)}. ${pick(random, bodies)}`,
  about: (random, one) =>
    pick(random, [
      `Guten Tag, ${pick(random, firsts)} ${pick(random, families)} hier. Es geht um ${title(one)} ${one.last}, ${at(one)} ${one.house}. ${pick(random, bodies)}`,
      `Hallo, ich rufe wegen ${title(one)} ${one.first} ${one.last} an, wohnhaft ${at(one)} ${one.house}.`,
      `Guten Tag, hier ist die Hausarztpraxis, ich rufe an für ${title(one)} ${one.last}, ${at(one)} ${one.house}.`,
      `Guten Tag, ich vertrete ${one.first} ${one.last} aus ${inThe(one)} ${one.house}. Mein Name ist ${pick(random, families)}.`,
      `Hallo, bei ${one.first} ${one.last}, ${at(one)} ${one.house}, brennt Licht, und niemand macht auf.`,
      `Ich möchte mich über ${title(one)} ${one.last} beschweren, ${at(one)} ${one.house}, immer diese Musik.`,
    ]),
  family: (random, one) =>
    `${pick(
      random,
      introductions.filter(made => made(one).includes(one.first)),
    )({
      ...one,
      first: one.gender === 'm' ? 'Wunibald' : 'Sunniva',
    })}${pick(random, addresses)(one)}. ${pick(random, bodies)}`,
  spokenTo: (random, one, other) =>
    `Guten Tag ${title(one)} ${one.last}, mein Name ist ${pick(random, firsts)} ${pick(random, families)}${pick(random, addresses)(one)}. ${other.city === '' ? '' : pick(random, bodies)}`,
  relation: (random, one) =>
    pick(random, [
      `Hallo, hier ist die Tochter von ${title(one)} ${one.last}, ${at(one)} ${one.house}. ${pick(random, bodies)}`,
      `Guten Tag, ich bin der Sohn von ${one.first} ${one.last} ${inThe(one)} ${one.house}.`,
      `Guten Tag, hier spricht der Betreuer von ${title(one)} ${one.last}, ${at(one)} ${one.house}.`,
      `Hallo, ich bin die Nachbarin von ${one.first} ${one.last}, ${at(one)} ${one.house}.`,
      `Guten Tag, meine Mutter ${one.first} ${one.last} wohnt ${inThe(one)} ${one.house}.`,
    ]),
  otherHouse: (random, one) =>
    `${pick(random, introductions)(one)}${pick(random, addresses)({ ...one, house: String(Number(one.house) + 211) })}. ${pick(random, bodies)}`,
  neighbour: (random, one) =>
    `${pick(random, introductions)({ ...one, first: pick(random, firsts), last: pick(random, families) })}${pick(random, addresses)(one)}. ${title(one)} ${one.last} über mir ist auch betroffen.`,
  quoted: (random, one) =>
    pick(random, [
      `An der Klingel steht, hier wohnt ${one.first} ${one.last}, ${at(one)} ${one.house}, aber da ist niemand.`,
      `Jemand hat angerufen und gesagt, sein Name ist ${one.first} ${one.last} aus ${inThe(one)} ${one.house}.`,
      `Ich habe ein Paket für ${one.first} ${one.last}, ${at(one)} ${one.house}. Bitte melden Sie sich.`,
      `Der Mieter ${one.first} ${one.last}, ${at(one)} ${one.house}, hat sein Fahrrad in den Flur gestellt.`,
    ]),
  otherStreet: (random, one) =>
    `${pick(random, introductions)(one)}. Ich wohne in der ${pick(random, ['Zwetschgenbaum', 'Quellbrunn', 'Xaverius', 'Ypernheim'])}straße ${one.house}. ${pick(random, bodies)}`,
};

const spokenStreet = (street: string): string =>
  street.replace(/(?<=^|[\p{L} -])([Ss])tr(?:\.|asse)?$/iu, '$1traße');
const at = (one: Known): string => spokenStreet(one.street);
const inThe = (one: Known): string => {
  const street = at(one);
  if (/^(am|an|auf|im|in|bei|zum|zur|unter|hinter)\b/i.test(street))
    return street[0]?.toLowerCase() + street.slice(1);
  return `${/(straße|gasse|allee|chaussee|promenade)$/i.test(street) ? 'in der' : 'im'} ${street}`;
};

const ones = ['', 'ein', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun'];
const teens = [
  'zehn',
  'elf',
  'zwölf',
  'dreizehn',
  'vierzehn',
  'fünfzehn',
  'sechzehn',
  'siebzehn',
  'achtzehn',
  'neunzehn',
];
const tens = ['', '', 'zwanzig', 'dreißig', 'vierzig', 'fünfzig', 'sechzig', 'siebzig', 'achtzig', 'neunzig'];
export function word(value: number): string {
  if (value >= 100)
    return `${value >= 200 ? ones[Math.floor(value / 100)] : ''}hundert${value % 100 === 0 ? '' : word(value % 100)}`;
  if (value < 10) return value === 1 ? 'eins' : (ones[value] ?? '');
  if (value < 20) return teens[value - 10] ?? '';
  const unit = value % 10;
  return `${unit === 0 ? '' : `${ones[unit]}und`}${tens[Math.floor(value / 10)]}`;
}

/** What recognisers make of names: not the development set's rules. At most two changes, in long words only. */
function noisy(random: Random, text: string): string {
  let left = 2;
  return text
    .split(' ')
    .map(piece => {
      if (left === 0 || !/^\p{Lu}\p{L}{4,}/u.test(piece) || random() > 0.2) return piece;
      const [from, to] = pick(random, swaps);
      const changed = piece.replace(from, to);
      if (changed !== piece) left -= 1;
      return changed;
    })
    .join(' ');
}

const swaps: [RegExp, string][] = [
  [/ei/, 'ai'],
  [/ai/, 'ei'],
  [/äu/, 'eu'],
  [/tz/, 'z'],
  [/(?<=[aeiou])h(?=[lmnr])/, ''],
  [/ck/, 'k'],
  [/ss/, 'ß'],
  [/(?<=[aeiou])([lmnt])(?=[aeiou])/, '$1$1'],
  [/ll/, 'l'],
  [/nn/, 'n'],
  [/y/, 'i'],
  [/ow$/, 'o'],
  [/w/, 'v'],
  [/ä/, 'e'],
  [/sch/, 'ch'],
];

function counted(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
