import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEar } from '../../src/telephony/ear.ts';

const FLUSH_BYTES = 32_768;
let folder: string;
let file: string;
let now: number;
let packets: number | Error;
let asked: number;
let lifeless: boolean;
let heardSamples: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-ear-'));
  file = join(folder, 'call.wav');
  writeFileSync(file, Buffer.alloc(44));
  [now, packets, asked, lifeless, heardSamples] = [0, 100, 0, false, 0];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ear = () =>
  makeEar({
    fileOf: name => join(folder, `${name}.wav`),
    countPackets: async () => {
      asked += 1;
      if (packets instanceof Error) throw packets;
      return packets;
    },
    isLifeless: samples => {
      heardSamples = samples.length;
      return lifeless;
    },
    now: () => now,
  });
const what = { channelId: 'ch', recordingName: 'call', maxSilenceSeconds: 10 };

describe('the ear', () => {
  it('asks Asterisk nothing while the recording grows', async () => {
    const own = ear();
    for (let second = 1; second <= 30; second += 1) {
      now = second * 1000;
      if (second % 2 === 0) appendFileSync(file, Buffer.alloc(FLUSH_BYTES));
      expect((await own.listen(what)).quietMs).toBe(0);
    }
    expect(asked).toBe(0);
  });

  it('tells how long nothing has come, never more than that', async () => {
    const own = ear();
    await own.listen(what);
    const told: number[] = [];
    for (let second = 1; second <= 14; second += 1) {
      now = second * 1000;
      told.push((await own.listen(what)).quietMs);
    }
    // The last packet came at 0 at the earliest, and 2.05 s later at the latest: what Asterisk still held.
    for (const [index, quietMs] of told.entries()) expect(quietMs).toBeLessThanOrEqual((index + 1) * 1000);
    expect(told.at(-1)).toBeGreaterThanOrEqual(10_000);
  });

  it("believes Asterisk's count when the file stands still because a disk does", async () => {
    const own = ear();
    for (let second = 0; second <= 30; second += 1) {
      now = second * 1000;
      packets = 100 + second * 50;
      expect((await own.listen(what)).quietMs).toBeLessThan(3000);
    }
  });

  it('concludes nothing when Asterisk does not answer, or there is no file', async () => {
    const own = ear();
    await own.listen(what);
    now = 60_000;
    packets = new Error('slow');
    await expect(own.listen(what)).rejects.toThrow('slow');
    await expect(own.listen({ ...what, recordingName: 'none' })).rejects.toThrow('ENOENT');
  });

  it('listens to the last seconds only, now and then, and only when there are enough of them', async () => {
    const own = ear();
    lifeless = true;
    await own.listen(what);
    now = 6000;
    appendFileSync(file, Buffer.alloc(6 * 16_000));
    expect((await own.listen(what)).isLifeless).toBe(false);
    now = 12_000;
    appendFileSync(file, Buffer.alloc(6 * 16_000));
    expect((await own.listen(what)).isLifeless).toBe(true);
    expect(heardSamples).toBe(80_000);
    now = 13_000;
    appendFileSync(file, Buffer.alloc(16_000));
    expect((await own.listen(what)).isLifeless).toBe(false);
  });
});
