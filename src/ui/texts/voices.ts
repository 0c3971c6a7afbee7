/** Words of voices and of the list that says how words are spoken. */
import type { Language } from '../../domain/voice.ts';

const languages: Record<Language, string> = {
  de: 'Deutsch',
  en: 'Englisch',
  fr: 'Französisch',
  it: 'Italienisch',
  es: 'Spanisch',
  pl: 'Polnisch',
  tr: 'Türkisch',
  uk: 'Ukrainisch',
  ru: 'Russisch',
};

export const voices = {
  language: 'Sprache',
  languages,
  voice: 'Stimme',
  plain: 'Standardstimme (espeak-ng)',
  notInstalled: (name: string) => `${name} (nicht installiert)`,
  asWritten:
    'In dieser Sprache werden Zahlen, Uhrzeiten und Abkürzungen so gelesen, wie die Stimme sie kennt.',
  spoken: 'So wird es gesprochen:',
  stale:
    'Text, Stimme oder Aussprache wurden geändert, seit diese Ansage gesprochen wurde. Anrufende hören noch die bisherige Fassung. Bitte erzeugen Sie die Stimme neu.',
  voiceIsNew: 'Die Stimme ist geändert: Bitte Stimme erzeugen und speichern.',
};

export const pronunciations = {
  title: 'Aussprache',
  intro:
    'Namen und Wörter, die die KI-Stimme falsch ausspricht. Schreiben Sie daneben, wie sie klingen sollen. Das gilt für alle Ansagen; gesprochene Ansagen mit diesem Wort werden nach dem Speichern neu erzeugt.',
  word: 'Wort',
  spoken: 'Gesprochen als',
  row: (number: number) => `Aussprache ${number}`,
  listen: 'Vorhören',
  listenTo: (word: string) => `„${word}“ vorhören`,
  stop: (word: string) => `„${word}“ anhalten`,
  remove: (word: string) => `Aussprache entfernen: „${word}“`,
  add: 'Wort hinzufügen',
  empty: 'Noch keine Wörter. Beispiel: „Nguyen“ gesprochen als „Nujen“.',
};
