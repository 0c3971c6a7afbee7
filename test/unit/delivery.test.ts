import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildNoteMail } from '../../src/delivery/mime.ts';
import { makeDeliverBySmtp } from '../../src/delivery/smtp.ts';
import { connectionOptions, defaultTimeouts, readSmtpUrl } from '../../src/delivery/smtp-session.ts';
import { HausrufError } from '../../src/domain/problem.ts';
import { annegret, deliveryOf, noteOf, plainSummary, span } from './compose-note.ts';

const optionsOf = (url: string) => connectionOptions(readSmtpUrl(url), defaultTimeouts);

describe('the line to the mail server', () => {
  it.each([
    'smtp://mail.example',
    'smtp://mail.example:587',
    'smtp://10.1.2.3:25',
    'smtp://127.evil.example',
  ])('needs TLS to %s', url => {
    expect(optionsOf(url)).toMatchObject({ requireTLS: true, ignoreTLS: false, secure: false });
  });

  it('has TLS from the first byte with smtps', () => {
    expect(optionsOf('smtps://mail.example')).toMatchObject({ secure: true, ignoreTLS: false });
    expect(optionsOf('smtps://127.0.0.1:465')).toMatchObject({ secure: true, ignoreTLS: false });
  });

  it.each(['smtp://127.0.0.1:2525', 'smtp://localhost', 'smtp://[::1]:25', 'smtp://mail.example?tls=none'])(
    'goes without TLS to %s',
    url => {
      expect(optionsOf(url)).toMatchObject({ requireTLS: false, ignoreTLS: true, secure: false });
    },
  );

  it('needs TLS on this machine too where the operator says so', () => {
    expect(optionsOf('smtp://127.0.0.1:2525?tls=required')).toMatchObject({
      requireTLS: true,
      ignoreTLS: false,
    });
  });

  it('never turns the check of certificates off', () => {
    for (const url of ['smtp://mail.example', 'smtps://mail.example', 'smtp://127.0.0.1']) {
      expect(JSON.stringify(optionsOf(url))).not.toMatch(/rejectUnauthorized/i);
    }
  });

  it('reads user and password with their special characters', () => {
    expect(readSmtpUrl('smtp://buero%40muster.example:p%40ss%2Fw%3Ard@mail.example:2525')).toMatchObject({
      host: 'mail.example',
      port: 2525,
      login: { user: 'buero@muster.example', password: 'p@ss/w:rd' },
    });
    expect(readSmtpUrl('smtp://me:100%25@mail.example').login?.password).toBe('100%');
    expect(readSmtpUrl('smtp://me:100%@mail.example').login?.password).toBe('100%');
  });

  it.each([
    'http://user:geheim@mail.example',
    'smtp://user:geheim@mail.example?tls=maybe',
    'smtp://user:geheim@mail.example?tls.rejectUnauthorized=false',
    'user:geheim',
    'smtp://',
  ])('is refused at the start for %s, without naming the password', url => {
    const make = () =>
      makeDeliverBySmtp({
        url,
        from: 'a@muster.example',
        encodeMp3: async () => new Uint8Array(),
        recordingsFolder: '.',
      });
    expect(make).toThrow(HausrufError);
    expect(make).not.toThrow(/geheim/);
  });
});

describe('the headers of a mail', () => {
  const build = async (name: string, category: string, object: string): Promise<string> => {
    const raw = await buildNoteMail({
      delivery: deliveryOf(),
      note: noteOf({
        match: { kind: 'matched', contact: { ...annegret, name, object }, evidence: [] },
        categorisation: { kind: 'made', categoryId: null, name: category, hits: [] },
        mailbox: { ...noteOf().mailbox, name },
        summary: { ...plainSummary, callerName: { value: object, ...span } },
      }),
      from: 'hausruf@muster.example',
      recording: { part: 'not-wanted', bytes: null },
    });
    const text = raw.toString('latin1');
    return text.slice(0, text.indexOf('\r\n\r\n'));
  };
  /** Unfolded, as a mail server reads them. */
  const linesOf = (head: string): string[] => head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const namesOf = (head: string): string[] => linesOf(head).map(line => line.split(':')[0] ?? '');

  it('are the same few, whatever names and categories are, and short enough for SMTP', async () => {
    const expected = namesOf(await build('Anna', 'Heizung', 'Rosenweg'));
    expect(expected).toContain('Subject');
    const evil = fc.oneof(
      fc.constantFrom(
        'A\r\nBcc: evil@example.com',
        'A\nX: y',
        'A\r\n\r\nbody',
        '=?utf-8?Q?A=0D=0ABcc:_evil@example.com?=',
        'a\u2028b',
        '\u0085Bcc: evil@example.com',
        '"a@b.c" <evil@example.com>, x@example.com',
      ),
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.string({ unit: fc.constantFrom(...'\r\n :;,<>@"=?\\\u0000\tBc'), maxLength: 60 }),
    );
    expect(namesOf(await build('', '', '\u0000 '))).toEqual(expected);
    await fc.assert(
      fc.asyncProperty(evil, evil, evil, async (name, category, object) => {
        const head = await build(name, category, object);
        expect(namesOf(head)).toEqual(expected);
        expect(linesOf(head)).toContain('To: buero@muster.example');
        expect(linesOf(head)).toContain('From: Hausruf <hausruf@muster.example>');
        expect(head).toMatch(/^[\x20-\x7e\r\n\t]*$/);
        for (const line of head.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
      }),
      { numRuns: 1500 },
    );
  });
});
