/**
 * Word error rates of a demo model, measured on the product's own path (pauses, pieces, margins).
 * One line of JSON: `{ groups: { NAME: { files, words, errors, wer } }, seconds }`.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { percentOf, type WordErrors, wordErrorRate } from '../../speech/wer.ts';
import { openDemoTranscriber } from './demo-transcriber.ts';

const usage = `Usage: node evaluate.ts MODEL_FOLDER [--vad silero_vad.onnx] [--show] --set FOLDER | A.wav B.wav ...
  --set FOLDER  a set made by make_eval.py
  A.wav         with what was said in A.txt beside it
  --show        every sentence with what was heard, on stderr`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    set: { type: 'string' },
    vad: { type: 'string' },
    show: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const [modelFolder, ...files] = positionals;
if (values.help || modelFolder === undefined || (values.set === undefined && files.length === 0)) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}

interface Spoken {
  file: string;
  group: string;
  said: string;
}

const spoken = values.set === undefined ? files.map(besideIt) : readSet(values.set);
const transcriber = openDemoTranscriber({ modelFolder, vadFile: values.vad ?? null });
const scores = new Map<string, WordErrors[]>();
const from = performance.now();
try {
  for (const { file, group, said } of spoken) {
    const heard = await transcriber.textOf(file);
    if (values.show) console.error(`${basename(file)}\n  said  ${said}\n  heard ${heard}`);
    for (const name of [group, 'all']) {
      scores.set(name, [...(scores.get(name) ?? []), wordErrorRate(said, heard)]);
    }
  }
} finally {
  await transcriber.close();
}
const groups = Object.fromEntries(
  [...scores].map(([name, each]) => [
    name,
    {
      files: each.length,
      words: each.reduce((sum, { words }) => sum + words, 0),
      errors: each.reduce((sum, { errors }) => sum + errors, 0),
      wer: percentOf(each),
    },
  ]),
);
console.log(JSON.stringify({ groups, seconds: Math.round(performance.now() - from) / 1000 }));

function besideIt(file: string): Spoken {
  return {
    file,
    group: basename(file, '.wav'),
    said: readFileSync(file.replace(/\.wav$/, '.txt'), 'utf8').trim(),
  };
}

function readSet(folder: string): Spoken[] {
  const lines = readFileSync(join(folder, 'manifest.jsonl'), 'utf8').trim().split('\n');
  return lines.map(line => {
    const { file, group, text } = JSON.parse(line) as { file: string; group: string; text: string };
    return { file: join(folder, file), group, said: text };
  });
}
