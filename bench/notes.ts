/**
 * How right the notes are, as one JSON line.
 *
 *   npm run bench:notes -- --data DIR --engine rules|model [--model FILE] [--out FILE]
 *
 * `model`: the rules and a language model beside them; FILE is a GGUF, without it the installed one is asked. Its line
 * says which (`modelId`). DIR holds cases.jsonl and numbers.tsv. `--out` writes the predictions, and beside it FILE.numbers.tsv the numbers
 * found in the number words.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { predictAllWithModel } from './notes/by-model.ts';
import { type NoteInput, predictByRules, predictNumber } from './notes/predict.ts';
import { type NoteCase, scoreNotes, scoreNumbers } from './notes/score.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    engine: { type: 'string', default: 'rules' },
    model: { type: 'string' },
    out: { type: 'string' },
    details: { type: 'boolean', default: false },
  },
});
const { data, engine, out } = values;
if (!data || (engine !== 'rules' && engine !== 'model')) {
  console.error(
    'Usage: npm run bench:notes -- --data DIR --engine rules|model [--model FILE] [--out FILE] [--details]',
  );
  process.exit(2);
}

const cases = lines('cases.jsonl').map(line => JSON.parse(line) as NoteCase);
const numbers = lines('numbers.tsv').map(line => {
  const [text = '', wanted = ''] = line.split('\t');
  return { text, wanted };
});
const started = performance.now();
// The reader sees what it may see.
const inputs = cases.map(
  ({ id, transcript, callerNumber, dateHint }): NoteInput => ({
    id,
    transcript,
    callerNumber,
    ...(dateHint === undefined ? {} : { dateHint }),
  }),
);
if (values.model !== undefined && !existsSync(values.model)) {
  console.error(`There is no file ${values.model}: name a GGUF file with --model FILE.`);
  process.exit(2);
}
const byModel = engine === 'model' ? await predictAllWithModel(inputs, values.model ?? null) : null;
if (engine === 'model' && !byModel) {
  console.error('No language model is installed: name a GGUF file with --model FILE.');
  process.exit(2);
}
const notes = byModel?.notes ?? inputs.map(predictByRules);
const msPerMessage = (performance.now() - started) / Math.max(1, cases.length);
const found = numbers.map(({ text }) => predictNumber(text));
if (out) {
  writeFileSync(out, notes.map(note => `${JSON.stringify(note)}\n`).join(''));
  writeFileSync(
    `${out}.numbers.tsv`,
    found.map((number, at) => `${numbers[at]?.text}\t${number}\n`).join(''),
  );
}
const report = values.details ? (mistake: object) => console.error(JSON.stringify(mistake)) : undefined;
console.log(
  JSON.stringify({
    bench: 'notes',
    engine,
    ...byModel?.facts,
    ...scoreNotes(cases, notes, report),
    numberWords: scoreNumbers(numbers, found, report),
    msPerMessage: Math.round(msPerMessage * 100) / 100,
  }),
);

function lines(name: string): string[] {
  return readFileSync(join(data ?? '', name), 'utf8')
    .split(/\r?\n/)
    .filter(line => line.trim() !== '');
}
