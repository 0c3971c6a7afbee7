/**
 * The whole product, real Asterisk included, while its engine is killed or stands still, and while files
 * lie in the spool that never should: every caller's note arrives, and the process lives.
 */
import {
  closeSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { House } from '../../../scripts/house/house.ts';
import type { CaughtMail } from '../../../scripts/house/mail-catcher.ts';
import { longestSeconds } from '../../../src/audio/mp3.ts';
import { call, openTestHouse, said, spool, until, untilRecordingMs } from '../../e2e/kit.ts';
import { tooLong, unreadable } from './office.ts';

/** Of Hausruf, with half an hour of audio in its hands: as samples, as the file lame reads, and as MP3. */
const mostMb = 500;
const heard = /Kowalczyk|Schillerplatz|gefeiert/;
const recording = readFileSync(said('laerm'));

let house: House;
beforeAll(async () => {
  house = await openTestHouse();
  await house.startHausruf();
});
afterAll(() => house?.close());
afterEach(ctx => {
  if (ctx.task.result?.state === 'fail') console.error(house.log().slice(-3000));
});

/** The engine's process; null: none runs. */
function enginePid(): number | null {
  const parent = house.process()?.pid;
  for (const name of readdirSync('/proc').filter(each => /^\d+$/.test(each))) {
    try {
      const isOurs =
        readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ')[1] === String(parent);
      if (isOurs && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('speech-child'))
        return Number(name);
    } catch {
      // Gone meanwhile.
    }
  }
  return null;
}

/** Names as the telephone system gives them when Hausruf is away: taken in at the next look into the spool. */
let files = 0;
function put(make: (file: string) => void): void {
  files += 1;
  const name = `fb_${1_795_464_000 + files}_p49441783295_p4944155501_fault-${files}.1.wav`;
  make(join(house.folder, 'spool/recording', name));
}

const huge = (bytes: number) => (file: string) => {
  const handle = openSync(file, 'w');
  const head = Buffer.from(recording);
  head.writeUInt32LE(bytes - 44, 40);
  writeSync(handle, head);
  ftruncateSync(handle, bytes);
  closeSync(handle);
};

const minutesOf = (mail: CaughtMail): number => (mail.attachments[0]?.content.length ?? 0) / 4000 / 60;

describe('a caller', () => {
  it('whose message is being recognised when the engine is killed gets his words into the note', async () => {
    const before = house.mail.mails.length;
    const placed = await call(house, [{ wait: untilRecordingMs }, { say: said('laerm') }, { hangUp: true }]);
    let kills = 0;
    // The first engine that begins after he has begun to speak; the next one is left in peace.
    const watch = setInterval(() => {
      const pid = kills === 0 ? enginePid() : null;
      if (pid === null) return;
      kills += 1;
      process.kill(pid, 'SIGKILL');
    }, 10);
    expect(await placed.exited).toMatchObject({ ok: true });
    const [mail] = (await house.mail.waitFor(before + 1, 90_000)).slice(before);
    clearInterval(watch);
    expect(kills).toBe(1);
    expect(mail?.text).toMatch(heard);
  });
});

describe('files in the spool that never should be there', () => {
  it('all come as notes, while the page answers and the memory stays small', async () => {
    const before = house.mail.mails.length;
    let slowestMs = 0;
    let isOver = false;
    const asking = (async () => {
      while (!isOver) {
        const from = performance.now();
        await fetch(`${house.http.url}/api/v1/health`);
        slowestMs = Math.max(slowestMs, Math.round(performance.now() - from));
        await new Promise(done => setTimeout(done, 50));
      }
    })();
    put(huge(44 + 2 * 1024 ** 3));
    put(file => writeFileSync(file, '<!doctype html><script>alert(1)</script>'.padEnd(20_000)));
    put(file => writeFileSync(file, ''));
    put(file => writeFileSync(file, recording.subarray(0, 44 + 160_001)));
    put(file => writeFileSync(file, recording));
    await until('the spool is empty', () => spool(house).length === 0, 120_000);
    const mails = (await house.mail.waitFor(before + 4, 400_000)).slice(before);
    isOver = true;
    await asking;
    const mb = hausrufPeakMb();
    console.log(JSON.stringify({ test: 'files in the spool', notes: mails.length, slowestMs, mb }));
    expect(mails).toHaveLength(4);
    for (const why of [unreadable, tooLong])
      expect(mails.filter(mail => why.test(mail.text))).toHaveLength(1);
    expect(mails.filter(mail => heard.test(mail.text))).toHaveLength(2);
    const long = mails.filter(mail => minutesOf(mail) > 1);
    expect(long.map(mail => Math.round(minutesOf(mail)))).toEqual([longestSeconds / 60]);
    expect(mb).toBeLessThan(mostMb);
    expect(house.process()?.exitCode).toBeNull();
  });
});

function hausrufPeakMb(): number {
  const status = readFileSync(`/proc/${house.process()?.pid}/status`, 'utf8');
  return Math.round(Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
}
