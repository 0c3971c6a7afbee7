/** Words of forwarding, of a call's line, and of test calls. */
import { formatCount } from '../format.ts';

export const menu = {
  title: 'Weiterleitungen',
  intro: 'Mit einer Ziffer erreichen Anrufende einen Menschen, zum Beispiel im Notfall den Hausmeister.',
  none: 'Ohne Weiterleitung beginnt die Aufnahme gleich nach der Ansage.',
  needsZero:
    'Mit einer Weiterleitung müssen Anrufende die 0 drücken, um eine Nachricht zu hinterlassen. Bitte nennen Sie alle Ziffern und die 0 in jeder Ansage.',
  add: 'Weiterleitung hinzufügen',
  one: (name: string) => `Weiterleitung ${name || 'ohne Namen'}`,
  remove: (name: string) => `Weiterleitung ${name || 'ohne Namen'} entfernen`,
  digit: 'Ziffer',
  name: 'Wer antwortet',
  namePlaceholder: 'z. B. Hausmeister',
  target: 'Zielnummer',
  targetHint: 'Mit Landesvorwahl, z. B. +49 170 1234567',
  ringSeconds: 'Klingeln, in Sekunden',
  shownNumber: 'Angezeigte Nummer',
  shown: { own: 'die eigene Nummer', caller: 'die Nummer des Anrufenden' },
  shownHint: 'Für die Nummer des Anrufenden braucht Ihr Anschluss „CLIP no screening“.',
  mustAccept: 'Annahme mit der 1 bestätigen',
  mustAcceptHint: 'Damit keine fremde Mailbox den Anruf schluckt.',
  waitSeconds: 'Bedenkzeit nach der Ansage, in Sekunden',
  withoutChoice: 'Wenn niemand eine Ziffer drückt',
  without: { 'hang-up': 'Ansage wiederholen, dann auflegen', record: 'Ansage wiederholen, dann aufnehmen' },
};

export const forwards = {
  title: 'Weiterleitung',
  result: {
    answered: 'verbunden',
    busy: 'besetzt',
    'no-answer': 'nicht abgenommen',
    refused: 'abgelehnt',
    unreachable: 'nicht erreichbar',
    'not-accepted': 'nicht mit der 1 angenommen',
    'caller-gone': 'währenddessen aufgelegt',
    'not-allowed': 'nicht ausgeführt (Grenze oder gesperrte Nummer)',
    unknown: 'Ergebnis unbekannt',
  } as Record<string, string>,
  running: 'läuft',
  digit: (digit: string) => `Ziffer ${digit}`,
  talked: (duration: string) => `${duration} min`,
  /** One line for the list. */
  line: (name: string, result: string | null, duration: string) => {
    if (result === null) return `Wird mit ${name} verbunden …`;
    if (result === 'answered') return `Mit ${name} verbunden, ${duration} min`;
    return (notReached[result] ?? notReached.unknown)?.(name) ?? name;
  },
};

const notReached: Record<string, (name: string) => string> = {
  busy: name => `${name} war besetzt`,
  'no-answer': name => `${name} hat nicht abgenommen`,
  refused: name => `${name} hat abgelehnt`,
  unreachable: name => `${name} war nicht erreichbar`,
  'not-accepted': name => `${name} hat nicht mit der 1 angenommen`,
  'caller-gone': name => `Aufgelegt, während es bei ${name} klingelte`,
  'not-allowed': name => `${name} wurde nicht angewählt (Grenze oder gesperrte Nummer)`,
  unknown: name => `Weiterleitung an ${name}, Ergebnis unbekannt`,
};

export const testCall = {
  title: 'Testanruf',
  intro:
    'Der nächste Anruf bei dieser Mailbox wird live gezeigt: Nummern, Tasten und wie die Leitung klingt.',
  start: 'Testanruf starten',
  again: 'Neuen Testanruf starten',
  stop: 'Beenden',
  callNow: (before: 'before' | 'after') => (before === 'before' ? 'Rufen Sie jetzt ' : ' an.'),
  callNowAny: 'Rufen Sie jetzt diese Mailbox an.',
  until: (time: string) => `Gewartet wird bis ${time}.`,
  running: 'Der Anruf läuft.',
  ended: 'Der Anruf ist beendet.',
};

export const line = {
  title: 'Leitung',
  load: 'Wird geladen …',
  caller: 'Anrufende Nummer',
  source: (header: string) => `aus ${header}`,
  sources: {
    'p-asserted-identity': 'P-Asserted-Identity',
    'remote-party-id': 'Remote-Party-ID',
    from: 'From',
  } as Record<string, string>,
  withheld: 'unterdrückt oder nicht gesendet',
  dialled: 'Angerufene Nummer',
  original: 'Ursprünglich angerufen',
  mailboxBy: 'Mailbox gefunden über',
  by: {
    'original-number': 'die ursprünglich angerufene Nummer',
    'dialled-number': 'die angerufene Nummer',
    'to-header': 'die Kopfzeile To',
    'first-mailbox': 'keine Nummer passt: die älteste Mailbox antwortet',
  },
  codec: 'Codec',
  address: 'Gegenstelle',
  digits: 'Tasten',
  noDigits: 'noch keine',
  digitBy: {
    rfc4733: 'RFC 4733',
    info: 'SIP INFO',
    'in-band': 'im Ton',
    unknown: 'Art unbekannt',
  },
  digitAt: (seconds: string, by: string, ms: number) => `nach ${seconds} s, ${by}, ${formatCount(ms)} ms`,
  packets: 'Pakete',
  lost: (received: string, lost: string, percent: string) =>
    `${received} empfangen, ${lost} verloren (${percent} %)`,
  jitter: 'Schwankung',
  level: 'Pegel',
  noLevel: 'noch nichts gehört',
  decibel: (value: string) => `${value} dB`,
  silence: 'Stille',
  seconds: (value: string) => `${value} s`,
  findings: 'Befund',
  noFindings: 'Nichts Auffälliges.',
  remedy: 'Abhilfe: ',
  technical: 'Kopfzeilen und Nummern im Einzelnen',
  candidates: 'Woher die Nummer kommt',
  verdict: {
    used: 'verwendet',
    'not-needed': 'nicht gebraucht',
    private: 'unterdrückt',
    'no-number': 'keine Nummer',
    'own-number': 'eigene oder weiterleitende Nummer',
  },
  header: 'Kopfzeile',
  value: 'Wert',
  judged: 'Urteil',
};
