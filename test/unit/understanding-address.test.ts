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
    ['Ich wohne in der Schillerstr. 27, zweiter Stock.', 'Schillerstr', '27'],
    ['Anschrift ist Uhlandstr. 8b. Die Heizung rauscht.', 'Uhlandstr', '8b'],
    ['Es geht nicht um die Lindenstraße 3, sondern um die Lindenstraße 13.', 'Lindenstraße', '13'],
    ['Nicht Buchenweg 9, Buchenweg 19.', 'Buchenweg', '19'],
    ['Buchenweg nicht 9 sondern 19', 'Buchenweg', '19'],
    ['Ich wohne im Rosen weg 4.', 'Rosen weg', '4'],
    ['Petersen, Platz der Freiheit 6, dritter Stock.', 'Platz der Freiheit', '6'],
    ['in der Straße des 18. Oktober 23', 'Straße des 18. Oktober', '23'],
    ['Ulmenallee in Celle, Hausnummer zweiundvierzig b', 'Ulmenallee', '42b'],
    ['Domagkpl. wäre falsch, Marktgasse 3', 'Marktgasse', '3'],
    ['Rosenheimpl. 3, guten Tag', 'Rosenheimpl', '3'],
    ['Straße der Einheit 14, Müller.', 'Straße der Einheit', '14'],
    ['Hausnummer 7, nein, 8, Bergstraße', 'Bergstraße', '8'],
    ['Ich wohne an der alten Mühle 12.', 'An der alten Mühle', '12'],
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

  it.each([
    'Das Wasser weg und das Licht auch.',
    'Im ganzen Haus ist der Strom weg.',
    'Auf der langen Treppe 2 Stufen kaputt.',
    'Der Waschplatz 3 ist belegt.',
  ])('is no street: %s', text => {
    expect(placeIn(text).street).toBeUndefined();
  });

  it('is not where a neighbour lives', () => {
    expect(placeIn('Die Frau Kurz aus dem Erdgeschoss ruft.').unit).toBeUndefined();
  });
});
