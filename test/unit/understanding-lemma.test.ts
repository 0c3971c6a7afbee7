import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compoundParts } from '../../src/understanding/compound.ts';
import { lemmasOf, readingsOf } from '../../src/understanding/lemma.ts';
import { lookUp } from '../../src/understanding/lemma-lexicon.ts';

describe('R145: the base form of a word', () => {
  it.each([
    ['Heizungen', 'Heizung'],
    ['Schlüsseln', 'Schlüssel'],
    ['Rollläden', 'Rollladen'],
    ['gewohnt', 'wohnen'],
    ['gewohnten', 'wohnen'],
    ['zog', 'ziehen'],
    ['gefroren', 'frieren'],
    ['überwies', 'überweisen'],
    ['abzuschleppen', 'abschleppen'],
    ['lauteste', 'laut'],
    ['dunkler', 'dunkel'],
    ['höheren', 'hoch'],
    ['besser', 'gut'],
    ['hab', 'haben'],
    ['zugeparkt', 'zuparken'],
    ['eingegipst', 'eingipsen'],
    ['gescannt', 'scannen'],
    ['Kellerheizungen', 'Kellerheizung'],
    ['Wasserrohrbrüche', 'Wasserrohrbruch'],
    ['Hinterhöfen', 'Hinterhof'],
    ['Nachbarschaftshilfen', 'Nachbarschaftshilfe'],
  ])('of "%s" is %s', (form, lemma) => {
    expect(lemmasOf(form)).toContain(lemma);
  });

  it.each([
    ['ging … aus', 'ausgehen'],
    ['rief … an', 'anrufen'],
    ['fiel … aus', 'ausfallen'],
    ['schließt … ab', 'abschließen'],
    ['vermietet … unter', 'untervermieten'],
  ])('of the separated verb "%s" is %s', (form, lemma) => {
    expect(lemmasOf(form)).toContain(lemma);
  });

  it.each([
    ['Schluessel', 'Schlüssel'],
    ['SCHLÜSSEL', 'Schlüssel'],
    ['Strasse', 'Straße'],
    ['ueberschwemmt', 'überschwemmen'],
    ['Steuer', 'Steuer'],
  ])('is found in the spelling "%s"', (form, lemma) => {
    expect(lemmasOf(form)).toContain(lemma);
  });

  it.each([
    ['ankündigen', 'kündigen'],
    ['gewöhnt', 'wohnen'],
    ['lautet', 'laut'],
    ['Mieter', 'Miete'],
    ['Müller', 'Müll'],
    ['Baumann', 'Baum'],
    ['Parkett', 'parken'],
    ['Terminal', 'Termin'],
    ['Heizungsmonteurin', 'Heizung'],
  ])('of "%s" is not %s', (form, lemma) => {
    expect(lemmasOf(form)).not.toContain(lemma);
  });

  it('keeps all readings on its own, and is told by its capital in a text', () => {
    const text = { hasCapitals: true, isFirst: false, isNamed: false };
    const lemmas = (word: string, changes = {}) =>
      readingsOf(word, { ...text, ...changes }).map(each => each.lemma);
    expect(lemmas('Räumen')).not.toContain('räumen');
    expect(lemmas('räumen')).toEqual(['räumen']);
    expect(lemmas('Bellen', { isNamed: true })).toContain('bellen');
    expect(lemmas('Räumen', { isFirst: true })).toEqual(expect.arrayContaining(['Raum', 'räumen']));
    // A recogniser that forgets one capital does not lose the noun.
    expect(lemmas('heizung')).toEqual(['Heizung']);
  });

  it('of an unknown word is a guess from its ending, and never nothing', () => {
    expect(lemmasOf('Blubberungen')).toEqual(['Blubberung']);
    expect(lemmasOf('xyzq')).toEqual(['xyzq']);
    expect(lemmasOf('')).toEqual(['']);
  });
});

describe('a compound', () => {
  const parts = (word: string) =>
    compoundParts(word).map(({ reading, isHead }) => reading.lemma + (isHead ? '*' : ''));

  it.each([
    ['Heizungsausfall', ['Heizung', 'Ausfall*']],
    ['Tiefgaragenstellplätze', ['Garage', 'Stellplatz*']],
    ['Hundegebell', ['Hund', 'Gebell*']],
    ['Mietrückstand', ['Miete', 'Rückstand*']],
    ['Parkverbot', ['parken', 'Verbot*']],
    ['Treppenhausreinigung', ['Treppenhaus', 'Reinigung*']],
    ['Vorgärten', ['Garten*']],
  ])('"%s" has the parts %s', (word, expected) => {
    expect(parts(word)).toEqual(expect.arrayContaining(expected));
  });

  it.each([
    'Mieter',
    'Müller',
    'Parkett',
    'Terminal',
    'vielleicht',
    'Versicherung',
    'Ankündigung',
    'Vorfall',
  ])('"%s" is none', word => {
    expect(parts(word)).toEqual([]);
  });

  it('of any length comes to an end', () => {
    const begun = process.cpuUsage().user;
    parts('Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen');
    parts('haus'.repeat(12));
    parts('x'.repeat(10_000));
    // Endless would be minutes; this is a hundredth of a second.
    expect(process.cpuUsage().user - begun).toBeLessThan(20_000_000);
  });
});

describe('the lexicon', () => {
  it('finds each of its forms, the first and the last too', () => {
    const file = join(import.meta.dirname, '../../src/understanding/lexicon/de.tsv.gz');
    const forms = gunzipSync(readFileSync(file))
      .toString()
      .trimEnd()
      .split('\n')
      .map(line => line.split('\t')[0] ?? '');
    const some = forms.filter((_, at) => at % 97 === 0 || at === forms.length - 1);
    expect(some.filter(form => lookUp(form).length === 0)).toEqual([]);
    expect(lookUp('zzzzzz')).toEqual([]);
    expect(lookUp('')).toEqual([]);
  });
});
