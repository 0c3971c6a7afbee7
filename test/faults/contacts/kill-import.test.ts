import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installedTool } from '../../../scripts/tools.ts';
import { openStore } from '../../../src/store/open.ts';
import { openTestContacts, readHere } from '../../contract/test-contacts.ts';
import { writes } from '../harness.ts';

const root = resolve(import.meta.dirname, '../../..');
const migrationsFolder = join(root, 'migrations');
const bundleFolder = join(root, '.runtime/faults-contacts');
const program = join(bundleFolder, 'import-process.mjs');
/** `npm run test:faults -- --suite contacts` kills at every one of them. */
const isWhole = process.env.HAUSRUF_FAULTS_WHOLE === '1';
const SAMPLE = 14;

interface Point {
  syscall: string;
  /** The Nth call of its kind, from 1. */
  at: number;
}

const listOf = (word: string): string =>
  `Name;Straße;Telefon\n${Array.from({ length: 12 }, (_, row) => `${word} Nummer${row};Rosenweg ${row};0441 78329${row % 10}`).join('\n')}\n`;
const namesOf = (word: string): string[] =>
  Array.from({ length: 12 }, (_, row) => `${word} Nummer${row}`).sort();

let template: string;
beforeAll(async () => {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    build: {
      ssr: 'test/faults/contacts/import-process.ts',
      outDir: bundleFolder,
      emptyOutDir: true,
      minify: false,
      rollupOptions: { output: { entryFileNames: 'import-process.mjs', codeSplitting: false } },
    },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
  });
  template = mkdtempSync(join(tmpdir(), 'hausruf-import-'));
  const house = await open(template);
  writeFileSync(join(template, 'old.csv'), listOf('Alt'));
  writeFileSync(join(template, 'new.csv'), listOf('Neu'));
  expect((await house.take('old.csv')).kind).toBe('applied');
  await house.close();
});
afterAll(() => {
  rmSync(template, { recursive: true, force: true });
  rmSync(bundleFolder, { recursive: true, force: true });
});

/** The house as it finds itself at its next start. */
async function open(folder: string) {
  const store = openStore({ folder: join(folder, 'data'), migrationsFolder });
  const desk = await openTestContacts({
    db: store.db,
    folder,
    log: pino({ level: 'silent' }),
    read: readHere,
  });
  return {
    desk,
    take: (name: string) =>
      desk.importContacts({
        file: join(folder, name),
        fileName: name,
        format: 'auto',
        source: 'upload',
        apply: 'if-sound',
      }),
    async close() {
      await desk.close();
      store.close();
    },
  };
}

/** Runs the import once; the answer is its exit code, or the signal that ended it. */
function run(folder: string, how: { kill: Point } | { logFile: string }): Promise<number | string> {
  const strace = installedTool('strace');
  const traced =
    'kill' in how
      ? [
          '-o',
          '/dev/null',
          '-e',
          `trace=${how.kill.syscall}`,
          '-e',
          `inject=${how.kill.syscall}:signal=KILL:when=${how.kill.at}`,
        ]
      : ['-o', how.logFile, '-e', `trace=${writes}`];
  const args = [...strace.args, '-qq', ...traced, process.execPath, program, folder, migrationsFolder];
  return new Promise((done, fail) => {
    const child = spawn(strace.command, args, {
      env: { PATH: process.env.PATH, UV_THREADPOOL_SIZE: '1', ...strace.env },
      stdio: 'ignore',
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    child.once('error', fail);
    child.once('exit', (code, signal) => done(signal ?? code ?? 'gone'));
  });
}

async function findPoints(): Promise<Point[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-import-run-'));
  try {
    cpSync(template, folder, { recursive: true });
    const logFile = join(folder, 'strace.log');
    expect(await run(folder, { logFile })).toBe(0);
    const seen = new Map<string, number>();
    return [...readFileSync(logFile, 'utf8').matchAll(/^(\w+)\(/gm)].map(([, syscall = '']) => {
      const at = (seen.get(syscall) ?? 0) + 1;
      seen.set(syscall, at);
      return { syscall, at };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is wrong after a kill at this point; empty: nothing. */
async function judge(point: Point, seen: { exits: (number | string)[]; found: string[] }): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-import-run-'));
  try {
    cpSync(template, folder, { recursive: true });
    seen.exits.push(await run(folder, { kill: point }));
    const house = await open(folder);
    const wrong: string[] = [];
    const live = house.desk.live();
    const names = (live?.db.prepare('SELECT name FROM contacts ORDER BY name').pluck().all() ??
      []) as string[];
    const what =
      names.join() === namesOf('Alt').join()
        ? 'old'
        : names.join() === namesOf('Neu').join()
          ? 'new'
          : 'mixed';
    seen.found.push(what);
    if (what === 'mixed') wrong.push(`a mixture: ${names.join(', ')}`);
    if (live?.db.pragma('integrity_check', { simple: true }) !== 'ok') wrong.push('the set is damaged');
    const word = what === 'old' ? 'Alt' : 'Neu';
    const [caller] = house.desk.withNumber('+49441783295');
    if (caller?.name !== `${word} Nummer5`) wrong.push(`the number belongs to ${caller?.name}`);
    const files = readdirSync(join(folder, 'contacts')).filter(name => !name.endsWith('.db'));
    if (files.length > 0) wrong.push(`left behind: ${files.join(', ')}`);
    if ((await house.take('new.csv')).kind !== 'applied') wrong.push('the next import fails');
    await house.close();
    return wrong.map(each => `killed at ${point.syscall} ${point.at}: ${each}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it('of contacts, killed at any write, leaves the old or the new list, never a mixture', async () => {
  const points = await findPoints();
  // The last tenth is the swap; before it one page of the new file is like the next.
  const step = isWhole ? 1 : Math.ceil(points.length / SAMPLE);
  const chosen = points.filter((_, index) => index % step === 0 || (!isWhole && index > points.length - 6));
  const seen = { exits: [] as (number | string)[], found: [] as string[] };
  const wrong: string[] = [];
  const left = isWhole ? points : chosen;
  for (const point of left) wrong.push(...(await judge(point, seen)));
  const count = (what: string): number => seen.found.filter(each => each === what).length;
  const kills = seen.exits.filter(exit => exit === 'SIGKILL').length;
  console.log(
    JSON.stringify({
      test: 'kill an import',
      points: points.length,
      tried: left.length,
      kills,
      old: count('old'),
      new: count('new'),
      wrong: wrong.length,
    }),
  );
  expect(wrong).toEqual([]);
  expect(points.length).toBeGreaterThan(30);
  expect(kills).toBeGreaterThan(left.length * 0.9);
  // Both sides of the swap were reached.
  expect(count('old')).toBeGreaterThan(0);
  expect(count('new')).toBeGreaterThan(0);
});
