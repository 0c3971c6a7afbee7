/** Our own telephone against the real Asterisk: what the tests of calls stand on. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { shareHeard } from '../../scripts/caller/heard.ts';
import { muster } from '../../scripts/demo/muster.ts';
import type { House } from '../../scripts/house/house.ts';
import type { IncomingCall } from '../../scripts/phone/incoming-call.ts';
import type { CallOptions, OutgoingCall } from '../../scripts/phone/outgoing-call.ts';
import { openPhone, type Phone } from '../../scripts/phone/phone.ts';
import { resample } from '../../src/audio/resample.ts';
import { readWav } from '../../src/audio/wav.ts';
import { findMessageOfCall, findRecording } from '../../src/store/messages.ts';
import { allCalls, kept, look, openTestHouse, said, spool, until } from './kit.ts';

/** The product's beep. */
const BEEP = 1000;

let house: House;
let phone: Phone;
beforeAll(async () => {
  house = await openTestHouse();
  await house.startHausruf();
  phone = await openPhone({ host: '127.0.0.1' });
});
afterAll(async () => {
  await phone?.close();
  await house?.close();
});
afterEach(ctx => {
  if (ctx.task.result?.state === 'fail') console.error(house.log().slice(-3000));
});

const newest = () => allCalls(house).at(-1);
const call = (options: Partial<CallOptions> = {}) =>
  phone.call({ sip: house.sip, from: '+49441783295', to: muster.numbers[0] ?? '', ...options });

/** 8 kHz, the first `seconds` of a demo message. */
async function speech(name: string, seconds: number): Promise<Int16Array> {
  const { samples, sampleRate } = await readWav(said(name));
  return resample(samples.subarray(0, seconds * sampleRate), { fromHz: sampleRate, toHz: 8000 });
}

/** Waits until the call after the first `before` ones has its outcome. */
async function outcomeAfter(before: number) {
  await until(
    'the call has an outcome',
    () => allCalls(house).length > before && newest()?.outcome !== 'open',
  );
  return newest();
}

async function recordingOf(before: number): Promise<Int16Array> {
  await outcomeAfter(before);
  await until('the recording is kept', () => spool(house).length === 0);
  const recording = look(house, db => {
    const row = newest();
    const message = row && findMessageOfCall(db, row.id);
    return message && findRecording(db, message.recordingId);
  });
  if (!recording) throw new Error('no recording');
  return (await readWav(join(kept(house), recording.file))).samples;
}

const digitsOf = () =>
  (JSON.parse(newest()?.trace ?? '[]') as { event: { type: string; digit?: string } }[]).flatMap(line =>
    line.event.type === 'digit' ? (line.event.digit ?? '') : [],
  );

/** Hears the beep out and takes a breath, as people do. */
const afterBeep = async (placed: OutgoingCall) => {
  await placed.answered;
  const beep = await placed.waitForToneEnd(BEEP);
  await placed.say(new Int16Array(1600));
  return beep;
};

async function ari(path: string, method = 'GET'): Promise<unknown> {
  const { url, user, password } = house.asterisk().ari;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const reply = await fetch(`${url}/${path}`, { method, headers: { authorization } });
  if (!reply.ok) throw new Error(`ARI answered ${reply.status} to ${path}: ${await reply.text()}`);
  return reply.json();
}

const noChannels = async () => ((await ari('channels')) as unknown[]).length === 0;

describe('our telephone', () => {
  it('hears greeting and beep, and what it says becomes a message, whole', async () => {
    const before = allCalls(house).length;
    const words = await speech('heizung', 6);
    const placed = await call();
    const beep = await afterBeep(placed);
    expect((beep.toSample - beep.fromSample) / 8).toBeGreaterThan(230);
    expect((beep.toSample - beep.fromSample) / 8).toBeLessThan(270);
    const spoken = await placed.say(words);
    expect(spoken).toMatchObject({ isWhole: true, toSample: spoken.fromSample + words.length });
    expect(await placed.hangUp()).toBe(200);
    expect(await placed.ended).toEqual({ by: 'us' });
    const recorded = await recordingOf(before);
    expect(shareHeard(words, recorded)).toBe(1);
    expect(newest()).toMatchObject({ outcome: 'message', callerNumber: '+49441783295' });
    console.log(
      JSON.stringify({
        test: 'phone',
        setupMs: (placed.answeredAt ?? 0) - placed.inviteSentAt,
        received: placed.receivedPackets,
        beepMs: (beep.toSample - beep.fromSample) / 8,
      }),
    );
  });

  // In real time, and a busy machine loses packets of our own telephone: it may try again.
  it.each(['ulaw', 'g722'] as const)(
    'speaks and hears %s where nothing else is offered',
    { retry: 2 },
    async codec => {
      const before = allCalls(house).length;
      const words = await speech('heizung', 4);
      const placed = await call({ codecs: [codec] });
      await afterBeep(placed);
      await placed.say(words);
      // Wideband comes a few milliseconds later, on a busy machine more: the last of them must still be in.
      await placed.say(new Int16Array(8000));
      await placed.hangUp();
      expect(shareHeard(words, await recordingOf(before))).toBe(1);
    },
  );

  it('that cancels at once leaves an attempt and no recording', async () => {
    const before = allCalls(house).length;
    const placed = await call();
    // Asterisk answers within a millisecond or two: whether the CANCEL still comes in time (487), crosses the
    // answer or comes too late (200) is chance. Then our telephone hangs up, as a person would.
    await placed.cancel();
    expect(await placed.ended).toMatchObject({ by: 'us' });
    expect([200, 487]).toContain(placed.statuses.at(-1));
    await until('the line is free', noChannels);
    await until('nothing is open', () => allCalls(house).every(row => row.outcome !== 'open'));
    expect(
      allCalls(house)
        .slice(before)
        .filter(row => row.outcome !== 'attempt'),
    ).toEqual([]);
    expect(spool(house)).toEqual([]);
  });

  it('is anonymous when told to', async () => {
    const before = allCalls(house).length;
    const placed = await call({ from: null });
    await placed.answered;
    await placed.hangUp();
    expect(await outcomeAfter(before)).toMatchObject({ callerNumber: null, numberSource: 'none' });
  });

  it('that offers only what the house does not speak is refused with 488', async () => {
    const placed = await call({ codecs: ['gsm'] });
    await expect(placed.answered).rejects.toMatchObject({ status: 488 });
    expect(await placed.ended).toEqual({ by: 'them', status: 488 });
  });

  it.each(['rfc4733', 'info'] as const)('presses keys by %s, each seen once and in order', async by => {
    const before = allCalls(house).length;
    const placed = await call();
    await afterBeep(placed);
    for (const digit of ['5', '5', '8']) await placed.press(digit, { by });
    await placed.hangUp();
    await outcomeAfter(before);
    expect(digitsOf()).toEqual(['5', '5', '8']);
  });

  it('presses many keys in a row without one getting lost', async () => {
    const before = allCalls(house).length;
    const keys = '123456789'.repeat(3);
    const placed = await call();
    await afterBeep(placed);
    await placed.pressMany(keys, { durationMs: 60, gapMs: 40 });
    await placed.hangUp();
    await outcomeAfter(before);
    expect(digitsOf().join('')).toBe(keys);
  });

  it('that wants to refer the call elsewhere is refused, and the call goes on', async () => {
    const placed = await call();
    await placed.answered;
    expect(await placed.refer('+49441999')).toBe(603);
    await placed.waitForTone(BEEP);
    expect(await placed.hangUp()).toBe(200);
  });

  it.each([false, true])(
    'that offers the call anew while it speaks (new port: %s) is recorded whole',
    async newPort => {
      const before = allCalls(house).length;
      const words = await speech('heizung', 8);
      const placed = await call();
      await afterBeep(placed);
      const from = placed.sentSamplesAt(performance.now());
      const spoken = placed.say(words);
      await until('half is said', () => placed.sentSamplesAt(performance.now()) > from + words.length / 2);
      expect(await placed.reinvite({ newPort })).toBe(200);
      expect(await spoken).toMatchObject({ isWhole: true });
      await placed.hangUp();
      expect(shareHeard(words, await recordingOf(before))).toBe(1);
    },
  );

  it('that vanishes leaves what it said', async () => {
    const before = allCalls(house).length;
    const words = await speech('heizung', 4);
    const placed = await call();
    await afterBeep(placed);
    await placed.say(words);
    placed.vanish();
    expect(shareHeard(words, await recordingOf(before))).toBe(1);
  });

  it('meets strangers and rubbish with patience', async () => {
    const before = allCalls(house).length;
    const scan = (source: { host: string; port: number }) =>
      [
        'OPTIONS sip:100@127.0.0.1 SIP/2.0',
        `Via: SIP/2.0/UDP ${source.host}:${source.port};branch=z9hG4bKscan;rport`,
        `From: <sip:100@${source.host}>;tag=scan`,
        'To: <sip:100@127.0.0.1>',
        'Call-ID: scan',
        'CSeq: 1 OPTIONS',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n');
    const replies = await phone.raw(scan, { to: house.sip, from: '127.0.0.9', replies: 1 });
    expect(replies[0]).toMatch(/^SIP\/2.0 401 /);
    expect(await phone.raw('rubbish', { to: house.sip, waitMs: 200 })).toEqual([]);
    expect(allCalls(house)).toHaveLength(before);
  });
});

describe('our telephone, called by Asterisk', () => {
  /** Asterisk calls the telephone and, when it is taken, sends it to the mailbox. */
  const ring = (callee: Phone, timeoutSeconds = 20) =>
    ari(
      `channels?endpoint=${encodeURIComponent(`PJSIP/trunk/sip:+49441777@${callee.host}:${callee.port}`)}` +
        `&context=from-trunk&extension=${encodeURIComponent(muster.numbers[0] ?? '')}&priority=1` +
        `&callerId=${encodeURIComponent('+49441555')}&timeout=${timeoutSeconds}`,
      'POST',
    );
  /** Opens one, has it called, and answers the call that came. */
  async function calledPhone(timeoutSeconds?: number) {
    const came = Promise.withResolvers<IncomingCall>();
    const callee = await openPhone({ host: '127.0.0.1', onInvite: came.resolve });
    await ring(callee, timeoutSeconds);
    return { callee, incoming: await came.promise };
  }

  it('takes the call, hears the beep, speaks, presses a key, and hangs up', async () => {
    const before = allCalls(house).length;
    const { callee, incoming } = await calledPhone();
    try {
      expect(incoming).toMatchObject({ from: '+49441555', to: '+49441777' });
      incoming.ring();
      await incoming.answer();
      await incoming.answered;
      await incoming.waitForToneEnd(BEEP);
      await incoming.say(new Int16Array(1600));
      const words = await speech('heizung', 3);
      await incoming.say(words);
      await incoming.press('5');
      expect(await incoming.hangUp()).toBe(200);
      expect(shareHeard(words, await recordingOf(before))).toBe(1);
      expect(digitsOf()).toEqual(['5']);
    } finally {
      await callee.close();
    }
  });

  it('refuses, and Asterisk lets go', async () => {
    const { callee, incoming } = await calledPhone();
    incoming.refuse(486);
    expect(await incoming.ended).toEqual({ by: 'us', status: 486 });
    await until('the line is free', noChannels);
    await callee.close();
  });

  it('rings until Asterisk gives up, and confirms it', async () => {
    const { callee, incoming } = await calledPhone(1);
    incoming.ring();
    expect(await incoming.ended).toMatchObject({ by: 'them', status: 487 });
    await until('the line is free', noChannels);
    await callee.close();
  });
});
