import { writeXlsx } from './xlsx-write.ts';

/** R124: an empty list with every column that we understand, one example row, and in XLSX a sheet that explains them. */
export function contactTemplate(format: 'csv' | 'xlsx'): Uint8Array {
  const header = columns.map(column => column.header);
  const example = columns.map(column => column.example);
  if (format === 'csv') {
    // Byte order mark and semicolons: so a German Excel opens it with the right umlauts and columns.
    return Buffer.from(`\ufeff${[header, example].map(cells => `${cells.join(';')}\r\n`).join('')}`);
  }
  return writeXlsx([
    {
      name: 'Kontakte',
      rows: [header, example],
      widths: columns.map(column => Math.max(column.header.length, column.example.length) + 3),
      hasHeader: true,
      choices: columns.flatMap(({ values }, column) => (values ? [{ column, values }] : [])),
    },
    {
      name: 'Hinweise',
      rows: [
        ['Spalte', 'Was hinein gehört'],
        ...columns.map(({ header: name, means }) => [name, means]),
        ['', ''],
        ...notes.map(note => ['', note]),
      ],
      widths: [26, 110],
      hasHeader: true,
    },
  ]);
}

/** Kontaktnummer to Telefon 2 in the order in which a list is mostly kept. The example row says that it is one. */
const columns: readonly { header: string; example: string; means: string; values?: readonly string[] }[] = [
  {
    header: 'Kontaktnummer',
    example: 'Beispiel-1',
    means:
      'Nummer aus Ihrer Verwaltungssoftware. Damit bleibt der Kontakt derselbe, auch wenn Name oder Adresse sich ändern.',
  },
  {
    header: 'Rolle',
    example: 'Mieter',
    means: 'Mieter, Eigentümer, Hausmeister oder Firma.',
    values: ['Mieter', 'Eigentümer', 'Hausmeister', 'Firma'],
  },
  {
    header: 'Anrede',
    example: 'Frau',
    means: 'Herr oder Frau; darf leer bleiben.',
    values: ['Herr', 'Frau'],
  },
  { header: 'Vorname', example: 'Erika', means: 'Bei Paaren beide: „Erika und Max“.' },
  {
    header: 'Nachname',
    example: 'Beispiel (bitte löschen)',
    means: 'Nachname; bei Firmen genügt die Spalte „Firma“.',
  },
  { header: 'Firma', example: '', means: 'Name der Firma.' },
  { header: 'Straße', example: 'Rosenweg', means: 'Straße des Objekts, mit oder ohne Hausnummer.' },
  { header: 'Hausnummer', example: '17 a', means: 'Auch Bereiche: 12-14.' },
  { header: 'PLZ', example: '26121', means: 'Postleitzahl.' },
  { header: 'Ort', example: 'Oldenburg', means: 'Ort.' },
  { header: 'Objekt', example: 'WEG Rosenweg 17', means: 'Name oder Nummer des Objekts, wie Sie es nennen.' },
  { header: 'Einheit', example: '2. OG rechts', means: 'Wohnung oder Lage im Haus.' },
  {
    header: 'Telefon',
    example: '0441 0000000',
    means: 'Eine oder mehrere Nummern, mit Vorwahl. Mehrere trennen Sie mit einem Semikolon.',
  },
  { header: 'Mobil', example: '', means: 'Wie Telefon.' },
  { header: 'E-Mail', example: 'erika@example.org', means: 'E-Mail-Adresse des Kontakts.' },
  { header: 'Sachbearbeiter', example: 'Frau Brandt', means: 'Wer im Büro zuständig ist.' },
  {
    header: 'E-Mail Sachbearbeiter',
    example: 'brandt@example.org',
    means: 'Dorthin kann die Notiz gehen, wenn das in den Flows eingeschaltet ist.',
  },
  {
    header: 'Sprache',
    example: 'Deutsch',
    means: 'Sprache des Kontakts, zum Beispiel Deutsch, Englisch, Türkisch.',
  },
  {
    header: 'Nicht verschriften',
    example: 'nein',
    means:
      '„ja“: Anrufe von den Nummern dieses Kontakts werden nicht in Text umgewandelt, nur als Ton zugestellt.',
    values: ['ja', 'nein'],
  },
];

const notes = [
  'Die Zeile mit dem Beispiel löschen Sie bitte. Spalten, die Sie nicht brauchen, lassen Sie leer oder löschen sie.',
  'Rufnummern und Hausnummern bleiben als Text formatiert, damit Excel keine Null am Anfang streicht und kein Datum daraus macht.',
];
