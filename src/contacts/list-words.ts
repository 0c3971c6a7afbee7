/** Words that lists use for roles, languages, yes and no. */
import type { RoleKind } from '../domain/contact.ts';

/** Null: a word we do not know; it is shown as it is and decides nothing. */
export function roleKindOf(role: string | null): RoleKind | null {
  if (role === null) return null;
  return roles.find(([pattern]) => pattern.test(role))?.[1] ?? null;
}

const roles: readonly [RegExp, RoleKind][] = [
  [/hausmeister|hauswart|hausbesorger|objektservice|facility|caretaker/i, 'caretaker'],
  [/eigent(ü|ue)mer|vermieter|owner|beirat|selbstnutz/i, 'owner'],
  [/mieter|bewohner|nutzer|tenant|p(ä|ae)chter|untermieter/i, 'tenant'],
  [/firma|dienstleister|handwerk|lieferant|kreditor|versorger|versicherung|company|unternehmen/i, 'company'],
];

/** ISO 639-1; null: not known. Takes "de", "de-DE", "Deutsch". */
export function languageOf(text: string): string | null {
  const word = text.trim().toLowerCase();
  const code = /^([a-z]{2})(?:[-_][a-z]{2})?$/.exec(word)?.[1];
  if (code && Object.values(languages).includes(code)) return code;
  return languages[word] ?? null;
}

const languages: Record<string, string> = {
  deutsch: 'de',
  englisch: 'en',
  türkisch: 'tr',
  russisch: 'ru',
  ukrainisch: 'uk',
  polnisch: 'pl',
  arabisch: 'ar',
  französisch: 'fr',
  italienisch: 'it',
  spanisch: 'es',
  portugiesisch: 'pt',
  rumänisch: 'ro',
  bulgarisch: 'bg',
  griechisch: 'el',
  kroatisch: 'hr',
  serbisch: 'sr',
  bosnisch: 'bs',
  albanisch: 'sq',
  ungarisch: 'hu',
  tschechisch: 'cs',
  niederländisch: 'nl',
  persisch: 'fa',
  farsi: 'fa',
  dari: 'fa',
  paschtu: 'ps',
  kurdisch: 'ku',
  vietnamesisch: 'vi',
  chinesisch: 'zh',
  tigrinya: 'ti',
  somali: 'so',
  dänisch: 'da',
};

/** Null: neither yes nor no. */
export function yesOrNo(text: string): boolean | null {
  if (/^(ja|j|x|1|wahr|true|yes|y|✓|✔)$/i.test(text.trim())) return true;
  if (/^(nein|n|0|falsch|false|no|-|)$/i.test(text.trim())) return false;
  return null;
}
