import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeWav } from '../../src/audio/wav.ts';
import type { MailboxListReply, MailboxView } from '../../src/domain/api.ts';
import type { HeardReply, UploadReply } from '../../src/domain/api-telephone.ts';
import type { GreetingSource, TimedGreeting } from '../../src/domain/greeting.ts';
import type { MailboxInput } from '../../src/domain/mailbox.ts';
import { until } from './kit.ts';
import { BEEP_HZ, type LineHouse, openLineHouse } from './line-kit.ts';
import { enterOffice, type Office } from './office.ts';

let line: LineHouse;
let office: Office;
beforeAll(async () => {
  line = await openLineHouse({});
  office = await enterOffice(line.house);
});
afterAll(() => line?.close());
afterEach(ctx => {
  if (ctx.task.result?.state === 'fail') console.error(line.house.log().slice(-3000));
});

/** Two tones no voice and no beep has, so that a caller can tell the greetings apart. */
const [OPEN_HZ, CLOSED_HZ] = [600, 1700];
const ALL_DAY = { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' };

describe('a caller', () => {
  it('hears the greeting of the hour, and the Standardansage outside its windows', async () => {
    const open = await upload(OPEN_HZ, 44_100);
    const closed = await upload(CLOSED_HZ, 16_000);
    await change({ standard: closed, timed: [timed(open, [ALL_DAY])] });
    expect(await heardTones()).toEqual([OPEN_HZ]);
    await change({ standard: closed, timed: [timed(open, [notNow()])] });
    expect(await heardTones()).toEqual([CLOSED_HZ]);
  });

  it('hears the greeting of a one-off day, whatever the weekday says', async () => {
    const open = await upload(OPEN_HZ, 8000);
    const closed = await upload(CLOSED_HZ, 8000);
    const day = { from: today(), to: today(), fromTime: null, toTime: null };
    await change({
      standard: closed,
      timed: [timed(closed, [ALL_DAY], 'Büro offen'), { ...timed(open, [], 'Umzug'), dates: [day] }],
    });
    expect(await heardTones()).toEqual([OPEN_HZ]);
  });

  it('hears the built-in announcement when the file of a greeting is gone, and is recorded all the same', async () => {
    const open = await upload(OPEN_HZ, 8000);
    await change({ standard: open, timed: [] });
    if (open.kind !== 'upload') throw new Error('no upload');
    for (const ending of ['alaw', 'sln16']) {
      rmSync(join(line.house.folder, 'data/greetings', `${open.audioId}.${ending}`));
    }
    const call = await line.call();
    await call.answered;
    // The built-in announcement lasts 14 s.
    const beep = await call.waitForToneEnd(BEEP_HZ, 25_000);
    expect(beep.endedAt - (call.answeredAt ?? 0)).toBeGreaterThan(10_000);
    await call.hangUp();
  });
});

describe('the office', () => {
  it('is told what is heard at a moment: R063, Monday 10:00 and Monday 20:00', async () => {
    const standard: GreetingSource = { kind: 'voice', text: 'Unser Büro ist geschlossen.' };
    const first: GreetingSource = { kind: 'voice', text: 'Alle Leitungen sind belegt.' };
    await change({
      standard,
      timed: [timed(first, [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }], 'Ansage 1')],
    });
    const { mailboxId } = await mailbox();
    const at = (local: string) => office.ask<HeardReply>('GET', `/mailboxes/${mailboxId}/heard?at=${local}`);
    // 30 November 2026 is a Monday.
    expect(await at('2026-11-30T10:00')).toMatchObject({ name: 'Ansage 1' });
    expect(await at('2026-11-30T20:00')).toMatchObject({ name: 'Standardansage', greetingId: null });
    expect(await at('2026-11-30T17:00')).toMatchObject({ name: 'Standardansage' });
    await until('the voice was made', async () => {
      const { missingGreetings, staleGreetings } = await mailbox();
      return missingGreetings.length + staleGreetings.length === 0;
    });
    const { audioId } = await at('2026-11-30T10:00');
    const audio = await office.send('GET', `/greetings/audio/${audioId}`);
    expect(audio.headers.get('content-type')).toBe('audio/wav');
    expect((await audio.arrayBuffer()).byteLength).toBeGreaterThan(16_000);
  });

  it('is told which greetings overlap, and nothing is saved', async () => {
    const text: GreetingSource = { kind: 'voice', text: 'Guten Tag.' };
    const window = { weekdays: [1], from: '09:00', to: '17:00' };
    const { mailboxId, ...rest } = await input();
    const reply = await office.send('PUT', `/mailboxes/${mailboxId}`, {
      ...rest,
      flow: {
        ...rest.flow,
        greetings: {
          ...rest.flow.greetings,
          timed: [timed(text, [window], 'Büro offen'), timed(text, [{ ...window, from: '12:00' }], 'Mittag')],
        },
      },
    });
    expect(reply.status).toBe(400);
    const { message, field } = (await reply.json()) as { message: string; field: string };
    expect(message).toMatch(/Büro offen.*Mittag/s);
    expect(field).toMatch(/^flow\.greetings/);
  });

  it('is told in German what is wrong with a file that is no sound', async () => {
    const reply = await office.send(
      'POST',
      '/greetings/audio?fileName=ansage.mp3',
      Buffer.from('<html>no</html>'),
    );
    expect(reply.status).toBe(400);
    expect(((await reply.json()) as { message: string }).message).toMatch(/MP3|WAV/);
  });
});

/** Which of our two tones a caller hears before the beep. */
async function heardTones(): Promise<number[]> {
  const call = await line.call();
  await call.answered;
  await call.waitForTone(BEEP_HZ, 10_000);
  const heard = [OPEN_HZ, CLOSED_HZ].filter(hz => call.hearsTone(hz));
  await call.hangUp();
  return heard;
}

async function upload(hz: number, rate: number): Promise<GreetingSource> {
  const samples = Int16Array.from({ length: rate * 1.5 }, (_, index) =>
    Math.round(9000 * Math.sin((2 * Math.PI * hz * index) / rate)),
  );
  const { audioId, fileName, durationMs } = await office.ask<UploadReply>(
    'POST',
    `/greetings/audio?fileName=${hz}.wav`,
    encodeWav(samples, rate),
  );
  return { kind: 'upload', audioId, fileName, durationMs };
}

const timed = (
  source: GreetingSource,
  windows: TimedGreeting['windows'],
  name = 'Ansage 1',
): TimedGreeting => ({
  greetingId: `g-${name.replace(/\W/g, '')}`,
  name,
  source,
  windows,
  onHolidays: false,
  dates: [],
});

const mailbox = async (): Promise<MailboxView> => {
  const [first] = (await office.ask<MailboxListReply>('GET', '/mailboxes')).mailboxes;
  if (!first) throw new Error('no mailbox');
  return first;
};

async function input(): Promise<MailboxInput & { mailboxId: string }> {
  const { greetingState: _, missingGreetings: __, staleGreetings: ___, ...rest } = await mailbox();
  return rest;
}

async function change(greetings: { standard: GreetingSource; timed: TimedGreeting[] }): Promise<void> {
  const { mailboxId, ...rest } = await input();
  await office.ask('PUT', `/mailboxes/${mailboxId}`, {
    ...rest,
    flow: { ...rest.flow, greetings: { ...rest.flow.greetings, ...greetings } },
  });
}

/** A window that neither holds now nor in the next minutes: it begins in two hours and lasts one. */
function notNow(): TimedGreeting['windows'][number] {
  const hour = (Number(inBerlin({ hour: '2-digit', hour12: false })) + 2) % 24;
  const clock = (value: number) => `${String(value % 24).padStart(2, '0')}:00`;
  return { weekdays: [1, 2, 3, 4, 5, 6, 7], from: clock(hour), to: clock(hour + 1) };
}

const inBerlin = (options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', ...options }).format(new Date());
const today = (): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(new Date());
