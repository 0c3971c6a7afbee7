/** Words of the languages that callers of a mailbox speak. */
import type { OtherLanguage } from '../../domain/spoken-languages.ts';

/** In the order in which the page shows them. */
const names: Record<OtherLanguage, string> = {
  en: 'Englisch',
  tr: 'Türkisch',
  ru: 'Russisch',
  ar: 'Arabisch',
  pl: 'Polnisch',
  uk: 'Ukrainisch',
  ro: 'Rumänisch',
  it: 'Italienisch',
  hr: 'Kroatisch',
  bg: 'Bulgarisch',
  es: 'Spanisch',
  fr: 'Französisch',
};

export const spokenLanguages = {
  title: 'Sprachen der Anrufenden',
  intro:
    'Hausruf schreibt Nachrichten auf Deutsch mit. Kreuzen Sie an, was hier sonst noch gesprochen wird: Solche Nachrichten stehen dann in ihrer Sprache in der Abschrift.',
  names,
  group: 'Außer Deutsch',
  hint: 'Eine andere Sprache als Deutsch gilt nur, wo sich die Spracherkennung sicher ist. Das können die Modelle „Whisper“. Bitte wählen Sie nur, was wirklich vorkommt: Jede weitere Sprache kann bei kurzen Nachrichten zu Verwechslungen führen.',
};
