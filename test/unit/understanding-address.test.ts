import { describe, expect, it } from 'vitest';
import { findAddress } from '../../src/understanding/address.ts';
import { findUnit } from '../../src/understanding/unit.ts';
import { tokensOf } from '../../src/understanding/words.ts';
import { transcriptOf } from './understanding-words.ts';

function placeIn(text: string) {
  const tokens = tokensOf(transcriptOf(text));
  const address = findAddress(tokens);
  return { street: address?.street, number: address?.houseNumber, unit: findUnit(tokens, address)?.value };
}

describe('the place that a caller names', () => {
  it.each([
    ['Pohl, Hafenallee 17, quatsch, 71.', 'Hafenallee', '71'],
    ['Fischmarkt siebzehn, nein, neunzehn.', 'Fischmarkt', '19'],
    ['von der Hausnummer 9 in der Tulpenstraße', 'Tulpenstraße', '9'],
    ['Wir kommen in die Hofstraße 14 bis 16.', 'Hofstraße', '14-16'],
    ['Ich wohne Unter den Linden 14, dritter Stock.', 'Unter den Linden', '14'],
    ['Max Muster, Am Markt 30 im vierten Stock', 'Am Markt', '30'],
    ['der Fahrstuhl in der Langen Straße 22 hält', 'Lange Straße', '22'],
    ['Moin, Janssen, Deichstraat fief.', 'Deichstraße', '5'],
    ['Ringgasse on iki, telefon sıfır bir yedi iki dokuz dokuz', 'Ringgasse', '12'],
    ['wegen der Anzeige in der Südstraße', 'Südstraße', null],
    ['Mittelweg 3 a, guten Tag', 'Mittelweg', '3a'],
  ])('has street and house number: %s', (text, street, number) => {
    expect(placeIn(text)).toMatchObject({ street, number });
  });

  it.each([
    ['Bachgasse 6, dritter Stock links.', '3. OG links'],
    ['Bachgasse 6 im Erdgeschoss.', 'EG'],
    ['Bachgasse 6, 2. OG rechts.', '2. OG rechts'],
    ['Bachgasse 6, Wohnung 2 a.', 'Wohnung 2a'],
    ['Bachgasse 6, Dachgeschoss.', 'DG'],
    ['Ich wohne im fünften Stock.', '5. OG'],
  ])('has a unit: %s', (text, unit) => {
    expect(placeIn(text).unit).toBe(unit);
  });

  it('is not where a neighbour lives', () => {
    expect(placeIn('Die Frau Kurz aus dem Erdgeschoss ruft.').unit).toBeUndefined();
  });
});
