import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Service, supervise } from '../../scripts/supervise.ts';

let folder = '';
let ending = new AbortController();
let lines: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-supervise-'));
  ending = new AbortController();
  lines = [];
});
afterEach(() => {
  ending.abort();
  rmSync(folder, { recursive: true, force: true });
});

/** A service that notes its pid under its name for each of its lives. */
function service(name: string, then: string): Service {
  const note = `require('node:fs').appendFileSync(${JSON.stringify(join(folder, name))}, process.pid + '\\n');`;
  return { name, command: process.execPath, args: ['-e', note + then] };
}

const STARTED_AFTER_MS = 500;
/** Until a service counts as started: an early death is a wrong configuration. */
const untilStarted = () => new Promise(resolve => setTimeout(resolve, STARTED_AFTER_MS + 100));

const stay = 'setInterval(() => {}, 1000);';
const start = (...services: Service[]) =>
  supervise({
    services,
    cwd: folder,
    log: line => lines.push(line),
    signal: ending.signal,
    startedAfterMs: STARTED_AFTER_MS,
  });

const pids = (name: string) => {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
};

async function livesOf(name: string, count: number): Promise<number[]> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (pids(name).length >= count) return pids(name);
    await new Promise(resolve => setTimeout(resolve, 25));
  }
  throw new Error(`${name} had ${pids(name).length} lives, not ${count}`);
}

/** A dead process that nobody has collected yet is dead. */
const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}/stat`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

test('a start that never worked ends everything with its code instead of being repeated', async () => {
  const code = await start(service('Asterisk', stay), service('Hausruf', 'process.exit(3)'));
  expect(code).toBe(3);
  expect(lines).toEqual(['Hausruf could not be started (code 3); everything is stopped.']);
  expect(pids('Hausruf')).toHaveLength(1);
  expect(pids('Asterisk').filter(isAlive)).toEqual([]);
});

test('a program that is not there is told and ends everything', async () => {
  expect(await start({ name: 'Asterisk', command: join(folder, 'absent'), args: [] })).toBe(127);
  expect(lines[0]).toContain('could not be started');
});

test('whoever is killed is started again, and the other one keeps running', async () => {
  const end = start(service('Asterisk', stay), service('Hausruf', stay));
  const [asterisk] = await livesOf('Asterisk', 1);
  const [first] = await livesOf('Hausruf', 1);
  await untilStarted();
  process.kill(first ?? 0, 'SIGKILL');
  const [, second] = await livesOf('Hausruf', 2);
  expect(isAlive(second ?? 0)).toBe(true);
  expect(isAlive(asterisk ?? 0)).toBe(true);
  expect(pids('Asterisk')).toHaveLength(1);
  expect(lines).toEqual(['Hausruf ended (SIGKILL); it is started again.']);
  ending.abort();
  expect(await end).toBe(0);
  expect([asterisk, second].filter(pid => isAlive(pid ?? 0))).toEqual([]);
});

test('what a killed service leaves behind is ended before it starts again', async () => {
  const orphan = join(folder, 'orphan');
  const child = `const c = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stay)}]);
    require('node:fs').appendFileSync(${JSON.stringify(orphan)}, c.pid + '\\n');`;
  const end = start(service('Asterisk', child + stay));
  const [leader] = await livesOf('Asterisk', 1);
  const [left] = await livesOf('orphan', 1);
  await untilStarted();
  process.kill(leader ?? 0, 'SIGKILL');
  await livesOf('orphan', 2);
  expect(isAlive(left ?? 0)).toBe(false);
  ending.abort();
  await end;
  expect(pids('orphan').filter(isAlive)).toEqual([]);
});
