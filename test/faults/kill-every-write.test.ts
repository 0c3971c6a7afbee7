import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram, type Fault, findPoints, makeTemplate, runWithFaults, writes } from './harness.ts';
import { openSink, type Sink } from './sink.ts';

/** Two cores: more at once only wait for each other. */
const atOnce = 2;

let template: string;
let sink: Sink;
let total: Awaited<ReturnType<typeof findPoints>>;
beforeAll(async () => {
  await buildProgram();
  template = makeTemplate();
  sink = await openSink();
  total = await findPoints(template, sink, writes);
});
afterAll(async () => {
  await sink?.close();
  if (template) rmSync(template, { recursive: true, force: true });
});

async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}

type Point = { syscalls: string; at: number };
const kill = (point: Point): Fault => ({ ...point, what: 'signal=KILL' });
const nameOf = ({ syscalls, at }: Point) => `${syscalls} ${at}`;

describe('a message in the pipeline', () => {
  it('is delivered, and once, wherever the process is killed', async () => {
    const wrong: string[] = [];
    let kills = 0;
    let repeats = 0;
    await each(total.points, async point => {
      const verdict = await runWithFaults(template, sink, { faults: [kill(point)] });
      if (verdict.exits[0] === 'SIGKILL') kills += 1;
      repeats += verdict.repeats;
      wrong.push(...verdict.wrong.map(what => `killed at ${nameOf(point)}: ${what}`));
    });
    const points = total.points.length;
    console.log(JSON.stringify({ test: 'kill at every write', points, kills, wrong: wrong.length, repeats }));
    expect(wrong).toEqual([]);
    expect(points).toBeGreaterThan(100);
    // Sockets are written in one piece or in two: a point or so may not be reached each time.
    expect(kills).toBeGreaterThan(points * 0.95);
  });

  it('is delivered, and once, when the recovery is killed as well', async () => {
    const wrong: string[] = [];
    let seed = 20_261_123;
    const random = (): Point => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return total.points[seed % total.points.length] ?? { syscalls: 'fsync', at: 1 };
    };
    const pairs = Array.from({ length: 40 }, () => [random(), random()] as const);
    let repeats = 0;
    await each(pairs, async ([first, second]) => {
      const verdict = await runWithFaults(template, sink, { faults: [kill(first), kill(second)] });
      repeats += verdict.repeats;
      wrong.push(
        ...verdict.wrong.map(what => `killed at ${nameOf(first)}, then at ${nameOf(second)}: ${what}`),
      );
    });
    console.log(JSON.stringify({ test: 'second kill', pairs: pairs.length, wrong: wrong.length, repeats }));
    expect(wrong).toEqual([]);
  });

  it.each([
    // Pages of the database are written by the hundred, each like the others: every fourth will do.
    { syscalls: 'fsync,fdatasync', what: 'error=EIO', means: 'the disk cannot keep it', every: 1 },
    { syscalls: 'pwrite64', what: 'error=ENOSPC', means: 'the disk is full', every: 4 },
    { syscalls: 'pwrite64', what: 'error=EIO', means: 'the disk fails', every: 4 },
    {
      syscalls: 'link,linkat,rename,renameat,renameat2',
      what: 'error=ENOSPC',
      means: 'there is no room for a name',
      every: 1,
    },
  ])('is delivered, and once, when $means ($syscalls $what)', async ({ syscalls, what, every }) => {
    const { points } = await findPoints(template, sink, syscalls);
    const chosen = points.filter((_point, index) => index % every === 0);
    expect(chosen.length).toBeGreaterThan(0);
    const wrong: string[] = [];
    await each(chosen, async point => {
      const verdict = await runWithFaults(template, sink, { faults: [{ ...point, what }] });
      wrong.push(...verdict.wrong.map(found => `${what} at ${nameOf(point)}: ${found}`));
    });
    console.log(JSON.stringify({ test: `${syscalls} ${what}`, points: chosen.length, wrong: wrong.length }));
    expect(wrong).toEqual([]);
  });

  it('has its audio and the folder of it on the disk before the spool lets go of it', () => {
    // A kill takes no pages away, a power cut does: the order of the calls is what counts then.
    const lines = total.log.split('\n');
    const at = (pattern: RegExp, from = 0) =>
      lines.findIndex((line, index) => index >= from && pattern.test(line));
    const audioKept = at(/^fsync\(\d+<[^>]*recordings\/[^>]*\.part>/);
    const named = at(/^rename.*\.part", .*recordings\//, audioKept);
    const folderKept = at(/^fsync\(\d+<[^>]*recordings>/, named);
    const committed = at(/^f(data)?sync\(\d+<[^>]*hausruf\.db-wal>/, folderKept);
    const letGo = at(/^unlink.*spool\/fb_/);
    expect([audioKept, named, folderKept, committed, letGo].every(index => index >= 0)).toBe(true);
    expect([audioKept, named, folderKept, committed, letGo]).toEqual(
      [audioKept, named, folderKept, committed, letGo].toSorted((a, b) => a - b),
    );
  });
});

describe('the harness sees', () => {
  it.each([
    // Each is looked for from the end of a message's life where it shows first.
    ['a spool file let go before the commit', 'spool-before-commit', /^lost/, 'first'],
    ['a job ended before the note was sent', 'done-before-sent', /^lost/, 'last'],
    ['a new key for each try', 'new-key-each-try', /^duplicated/, 'last'],
  ] as const)('%s', async (_name, variant, expected, from) => {
    const found: string[] = [];
    await each(from === 'last' ? total.points.toReversed() : total.points, async point => {
      // One such point is enough to prove that the gate is not blind.
      if (found.some(what => expected.test(what))) return;
      found.push(...(await runWithFaults(template, sink, { faults: [kill(point)], variant })).wrong);
    });
    expect(found.filter(what => expected.test(what)).length).toBeGreaterThan(0);
  });
});
