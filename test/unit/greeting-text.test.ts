import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languages } from '../../src/domain/voice.ts';
import { spokenText } from '../../src/speech/greeting-text.ts';

const de = (text: string) => spokenText(text, { language: 'de' });
const en = (text: string) => spokenText(text, { language: 'en' });

describe('a German greeting as it is spoken', () => {
  it.each([
    // Times.
    ['um 8:30 Uhr', 'um acht Uhr dreißig'],
    ['bis 17.00 Uhr', 'bis siebzehn Uhr'],
    ['um 1 Uhr', 'um ein Uhr'],
    ['um 8 Uhr 15', 'um acht Uhr fünfzehn'],
    ['8–17 Uhr', 'acht bis siebzehn Uhr'],
    ['1-2 Uhr', 'eins bis zwei Uhr'],
    ['von 8.30 - 12 Uhr', 'von acht Uhr dreißig bis zwölf Uhr'],
    ['von 8:00–16:30', 'von acht Uhr bis sechzehn Uhr dreißig'],
    ['um 25:70', 'um fünfundzwanzig: siebzig'],
    ['24 h Notdienst', 'vierundzwanzig Stunden Notdienst'],
    ['rund um die Uhr, 24/7', 'rund um die Uhr, vierundzwanzig sieben'],
    // Days of the week.
    ['Mo–Fr 8–12 Uhr', 'Montag bis Freitag acht bis zwölf Uhr'],
    ['Mo.-Do., Fr. 9 Uhr', 'Montag bis Donnerstag, Freitag neun Uhr'],
    ['Sa/So geschlossen', 'Samstag und Sonntag geschlossen'],
    ['Mi: 9-12 Uhr', 'Mittwoch: neun bis zwölf Uhr'],
    ['So erreichen Sie uns.', 'So erreichen Sie uns.'],
    ['Mo, Di 9 Uhr, Mi geschlossen', 'Montag, Dienstag neun Uhr, Mittwoch geschlossen'],
    ['am Fr., 27.11., ab 13 Uhr', 'am Freitag, siebenundzwanzigsten November, ab dreizehn Uhr'],
    [
      'bis 24. Dez. und im Nov. 2026',
      'bis vierundzwanzigsten Dezember und im November zweitausendsechsundzwanzig',
    ],
    // Dates, with the ending the sentence asks for.
    ['am 24.12.2026', 'am vierundzwanzigsten Dezember zweitausendsechsundzwanzig'],
    ['Am 24.12. ist zu.', 'Am vierundzwanzigsten Dezember ist zu.'],
    ['bis zum 3. Mai', 'bis zum dritten Mai'],
    ['Montag, der 1.6.', 'Montag, der erste Juni.'],
    [
      'vom 24.12. bis 01.01.27',
      'vom vierundzwanzigsten Dezember bis ersten Januar zweitausendsiebenundzwanzig',
    ],
    ['vom 24.–31.12.', 'vom vierundzwanzigsten bis einunddreißigsten Dezember'],
    [
      'Am 24.12. und 31.12. geschlossen',
      'Am vierundzwanzigsten Dezember und einunddreißigsten Dezember geschlossen',
    ],
    ['der 24.–31. Dezember', 'der vierundzwanzigste bis einunddreißigste Dezember'],
    ['24. bis 26. Dezember', 'vierundzwanzigster bis sechsundzwanzigster Dezember'],
    ['ab 2026-11-02', 'ab zweiten November zweitausendsechsundzwanzig'],
    ['am 24.12. Danach sind wir da.', 'am vierundzwanzigsten Dezember. Danach sind wir da.'],
    ['Version 99.99.', 'Version neunundneunzig. neunundneunzig.'],
    ['seit 1995', 'seit neunzehnhundertfünfundneunzig'],
    ['im Jahr 2026', 'im Jahr zweitausendsechsundzwanzig'],
    // Ordinals, and full stops that only look like them.
    ['im 2. OG', 'im zweiten Obergeschoss'],
    ['2. OG links', 'zweites Obergeschoss links'],
    ['1. Stock', 'erster Stock'],
    ['in der 3. Etage', 'in der dritten Etage'],
    ['die 7. Mahnung', 'die siebte Mahnung'],
    ['Drücken Sie die 1. Für den Notdienst die 2.', 'Drücken Sie die eins. Für den Notdienst die zwei.'],
    // Money, percent, units.
    ['12,50 €', 'zwölf Euro fünfzig'],
    ['€ 1.234,56', 'eintausendzweihundertvierunddreißig Euro sechsundfünfzig'],
    ['1 € und 0,50 EUR', 'ein Euro und fünfzig Cent'],
    ['20,- €', 'zwanzig Euro'],
    ['19 % oder 3,5%', 'neunzehn Prozent oder drei Komma fünf Prozent'],
    ['120 m² und -5 °C', 'einhundertzwanzig Quadratmeter und minus fünf Grad Celsius'],
    ['1 Stunde, 1 Tag', 'eine Stunde, ein Tag'],
    // Numbers.
    ['0 1 11 21 100 101', 'null eins elf einundzwanzig einhundert einhunderteins'],
    ['1.000 und 1.000.000', 'eintausend und eine Million'],
    ['21.001', 'einundzwanzigtausendeins'],
    ['Tarif 3.0', 'Tarif drei Punkt null'],
    ['Taste 007', 'Taste null null sieben'],
    ['½ oder 1/2', 'einhalb oder einhalb'],
    ['Haus 12a, Raum B2', 'Haus zwölf a, Raum B zwei'],
    ['12–14', 'zwölf bis vierzehn'],
    ['10115 Berlin', 'eins null eins eins fünf Berlin'],
    ['10000 Wohnungen', 'zehntausend Wohnungen'],
    // Telephone numbers.
    ['030 / 23125-543', 'null drei null, zwei drei eins, zwei fünf, fünf vier drei'],
    ['Tel.: 030 / 23 12', 'Telefon: null drei null, zwei drei, eins zwei'],
    ['+49 (0)170 1234567', 'plus vier neun, eins sieben null, eins zwei drei, vier fünf, sechs sieben'],
    ['Durchwahl 255', 'Durchwahl zwei fünf fünf'],
    ['Tel. -12', 'Telefon, Durchwahl eins zwei'],
    ['IBAN DE12 3456 7890 12', 'IBAN D E eins zwei, drei vier fünf sechs, sieben acht neun null, eins zwei'],
    [
      'Notruf 112, Bereitschaft 116 117',
      'Notruf eins eins zwei, Bereitschaft eins eins sechs, eins eins sieben',
    ],
    ['112 Wohnungen', 'einhundertzwölf Wohnungen'],
    // Abbreviations and company names.
    ['z. B. heute, d.h. jetzt', 'zum Beispiel heute, das heißt jetzt'],
    ['Gartenstr. 12, Nr. 3', 'Gartenstraße zwölf, Nummer drei'],
    ['Dr. Müller und Fr. Schulz', 'Doktor Müller und Frau Schulz'],
    ['Strom, Gas usw. Rufen Sie an', 'Strom, Gas und so weiter. Rufen Sie an'],
    ['inkl. Heizung bzw. Wasser', 'inklusive Heizung beziehungsweise Wasser'],
    ['Weber GmbH & Co. KG', 'Weber G m b H und Co K G'],
    ['die WEG beim TÜV', 'die W E G beim TÜV'],
    // Signs (R045a), letters (R045b), pauses (R045d).
    ['Heizung/Sanitär', 'Heizung Schrägstrich Sanitär'],
    ['und/oder', 'und oder'],
    ['Mieter*innen, Mieter/-innen', 'Mieter innen, Mieter innen'],
    ['die #-Taste', 'die Raute -Taste'],
    ['A C H Immobilien', 'A C H Immobilien'],
    ['Guten Tag, hier ist Haus Ruf', 'Guten Tag, hier ist Haus Ruf'],
    ['Büro (Erdgeschoss) – links', 'Büro, Erdgeschoss, links'],
    ['erste Zeile\nzweite Zeile', 'erste Zeile. zweite Zeile'],
    ['erste Zeile,\r\n\r\nzweite Zeile', 'erste Zeile, zweite Zeile'],
    // Addresses.
    ['info@haus-ruf.de', 'info ät haus Bindestrich ruf Punkt d e'],
    ['www.hausruf.de/kontakt.', 'w w w Punkt hausruf Punkt d e Schrägstrich kontakt.'],
    ['https://muster.com', 'muster Punkt com'],
    ['b2b_1@web.info', 'b zwei b Unterstrich eins ät web Punkt info'],
    // Markup and phonemes are text.
    ['<b>jetzt</b>', 'kleiner als b größer als jetzt kleiner als Schrägstrich b größer als'],
    ["[[h@l'o:]]", "h ät l'o"],
    ['🎄 Frohe Weihnachten!', 'Frohe Weihnachten!'],
    ['', ''],
  ])('%s', (text, spoken) => {
    expect(de(text)).toBe(spoken);
  });

  it('leaves plain sentences exactly as they are', () => {
    const plain =
      'Guten Tag, Sie sind verbunden mit der Hausverwaltung Weber. Unser Büro ist gerade nicht besetzt: Bitte sprechen Sie nach dem Signalton! Möchten Sie einen Rückruf? Dann nennen Sie Ihren Namen; wir melden uns.';
    expect(de(plain)).toBe(plain);
  });
});

describe('an English greeting as it is spoken', () => {
  it.each([
    ['Mon–Fri 8:30 am–5 pm', 'Monday to Friday eight thirty a m to five p m'],
    ['from 8:00 - 17:05', "from eight o'clock to seventeen oh five"],
    ['on 24.12.2026', 'on the twenty-fourth of December twenty twenty-six'],
    ['until 6 January 2027', 'until the sixth of January twenty twenty-seven'],
    ['May 3, 2026', 'May third twenty twenty-six'],
    ['the 2nd floor', 'the second floor'],
    ['€12.50, £1 and 3.5 %', 'twelve euros and fifty cents, one pound and three point five percent'],
    ['1,234 flats', 'one thousand two hundred and thirty-four flats'],
    ['since 1995', 'since nineteen ninety-five'],
    ['e.g. Dr. Miller & Co. Ltd.', 'for example Doctor Miller and Co Limited'],
    ['+49 30 23125-543', 'plus four nine, three zero, two three one, two five, five four three'],
    ['info@haus-ruf.de', 'info at haus hyphen ruf dot d e'],
    ['repairs/keys', 'repairs slash keys'],
    ['Press 1. For keys press 2.', 'Press one. For keys press two.'],
    ['in an emergency call 112', 'in an emergency call one one two'],
  ])('%s', (text, spoken) => {
    expect(en(text)).toBe(spoken);
  });
});

describe('any text', () => {
  const language = fc.constantFrom(...languages);
  const parts =
    `1 24.12. 8:30 Uhr – - / € , . ( ] ' Mo str. z.B. 030 @ de ² ½ < [[ % 0 GmbH am " + . ,`.split(' ');
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.array(fc.constantFrom(...parts), { maxLength: 40 }).map(parts => parts.join('')),
  );

  it('is put into words without an error, within bounds, and leaves nothing a voice could take for orders', () => {
    fc.assert(
      fc.property(anything, language, (text, language) => {
        const spoken = spokenText(text, { language });
        expect(spoken).not.toMatch(/[<>[\]{}|&\\/@#*_=+\p{Cc}\p{Cs}]/u);
        if (language === 'de' || language === 'en') expect(spoken).not.toMatch(/\p{N}/u);
        // A sign is said in two words, a figure in one; a compatibility sign (㍿) holds up to 18 characters.
        expect(spoken.length).toBeLessThanOrEqual(40 * text.length + 40);
      }),
      { numRuns: 1500 },
    );
  });

  it('is in words after the first time: spoken text stays as it is', () => {
    const part = fc.oneof(
      fc.constantFrom(
        ...parts,
        'Guten',
        'Tag,',
        'Büro.',
        'Wir',
        'im',
        'die',
        '7.',
        'Stock',
        'Jahr',
        '1995',
        '112',
        'KG',
        'W',
        'Nr.',
        'Str.',
      ),
      fc.integer({ min: 0, max: 99_999 }).map(String),
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 20 }),
        fc.constantFrom('de' as const, 'en' as const),
        (list, language) => {
          const once = spokenText(list.join(' '), { language });
          expect(spokenText(once, { language })).toBe(once);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('keeps every word in its order, whatever signs and numbers stand between them', () => {
    const word = fc
      .stringMatching(/^[A-ZÄÖÜ]?[a-zäöüß]{5,12}$/)
      .filter(each => !/str$|innen?$/.test(each) && !/^(?:Inkl|Approx)/i.test(each));
    const between = fc.constantFrom(
      ' ',
      ', ',
      '. ',
      ' / ',
      ' – ',
      ' & ',
      ' 24.12. ',
      ' 8–17 Uhr ',
      ' 12,50 € ',
      ' (',
      ') ',
      ' „',
      '“ ',
      ' 030 123456 ',
      '\n',
      ' 1. ',
      ' <',
      '> ',
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(word, between), { minLength: 1, maxLength: 12 }),
        language,
        (parts, language) => {
          const spoken = spokenText(parts.flat().join(''), { language });
          let from = 0;
          for (const [each] of parts) {
            const at = spoken.indexOf(each, from);
            expect([each, at >= 0, spoken]).toEqual([each, true, spoken]);
            from = at + each.length;
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  it('is ready at once, however it is built to be slow', () => {
    const hostile = [
      '1.',
      '24.12.',
      '8:',
      'a.',
      'a@',
      '0 ',
      '(',
      '- ',
      'Mo-',
      '1/',
      ',',
      "'",
      'a-',
      '/a',
      '1,',
      '.1',
    ];
    for (const part of hostile) {
      const started = performance.now();
      for (const language of ['de', 'en'] as const) {
        spokenText(part.repeat(Math.ceil(2000 / part.length)), { language });
      }
      // A wide bound, for a busy machine: what backtracks without end takes minutes.
      expect([part, performance.now() - started < 5000]).toEqual([part, true]);
    }
  });
});
