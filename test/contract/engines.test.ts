/**
 * Engines that misbehave must never reach a call. The real sherpa-onnx child is killed and stopped;
 * what it would never do by itself (nonsense, endless answers) is done by small programs in its place.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readWav } from '../../src/audio/wav.ts';
import type { Tool } from '../../src/domain/tool.ts';
import { type Engine, makeEngine } from '../../src/engines/engine-process.ts';
import { makeQueue } from '../../src/engines/queue.ts';
import { makeRunProgram } from '../../src/engines/run-program.ts';

const root = join(import.meta.dirname, '../..');
const speechChild = join(root, 'src/engines/speech-child.ts');
const demoModel = {
  kind: 'zipformer-ctc',
  model: join(root, 'models/demo-stt-de/model.int8.onnx'),
  tokens: join(root, 'models/demo-stt-de/tokens.txt'),
  threads: 1,
};
/** Long enough for a loaded test machine; every use below answers or is killed long before. */
const patient = { timeoutMs: 60_000 };

let folder: string;
let message: Awaited<ReturnType<typeof readWav>>;
const open: Engine[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hausruf-engines-'));
  message = await readWav(join(root, 'test/fixtures/demo-laerm.wav'));
});
afterEach(() => Promise.all(open.splice(0).map(engine => engine.close())));
afterAll(() => rm(folder, { recursive: true, force: true }));

function engineOf(program: string, idleMs = 60_000): Engine {
  const engine = makeEngine({ program, idleMs, queue: makeQueue() });
  open.push(engine);
  return engine;
}

/** A child that does `code` with each request line. */
async function engineThat(code: string): Promise<Engine> {
  const program = join(folder, `child-${Math.random().toString(36).slice(2)}.mjs`);
  await writeFile(
    program,
    `import { createInterface } from 'node:readline';
     import { writeSync } from 'node:fs';
     const answer = text => writeSync(3, text);
     createInterface({ input: process.stdin }).on('line', line => {
       let request; try { request = JSON.parse(line); } catch { return; }
       ${code}
     });`,
  );
  return engineOf(program);
}

function recognise(engine: Engine, limits: { timeoutMs: number; signal?: AbortSignal } = patient) {
  const { samples, sampleRate } = message;
  const pieces = [{ fromMs: 0, toMs: 5000 }];
  return engine.run({ type: 'recognise', model: demoModel, pieces, sampleRate, audio: samples }, limits);
}

const good = { kind: 'done', value: { pieces: [{ tokens: expect.arrayContaining(['G']) }] } };
const isAlive = (pid: number) => existsSync(`/proc/${pid}`);

/** Polls a condition; a test that waits for ever fails by its own time limit. */
async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise(resolve => setTimeout(resolve, 10));
}

describe('a speech engine', () => {
  it('answers, stays warm, and is gone after it was idle', async () => {
    const engine = engineOf(speechChild, 300);
    expect(engine.pid()).toBeNull();
    expect(await recognise(engine)).toMatchObject(good);
    const pid = engine.pid() ?? 0;
    expect(isAlive(pid)).toBe(true);
    expect(await recognise(engine)).toMatchObject(good);
    await until(() => engine.pid() === null && !isAlive(pid));
    expect(await recognise(engine)).toMatchObject(good);
  });

  it('leaves the processor to calls: every one of its threads is nice', async () => {
    const engine = engineOf(speechChild);
    await recognise(engine);
    const tasks = `/proc/${engine.pid()}/task`;
    const threads = await readdir(tasks);
    expect(threads.length).toBeGreaterThan(1);
    for (const thread of threads) {
      const stat = await readFile(join(tasks, thread, 'stat'), 'utf8');
      // Field 19 of proc(5) stat; the name in field 2 may hold blanks.
      expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]).toBe('10');
    }
  });

  it('knows nothing of our secrets', async () => {
    process.env.HAUSRUF_TEST_SECRET = 'geheim';
    const engine = engineOf(speechChild);
    await recognise(engine);
    delete process.env.HAUSRUF_TEST_SECRET;
    expect(await readFile(`/proc/${engine.pid()}/environ`, 'utf8')).not.toContain('geheim');
  });

  it('that is killed in the middle of a job is a problem, and the next job works', async () => {
    const engine = engineOf(speechChild);
    await recognise(engine);
    process.kill(engine.pid() ?? 0, 'SIGSTOP');
    const job = recognise(engine);
    await new Promise(resolve => setImmediate(resolve));
    process.kill(engine.pid() ?? 0, 'SIGKILL');
    expect(await job).toMatchObject({
      kind: 'retry',
      problem: { code: 'ENGINE_FAILED', message: expect.stringContaining('SIGKILL') },
    });
    expect(await recognise(engine)).toMatchObject(good);
  });

  it('that died while it was idle is simply started again', async () => {
    const engine = engineOf(speechChild);
    await recognise(engine);
    process.kill(engine.pid() ?? 0, 'SIGKILL');
    await until(() => engine.pid() === null);
    expect(await recognise(engine)).toMatchObject(good);
  });

  it('that hangs is killed at its deadline, and the next job works', async () => {
    const engine = engineOf(speechChild);
    await recognise(engine);
    const pid = engine.pid() ?? 0;
    process.kill(pid, 'SIGSTOP');
    expect(await recognise(engine, { timeoutMs: 300 })).toMatchObject({
      kind: 'retry',
      problem: { code: 'ENGINE_TIMEOUT' },
    });
    await until(() => !isAlive(pid));
    expect(await recognise(engine)).toMatchObject(good);
  });

  it('that aborts in native code (a recording of a hundredth of a second) is never provoked to', async () => {
    const engine = engineOf(speechChild);
    for (const samples of [0, 1, 79, 80]) {
      const request = {
        type: 'recognise',
        model: demoModel,
        pieces: [{ fromMs: 0, toMs: 1000 }],
        sampleRate: 8000,
      };
      expect(await engine.run({ ...request, audio: new Int16Array(samples) }, patient)).toEqual({
        kind: 'done',
        value: { pieces: [{ tokens: [], timestamps: [], durations: [], logProbabilities: [] }] },
      });
    }
  });

  it('that cannot load its model says so, and the next job works', async () => {
    const engine = engineOf(speechChild);
    const model = { ...demoModel, model: join(folder, 'none.onnx') };
    const request = { type: 'recognise', model, pieces: [], sampleRate: 8000, audio: new Int16Array(8000) };
    expect(await engine.run(request, patient)).toMatchObject({
      kind: 'retry',
      problem: { code: 'ENGINE_FAILED' },
    });
    expect(await recognise(engine)).toMatchObject(good);
  });

  it('is stopped by an abort without counting as a failure', async () => {
    const engine = engineOf(speechChild);
    await recognise(engine);
    process.kill(engine.pid() ?? 0, 'SIGSTOP');
    const abort = new AbortController();
    const job = recognise(engine, { ...patient, signal: abort.signal });
    await new Promise(resolve => setImmediate(resolve));
    abort.abort();
    expect(await job).toEqual({ kind: 'snoozed', forMs: 0 });
    expect(await recognise(engine, { ...patient, signal: AbortSignal.abort() })).toEqual({
      kind: 'snoozed',
      forMs: 0,
    });
    expect(await recognise(engine)).toMatchObject(good);
  });

  it('is gone when it is closed, and takes no more jobs', async () => {
    const engine = engineOf(speechChild);
    await recognise(engine);
    const pid = engine.pid() ?? 0;
    await engine.close();
    expect(isAlive(pid)).toBe(false);
    expect(await recognise(engine)).toMatchObject({ kind: 'retry', problem: { code: 'ENGINE_FAILED' } });
  });

  it('does not outlive a controller that was killed', async () => {
    const script = `
      import { makeEngine } from ${JSON.stringify(join(root, 'src/engines/engine-process.ts'))};
      import { makeQueue } from ${JSON.stringify(join(root, 'src/engines/queue.ts'))};
      const engine = makeEngine({ program: ${JSON.stringify(speechChild)}, queue: makeQueue(), idleMs: 60000 });
      await engine.run({ type: 'recognise', model: ${JSON.stringify(demoModel)}, pieces: [], sampleRate: 8000 }, { timeoutMs: 60000 });
      console.log(engine.pid());
      setInterval(() => {}, 1000);`;
    const controller = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>(resolve =>
      controller.stdout.once('data', data => resolve(String(data))),
    );
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    controller.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });
});

describe('an engine that answers', () => {
  const refused = { kind: 'retry', problem: { code: 'ENGINE_FAILED' } };
  const cases: Record<string, string> = {
    'nonsense instead of JSON': `answer('\\x00\\xffnonsense\\n');`,
    'JSON that is no answer': `answer('[1,2]\\n');`,
    'with the number of another job': `answer(JSON.stringify({ id: request.id + 1, value: 1 }) + '\\n');`,
    'with an error': `answer(JSON.stringify({ id: request.id, error: 'broken' }) + '\\n');`,
    'by crashing': `process.abort();`,
    'by exiting as if all were well': `process.exit(0);`,
  };
  for (const [what, code] of Object.entries(cases)) {
    it(`${what} is a problem, not an exception`, async () => {
      const engine = await engineThat(code);
      expect(await engine.run({ type: 'anything' }, patient)).toMatchObject(refused);
      expect(engine.pid()).toBeNull();
    });
  }

  it('without end is stopped before it fills our memory', async () => {
    const engine = await engineThat(
      `const block = 'x'.repeat(1 << 20); for (let i = 0; i < 64; i++) answer(block);`,
    );
    expect(await engine.run({ type: 'anything' }, patient)).toMatchObject({
      ...refused,
      problem: { message: 'the engine answered without end' },
    });
  });

  it('gets one job at a time, in order, also while an earlier one fails', async () => {
    const engine = await engineThat(
      `if (request.type === 'crash') process.abort();
       setTimeout(() => answer(JSON.stringify({ id: request.id, value: request.type }) + '\\n'), 20);`,
    );
    const jobs = ['first', 'crash', 'second', 'third'].map(type => engine.run({ type }, patient));
    expect(
      (await Promise.all(jobs)).map(result => (result.kind === 'done' ? result.value : result.kind)),
    ).toEqual(['first', 'retry', 'second', 'third']);
  });

  it('cannot be started is a problem too', async () => {
    const engine = engineOf(join(folder, 'no-such-program.ts'));
    expect(await engine.run({ type: 'anything' }, patient)).toMatchObject(refused);
  });
});

describe('an engine that is a program of its own', () => {
  const run = makeRunProgram(makeQueue());
  const node = (code: string): Tool => ({
    command: process.execPath,
    args: ['-e', code, '--'],
    env: {},
    cwd: null,
  });

  it('is done when it ends well', async () => {
    expect(await run(node('process.exit(0)'), [], patient)).toEqual({ kind: 'done', value: null });
  });

  it('tells its last line when it fails, but nothing that it printed', async () => {
    const talking = node(
      `console.log('words of a caller'); console.error('model is broken'); process.exitCode = 3`,
    );
    expect(await run(talking, [], patient)).toEqual({
      kind: 'retry',
      problem: { code: 'ENGINE_FAILED', message: 'ended with exit code 3: model is broken' },
    });
  });

  it('is killed at its deadline, on an abort, and told apart from one that is not there', async () => {
    const hanging = node('setInterval(() => {}, 1000)');
    expect(await run(hanging, [], { timeoutMs: 200 })).toMatchObject({ problem: { code: 'ENGINE_TIMEOUT' } });
    const signal = AbortSignal.timeout(200);
    expect(await run(hanging, [], { ...patient, signal })).toEqual({ kind: 'snoozed', forMs: 0 });
    const gone = { ...hanging, command: join(folder, 'none') };
    expect(await run(gone, [], patient)).toMatchObject({ problem: { code: 'TOOL_MISSING' } });
  });

  it('gets its arguments as they are, never through a shell', async () => {
    const file = join(folder, 'injected');
    const echo = node(`if (process.argv[1] !== '; touch ${file}') process.exitCode = 1`);
    expect(await run(echo, [`; touch ${file}`], patient)).toEqual({ kind: 'done', value: null });
    expect(existsSync(file)).toBe(false);
  });
});
