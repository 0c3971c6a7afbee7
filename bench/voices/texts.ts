/**
 * Greetings as offices write them, and as a person would read them aloud; own texts, the readings written by hand.
 * What is missing in them are names of firms: the demo recogniser knows few, and they would only measure it.
 */
export interface BenchText {
  written: string;
  /** Numbers, times and abbreviations as words. */
  read: string;
}

export const texts: readonly BenchText[] = [
  {
    written:
      'Guten Tag. Unser Büro ist Mo–Fr von 8–12 Uhr für Sie da. Bitte hinterlassen Sie Ihren Namen und Ihre Telefonnummer.',
    read: 'Guten Tag. Unser Büro ist Montag bis Freitag von acht bis zwölf Uhr für Sie da. Bitte hinterlassen Sie Ihren Namen und Ihre Telefonnummer.',
  },
  {
    written: 'Unser Büro ist vom 24.12. bis 02.01. geschlossen. Wir sind am 5. Januar wieder für Sie da.',
    read: 'Unser Büro ist vom vierundzwanzigsten Dezember bis zweiten Januar geschlossen. Wir sind am fünften Januar wieder für Sie da.',
  },
  {
    written: 'In dringenden Fällen, z. B. bei einem Rohrbruch, rufen Sie bitte 030 / 23 12 55 an.',
    read: 'In dringenden Fällen, zum Beispiel bei einem Rohrbruch, rufen Sie bitte null drei null zwei drei eins zwei fünf fünf an.',
  },
  {
    written: 'Drücken Sie die 1. Für den Hausmeister drücken Sie die 2. Für eine Nachricht die 0.',
    read: 'Drücken Sie die eins. Für den Hausmeister drücken Sie die zwei. Für eine Nachricht die null.',
  },
  {
    written: 'Die Sprechstunde ist heute von 14:30 bis 16:00 Uhr, morgen ab 9.15 Uhr.',
    read: 'Die Sprechstunde ist heute von vierzehn Uhr dreißig bis sechzehn Uhr, morgen ab neun Uhr fünfzehn.',
  },
  {
    written: 'Sie finden uns in der Gartenstr. 12a im 2. OG, Nr. 7.',
    read: 'Sie finden uns in der Gartenstraße zwölf a im zweiten Obergeschoss, Nummer sieben.',
  },
  {
    written: 'Die Nebenkostenabrechnung 2025 kommt bis 30.06.2026 mit der Post.',
    read: 'Die Nebenkostenabrechnung zweitausendfünfundzwanzig kommt bis dreißigsten Juni zweitausendsechsundzwanzig mit der Post.',
  },
  {
    written: 'Ein neuer Schlüssel kostet 12,50 €, ein Schloss ca. 80 € inkl. Einbau.',
    read: 'Ein neuer Schlüssel kostet zwölf Euro fünfzig, ein Schloss circa achtzig Euro inklusive Einbau.',
  },
  {
    written:
      'Bei Gasgeruch wählen Sie bitte sofort 112. Den Störungsdienst erreichen Sie unter 0800 123 456.',
    read: 'Bei Gasgeruch wählen Sie bitte sofort eins eins zwei. Den Störungsdienst erreichen Sie unter null acht null null eins zwei drei vier fünf sechs.',
  },
  {
    written: 'Am 1. und 2. Weihnachtsfeiertag ist die Heizung auf 20 °C gestellt.',
    read: 'Am ersten und zweiten Weihnachtsfeiertag ist die Heizung auf zwanzig Grad Celsius gestellt.',
  },
  {
    written: 'Sa/So und an Feiertagen ist das Büro geschlossen. Wir rufen Sie innerhalb von 48 h zurück.',
    read: 'Samstag und Sonntag und an Feiertagen ist das Büro geschlossen. Wir rufen Sie innerhalb von achtundvierzig Stunden zurück.',
  },
  {
    written: 'Der Aufzug wird am 03.11. zwischen 7 und 15 Uhr gewartet. Die Wohnung hat 65 m² und 2 Zimmer.',
    read: 'Der Aufzug wird am dritten November zwischen sieben und fünfzehn Uhr gewartet. Die Wohnung hat fünfundsechzig Quadratmeter und zwei Zimmer.',
  },
];
