import { appendFileSync, writeFileSync } from 'node:fs';
import { pick, seeded } from './random.ts';

/**
 * Writes the list, filled up to `contacts` rows with people who are made up of its names, its streets and of new
 * ones. Their houses are none of the list's, so that what is right for the list's calls stays right; streets
 * and towns that only strangers name (`avoid`) are not used.
 */
export function fillUp(order: {
  list: string;
  file: string;
  contacts: number;
  avoid: readonly string[];
}): void {
  writeFileSync(order.file, order.list.endsWith('\n') ? order.list : `${order.list}\n`);
  const rows = order.list
    .split('\n')
    .slice(1)
    .filter(row => row !== '')
    .map(row => row.split(';'));
  if (order.contacts <= rows.length) return;
  const random = seeded(20_261_124);
  const firsts = rows.map(row => row[3] ?? '').filter(name => /^\p{L}[\p{L}-]+$/u.test(name));
  const surnames = newNames(
    random,
    rows.map(row => row[4] ?? '').filter(name => /^\p{L}[\p{Ll}-]+$/u.test(name)),
    30_000,
  );
  const streets = newStreets(
    random,
    rows.map(row => row[9] ?? '').filter(name => /^[\p{L} -]+$/u.test(name)),
    12_000,
  );
  const said = order.avoid.join('\n').toLowerCase();
  const towns = rows
    .map(row => ({ postcode: row[11] ?? '', city: row[12] ?? '' }))
    .filter(town => town.city !== '');
  let lines: string[] = [];
  for (let at = rows.length; at < order.contacts; ) {
    const street = pick(random, streets);
    // Houses above 300 are in no list and in no call: nobody there can be meant.
    const house = said.includes(street.toLowerCase())
      ? 400 + Math.floor(random() * 500)
      : 301 + Math.floor(random() * 90);
    const town = pick(random, towns);
    for (let flat = 0; flat < 4 + random() * 16 && at < order.contacts; flat += 1, at += 1) {
      const mobile =
        random() < 0.7 ? `0${pick(random, ['151', '160', '170', '176'])}${digits(random, 8)}` : '';
      lines.push(
        `G${at};Mieter;${random() < 0.5 ? 'Herr' : 'Frau'};${pick(random, firsts)};${pick(random, surnames)};;;${mobile};;${street};${house};${town.postcode};${town.city};WE ${flat + 1}`,
      );
    }
    if (lines.length > 20_000) {
      appendFileSync(order.file, `${lines.join('\n')}\n`);
      lines = [];
    }
  }
  if (lines.length > 0) appendFileSync(order.file, `${lines.join('\n')}\n`);
}

const digits = (random: () => number, count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');

/** The list's names, as frequent as there, and new ones of their halves ("Schnei-" + "-mann"). */
function newNames(random: () => number, known: readonly string[], wanted: number): string[] {
  const names = new Set(known);
  for (let tries = 0; names.size < wanted && tries < wanted * 20; tries += 1) {
    const [a, b] = [pick(random, known), pick(random, known)];
    const name = a.slice(0, Math.ceil(a.length / 2)) + b.slice(Math.floor(b.length / 2)).toLowerCase();
    if (name.length >= 4 && name.length <= 14) names.add(name);
  }
  return [...known, ...names];
}

function newStreets(random: () => number, known: readonly string[], wanted: number): string[] {
  const streets = new Set(known);
  const kinds = ['straße', 'weg', 'platz', 'allee', 'ring', 'gasse'];
  const stems = known
    .map(street => street.replace(/[- ]?(stra(ß|ss)e|str\.?|weg|platz|allee|ring|gasse)$/i, ''))
    .filter(stem => /^\p{L}{4,}$/u.test(stem));
  for (let tries = 0; streets.size < wanted && tries < wanted * 20; tries += 1) {
    const [a, b] = [pick(random, stems), pick(random, stems)];
    streets.add(
      a.slice(0, Math.ceil(a.length / 2)) +
        b.slice(Math.floor(b.length / 2)).toLowerCase() +
        pick(random, kinds),
    );
  }
  return [...streets];
}
