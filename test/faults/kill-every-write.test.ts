import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countCalls, type Fault, makeTemplate, runWithFaults, writes } from './harness.ts';
import { openSink, type Sink } from './sink.ts';

/** Two cores: more at once only wait for each other. */
const atOnce = 2;

let template: string;
let sink: Sink;
let total: { count: number; log: string };
beforeAll(async () => {
  template = makeTemplate();
  sink = await openSink();
  total = await countCalls(template, sink, writes);
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

const kill = (at: number): Fault => ({ syscalls: writes, what: 'signal=KILL', at });
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('a message in the pipeline', () => {
  it('is delivered, and once, wherever the process is killed', async () => {
    const wrong: string[] = [];
    let kills = 0;
    let repeats = 0;
    await each(numbers(total.count), async at => {
      const verdict = await runWithFaults(template, sink, { faults: [kill(at)] });
      if (verdict.exits[0] === 'SIGKILL') kills += 1;
      repeats += verdict.repeats;
      wrong.push(...verdict.wrong.map(what => `killed at write ${at} of ${total.count}: ${what}`));
    });
    console.log(
      JSON.stringify({
        test: 'kill at every write',
        points: total.count,
        kills,
        wrong: wrong.length,
        repeats,
      }),
    );
    expect(wrong).toEqual([]);
    // A run is not the same to the last write each time: near the end a point may not be reached.
    expect(kills).toBeGreaterThan(total.count * 0.9);
  });

  it('is delivered, and once, when the recovery is killed as well', async () => {
    const wrong: string[] = [];
    let seed = 20_261_123;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return 1 + (seed % below);
    };
    const pairs = numbers(40).map(() => [random(total.count), random(total.count)] as const);
    let repeats = 0;
    await each(pairs, async ([first, second]) => {
      const verdict = await runWithFaults(template, sink, { faults: [kill(first), kill(second)] });
      repeats += verdict.repeats;
      wrong.push(...verdict.wrong.map(what => `killed at ${first}, then at ${second}: ${what}`));
    });
    console.log(JSON.stringify({ test: 'second kill', pairs: pairs.length, wrong: wrong.length, repeats }));
    expect(wrong).toEqual([]);
  });

  it.each([
    ['fsync,fdatasync', 'error=EIO', 'the disk fails to keep'],
    ['pwrite64', 'error=ENOSPC', 'the disk is full at'],
    ['pwrite64', 'error=EIO', 'the disk fails at'],
    ['link,linkat,rename,renameat,renameat2', 'error=ENOSPC', 'the disk has no room for the name of'],
  ])('is delivered, and once, when %s answers %s', async (syscalls, what) => {
    const { count } = await countCalls(template, sink, syscalls);
    expect(count).toBeGreaterThan(0);
    const wrong: string[] = [];
    await each(numbers(count), async at => {
      const verdict = await runWithFaults(template, sink, { faults: [{ syscalls, what, at }] });
      wrong.push(...verdict.wrong.map(found => `${what} at ${syscalls} ${at} of ${count}: ${found}`));
    });
    console.log(JSON.stringify({ test: `${syscalls} ${what}`, points: count, wrong: wrong.length }));
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
    ['a spool file let go before the commit', 'spool-before-commit', /^lost/],
    ['a job ended before the note was sent', 'done-before-sent', /^lost/],
    ['a new key for each try', 'new-key-each-try', /^duplicated/],
  ] as const)('%s', async (_name, variant, expected) => {
    const found: string[] = [];
    await each(numbers(total.count), async at => {
      // One such point is enough to prove that the gate is not blind.
      if (found.some(what => expected.test(what))) return;
      found.push(...(await runWithFaults(template, sink, { faults: [kill(at)], variant })).wrong);
    });
    expect(found.filter(what => expected.test(what)).length).toBeGreaterThan(0);
  });
});
