/**
 * How well callers are identified, as one JSON line.
 *
 *   npm run bench:matching -- --data DIR [--contacts 1000000] [--out FILE]
 *
 * DIR holds contacts.csv.gz and transcripts.jsonl. `--contacts` fills up with generated neighbours of the same
 * kind (fixed seed). `--out` writes the predictions for score.mjs. MiniSearch and Fuse.js answer a sample of the
 * same calls, so that the figures have something to stand beside.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { identify } from '../src/contacts/identify/identify.ts';
import { makeContactIndex } from '../src/contacts/identify/index-reader.ts';
import { normaliseNumber } from '../src/contacts/number.ts';
import { openContactSet } from '../src/store/contact-set.ts';
import { buildSet } from './matching/build-set.ts';
import { fillUp } from './matching/fill-up.ts';
import { measurePeers } from './matching/peers.ts';
import { type MatchCase, type Predicted, scoreMatching } from './matching/score.ts';

const { values } = parseArgs({
  options: { data: { type: 'string' }, contacts: { type: 'string' }, out: { type: 'string' } },
});
if (!values.data) {
  console.error('Usage: npm run bench:matching -- --data DIR [--contacts 1000000] [--out FILE]');
  process.exit(2);
}
const data = values.data;
const folder = mkdtempSync(join(tmpdir(), 'hausruf-bench-matching-'));
try {
  await run();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const list = gunzipSync(readFileSync(join(data, 'contacts.csv.gz'))).toString('utf8');
  const cases = readFileSync(join(data, 'transcripts.jsonl'), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as MatchCase);
  const csvFile = join(folder, 'contacts.csv');
  fillUp({
    list,
    file: csvFile,
    contacts: Number(values.contacts ?? 0),
    avoid: cases.map(each => each.text),
  });
  const built = await buildSet(csvFile, join(folder, 'set.sqlite'));
  const set = openContactSet(join(folder, 'set.sqlite'), 'bench');
  const index = makeContactIndex(set.db);
  const predicted = cases.map(each => predict(each));
  const times = predicted.map(each => each.ms).sort((a, b) => a - b);
  const numbers = numberTimes();
  if (values.out) writeFileSync(values.out, predicted.map(each => `${JSON.stringify(each)}\n`).join(''));
  const peers = measurePeers({ list, cases });
  console.log(
    JSON.stringify({
      bench: 'matching',
      contacts: built.contacts,
      ...scoreMatching(cases, new Map(predicted.map(each => [each.id, each]))),
      p50Ms: at(times, 0.5),
      p95Ms: at(times, 0.95),
      maxMs: at(times, 1),
      numberP99Ms: at(numbers, 0.99),
      buildSeconds: Math.round(built.seconds * 10) / 10,
      peers,
    }),
  );
  set.close();

  function predict({ id, caller, text }: MatchCase): Predicted {
    // What the machine does beside is not our time.
    const before = process.cpuUsage();
    const callerNumber = caller === null ? null : normaliseNumber(caller, { country: 'DE' }).number;
    const found = identify({ callerNumber, text }, index, { phoneWins: false });
    const used = process.cpuUsage(before);
    return {
      id,
      decision: found.decision,
      candidates: found.candidates.map(({ row, score }) => ({
        contact_id: set.byRowId(row)?.contactId ?? '',
        score: Math.round(score * 1000) / 1000,
      })),
      ms: (used.user + used.system) / 1000,
    };
  }

  /** Known numbers and unknown ones, in wall time: a look-up is too short for the counter of the processor. */
  function numberTimes(): number[] {
    const known = set.db
      .prepare('SELECT number FROM numbers ORDER BY random() LIMIT 5000')
      .pluck()
      .all() as string[];
    return [...known, ...known.map(number => `${number.slice(0, -3)}000`)]
      .map(number => {
        const started = performance.now();
        set.rowIdsWithNumber(number);
        return performance.now() - started;
      })
      .sort((a, b) => a - b);
  }
}

function at(sorted: readonly number[], share: number): number {
  return (
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 1000) / 1000
  );
}
