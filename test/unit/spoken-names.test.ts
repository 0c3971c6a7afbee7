import { expect, it } from 'vitest';
import { makeSpokenNames } from '../../src/contacts/spoken-names.ts';
import type { Contact } from '../../src/domain/contact.ts';

function spokenNames(contacts: readonly (Contact & { persons?: { lastName: string | null }[] })[]): string[] {
  const names = makeSpokenNames();
  for (const contact of contacts) names.add(contact);
  return names.found(200).map(({ name }) => name);
}

const at = (street: string | null, object: string | null = null): Contact => ({
  contactId: 'c' as Contact['contactId'],
  name: 'Anna Muster',
  role: null,
  street,
  object,
  unit: null,
  manager: null,
  numbers: [],
});

it('names the streets with the most contacts first, without numbers, and then the properties', () => {
  const contacts = [
    at('Lindenweg 3', '4711'),
    at('Bahnhofstr. 12a', 'Parkresidenz Süd'),
    at('Bahnhofstraße 14', 'Parkresidenz Süd'),
    at(null),
    at('12', '17 b'),
  ];
  expect(spokenNames(contacts)).toEqual(['Bahnhofstraße', 'Lindenweg', 'Parkresidenz Süd']);
});

it('names the families last, those with the most contacts first', () => {
  const named = (lastName: string) => ({ ...at('Lindenweg 3'), persons: [{ lastName }] });
  expect(spokenNames([named('Öztürk'), named('Petersen'), named('Petersen')])).toEqual([
    'Lindenweg',
    'Petersen',
    'Öztürk',
  ]);
});

it('stays short for a large house', () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const many = Array.from({ length: 5000 }, (_, index) =>
    at(
      `${letters[index % 26]}${letters[Math.floor(index / 26) % 26]}${letters[Math.floor(index / 676)]}weg ${index}`,
    ),
  );
  expect(spokenNames(many).length).toBe(200);
});
