/** Two of our test telephones with each other, over real sockets: every way a call begins, goes on, ends. */
import { afterEach, describe, expect, it } from 'vitest';
import { worstDelayMs } from '../../scripts/phone/clock.ts';
import type { IncomingCall } from '../../scripts/phone/incoming-call.ts';
import type { CallOptions } from '../../scripts/phone/outgoing-call.ts';
import { openPhone, type Phone, type PhoneOptions } from '../../scripts/phone/phone.ts';
import { shareAt } from '../../scripts/phone/tones.ts';

const open: Phone[] = [];
const phoneOn = async (host: string, options: Partial<PhoneOptions> = {}) => {
  const phone = await openPhone({ host, ...options });
  open.push(phone);
  return phone;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map(phone => phone.close()));
  const sockets = () => process.getActiveResourcesInfo().filter(name => name === 'UDPWrap');
  // Closed sockets are counted until the event loop has come round.
  await expect.poll(sockets).toEqual([]);
});

const sine = (hz: number, ms: number) =>
  Int16Array.from({ length: ms * 8 }, (_, index) => 8000 * Math.sin((2 * Math.PI * hz * index) / 8000));

/** A caller, a callee, and the call between them: made, and come, but not answered. */
async function ringing(options: Partial<CallOptions> = {}) {
  const came = Promise.withResolvers<IncomingCall>();
  const callee = await phoneOn('127.0.0.3', { onInvite: came.resolve });
  const caller = await phoneOn('127.0.0.2');
  const made = await caller.call({ sip: callee, from: '+4944112', to: '+4944134', ...options });
  return { caller, callee, made, came: await came.promise };
}

async function connected(options: Partial<CallOptions> = {}) {
  const phones = await ringing(options);
  await phones.came.answer();
  await Promise.all([phones.made.answered, phones.came.answered]);
  return phones;
}

describe('a call between two telephones', () => {
  it('is heard on both sides, and ends when one hangs up', async () => {
    worstDelayMs();
    const { made, came } = await connected();
    expect(came).toMatchObject({ from: '+4944112', to: '+4944134' });
    expect(made.answeredAt).toBeGreaterThan(made.inviteSentAt);
    const beep = came.waitForToneEnd(1000, 3000);
    const [spoken] = await Promise.all([made.say(sine(1000, 250)), came.say(sine(440, 250))]);
    const heard = await beep;
    expect((heard.toSample - heard.fromSample) / 8).toBeCloseTo(250, -1);
    await made.waitForTone(440, 3000);
    await came.waitForSilence(100, 3000);
    // The tone had left when its last packet was sent, and was heard at once: this is one machine.
    const sentAtEnd = made.sentSamplesAt(heard.endedAt);
    expect(Math.abs(sentAtEnd - spoken.toSample)).toBeLessThanOrEqual(320 + 8 * worstDelayMs());
    expect(await came.hangUp()).toBe(200);
    expect(await made.ended).toEqual({ by: 'them' });
    expect(await came.ended).toEqual({ by: 'us' });
    expect(made.hearsTone(440)).toBe(true);
    expect(made.hearsTone(1000)).toBe(false);
  });

  it('sends its voice without drift', async () => {
    worstDelayMs();
    const { made, came } = await connected();
    const from = made.sentSamplesAt(performance.now());
    const begun = performance.now();
    await made.say(sine(300, 2000));
    const took = performance.now() - begun;
    expect(Math.abs(made.sentSamplesAt(performance.now()) - from - took * 8)).toBeLessThan(
      320 + 8 * worstDelayMs(),
    );
    expect(came.receivedPackets).toBeGreaterThan(95);
  });

  // Real time and real sockets: on a machine that is out of breath a key may be torn by a late packet.
  it('carries keys in all three ways, in order', { retry: 2 }, async () => {
    const { made, came } = await connected();
    await made.pressMany('12#', { by: 'rfc4733', durationMs: 60, gapMs: 20 });
    await made.press('7', { by: 'info' });
    expect(came.digitsHeard.map(each => each.digit).join('')).toBe('12#7');
    const before = performance.now();
    await made.press('9', { by: 'in-band', durationMs: 200 });
    const heard = came.heardSince(before);
    for (const hz of [852, 1477]) expect(shareAt(heard, hz)).toBeGreaterThan(0.2);
    await came.press('1');
    expect(made.digitsHeard.map(each => each.digit)).toEqual(['1']);
  });

  it('without telephone-event has no keys by RFC 4733', async () => {
    const { made } = await connected({ telephoneEvent: false });
    await expect(made.press('1')).rejects.toThrow('telephone-event');
  });

  it('may be silent from its start, fall silent, and send comfort noise', async () => {
    const { made, came } = await connected({ sendMedia: false });
    await made.waitForSilence(200);
    expect(came.receivedPackets).toBe(0);
    made.sendComfortNoise();
    await made.say(sine(440, 100));
    made.stopMedia();
    await made.waitForSilence(60);
    const packets = came.receivedPackets;
    expect(packets).toBeGreaterThanOrEqual(6);
    await made.waitForSilence(100);
    expect(came.receivedPackets).toBe(packets);
    made.startMedia();
    await expect.poll(() => came.receivedPackets).toBeGreaterThan(packets);
  });

  it('is held, moved to another port, and taken back', async () => {
    const { made, came } = await connected();
    expect(await made.reinvite({ direction: 'inactive' })).toBe(200);
    await came.waitForSilence(60);
    const held = made.receivedPackets;
    await came.waitForSilence(100);
    expect(made.receivedPackets).toBe(held);
    expect(await made.reinvite({ newPort: true })).toBe(200);
    await came.say(sine(440, 200));
    await made.waitForTone(440, 3000);
    await made.say(sine(1000, 200));
    await came.waitForTone(1000, 3000);
  });

  it('refuses what it does not know, and answers what it does', async () => {
    const { made } = await connected();
    expect(await made.refer('+49')).toBe(405);
    expect((await made.send('OPTIONS')).status).toBe(200);
    expect((await made.send('UPDATE')).status).toBe(200);
    expect((await made.send('NOTIFY')).status).toBe(200);
  });
});

describe('a call that does not come about', () => {
  it('is refused', async () => {
    const { made, came } = await ringing();
    came.ring();
    came.refuse(486);
    await expect(made.answered).rejects.toMatchObject({ status: 486 });
    expect(await made.ended).toEqual({ by: 'them', status: 486 });
    expect(made.statuses).toEqual([100, 180, 486]);
  });

  it('is taken back', async () => {
    const { made, came } = await ringing();
    came.ring();
    expect(await made.cancel()).toBe(200);
    expect(await made.ended).toEqual({ by: 'us', status: 487 });
    expect(await came.ended).toEqual({ by: 'them', status: 487 });
  });

  it('is taken back while it is answered, and hung up then', async () => {
    const { made, came } = await ringing();
    const answering = came.answer();
    const cancelling = made.cancel();
    await Promise.all([answering, cancelling]);
    expect(await made.ended).toMatchObject({ by: 'us' });
    expect(await came.ended).toMatchObject({ by: 'them' });
    await expect(made.answered).rejects.toMatchObject({ status: 487 });
  });

  it('offers nothing the other can speak', async () => {
    const { made, came } = await ringing({ codecs: ['gsm'] });
    await came.answer();
    await expect(made.answered).rejects.toMatchObject({ status: 488 });
  });

  it('finds nobody who takes calls, or one who fails', async () => {
    const caller = await phoneOn('127.0.0.2');
    const nobody = await phoneOn('127.0.0.3');
    const first = await caller.call({ sip: nobody, from: '1', to: '2' });
    expect(await first.ended).toEqual({ by: 'them', status: 480 });
    nobody.onInvite = () => {
      throw new Error('oh');
    };
    const second = await caller.call({ sip: nobody, from: '1', to: '2' });
    expect(await second.ended).toEqual({ by: 'them', status: 500 });
    expect(nobody.troubles).toHaveLength(1);
  });
});

describe('a telephone that goes', () => {
  it('vanishes without a word, and its call is unknown there ever after', async () => {
    const { caller, made, came } = await connected();
    made.vanish();
    expect(await made.ended).toEqual({ by: 'us' });
    const goodbye = came.hangUp();
    await came.ended;
    expect(caller.calls).toEqual([]);
    await expect(Promise.race([goodbye, made.ended.then(() => 'silence')])).resolves.toBe('silence');
  });

  it('says goodbye in every call when it is closed', async () => {
    const { caller, made, came } = await connected();
    const said = made.say(sine(440, 5000));
    await caller.close();
    expect(await came.ended).toEqual({ by: 'them' });
    expect(await said).toMatchObject({ isWhole: false });
    await expect(made.waitForTone(440, 3000)).rejects.toThrow('the call ended before');
  });
});
