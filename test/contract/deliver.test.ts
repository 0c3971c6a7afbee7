import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freePorts } from '../../scripts/tools.ts';
import { makeSendTestMail, type SmtpDeliveryOptions } from '../../src/delivery/smtp.ts';
import { missing } from '../../src/domain/missing.ts';
import { HausrufError } from '../../src/domain/problem.ts';
import { annegret, deliveryOf, noteOf, plainSummary, span } from '../unit/compose-note.ts';
import { transcriptOf } from '../unit/understanding-words.ts';
import { delivering, encodeByLame, from, mailbox, withAudio } from './deliver-parts.ts';

describe('a delivered note', () => {
  it('arrives with text, HTML and the recording as MP3', async () => {
    const box = await mailbox();
    const outcome = await delivering(box.url, { encodeMp3: encodeByLame })(deliveryOf(), withAudio());
    expect(outcome).toEqual({ kind: 'done', receipt: '250 kept as 4711' });
    const [arrived] = box.mails;
    expect(box.mails).toHaveLength(1);
    expect(arrived?.to).toEqual(['buero@muster.example']);
    expect(arrived?.from).toBe(from);
    expect(arrived?.mail.subject).toBe('Heizung – Annegret Petersen – WEG Rosenweg');
    expect(arrived?.mail.text).toContain('„Seit heute Morgen sind alle Heizkörper kalt.“');
    expect(arrived?.mail.html).toContain('tel:+49441783295');
    const [attachment] = arrived?.mail.attachments ?? [];
    expect(arrived?.mail.attachments).toHaveLength(1);
    expect(attachment?.filename).toBe('Nachricht-2026-11-23-1042.mp3');
    expect(attachment?.contentType).toBe('audio/mpeg');
    // An MPEG audio frame begins with eleven set bits.
    expect(attachment?.content[0]).toBe(0xff);
    expect((attachment?.content[1] ?? 0) & 0xe0).toBe(0xe0);
    // 32 kbit/s: the size tells how much of the speech is in it.
    expect(attachment?.size).toBeGreaterThan(50_000);
  });

  it('says that it comes from a machine, and which message it is', async () => {
    const box = await mailbox();
    await delivering(box.url)(deliveryOf(), noteOf());
    const { headers, messageId } = box.mails[0]?.mail ?? {};
    expect(messageId).toBe('<019aaf00-0000-7000-8000-000000000001.1@muster.example>');
    expect(headers?.get('auto-submitted')).toBe('auto-generated');
    expect(headers?.get('x-hausruf-message')).toBe('019aaf00-0000-7000-8000-000000000001');
    expect(headers?.has('x-hausruf-try')).toBe(false);
  });

  it('has the same Message-ID on every try, and a repeat says that it is one', async () => {
    const box = await mailbox();
    const deliver = delivering(box.url);
    await deliver(deliveryOf(), noteOf());
    await deliver(deliveryOf({ tryNumber: 2 }), noteOf());
    expect(new Set(box.mails.map(({ mail }) => mail.messageId)).size).toBe(1);
    expect(box.mails[1]?.mail.headers.get('x-hausruf-try')).toBe('2');
  });

  it('leaves the recording out where the mailbox does not want it', async () => {
    const box = await mailbox();
    await delivering(box.url)(deliveryOf(), noteOf());
    expect(box.mails[0]?.mail.attachments).toEqual([]);
  });

  it('brings the recording all the same where there is no transcript to read', async () => {
    const box = await mailbox();
    const note = noteOf({ transcript: missing('no-model'), summary: missing('no-transcript') });
    note.recording.file = 'demo-heizung.wav';
    await delivering(box.url)(deliveryOf(), note);
    expect(box.mails[0]?.mail.attachments).toHaveLength(1);
    expect(box.mails[0]?.mail.text).toContain('kein Sprachmodell installiert');
  });

  const failing: [string, Partial<SmtpDeliveryOptions>, string, string][] = [
    ['the file is gone', {}, 'gone.wav', 'wurde nicht gefunden'],
    ['its name leads elsewhere', {}, '../../package.json', 'wurde nicht gefunden'],
    [
      'lame fails',
      { encodeMp3: async () => Promise.reject(new HausrufError('TOOL_FAILED', 'lame failed')) },
      'demo-heizung.wav',
      'ist fehlgeschlagen',
    ],
    [
      'lame gives nothing',
      { encodeMp3: async () => new Uint8Array() },
      'demo-heizung.wav',
      'ist fehlgeschlagen',
    ],
    [
      'it is too large',
      { encodeMp3: async () => new Uint8Array(15 * 1024 * 1024 + 1) },
      'demo-heizung.wav',
      'größer als 15 MB',
    ],
  ];
  it.each(failing)('goes out without the recording when %s, and says so', async (_, options, file, hint) => {
    const box = await mailbox();
    const note = withAudio();
    note.recording.file = file;
    expect((await delivering(box.url, options)(deliveryOf(), note)).kind).toBe('done');
    expect(box.mails[0]?.mail.attachments).toEqual([]);
    expect(box.mails[0]?.mail.text).toContain(hint);
  });

  it('goes out without the recording where the server finds it too large', async () => {
    const box = await mailbox({ afterData: raw => (raw.includes('audio/mpeg') ? 552 : 'take') });
    expect((await delivering(box.url)(deliveryOf(), withAudio())).kind).toBe('done');
    expect(box.mails).toHaveLength(1);
    expect(box.mails[0]?.mail.text).toContain('nimmt so große E-Mails nicht an');
  });

  it('does so too where the server says its limit beforehand', async () => {
    const box = await mailbox({ options: { size: 100_000 } });
    const deliver = delivering(box.url, { encodeMp3: async () => new Uint8Array(200_000) });
    expect((await deliver(deliveryOf(), withAudio())).kind).toBe('done');
    expect(box.mails[0]?.mail.attachments).toEqual([]);
  });

  it('keeps every header and recipient its own, whatever a caller or a list is called', async () => {
    const box = await mailbox();
    const deliver = delivering(box.url);
    await deliver(deliveryOf(), noteOf());
    const expected = [...(box.mails[0]?.mail.headers.keys() ?? [])].sort();
    const evil = fc.oneof(
      fc.constantFrom(
        'A\r\nBcc: evil@example.com',
        'A\nTo: evil@example.com',
        'A\r\n\r\n<b>Hallo</b>',
        '=?utf-8?Q?A=0D=0ABcc:_evil@example.com?=',
        'a\u2028Bcc: evil@example.com',
        '\u202Egnp.exe',
        '"evil@example.com" <evil@example.com>',
        '.\r\n.\r\nMAIL FROM:<evil@example.com>',
        'ä'.repeat(300),
      ),
      fc.string({ unit: 'binary', maxLength: 120 }),
    );
    await fc.assert(
      fc.asyncProperty(evil, evil, evil, async (name, category, words) => {
        box.mails.length = 0;
        const note = noteOf({
          match: { kind: 'matched', contact: { ...annegret, name, object: words }, evidence: [] },
          categorisation: { kind: 'made', categoryId: null, name: category, hits: [] },
          transcript: transcriptOf('x', { text: words }),
          summary: { ...plainSummary, callerName: { value: name, ...span } },
        });
        expect((await deliver(deliveryOf(), note)).kind).toBe('done');
        const [arrived] = box.mails;
        expect(box.mails).toHaveLength(1);
        expect(arrived?.to).toEqual(['buero@muster.example']);
        expect([...(arrived?.mail.headers.keys() ?? [])].sort()).toEqual(expected);
        expect(arrived?.mail.attachments).toEqual([]);
        expect(arrived?.mail.subject).not.toMatch(/[\r\n\u202e\u2028]/);
      }),
      // Each run is a whole session; the thousands are in test/unit/delivery.test.ts.
      { numRuns: 40 },
    );
  });
});

describe('the test mail of the page', () => {
  const { mailbox: office } = noteOf();

  it('arrives at the address of the mailbox', async () => {
    const box = await mailbox();
    const reply = await makeSendTestMail({ url: box.url, from })(office);
    expect(reply.isSent).toBe(true);
    expect(box.mails[0]?.to).toEqual(['buero@muster.example']);
    expect(box.mails[0]?.mail.subject).toBe('Hausruf: Testnachricht für Hausverwaltung Muster');
  });

  it('says in German what is wrong', async () => {
    const refusing = await mailbox({ atRecipient: 550 });
    const reply = await makeSendTestMail({ url: refusing.url, from })(office);
    expect(reply).toEqual({
      isSent: false,
      message: expect.stringContaining('hat die Adresse abgelehnt (550)'),
    });
    const [port] = await freePorts(1);
    const dead = await makeSendTestMail({ url: `smtp://127.0.0.1:${port}`, from })(office);
    expect(dead).toEqual({ isSent: false, message: expect.stringContaining('antwortet nicht') });
    expect((await makeSendTestMail(null)(office)).isSent).toBe(false);
    expect(
      (await makeSendTestMail({ url: 'smtp://127.0.0.1', from })({ ...office, mailAddress: null })).isSent,
    ).toBe(false);
  });
});
