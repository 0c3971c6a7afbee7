/** Who called: by number, by name, by street and house number; and when nobody may be named. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Known, variations } from '../../bench/matching/variations.ts';
import { identify } from '../../src/contacts/identify/identify.ts';
import { makeContactIndex } from '../../src/contacts/identify/index-reader.ts';
import { matchContact } from '../../src/contacts/identify/match-contact.ts';
import { makeTestSet, type Row } from './identify-set.ts';

const rows: Row[] = [
  {
    id: 'karl',
    person: ['Herr', 'Karl', 'Özdemir'],
    street: 'Lindenweg',
    house: [12, 14],
    city: 'Hamm',
    numbers: ['+4923814001'],
  },
  {
    id: 'ilse',
    person: ['Frau', 'Ilse', 'Haberkorn'],
    street: 'Alte Poststr.',
    house: [27, 27, 'a'],
    city: 'Hamm',
    numbers: ['+4923814002'],
  },
  {
    id: 'anna',
    person: ['Frau', 'Anna', 'Maier'],
    street: 'Lindenweg',
    house: [3, 3],
    city: 'Hamm',
    numbers: ['+4923814003'],
  },
  {
    id: 'otto',
    person: ['Herr', 'Otto', 'Maier'],
    street: 'Lindenweg',
    house: [3, 3],
    city: 'Hamm',
    numbers: ['+4923814003'],
  },
  {
    id: 'vera',
    person: ['Frau', 'Vera', 'Wegscheider'],
    street: 'Platz der Einheit',
    house: [5, 5],
    city: 'Hamm',
  },
  { id: 'vera2', person: ['Frau', 'Vera', 'Wegscheider'], street: 'Am Anger', house: [8, 8], city: 'Soest' },
  {
    id: 'twice1',
    person: ['Herr', 'Jan', 'Kowalczyk'],
    street: 'Am Anger',
    house: [9, 9],
    numbers: ['+4923814009'],
    mail: 'j@example.org',
  },
  {
    id: 'twice2',
    person: ['Herr', 'Jan', 'Kowalczyk'],
    street: 'Am Anger',
    house: [11, 11],
    numbers: ['+4923814009'],
    mail: 'j@example.org',
  },
  {
    id: 'office1',
    person: ['Frau', 'Jutta', 'Ostwald'],
    street: 'Am Anger',
    house: [1, 1],
    numbers: ['+4923814020'],
  },
  {
    id: 'office2',
    person: ['Herr', 'Lutz', 'Wendelin'],
    street: 'Hansaring',
    house: [7, 7],
    numbers: ['+4923814020'],
  },
  {
    id: 'firm',
    company: 'Sanitär Obermeier GmbH & Co. KG',
    street: 'Hansaring',
    house: [40, 40],
    range: ['+49238177010', '+49238177029'],
  },
];
const test = makeTestSet(rows);
const index = makeContactIndex(test.set.db);
afterAll(() => test.close());

const cautious = { phoneWins: false };
const ask = (text: string, callerNumber: string | null = null, options = cautious) => {
  const found = identify({ callerNumber, text }, index, options);
  return [found.decision, ...found.candidates.map(({ row }) => test.idOf(row))];
};
const who = (text: string, number: string | null = null) => {
  const known = { index, byRowId: test.set.byRowId, isLearnedNumber: () => false };
  return matchContact({ callerNumber: number, text }, known, cautious);
};

describe('R120: number, name and address against the own list, however they are said', () => {
  it.each([
    ['mein Name ist Karl Özdemir, ich wohne im Lindenweg zwölf', 'karl'],
    ['Hier spricht Özdemir, Lindenweg 12 bis 14.', 'karl'],
    ['grüß gott da özdemir karl am apparat i wohn im lindenweg vierzehn', 'karl'],
    ['Guten Tag, Haberkorn hier, es geht um die Wohnung in der Alten Poststraße siebenundzwanzig a.', 'ilse'],
    ['Ja, hier ist die Frau Haberkorn, H-A-B-E-R-K-O-R-N, Alte Poststraße 27 A.', 'ilse'],
    ['Hallo, am Telefon Ilse Habakorn aus der Alten Poststraße Nummer 27a.', 'ilse'],
    ['Guten Tag, mein Name ist IlseHaberkorn, ich wohne in der Alten Poststraße siebenundzwanzig a.', 'ilse'],
    ['Vera Wegscheiter mein Name, Platz der Einheit fünf.', 'vera'],
    ['Guten Tag von Sanitär Obermeier, Hansaring 40, wir brauchen einen Schlüssel.', 'firm'],
  ])('%s', (text, id) => {
    expect(ask(text)).toEqual(['matched', id]);
  });

  it('says in German what speaks for it', () => {
    const match = who('Hier ist Ilse Habakorn, Alte Poststraße 27 a.');
    expect(match.kind).toBe('matched');
    expect('evidence' in match && match.evidence.map(each => each.text)).toEqual([
      'Name klingt so: „Ilse Habakorn“',
      'Straße und Hausnummer genannt: „Alte Poststraße 27 a“',
    ]);
  });
});

describe('R121: the number first, then the name, then street and house number', () => {
  it('names the one owner of a number when no name is said', () => {
    expect(ask('Die Heizung ist kalt.', '+4923814001')).toEqual(['matched', 'karl']);
    expect(ask('', '+4923814001')).toEqual(['matched', 'karl']);
  });
  it('takes rows of one person for one person', () => {
    expect(ask('Die Heizung ist kalt.', '+4923814009')[0]).toBe('matched');
  });
  it('knows an office by the range of its extensions, and nobody beside it', () => {
    expect(ask('', '+49238177017')).toEqual(['matched', 'firm']);
    expect(ask('', '+49238177030')).toEqual(['unknown']);
    expect(ask('', '+4923817701')).toEqual(['unknown']);
  });
  it('names nobody for an address alone', () => {
    expect(ask('Im Lindenweg 12 ist das Licht aus.')).toEqual(['unknown']);
  });
});

describe('R125: a known number and another name', () => {
  const text = 'Guten Tag, hier spricht Petra Lohmann, bitte rufen Sie zurück.';
  it('stays ambiguous with the owner first, and says why', () => {
    expect(ask(text, '+4923814001')).toEqual(['ambiguous', 'karl']);
    const match = who(text, '+4923814001');
    expect('evidence' in match && match.evidence.map(each => each.text)).toContain('Name weicht ab');
  });
  it('names the owner where the setting says so', () => {
    expect(ask(text, '+4923814001', { phoneWins: true })).toEqual(['matched', 'karl']);
  });
  it('believes that the telephone is somebody else’s, or that somebody calls for somebody', () => {
    expect(ask('Ich rufe von einem fremden Anschluss an.', '+4923814001')[0]).toBe('ambiguous');
    expect(ask('Hier ist die Tochter von Herrn Özdemir.', '+4923814001')[0]).toBe('ambiguous');
  });
});

describe('R129: one number with several people', () => {
  it('is never guessed', () => {
    expect(ask('Die Klingel geht nicht.', '+4923814003')).toEqual(['ambiguous', 'anna', 'otto']);
    expect(ask('Maier hier, die Klingel geht nicht.', '+4923814003')[0]).toBe('ambiguous');
  });
  it('is not told apart by an address alone: that names a house', () => {
    expect(ask('Im Hansaring 7 geht die Klingel nicht.', '+4923814020')).toEqual([
      'ambiguous',
      'office2',
      'office1',
    ]);
    expect(ask('Hier ist Lutz Wendelin, Hansaring 7.', '+4923814020')).toEqual(['matched', 'office2']);
  });
  it('is told apart by the name', () => {
    expect(ask('Hier ist Otto Maier.', '+4923814003')).toEqual(['matched', 'otto']);
    expect(ask('Frau Meyer am Apparat.', '+4923814003')).toEqual(['matched', 'anna']);
  });
});

describe('somebody else is never taken for a contact', () => {
  it.each([
    'Hier ist Petra Lohmann, es geht um Herrn Özdemir, Lindenweg 12.',
    'Guten Tag Frau Haberkorn, mein Name ist Lohmann, Alte Poststraße 27 a.',
    'Ich suche Karl Özdemir, wohnt wohl Lindenweg 12.',
    'Hier ist die Nachbarin von Ilse Haberkorn, Alte Poststraße 27a.',
    'Ich bin der Sohn von Karl Özdemir im Lindenweg 12.',
    'Hier ist Sabine Özdemir, Lindenweg 12.',
    'Hier ist Karl Özdemir, Lindenweg 90.',
    'Hier ist Karl Özdemir, ich wohne in der Kastanienallee 12.',
    'Herr Özdemir, Lindenweg 12, hat sein Rad im Flur.',
    'Hier ist Herr Haberkorn, Alte Poststraße 27 a.',
    'Hier spricht Karl Özdemir, Lindenweg 12 in Soest.',
  ])('%s', text => {
    expect(ask(text)[0]).not.toBe('matched');
  });
  it('keeps the same name at two addresses ambiguous', () => {
    const [decision, ...ids] = ask('Hier ist Vera Wegscheider, bitte um Rückruf.');
    expect(decision).toBe('ambiguous');
    expect(ids.sort()).toEqual(['vera', 'vera2']);
  });
});

describe('what holds for every message', () => {
  const words = fc.constantFrom(
    ...'Guten Tag die Heizung im Lindenweg 12 ist kalt Karl Haberkorn der Herr Maier wohnt Platz Einheit 5 seit gestern Wasser und von bei nicht mehr zwölf Vera morgen, Anna. Otto, Firma Hansaring 40 Frau klopft wegen'.split(
      ' ',
    ),
  );
  it('matches only through the gates, and names only rows of the set', () => {
    const part = fc.oneof(
      words,
      fc.constantFrom('hier ist', 'mein Name ist', 'am Apparat', 'spricht', 'ich bin'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 25 }), parts => {
        const found = identify({ callerNumber: null, text: parts.join(' ') }, index, cautious);
        for (const { row } of found.candidates) expect(test.idOf(row)).not.toBe('');
        if (found.decision !== 'matched') return;
        const [{ name, address, company } = { name: null, address: null, company: null }] = found.candidates;
        expect(address?.street).toBeGreaterThanOrEqual(0.8);
        expect(['fits', 'nearly']).toContain(address?.house);
        expect(address?.isOthers).toBe(false);
        if (company === null) {
          expect(name?.surname).toBeGreaterThanOrEqual(0.66);
          expect(name?.first).not.toBe('contradicts');
        }
      }),
      { numRuns: 400 },
    );
  });
  it('never matches words that say no name', () => {
    const nameless = fc.constantFrom(
      ...'die Heizung im Lindenweg 12 ist kalt seit gestern Wasser tropft bitte Rückruf morgen zwölf Platz der Einheit 5 Hansaring 40 und nicht mehr'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(fc.array(nameless, { maxLength: 30 }), parts => {
        expect(ask(parts.join(' '))[0]).toBe('unknown');
      }),
      { numRuns: 300 },
    );
  });
  it('is found in words of many regions, and strangers are not (own variations, fixed seed)', () => {
    const calls = variations(people, 240, 31);
    const set = makeTestSet(people.map(asRow));
    const own = makeContactIndex(set.set.db);
    const judged = calls.map(call => {
      const found = identify({ callerNumber: null, text: call.text }, own, cautious);
      return { call, isMatched: found.decision === 'matched', id: set.idOf(found.candidates[0]?.row ?? 0) };
    });
    set.close();
    const wrong = judged.filter(({ call, isMatched, id }) => isMatched && id !== call.gold.contact_ids[0]);
    expect(wrong.map(({ call }) => call.text)).toEqual([]);
    const wanted = judged.filter(({ call }) => call.gold.decision === 'matched');
    expect(wanted.filter(({ isMatched }) => isMatched).length / wanted.length).toBeGreaterThan(0.95);
  });
});

/** A small town of our own. */
const people: Known[] = [
  ...'Ahrens Bollinger Cichon Dressel Eberle Feddersen Gschwendtner Hinrichs Ivanov Jessen Kaltenbach Lorenzen Mönkemeyer Nehring Oberhuber Petrowski Quast Rademacher Schaffrath Tietjen Uhlmann Voigtländer Wallraff Yildirim Zumwinkel'.split(
    ' ',
  ),
].flatMap((last, at): Known[] => [
  {
    id: `p${at}`,
    gender: 'w',
    first: ['Beate', 'Svenja', 'Fatma', 'Rosalie'][at % 4] ?? '',
    last,
    street:
      ['Amselweg', 'Bürgermeister-Ebert-Straße', 'Am Mühlenteich', 'Große Bleichen', 'Kantstr.'][at % 5] ??
      '',
    house: String(3 + at * 2),
    city: 'Hamm',
  },
  {
    id: `q${at}`,
    gender: 'm',
    first: ['Dirk', 'Emre', 'Leopold'][at % 3] ?? '',
    last,
    street: ['Schillerplatz', 'Neue Gasse', 'Rheinallee'][at % 3] ?? '',
    house: String(4 + at * 2),
    city: 'Soest',
  },
]);
const asRow = (one: Known): Row => ({
  id: one.id,
  person: [one.gender === 'w' ? 'Frau' : 'Herr', one.first, one.last],
  street: one.street,
  house: [Number(one.house), Number(one.house)],
  city: one.city,
});
