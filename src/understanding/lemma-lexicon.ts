/**
 * The German word forms that are known, read from a file on first use: 305,195 forms as one buffer (6 MB) that is
 * searched in place, because as objects of the language they would need ten times that.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export type WordKind = 'noun' | 'verb' | 'adjective';

/** What a form can be: "gewohnt" is the adjective gewohnt and the verb wohnen. */
export interface Reading {
  /** As it stands in a dictionary: Heizung, wohnen, laut. */
  lemma: string;
  kind: WordKind;
}

/**
 * All readings of a form in any case, with ä or ae, ß or ss; empty: the form is not known.
 * Throws when the lexicon's file is missing, which is a broken installation.
 */
export function lookUp(form: string): readonly Reading[] {
  const plain = spelled(form);
  const known = found.get(plain);
  if (known) return known;
  lexicon ??= open();
  let readings = search(lexicon, plain);
  if (readings.length === 0 && /[aou]e/.test(plain)) {
    // "Schluessel"; the mute e of "Steuer" or "Trauer" is found as written above.
    for (const variant of umlauted(plain)) {
      readings = search(lexicon, variant);
      if (readings.length > 0) break;
    }
  }
  if (found.size >= MOST_KEPT) found.clear();
  found.set(plain, readings);
  return readings;
}

/** Reads the lexicon if that has not happened yet. */
export function loadLexicon(): void {
  lexicon ??= open();
}

const file = join(import.meta.dirname, 'lexicon/de.tsv.gz');
let lexicon: Buffer | null = null;
/** Words come again; this many are a few hundred kilobytes. */
const MOST_KEPT = 5000;
const found = new Map<string, readonly Reading[]>();

const NEW_LINE = 10;

function open(): Buffer {
  return gunzipSync(readFileSync(file));
}

/**
 * Binary search over the lines, whose beginnings are looked for backwards: an index would cost time at the start.
 * Byte by byte here, because a call into the runtime for each step takes thirty times as long.
 */
function search(bytes: Buffer, form: string): readonly Reading[] {
  const wanted = Buffer.from(`${form}\t`);
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    let begin = (low + high) >> 1;
    while (begin > low && bytes[begin - 1] !== NEW_LINE) begin--;
    let same = 0;
    while (same < wanted.length && bytes[begin + same] === wanted[same]) same++;
    if (same === wanted.length) {
      return readingsIn(form, bytes.toString('utf8', begin + same, bytes.indexOf(NEW_LINE, begin)));
    }
    // The tab sorts before every letter, as the end of a word does.
    if ((wanted[same] ?? 0) < (bytes[begin + same] ?? 0)) {
      high = begin;
    } else {
      let end = begin + same;
      while (end < high && bytes[end] !== NEW_LINE) end++;
      low = end + 1;
    }
  }
  return [];
}

const kinds: Record<string, WordKind> = { N: 'noun', V: 'verb', A: 'adjective' };

function readingsIn(form: string, codes: string): Reading[] {
  return codes.split(' ').flatMap(code => {
    const [, letter = '', cut = '0', ending = ''] = /^([NVA])(\d+)(.*)$/.exec(code) ?? [];
    const kind = kinds[letter];
    if (!kind) return [];
    const lemma = form.slice(0, form.length - Number(cut)) + ending;
    return [{ kind, lemma: kind === 'noun' ? (lemma[0]?.toUpperCase() ?? '') + lemma.slice(1) : lemma }];
  });
}

const spelled = (form: string): string =>
  form.normalize('NFC').toLowerCase().replaceAll('ß', 'ss').slice(0, 60);

/** Every way to read ae, oe, ue as umlauts; at most eight, for no word has more than three. */
function umlauted(form: string): string[] {
  const places = [...form.matchAll(/[aou]e/g)].slice(0, 3).map(match => match.index);
  const variants: string[] = [];
  for (let choice = 1; choice < 1 << places.length; choice++) {
    let variant = form;
    for (let at = places.length - 1; at >= 0; at--) {
      const place = places[at] ?? 0;
      if (!(choice & (1 << at))) continue;
      const letter = { a: 'ä', o: 'ö', u: 'ü' }[form[place] ?? ''] ?? '';
      variant = variant.slice(0, place) + letter + variant.slice(place + 2);
    }
    variants.push(variant);
  }
  return variants;
}
