/** A known number and a name that is like its owner's: the same, misheard, or somebody else. */
import { afterAll, describe, expect, it } from 'vitest';
import { identify } from '../../src/contacts/identify/identify.ts';
import { makeContactIndex } from '../../src/contacts/identify/index-reader.ts';
import { makeTestSet, type Row } from './identify-set.ts';

/** One number each; the second Petersen has none. */
const neighbours: Row[] = (
  [
    ['schneider', 'Frau', 'Anna', 'Schneider'],
    ['schreiber', 'Frau', 'Ruth', 'Schreiber'],
    ['kaufmann', 'Herr', 'Emil', 'Kaufmann'],
    ['lehmann', 'Herr', 'Uwe', 'Lehmann'],
    ['bachmann', 'Herr', 'Rolf', 'Bachmann'],
    ['langer', 'Frau', 'Heike', 'Langer'],
    ['peterson', 'Herr', 'Lars', 'Peterson'],
    ['petersen', 'Herr', 'Sven', 'Petersen'],
    ['juergens', 'Herr', 'Arne', 'Jürgens'],
    ['meier', 'Frau', 'Gisela', 'Meier'],
    ['freund', 'Frau', 'Anita', 'Freund'],
  ] as const
).map(([id, salutation, first, last], at) => ({
  id,
  person: [salutation, first, last],
  street: 'Ulmenweg',
  house: [2 * at + 1, 2 * at + 1],
  numbers: [`+49238155${10 + at}`],
}));
const numberOf = (id: string): string => neighbours.find(one => one.id === id)?.numbers?.[0] ?? '';

describe('R125: a name like the owner’s on a known number', () => {
  const town = makeTestSet(neighbours);
  const own = makeContactIndex(town.set.db);
  afterAll(() => town.close());
  const call = (text: string, callerNumber: string) => {
    const found = identify({ callerNumber, text }, own, { phoneWins: false });
    return [found.decision, ...found.candidates.map(({ row }) => town.idOf(row))];
  };
  it.each([
    // Another name, in the list or not.
    ['Hier ist Schreiber, bitte um Rückruf.', 'schneider'],
    ['Guten Tag, Baumann am Apparat.', 'kaufmann'],
    ['Hier spricht Hermann.', 'lehmann'],
    ['Hier ist Anna Schreiber.', 'schneider'],
    // A beginning of the owner's name is a name of its own.
    ['Mein Name ist Bach.', 'bachmann'],
    ['Hier ist Frau Lang.', 'langer'],
    // Nearly the owner's, but exactly somebody else's.
    ['Hier ist Petersen.', 'peterson'],
    // The relation says that it is somebody else.
    ['Kowalski hier, Nachbarin von Schneider.', 'schneider'],
    ['Guten Tag, Nachbarin von Schneider, es tropft.', 'schneider'],
    ['Schneider hier, Tochter von Anna Schneider.', 'schneider'],
    // Two names, and one of them is nobody's of this row.
    ['Hier ist Schneider. Mein Name ist Bogdan Vukovic.', 'schneider'],
  ])('%s on the phone of %s', (text, owner) => {
    const [decision, first] = call(text, numberOf(owner));
    expect([decision, first]).toEqual(['ambiguous', owner]);
  });
  it.each([
    ['Hier ist Schneider, bitte um Rückruf.', 'schneider'],
    ['Hier ist Frau Schneyder.', 'schneider'],
    ['Jörgens am Apparat.', 'juergens'],
    ['Hier spricht Maier.', 'meier'],
    ['Hier ist Peterson.', 'peterson'],
    // A first name that fits makes up for a family name that was misheard.
    ['Hier ist Anna Schneiber.', 'schneider'],
    ['Hier ist Anna Schreiber, Ulmenweg 1.', 'schneider'],
    ['Freund, Anita am Apparat.', 'freund'],
    ['Guten Tag, Freund, Anita. Es tropft.', 'freund'],
  ])('%s is the owner (%s) as a recogniser writes it', (text, owner) => {
    expect(call(text, numberOf(owner))).toEqual(['matched', owner]);
  });
});
