/** Words of the telephone settings and of probe calls. */
export const telephone = {
  title: 'Telefon',
  intro: 'Gilt für alle Mailboxen.',
  country: 'Land',
  asSetUp: (value: string) => `wie eingerichtet (${value})`,
  countryHint: 'Für Nummern ohne Landesvorwahl.',
  areaCode: 'Ortsvorwahl',
  areaCodeHint: (value: string | null) =>
    value === null ? 'Ohne die 0, z. B. 30. Leer: keine.' : `Ohne die 0. Leer: wie eingerichtet (${value}).`,
  maxCalls: 'Anrufe gleichzeitig',
  maxCallsHint: 'Wer darüber hinaus anruft, hört „bitte später“ und steht in der Inbox.',
  forwarding: 'Weiterleitungen',
  prefixes: 'Erlaubte Vorwahlen',
  prefixesHint: 'Eine je Zeile, z. B. +49. Sonder- und Mehrwertnummern bleiben immer gesperrt.',
  maxSimultaneous: 'Weiterleitungen gleichzeitig',
  maxPerHour: 'Weiterleitungen je Stunde',
  probe: 'Probeanruf',
  probeIntro:
    'Hausruf ruft sich selbst an, spricht, und prüft Aufnahme und Notiz. Probeanrufe stehen nie in der Inbox.',
  probeOn: 'Regelmäßig von selbst anrufen',
  everyHours: 'Abstand in Stunden',
};

export const probes = {
  title: 'Probeanrufe',
  intro: 'Ob Anrufe gerade ankommen: die neuesten Ergebnisse.',
  now: 'Jetzt Probeanruf',
  nowFor: (name: string) => `Jetzt Probeanruf: ${name}`,
  started: 'Der Probeanruf läuft. Das Ergebnis erscheint hier.',
  none: 'Noch kein Probeanruf.',
  noMailbox: 'Dafür braucht es eine Mailbox. Sie legen sie unter „Flows“ an.',
  mailbox: 'Mailbox',
  when: 'Zeit',
  result: 'Ergebnis',
  outcome: { ok: 'in Ordnung', failed: 'fehlgeschlagen', running: 'läuft' },
};
