import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MailboxListReply } from '../../src/domain/api.ts';
import type { CallDiagnosis } from '../../src/domain/api-telephone.ts';
import { allCalls, shortMailbox } from './kit.ts';
import { type LineHouse, openLineHouse } from './line-kit.ts';
import { enterOffice, type Office } from './office.ts';

let line: LineHouse;
let office: Office;
let names: Map<string, string>;
let before: number;
beforeAll(async () => {
  line = await openLineHouse(
    {},
    {
      mailboxes: [
        { ...shortMailbox, name: 'Zentrale', numbers: ['+4944155501'] },
        { ...shortMailbox, name: 'Miete', numbers: ['+4944155502'] },
        { ...shortMailbox, name: 'Eigentümer', numbers: ['+4944155503'] },
      ],
    },
  );
  office = await enterOffice(line.house);
  const { mailboxes } = await office.ask<MailboxListReply>('GET', '/mailboxes');
  names = new Map(mailboxes.map(each => [each.mailboxId, each.name]));
});
afterAll(() => line?.close());
beforeEach(() => {
  before = allCalls(line.house).length;
});
afterEach(ctx => {
  if (ctx.task.result?.state === 'fail') console.error(line.house.log().slice(-3000));
});

/**
 * Calls, hangs up, and answers what the house knows of it. A fifth of a second is heard of the caller: who hangs
 * up with the answer, before any voice has come, may be gone before Asterisk gives the call to the controller.
 */
async function callAndLook(options: Parameters<LineHouse['call']>[0]) {
  const call = await line.call(options);
  await call.answered;
  await call.say(new Int16Array(1600));
  await call.hangUp();
  const row = await line.endedCall(before);
  const diagnosis = await office.ask<CallDiagnosis>('GET', `/calls/${row.id}/diagnosis`);
  return { row, diagnosis, mailbox: names.get(row.mailboxId) };
}

describe('the number of a caller', () => {
  it('is that of P-Asserted-Identity, and the diagnosis says so', async () => {
    const { row, diagnosis } = await callAndLook({ from: '+4930777000', pai: '+491701234567' });
    expect(row).toMatchObject({ callerNumber: '+491701234567', numberSource: 'p-asserted-identity' });
    expect(diagnosis.diagnosis.headers['P-Asserted-Identity']).toContain('+491701234567');
    expect(diagnosis.diagnosis.candidates).toMatchObject([
      { header: 'p-asserted-identity', verdict: 'used' },
      { header: 'from', verdict: 'not-needed' },
    ]);
    expect(diagnosis.diagnosis.codec).toBe('alaw');
  });

  it('is nowhere when he suppresses it, even where the trunk passes it on', async () => {
    const { row, diagnosis } = await callAndLook({
      from: '+491701112223',
      pai: '+491701112223',
      headers: ['Privacy: id'],
    });
    expect(row).toMatchObject({ callerNumber: null, numberSource: 'none' });
    expect(JSON.stringify({ row, diagnosis })).not.toContain('1701112223');
    expect(line.house.log()).not.toContain('1701112223');
    expect(diagnosis.findings).toEqual([]);
  });

  it('is not the one of the telephone system that diverts: R170, explained in German', async () => {
    const { row, diagnosis, mailbox } = await callAndLook({
      from: '+4944155502',
      to: '+4944155501',
      diversion: ['+4944155502'],
    });
    expect(row).toMatchObject({ callerNumber: null, originalNumber: '+4944155502' });
    expect(mailbox).toBe('Miete');
    expect(diagnosis.findings).toMatchObject([{ cause: 'number-of-own-system' }]);
    expect(diagnosis.findings[0]?.remedy).toContain('CLIP no screening');
  });

  it('is missing, and the diagnosis names CLIP no screening: R170', async () => {
    const { row, diagnosis } = await callAndLook({ from: 'anschluss' });
    expect(row.callerNumber).toBeNull();
    expect(diagnosis.findings).toMatchObject([{ cause: 'number-missing' }]);
  });
});

describe('the mailbox of a call', () => {
  it('is chosen by the number that was called before two diversions', async () => {
    const { row, mailbox, diagnosis } = await callAndLook({
      to: '+4944155501',
      diversion: ['+4944199999', '+4944155503'],
    });
    expect(row).toMatchObject({ originalNumber: '+4944155503', dialledNumber: '+4944155501' });
    expect(mailbox).toBe('Eigentümer');
    expect(diagnosis.diagnosis.mailboxBy).toBe('original-number');
  });

  it('is chosen by History-Info where the telephone system sends that', async () => {
    const { mailbox } = await callAndLook({
      to: '+4944155501',
      headers: ['History-Info: <sip:+4944155502@pbx>;index=1, <sip:+4944155501@pbx;cause=302>;index=1.1'],
    });
    expect(mailbox).toBe('Miete');
  });

  it('is chosen by the dialled number, in whatever form the trunk sends it, else by To', async () => {
    expect((await callAndLook({ to: '044155503' })).mailbox).toBe('Eigentümer');
    before = allCalls(line.house).length;
    expect((await callAndLook({ to: 'konto', toHeader: '+4944155502' })).mailbox).toBe('Miete');
    before = allCalls(line.house).length;
    expect((await callAndLook({ to: '+4940123456' })).mailbox).toBe('Zentrale');
  });
});
