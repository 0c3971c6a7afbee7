import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readWav } from '../../src/audio/wav.ts';
import type { HealthParts, MailboxListReply } from '../../src/domain/api.ts';
import type { CallList } from '../../src/domain/api-calls.ts';
import type { ProbesReply, TestCallReply } from '../../src/domain/api-telephone.ts';
import { allCalls, kept, pause, said, until } from './kit.ts';
import { BEEP_HZ, janitor, type LineHouse, openLineHouse } from './line-kit.ts';
import { enterOffice, type Office } from './office.ts';

let line: LineHouse;
let office: Office;
let mailboxId: string;
beforeAll(async () => {
  line = await openLineHouse({
    menu: { forwardings: [janitor], waitSeconds: 2, withoutChoice: 'hang-up' },
  });
  office = await enterOffice(line.house);
  mailboxId = (await office.ask<MailboxListReply>('GET', '/mailboxes')).mailboxes[0]?.mailboxId ?? '';
});
afterAll(() => line?.close());
afterEach(ctx => {
  if (ctx.task.result?.state === 'fail') console.error(line.house.log().slice(-3000));
});

const testCall = () => office.ask<TestCallReply>('GET', `/mailboxes/${mailboxId}/test-call`);

describe('a test call', () => {
  it('is shown while it lasts: numbers, codec, digits, packets and loudness', async () => {
    expect(await testCall()).toMatchObject({ state: 'off' });
    await office.ask('POST', `/mailboxes/${mailboxId}/test-call`, {});
    expect(await testCall()).toMatchObject({ state: 'waiting', call: null });
    const call = await line.call({ codecs: ['ulaw'] });
    await call.answered;
    await call.press('0', { durationMs: 200 });
    await call.waitForToneEnd(BEEP_HZ, 10_000);
    const spoken = call.say((await readWav(said('schluessel'))).samples.subarray(0, 8 * 8000));
    await until('the call is seen', async () => {
      const { call: seen } = await testCall();
      return (seen?.diagnosis.quality?.levelDb ?? -99) > -40;
    });
    const running = await testCall();
    expect(running).toMatchObject({
      state: 'running',
      call: {
        callerNumber: '+49441783295',
        numberSource: 'from',
        dialledNumber: '+4944155501',
        diagnosis: { codec: 'ulaw', digits: [{ digit: '0' }] },
      },
    });
    expect(running.call?.diagnosis.quality?.packetsReceived).toBeGreaterThan(100);
    await spoken;
    await call.hangUp();
    await until('it has ended', async () => (await testCall()).state === 'ended');
    expect((await testCall()).call?.findings).toEqual([]);
  });

  it('without a digit ends with the two causes that fit: R172 and R173', async () => {
    await office.ask('POST', `/mailboxes/${mailboxId}/test-call`, {});
    const call = await line.call();
    await call.answered;
    await call.ended;
    await until('it has ended', async () => (await testCall()).state === 'ended');
    const { call: seen } = await testCall();
    expect(seen?.findings.map(each => each.cause)).toEqual(['zero-not-pressed', 'digits-do-not-arrive']);
  });

  it('that finds the target busy names the second line: R174', async () => {
    line.phone.onInvite = incoming => incoming.refuse(486);
    await office.ask('POST', `/mailboxes/${mailboxId}/test-call`, {});
    const call = await line.call();
    await call.answered;
    await call.press('1');
    await until('led back', async () => ((await testCall()).call?.forwards[0]?.result ?? null) !== null);
    await call.hangUp();
    await until('it has ended', async () => (await testCall()).state === 'ended');
    const { call: seen } = await testCall();
    expect(seen?.findings.map(each => each.cause)).toContain('forward-line-busy');
    expect(seen?.findings[0]?.remedy).toContain('zwei');
  });

  it('that is cut off in silence names the telephone system: R171', async () => {
    await office.ask('POST', `/mailboxes/${mailboxId}/test-call`, {});
    const call = await line.call();
    await call.answered;
    await call.press('0');
    await call.waitForToneEnd(BEEP_HZ, 10_000);
    await call.say((await readWav(said('schluessel'))).samples.subarray(0, 5 * 8000));
    await pause(5000);
    await call.hangUp();
    await until('the recording was looked at', async () =>
      ((await testCall()).call?.findings ?? []).some(each => each.cause === 'cut-off-in-silence'),
    );
  });

  it('without a single voice packet names the firewall', async () => {
    await office.ask('POST', `/mailboxes/${mailboxId}/test-call`, {});
    const call = await line.call({ sendMedia: false });
    await call.answered;
    await call.ended;
    await until('it has ended', async () => (await testCall()).state === 'ended');
    expect((await testCall()).call?.findings.map(each => each.cause)).toContain('no-voice');
  });
});

describe('a probe call', () => {
  const newest = async () => (await office.ask<ProbesReply>('GET', '/probes')).probes[0];
  const place = async () => {
    await office.ask('POST', '/probes', { mailboxId });
    await until('the probe has ended', async () => (await newest())?.endedAt != null, 60_000);
    return newest();
  };
  const inbox = () => office.ask<CallList>('GET', '/calls?limit=200');

  it('presses, speaks and becomes a note that nobody gets and no Inbox shows', async () => {
    const mails = line.house.mail.mails.length;
    const before = (await inbox()).items.length;
    expect(await place()).toMatchObject({ outcome: 'ok', detail: null });
    expect(allCalls(line.house).at(-1)).toMatchObject({ kind: 'probe', outcome: 'message' });
    expect((await inbox()).items).toHaveLength(before);
    expect(line.house.mail.mails).toHaveLength(mails);
    expect(
      (await office.ask<HealthParts>('GET', '/health/parts')).parts.map(each => each.name),
    ).not.toContain('Probeanruf');
  });

  it('leaves nothing behind but the newest one', async () => {
    const files = readdirSync(kept(line.house)).length;
    expect(await place()).toMatchObject({ outcome: 'ok' });
    expect(allCalls(line.house).filter(each => each.kind === 'probe')).toHaveLength(1);
    expect(readdirSync(kept(line.house))).toHaveLength(files);
  });

  it('raises an alarm when nothing can be recorded, until one goes well again', async () => {
    const folder = join(line.house.folder, 'spool/recording');
    chmodSync(folder, 0o500);
    try {
      expect(await place()).toMatchObject({ outcome: 'failed' });
    } finally {
      chmodSync(folder, 0o2770);
    }
    const parts = async () => (await office.ask<HealthParts>('GET', '/health/parts')).parts;
    expect((await parts()).find(each => each.name === 'Probeanruf')?.message).toMatch(/Aufnahme/);
    expect(line.house.log()).toContain('a probe call failed');
    expect(await place()).toMatchObject({ outcome: 'ok' });
    expect((await parts()).map(each => each.name)).not.toContain('Probeanruf');
  });

  it('comes by itself when it is due', async () => {
    const { settings } = await office.ask<{ settings: { probe: unknown } }>('GET', '/telephone');
    const before = (await office.ask<ProbesReply>('GET', '/probes')).probes.length;
    expect(before).toBeGreaterThan(0);
    await office.ask('PUT', '/telephone', { ...settings, probe: { isOn: true, everyHours: 1 } });
    // Just probed: an hour has to go by. The rule itself is what the next line proves.
    await pause(1500);
    expect((await office.ask<ProbesReply>('GET', '/probes')).probes).toHaveLength(before);
  });
});
