/** Engines make way for voice, stay within their memory, and never outlive us: real processes. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Tool } from '../../src/domain/tool.ts';
import { type Engine, makeEngine } from '../../src/engines/engine-process.ts';
import { makeQueue } from '../../src/engines/queue.ts';
import { makeRunProgram } from '../../src/engines/run-program.ts';
import { memoryOf, type VoiceLoad } from '../../src/engines/watch.ts';

const root = join(import.meta.dirname, '../..');
const patient = { timeoutMs: 60_000 };
let folder: string;
const open: Engine[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hausruf-watch-'));
});
afterEach(() => Promise.all(open.splice(0).map(engine => engine.close())));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A child that does `code` with each request line. */
async function engineThat(code: string, voiceLoad: () => VoiceLoad = () => 'none'): Promise<Engine> {
  const program = join(folder, `child-${Math.random().toString(36).slice(2)}.mjs`);
  await writeFile(
    program,
    `import { createInterface } from 'node:readline';
     import { writeSync } from 'node:fs';
     const answer = text => writeSync(3, text);
     const done = value => answer(JSON.stringify({ id: request.id, value }) + '\\n');
     let request;
     createInterface({ input: process.stdin }).on('line', line => { request = JSON.parse(line); ${code} });`,
  );
  const engine = makeEngine({ program, idleMs: 60_000, queue: makeQueue(), voiceLoad });
  open.push(engine);
  return engine;
}

const node = (code: string): Tool => ({
  command: process.execPath,
  args: ['-e', code, '--'],
  env: {},
  cwd: null,
});

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(resolve => setTimeout(resolve, 10));
}

/** Of proc(5) stat, counted as there; the name in field 2 may hold blanks. */
function statField(pid: number, field: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[field - 3] ?? '';
}

const state = (pid: number) => statField(pid, 3);
const stopped = 'T';
const idleClass = '5';
const normalClass = '0';

describe('an engine while people telephone', () => {
  it('runs like any other while nobody does, and only in spare time as soon as somebody does', async () => {
    let load: VoiceLoad = 'none';
    const engine = await engineThat(`setTimeout(() => done(1), request.ms);`, () => load);
    await engine.run({ type: 'wait', ms: 10 }, patient);
    const pid = engine.pid() ?? 0;
    expect(statField(pid, 41)).toBe(normalClass);
    load = 'some';
    const job = engine.run({ type: 'wait', ms: 1500 }, patient);
    await until(() => statField(pid, 41) === idleClass);
    expect(state(pid)).not.toBe(stopped);
    expect(await job).toEqual({ kind: 'done', value: 1 });
  });

  it('stands still while many do, which does not count for its deadline, and then goes on', async () => {
    let load: VoiceLoad = 'none';
    const engine = await engineThat(`setTimeout(() => done('late'), request.ms);`, () => load);
    await engine.run({ type: 'wait', ms: 10 }, patient);
    const pid = engine.pid() ?? 0;
    load = 'many';
    const job = engine.run({ type: 'wait', ms: 700 }, { timeoutMs: 5000 });
    await until(() => state(pid) === stopped);
    // Longer than its deadline: were the clock not stopped, it would be killed now.
    await new Promise(resolve => setTimeout(resolve, 5500));
    expect(state(pid)).toBe(stopped);
    load = 'none';
    expect(await job).toEqual({ kind: 'done', value: 'late' });
    expect(state(pid)).not.toBe(stopped);
  });

  it('that is a program of its own does the same', async () => {
    let load: VoiceLoad = 'none';
    const pidFile = join(folder, 'pid');
    const code = `require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setTimeout(() => {}, 3000)`;
    const run = makeRunProgram(makeQueue(), { voiceLoad: () => load });
    const job = run(node(code), [], patient);
    await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    load = 'many';
    await until(() => state(pid) === stopped);
    load = 'none';
    expect(await job).toEqual({ kind: 'done', value: null });
  });

  it('that stands still can be aborted, and is killed with us', async () => {
    const engine = await engineThat(`setTimeout(() => done(1), 60_000);`, () => 'many');
    const abort = new AbortController();
    const job = engine.run({ type: 'wait' }, { ...patient, signal: abort.signal });
    await until(() => engine.pid() !== null && state(engine.pid() ?? 0) === stopped);
    abort.abort();
    expect(await job).toEqual({ kind: 'snoozed', forMs: 0 });

    const script = `
      import { makeRunProgram } from ${JSON.stringify(join(root, 'src/engines/run-program.ts'))};
      import { makeQueue } from ${JSON.stringify(join(root, 'src/engines/queue.ts'))};
      let load = 'none';
      const tool = { command: process.execPath, args: ['-e', 'process.stderr.write("pid " + process.pid + " "); setInterval(() => {}, 1000)'], env: {}, cwd: null };
      makeRunProgram(makeQueue(), { voiceLoad: () => load })(tool, [], { timeoutMs: 60000, find: { exec: text => { load = 'many'; process.stdout.write(text); return null; } } });`;
    const controller = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const text = await new Promise<string>(resolve =>
      controller.stdout.once('data', data => resolve(String(data))),
    );
    const pid = Number(/pid (\d+)/.exec(text)?.[1]);
    await until(() => state(pid) === stopped);
    controller.kill('SIGKILL');
    await until(() => !existsSync(`/proc/${pid}`));
  });
});

describe("an engine's memory", () => {
  const eat = `globalThis.kept = []; setInterval(() => kept.push(Buffer.alloc(20e6, 1)), 20);`;

  it('is watched: who takes more than its model needs is killed, and the next job works', async () => {
    const engine = await engineThat(`if (request.type === 'eat') { ${eat} } else done(1);`);
    await engine.run({ type: 'ask' }, patient);
    expect(memoryOf(engine.pid() ?? 0)).toBeGreaterThan(10e6);
    expect(await engine.run({ type: 'eat' }, { ...patient, maxBytes: 300e6 })).toMatchObject({
      kind: 'retry',
      problem: { code: 'ENGINE_MEMORY', message: 'took more than 300 MB of memory' },
    });
    expect(engine.pid()).toBeNull();
    expect(await engine.run({ type: 'ask' }, { ...patient, maxBytes: 300e6 })).toEqual({
      kind: 'done',
      value: 1,
    });
  });

  it('of a program of its own is watched as well', async () => {
    const run = makeRunProgram(makeQueue());
    expect(await run(node(eat), [], { ...patient, maxBytes: 300e6 })).toMatchObject({
      kind: 'retry',
      problem: { code: 'ENGINE_MEMORY' },
    });
  });

  it('is the first that the kernel takes when there is none left', async () => {
    const engine = await engineThat('done(1);');
    await engine.run({ type: 'ask' }, patient);
    expect(readFileSync(`/proc/${engine.pid()}/oom_score_adj`, 'utf8').trim()).toBe('500');
  });
});

describe("an engine's manners", () => {
  it('who talks without being asked is replaced', async () => {
    const engine = await engineThat(`done(process.pid); setTimeout(() => answer('and another thing'), 50);`);
    const first = await engine.run({ type: 'ask' }, patient);
    await until(() => engine.pid() === null);
    const second = await engine.run({ type: 'ask' }, patient);
    expect(second).toMatchObject({ kind: 'done' });
    expect(second).not.toEqual(first);
  });

  it('a program is told apart from what it says: only what was asked for is kept', async () => {
    const run = makeRunProgram(makeQueue());
    const talking = node(`console.error('words of a caller'); console.error('language: de (p = 0.9)')`);
    expect(await run(talking, [], { ...patient, find: /language: (\w+)/ })).toEqual({
      kind: 'done',
      value: 'de',
    });
    expect(await run(talking, [], { ...patient, find: /nothing: (\w+)/ })).toEqual({
      kind: 'done',
      value: null,
    });
  });

  it('is loaded by a Node without TypeScript, too, as in the image', async () => {
    const before = process.env.NODE_OPTIONS;
    process.env.NODE_OPTIONS = '--no-warnings';
    try {
      const engine = await engineThat('done([process.env.NODE_OPTIONS, Object.keys(process.env).sort()]);');
      expect(await engine.run({ type: 'ask' }, patient)).toEqual({
        kind: 'done',
        value: ['--no-warnings', ['LANG', 'NODE_OPTIONS', 'PATH']],
      });
    } finally {
      if (before === undefined) delete process.env.NODE_OPTIONS;
      else process.env.NODE_OPTIONS = before;
    }
  });
});
