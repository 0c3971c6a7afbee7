/** How digits come, told apart by what the real Asterisk mirrors. */
import { createSocket } from 'node:dgram';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { muster } from '../../scripts/demo/muster.ts';
import type { House } from '../../scripts/house/house.ts';
import type { PressedBy } from '../../scripts/phone/digits.ts';
import type { CallOptions, OutgoingCall } from '../../scripts/phone/outgoing-call.ts';
import { openPhone, type Phone } from '../../scripts/phone/phone.ts';
import { allCalls, openTestHouse, until } from './kit.ts';

let house: House;
let phone: Phone;
let before: number;
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

const call = async (options: Partial<CallOptions> = {}): Promise<OutgoingCall> => {
  const placed = await phone.call({
    sip: house.sip,
    from: '+49441783295',
    to: muster.numbers[0] ?? '',
    ...options,
  });
  await placed.answered;
  return placed;
};

/** The digits of the calls after the first `before` ones, when all of them have ended. */
async function digitsOfCalls(count: number, expectsWays = true): Promise<string[][]> {
  await until('the calls have ended', () => {
    const calls = allCalls(house).slice(before);
    // How a digit came is written a moment after it.
    const isTold = (row: (typeof calls)[number]) =>
      !expectsWays || row.diagnosis?.digits.every(each => each.by !== 'unknown');
    return calls.length === count && calls.every(each => each.outcome !== 'open' && isTold(each));
  });
  return allCalls(house)
    .slice(before)
    .map(each => each.diagnosis?.digits.map(({ digit, by }) => `${digit} ${by}`) ?? ['no diagnosis']);
}
const pressed = (digits: string, by: string) => Array.from(digits, digit => `${digit} ${by}`);
const ways: readonly PressedBy[] = ['rfc4733', 'info', 'in-band'];

describe('the diagnosis of a call', () => {
  it.each(ways)('tells that digits came by %s', async by => {
    before = allCalls(house).length;
    // In-band tones are only listened for where nothing better was agreed on.
    const placed = await call({ telephoneEvent: by !== 'in-band' });
    for (const digit of '5589#') await placed.press(digit, { by, durationMs: 120, gapMs: 120 });
    await placed.hangUp();
    expect(await digitsOfCalls(1)).toEqual([pressed('5589#', by)]);
  });

  it('tells each digit of a call that changes its way', async () => {
    before = allCalls(house).length;
    const placed = await call();
    const pressing: [string, PressedBy][] = [
      ['1', 'info'],
      ['1', 'rfc4733'],
      ['1', 'rfc4733'],
      ['1', 'info'],
      ['2', 'rfc4733'],
    ];
    for (const [digit, by] of pressing) await placed.press(digit, { by, durationMs: 120, gapMs: 200 });
    await placed.hangUp();
    expect(await digitsOfCalls(1)).toEqual([pressing.map(([digit, by]) => `${digit} ${by}`)]);
  });

  it('keeps three calls at once apart, by whatever way each presses', async () => {
    before = allCalls(house).length;
    const placed: OutgoingCall[] = [];
    for (const by of ways) placed.push(await call({ telephoneEvent: by !== 'in-band' }));
    await Promise.all(
      placed.map(async (each, index) => {
        const by = ways[index] ?? 'info';
        for (const digit of '77123') await each.press(digit, { by, durationMs: 120, gapMs: 120 });
      }),
    );
    for (const each of placed) await each.hangUp();
    expect(await digitsOfCalls(3)).toEqual(ways.map(by => pressed('77123', by)));
  });

  it('tells of nine keys that a telephone sends by INFO all at once', async () => {
    before = allCalls(house).length;
    const placed = await call();
    await placed.waitForToneEnd(1000);
    await placed.pressMany('123456789', { by: 'info', durationMs: 400 });
    // Asterisk takes one after the other.
    await placed.say(new Int16Array(8 * 4500));
    await placed.hangUp();
    expect(await digitsOfCalls(1)).toEqual([pressed('123456789', 'info')]);
  });
});

describe('without the tap', () => {
  /** Hausruf anew, with another port for the tap than Asterisk mirrors to: there, nobody listens. */
  const restart = async (tapPort: number) => {
    await house.stopHausruf();
    await house.startHausruf({ HAUSRUF_TAP_PORT: String(tapPort) });
  };
  const complaints = () => house.log().match(/the SIP tap is off/g)?.length ?? 0;
  const expectUnknown = async () => {
    before = allCalls(house).length;
    const placed = await call();
    // A digit with the answer itself may come before the controller has the call.
    await placed.say(new Int16Array(1600));
    for (const digit of '12') await placed.press(digit, { by: 'info' });
    await placed.hangUp();
    expect(await digitsOfCalls(1, false)).toEqual([pressed('12', 'unknown')]);
    expect(house.asterisk().lastOutput()).not.toMatch(/hep|refused/i);
  };

  it('calls go on and digits are heard when another program has the port; one warning says so', async () => {
    const other = createSocket('udp4');
    await new Promise<void>(done => other.bind(0, '127.0.0.1', done));
    try {
      await restart(other.address().port);
      expect(complaints()).toBe(1);
      await expectUnknown();
      expect(complaints()).toBe(1);
    } finally {
      other.close();
    }
  });

  it('calls go on where the operator turned it off, without a warning', async () => {
    const complained = complaints();
    await restart(0);
    await expectUnknown();
    expect(complaints()).toBe(complained);
  });
});
