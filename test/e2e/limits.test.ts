/**
 * R080 to R083: no line defeats the mailbox. All callers telephone at the same time, for what they wait for is
 * real time.
 */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OutgoingCall } from '../../scripts/phone/outgoing-call.ts';
import { readWav } from '../../src/audio/wav.ts';
import { findMessageOfCall, findRecording } from '../../src/store/messages.ts';
import { allCalls, kept, look, said, until } from './kit.ts';
import { BEEP_HZ, type LineHouse, openLineHouse } from './line-kit.ts';

const MAX_SECONDS = 45;
const SILENCE_SECONDS = 10;
let line: LineHouse;
let words: Int16Array;
beforeAll(async () => {
  words = (await readWav(said('schluessel'))).samples.subarray(0, 6 * 8000);
  line = await openLineHouse({ limits: { maxSeconds: MAX_SECONDS, maxSilenceSeconds: SILENCE_SECONDS } });
});
afterAll(() => line?.close());
afterEach(ctx => {
  if (ctx.task.result?.state === 'fail') console.error(line.house.log().slice(-3000));
});

/** Calls, waits for the beep, does what `after` says, and answers what became of it and when it was hung up on. */
async function tell(
  from: string,
  after: (call: OutgoingCall) => Promise<unknown>,
  options: Parameters<LineHouse['call']>[0] = {},
) {
  const call = await line.call({ from, ...options });
  await call.answered;
  const beep = await call.waitForToneEnd(BEEP_HZ, 20_000);
  await after(call);
  const quietAt = performance.now();
  expect(await call.ended).toMatchObject({ by: 'them' });
  await until(
    `the call of ${from} was looked at`,
    () => {
      const row = allCalls(line.house).find(each => each.callerNumber === from);
      if (!row || row.outcome === 'open') return false;
      const message = look(line.house, db => findMessageOfCall(db, row.id));
      return message === null || jobsDone(message.id);
    },
    90_000,
  );
  const row = allCalls(line.house).find(each => each.callerNumber === from);
  if (!row) throw new Error('no call');
  const message = look(line.house, db => findMessageOfCall(db, row.id));
  return {
    row,
    recording: message && look(line.house, db => findRecording(db, message.recordingId)),
    /** Since the caller had done what he does. */
    secondsToTheEnd: ((call.endedAt ?? 0) - quietAt) / 1000,
    secondsSinceBeep: ((call.endedAt ?? 0) - beep.endedAt) / 1000,
  };
}

const jobsDone = (messageId: string) =>
  look(
    line.house,
    (_db, raw) =>
      (
        raw
          .prepare("SELECT count(*) AS n FROM jobs WHERE message_id = ? AND state <> 'done'")
          .get(messageId) as { n: number }
      ).n === 0,
  );

/** The goodbye and a slow machine come on top of the silence. */
const SLACK_SECONDS = 6;

describe('a line', () => {
  it.concurrent('with a muted telephone is hung up on after 10 s, and is an attempt', async () => {
    const { row, secondsSinceBeep } = await tell('+49170100001', async () => {});
    expect(secondsSinceBeep).toBeGreaterThan(SILENCE_SECONDS - 0.5);
    expect(secondsSinceBeep).toBeLessThan(SILENCE_SECONDS + SLACK_SECONDS);
    expect(row).toMatchObject({ outcome: 'attempt' });
  });

  it.concurrent('that sends nothing at all is hung up on, and is an attempt', async () => {
    const { row, secondsSinceBeep } = await tell('+49170100002', async () => {}, { sendMedia: false });
    expect(secondsSinceBeep).toBeLessThan(SILENCE_SECONDS + 4 + SLACK_SECONDS);
    expect(row).toMatchObject({ outcome: 'attempt' });
  });

  it.concurrent('that goes dead after the message keeps the message, 10 s later', async () => {
    const { row, secondsToTheEnd } = await tell('+49170100003', async call => {
      await call.say(words);
      call.stopMedia();
    });
    expect(secondsToTheEnd).toBeGreaterThan(SILENCE_SECONDS - 0.5);
    expect(secondsToTheEnd).toBeLessThan(SILENCE_SECONDS + 4 + SLACK_SECONDS);
    expect(row.outcome).toBe('message');
  });

  it.concurrent('with comfort noise after the message keeps the message and ends', async () => {
    const { row, recording, secondsToTheEnd } = await tell('+49170100004', async call => {
      await call.say(words);
      call.stopMedia();
      call.sendComfortNoise();
    });
    expect(row.outcome).toBe('message');
    expect(secondsToTheEnd).toBeLessThan(SILENCE_SECONDS + 4 + SLACK_SECONDS);
    expect(recording?.durationMs).toBeGreaterThan(5500);
  });

  it.concurrent('that is a busy tone ends soon, and is an attempt with the tone to be heard', async () => {
    const { row, recording, secondsSinceBeep } = await tell('+49170100005', speaks(busy(MAX_SECONDS)));
    expect(secondsSinceBeep).toBeLessThan(SILENCE_SECONDS + 8 + SLACK_SECONDS);
    expect(row).toMatchObject({ outcome: 'attempt', attemptReason: 'no-speech' });
    expect(recording?.durationMs).toBeGreaterThan(5000);
  });

  it.concurrent('that hums ends soon, and is an attempt', async () => {
    const { row, secondsSinceBeep } = await tell('+49170100006', speaks(hum(MAX_SECONDS)));
    expect(secondsSinceBeep).toBeLessThan(SILENCE_SECONDS + 8 + SLACK_SECONDS);
    expect(row).toMatchObject({ outcome: 'attempt', attemptReason: 'no-speech' });
  });

  it.concurrent('with a busy tone after the message keeps the message; the tone is not shown, the file stays whole', async () => {
    const { row, recording } = await tell(
      '+49170100007',
      speaks(Int16Array.from([...words, ...busy(MAX_SECONDS - 6)])),
    );
    expect(row.outcome).toBe('message');
    expect(recording?.durationMs).toBeGreaterThan(12_000);
    expect(recording?.shownToMs).toBeLessThan(8000);
    const { samples } = await readWav(join(kept(line.house), recording?.file ?? ''));
    expect((samples.length * 1000) / 8000).toBeGreaterThan(12_000);
  });

  it.concurrent('at a loud street is heard to the limit, kept, and marked as cut', async () => {
    const street = traffic(MAX_SECONDS + 5);
    for (let at = 0; at < words.length; at += 1) street[at] = (street[at] ?? 0) + (words[at] ?? 0);
    const { row, recording, secondsSinceBeep } = await tell('+49170100008', speaks(street));
    expect(row.outcome).toBe('message');
    expect(recording?.isCutAtLimit).toBe(true);
    expect(secondsSinceBeep).toBeGreaterThan(MAX_SECONDS - 1);
    expect(secondsSinceBeep).toBeLessThan(MAX_SECONDS + 2 + SLACK_SECONDS);
  });

  it.concurrent('that plays music on hold ends at the limit at the latest', async () => {
    const { row, secondsSinceBeep } = await tell('+49170100009', speaks(music(MAX_SECONDS + 5)));
    expect(secondsSinceBeep).toBeLessThan(MAX_SECONDS + 2 + SLACK_SECONDS);
    expect(row.outcome).not.toBe('open');
  });

  it.concurrent('with somebody who pauses for 7 s and goes on is not cut', async () => {
    const { row, recording } = await tell(
      '+49170100010',
      speaks(Int16Array.from([...words, ...new Int16Array(7 * 8000), ...words])),
    );
    expect(row.outcome).toBe('message');
    expect(recording?.durationMs).toBeGreaterThan(18_500);
  });
});

/** Begins to speak and does not wait for its end: the other side may hang up before. */
const speaks = (samples: Int16Array) => async (call: OutgoingCall) => {
  void call.say(samples);
};

const sound = (seconds: number, at: (second: number) => number): Int16Array =>
  Int16Array.from({ length: seconds * 8000 }, (_, index) => Math.round(at(index / 8000)));
const wave = (hz: number, second: number) => Math.sin(2 * Math.PI * hz * second);
const busy = (seconds: number) => sound(seconds, t => (t % 0.96 < 0.48 ? 6000 * wave(425, t) : 0));
const hum = (seconds: number) =>
  sound(seconds, t => 2000 * wave(50, t) + 900 * wave(100, t) + 500 * wave(150, t));

/** A tune of chords, one each half second. */
function music(seconds: number): Int16Array {
  const chords = [
    [262, 330, 392],
    [220, 262, 330],
    [175, 220, 262],
    [196, 247, 294],
  ];
  return sound(seconds, t => {
    const chord = chords[Math.floor(t * 2) % chords.length] ?? [];
    const decay = Math.exp(-3 * (t % 0.5));
    return chord.reduce((sum, hz) => sum + 2200 * decay * (wave(hz, t) + 0.4 * wave(2 * hz, t)), 0);
  });
}

/** Noise of cars that pass: loud, and never the same for long. Made from a fixed seed. */
function traffic(seconds: number): Int16Array {
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 1_073_741_824 - 1;
  };
  let low = 0;
  return sound(seconds, t => {
    low = 0.85 * low + 0.15 * random();
    const passing = 0.35 + 0.65 * Math.abs(wave(0.17, t)) * Math.abs(wave(0.41, t + 1));
    return 14_000 * passing * low;
  });
}
