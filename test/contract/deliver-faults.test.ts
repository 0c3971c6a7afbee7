import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePorts } from '../../scripts/tools.ts';
import { makeDeliverBySmtp } from '../../src/delivery/smtp.ts';
import { deliveryOf, noteOf } from '../unit/compose-note.ts';
import { closers, delivering, from, hasty, mailbox, recordingsFolder, withAudio } from './deliver-parts.ts';

describe('a mail server that', () => {
  it.each([421, 450, 451, 452])('refuses the address with %i for now is asked again later', async code => {
    const box = await mailbox({ atRecipient: code });
    const outcome = await delivering(box.url)(deliveryOf(), noteOf());
    expect(outcome).toMatchObject({ kind: 'later', problem: { code: 'SMTP_LATER' } });
    expect(outcome).toMatchObject({ problem: { message: expect.stringContaining(String(code)) } });
  });

  it.each([550, 551, 553, 554])('refuses the address with %i for good is not asked again', async code => {
    const box = await mailbox({ atRecipient: code });
    const outcome = await delivering(box.url)(deliveryOf(), noteOf());
    expect(outcome).toMatchObject({ kind: 'no', problem: { code: 'SMTP_REFUSED' } });
  });

  it.each([
    [451, 'later'],
    [452, 'later'],
    [503, 'later'],
    [530, 'later'],
    [550, 'no'],
    [554, 'no'],
  ])('answers %i to the whole note: %s', async (code, kind) => {
    const box = await mailbox({ afterData: () => code });
    const outcome = await delivering(box.url)(deliveryOf(), noteOf());
    expect(outcome.kind).toBe(kind);
    expect(JSON.stringify(outcome)).not.toMatch(/\\[rn]/);
  });

  it('hangs up after the last byte may have the note: unclear', async () => {
    const box = await mailbox({ afterData: () => 'drop' });
    expect((await delivering(box.url)(deliveryOf(), noteOf())).kind).toBe('unclear');
  });

  it('says nothing after the last byte may have the note: unclear', async () => {
    const box = await mailbox({ afterData: () => 'stall' });
    expect((await delivering(box.url, hasty)(deliveryOf(), noteOf())).kind).toBe('unclear');
  });

  it('hangs up before the note was begun does not have it: later', async () => {
    const box = await mailbox({ atRecipient: 'drop' });
    expect((await delivering(box.url)(deliveryOf(), noteOf())).kind).toBe('later');
  });

  it('hangs up in the middle of a large note does not have it: later', async () => {
    const box = await mailbox({ dropsInData: true });
    const deliver = delivering(box.url, { encodeMp3: async () => new Uint8Array(14 * 1024 * 1024) });
    expect((await deliver(deliveryOf(), withAudio())).kind).toBe('later');
  });

  it('is not there is tried later', async () => {
    const [port] = await freePorts(1);
    const outcome = await delivering(`smtp://127.0.0.1:${port}`)(deliveryOf(), noteOf());
    expect(outcome).toMatchObject({ kind: 'later', problem: { code: 'SMTP_UNREACHABLE' } });
  });

  it('never greets is tried later', async () => {
    const silent = createServer(() => {});
    await new Promise<void>(done => silent.listen(0, '127.0.0.1', done));
    closers.push(() => new Promise(done => silent.close(() => done())));
    const { port } = silent.address() as { port: number };
    const outcome = await delivering(`smtp://127.0.0.1:${port}`, hasty)(deliveryOf(), noteOf());
    expect(outcome).toMatchObject({ kind: 'later', problem: { code: 'SMTP_UNREACHABLE' } });
  });

  it.each([421, 554])('greets with %i is tried later', async code => {
    const closed = createServer(socket => socket.end(`${code} no service here\r\n`));
    await new Promise<void>(done => closed.listen(0, '127.0.0.1', done));
    closers.push(() => new Promise(done => closed.close(() => done())));
    const { port } = closed.address() as { port: number };
    const outcome = await delivering(`smtp://127.0.0.1:${port}`)(deliveryOf(), noteOf());
    expect(outcome.kind).toBe('later');
  });

  it('offers no TLS where TLS is required hears neither sender nor password', async () => {
    const box = await mailbox({ password: 'geheim' });
    const url = `smtp://user:geheim@127.0.0.1:${box.port}?tls=required`;
    const outcome = await delivering(url)(deliveryOf(), noteOf());
    expect(outcome.kind).toBe('later');
    expect(box.seen).toEqual({ logins: [], senders: [] });
  });

  it('shows a certificate that nobody vouches for hears neither sender nor password', async () => {
    const box = await mailbox({ password: 'geheim', options: { disabledCommands: [] } });
    const url = `smtp://user:geheim@127.0.0.1:${box.port}?tls=required`;
    const outcome = await delivering(url)(deliveryOf(), noteOf());
    expect(outcome.kind).toBe('later');
    expect(box.seen).toEqual({ logins: [], senders: [] });
  });

  it('wants a login gets it', async () => {
    const box = await mailbox({ password: 'p@ss/w:rd' });
    const url = `smtp://buero%40muster.example:p%40ss%2Fw%3Ard@127.0.0.1:${box.port}`;
    expect((await delivering(url)(deliveryOf(), noteOf())).kind).toBe('done');
    expect(box.seen.logins).toEqual(['buero@muster.example']);
  });

  it('refuses the login is asked again much later, and the password is not told', async () => {
    const box = await mailbox({ password: 'richtig' });
    const url = `smtp://user:streng-geheim@127.0.0.1:${box.port}`;
    const outcome = await delivering(url)(deliveryOf(), noteOf());
    expect(outcome).toMatchObject({ kind: 'later', problem: { code: 'SMTP_LATER' }, afterMs: 900_000 });
    expect(JSON.stringify(outcome)).toContain('535');
    expect(JSON.stringify(outcome)).not.toContain('streng-geheim');
  });
});

describe('stopping', () => {
  it('ends a delivery that waits for the server', async () => {
    const box = await mailbox({ afterData: () => 'stall' });
    const stop = new AbortController();
    const outcome = delivering(box.url)(deliveryOf(), noteOf(), stop.signal);
    await expect.poll(() => box.seen.senders.length).toBe(1);
    stop.abort();
    expect(['later', 'unclear']).toContain((await outcome).kind);
  });

  it('before the beginning sends nothing', async () => {
    const box = await mailbox();
    expect((await delivering(box.url)(deliveryOf(), noteOf(), AbortSignal.abort())).kind).toBe('later');
    expect(box.seen.senders).toEqual([]);
  });

  it('of the whole house ends what is under way', async () => {
    const box = await mailbox({ afterData: () => 'stall' });
    const { deliver, close } = makeDeliverBySmtp({
      url: box.url,
      from,
      encodeMp3: async () => new Uint8Array(),
      recordingsFolder,
    });
    const outcome = deliver(deliveryOf(), noteOf());
    await expect.poll(() => box.seen.senders.length).toBe(1);
    await close();
    expect(['later', 'unclear']).toContain((await outcome).kind);
  });
});
