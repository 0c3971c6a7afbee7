import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeContactSet } from '../../../src/contact-set-job.ts';
import { brokenList } from './broken-list.ts';

/** `npm run test:faults -- --suite contacts` tries them all. */
const count = process.env.HAUSRUF_FAULTS_WHOLE === '1' ? 10_000 : 300;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-broken-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What became of the list: the lines that are in the set or in its report. */
async function read(
  bytes: Uint8Array,
): Promise<
  | { kind: 'refused' }
  | { kind: 'read'; close: () => void; isKnown: (row: { line: number; name: string }) => boolean }
> {
  const listFile = join(folder, 'list');
  const setFile = join(folder, 'set.db');
  rmSync(setFile, { force: true });
  writeFileSync(listFile, bytes);
  const job = {
    listFile,
    setFile,
    source: 'upload',
    oldFile: null,
    otherSources: [],
    format: 'auto',
    encoding: 'auto',
    mapping: {},
  } as const;
  try {
    await makeContactSet({ ...job, numbers: { country: 'DE', areaCode: '441' } }, () => {});
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'INPUT_INVALID') throw error;
    expect(readdirSync(folder)).toEqual(['list']);
    return { kind: 'refused' };
  }
  const set = new Database(setFile, { readonly: true });
  const contacts = new Set(set.prepare('SELECT line FROM contacts').pluck().all() as number[]);
  const named = set.prepare(
    'SELECT count(*) FROM contacts WHERE line BETWEEN ? - 3 AND ? AND instr(name, ?) > 0',
  );
  const told = set.prepare('SELECT line, last_line AS last FROM problems').all() as {
    line: number;
    last: number;
  }[];
  const spans = (line: number, name: string): boolean => Number(named.pluck().get(line, line, name)) > 0;
  return {
    kind: 'read',
    close: () => set.close(),
    // A row may begin on the line before, with a line end in the cell of its name.
    isKnown: ({ line, name }) =>
      contacts.has(line) ||
      spans(line, name) ||
      told.some(problem => problem.line <= line && line <= problem.last),
  };
}

it('reads broken lists without a crash, and no row gets lost without a word', async () => {
  const wrong: string[] = [];
  let rows = 0;
  let refused = 0;
  for (let seed = 1; seed <= count; seed += 1) {
    const { bytes, what, lines } = brokenList(seed);
    const found = await read(bytes).catch((error: Error) => {
      wrong.push(`list ${seed} (${what.join(', ')}): ${error.stack ?? error.message}`);
      return null;
    });
    if (found?.kind === 'refused') refused += 1;
    if (found?.kind !== 'read') continue;
    if (lines === null) {
      found.close();
      continue;
    }
    rows += lines.length;
    const lost = lines.filter(row => !found.isKnown(row));
    found.close();
    if (lost.length > 0)
      wrong.push(`list ${seed} (${what.join(', ')}): lines ${lost.map(row => row.line).join(', ')} are lost`);
  }
  console.log(JSON.stringify({ test: 'broken lists', lists: count, rows, refused, wrong: wrong.length }));
  expect(wrong.slice(0, 20)).toEqual([]);
  expect(rows).toBeGreaterThan(count * 10);
  expect(refused).toBeGreaterThan(count / 50);
});
