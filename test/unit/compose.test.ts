import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeMail } from '../../src/delivery/compose.ts';
import type { RecordingPart } from '../../src/delivery/note-rows.ts';
import { routeMessage } from '../../src/delivery/route.ts';
import type { Note } from '../../src/domain/delivery.ts';
import { type MissingReason, missing } from '../../src/domain/missing.ts';
import { annegret, noteOf, plainSummary, span } from './compose-note.ts';
import { transcriptOf } from './understanding-words.ts';

const compose = (note: Note, recording: RecordingPart = 'not-wanted') => composeMail(note, { recording });
/** What a reader sees of the HTML, blanks as in a browser. */
const seen = (html: string): string =>
  html
    .replace(/<head>[\s\S]*<\/head>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');

describe('the subject of a note', () => {
  it('R099: names category, caller and object', () => {
    expect(compose(noteOf()).subject).toBe('Heizung – Annegret Petersen – WEG Rosenweg');
  });

  it('begins with the emergency', () => {
    const because = [{ value: 'Rohr geplatzt', ...span }];
    const summary = { ...plainSummary, urgency: { level: 'emergency' as const, because } };
    expect(compose(noteOf({ summary })).subject).toMatch(/^Notfall: Heizung/);
    const urgent = { ...plainSummary, urgency: { level: 'urgent' as const, because } };
    expect(compose(noteOf({ summary: urgent })).subject).toMatch(/^Heizung/);
  });

  it('falls back on what the caller said, then on the number', () => {
    const unknown = { match: { kind: 'unknown' } } as const;
    expect(compose(noteOf(unknown)).subject).toBe('Heizung – Annegret Petersen – Rosenweg 17');
    const nameless = { ...unknown, summary: missing('no-transcript') } as const;
    expect(compose(noteOf(nameless)).subject).toBe('Heizung – +49 441 783295');
    expect(compose(noteOf({ ...nameless, callerNumber: null })).subject).toBe('Heizung – Nummer unterdrückt');
    expect(compose(noteOf({ ...nameless, callerNumber: '' })).subject).toBe('Heizung – Unbekannte Nummer');
    expect(compose(noteOf({ ...nameless, categorisation: missing('step-failed') })).subject).toBe(
      'Nachricht – +49 441 783295',
    );
  });

  it('never names one of several possible contacts', () => {
    const candidates = [annegret, { ...annegret, name: 'Uwe Petersen' }];
    const match = { kind: 'ambiguous', candidates, evidence: [] } as const;
    const summary = { ...plainSummary, callerName: null };
    expect(compose(noteOf({ match: { ...match, candidates, evidence: [] }, summary })).subject).toBe(
      'Heizung – +49 441 783295 – Rosenweg 17',
    );
  });

  it('is one short line of plain characters, whatever stands in it', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('A\r\nBcc: x@example.com', '\u202Egnp.exe', 'x\u0000y', '\ud800', 'ä'.repeat(500)),
    );
    fc.assert(
      fc.property(text, text, text, (name, category, address) => {
        const note = noteOf({
          match: { kind: 'unknown' },
          summary: {
            ...plainSummary,
            callerName: { value: name, ...span },
            address: { value: address, ...span },
          },
          categorisation: { kind: 'made', categoryId: null, name: category, hits: [] },
        });
        const { subject } = compose(note);
        expect(subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect([...subject].length).toBeLessThanOrEqual(150);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a note', () => {
  it('says what is wanted first, then how to call back, who, where and when', () => {
    const { text } = compose(noteOf());
    const places = [
      '„Seit heute Morgen sind alle Heizkörper kalt.“',
      '+49 441 783295 (genannt und angezeigt)',
      'Annegret Petersen, Mieterin (Rufnummer +49 441 783295 ist bekannt)',
      'Rosenweg 17',
      'WEG Rosenweg',
      '2. OG rechts',
      'Heizung',
      '23.11.2026 10:42 Uhr',
      'Hausverwaltung Muster (+49 441 1234567)',
      '0:27 Minuten',
      'Abschrift:',
      'Guten Tag, seit heute Morgen sind alle Heizkörper kalt.',
      'https://hausruf.muster.example/#/inbox/call-1',
    ].map(part => ({ part, at: text.indexOf(part) }));
    expect(places.filter(place => place.at < 0)).toEqual([]);
    expect(places.map(place => place.at)).toEqual(places.map(place => place.at).sort((a, b) => a - b));
  });

  it('shows the same in both forms, and numbers as links', () => {
    const { text, html } = compose(noteOf());
    expect(html).toContain('<a href="tel:+49441783295">+49 441 783295</a>');
    expect(html).toContain('<a href="https://hausruf.muster.example/#/inbox/call-1">');
    for (const line of [
      'Annegret Petersen, Mieterin',
      '23.11.2026 10:42 Uhr',
      'WEG Rosenweg',
      '2. OG rechts',
    ]) {
      expect(text).toContain(line);
      expect(seen(html)).toContain(line);
    }
  });

  it('keeps the number that was said apart from the one that was shown', () => {
    const { text } = compose(noteOf({ callerNumber: '+491729084460' }));
    expect(text).toMatch(/Rückruf: +\+49 441 783295 \(genannt\)\nRückruf: +\+49 172 ?9084460 \(angezeigt\)/);
  });

  it('makes no link of digits that nobody can dial', () => {
    const summary = { ...plainSummary, callbackNumber: { value: '783295', ...span } };
    const { html } = compose(noteOf({ summary, callerNumber: '23' }));
    expect(html).not.toContain('tel:');
    expect(seen(html)).toContain('783295 (genannt)');
    expect(seen(html)).toContain('23 (angezeigt)');
  });

  it('asks to check where several contacts share the number', () => {
    const match = {
      kind: 'ambiguous' as const,
      candidates: [annegret, { ...annegret, name: 'Uwe Petersen' }],
      evidence: [{ kind: 'number' as const, text: 'Rufnummer +49 441 783295 gehört zu 2 Kontakten' }],
    };
    const { text } = compose(noteOf({ match, summary: { ...plainSummary, callerName: null } }));
    expect(text).toMatch(/Anrufer: +unbekannt/);
    expect(text).toMatch(/Annegret Petersen oder Uwe Petersen \(bitte prüfen: .*gehört zu 2 Kontakten\)/);
    expect(text).not.toContain('2. OG rechts');
  });

  it('names both where another name was said than the list knows', () => {
    const { text } = compose(
      noteOf({ summary: { ...plainSummary, callerName: { value: 'Uwe Petersen', ...span } } }),
    );
    expect(text).toMatch(/Anrufer: +Annegret Petersen/);
    expect(text).toMatch(/Name: +Uwe Petersen \(genannt\)/);
  });

  it('quotes the words that make it an emergency', () => {
    const urgency = {
      level: 'emergency' as const,
      because: [
        { value: 'Rohr geplatzt', ...span },
        { value: 'Wasser läuft', ...span },
      ],
    };
    const { text, html } = compose(noteOf({ summary: { ...plainSummary, urgency } }));
    expect(text.split('\n')[0]).toBe('Notfall, weil: „Rohr geplatzt“, „Wasser läuft“');
    expect(seen(html)).toContain('Notfall, weil: „Rohr geplatzt“, „Wasser läuft“');
  });

  it('marks what the caller may not have said, in both forms', () => {
    const transcript = transcriptOf('Bitte rufen Sie zurück.');
    const credit = { text: 'Untertitel', fromMs: 9000, toMs: 9400, confidence: 0.4 };
    const segments = [
      ...transcript.segments,
      { fromMs: 9000, toMs: 9400, words: [credit], doubt: 'phrase' as const },
    ];
    const { text, html } = compose(
      noteOf({ transcript: { ...transcript, text: `${transcript.text} Untertitel`, segments } }),
    );
    expect(text).toContain('Bitte rufen Sie zurück. [unsicher: Untertitel]');
    expect(html).toContain('[unsicher: Untertitel]');
  });

  it('labels a transcript of the demo model', () => {
    const transcript = transcriptOf('Guten Tag', { isDemo: true });
    const { text, html } = compose(noteOf({ transcript }));
    expect(text).toContain('Demo-Spracherkennung (nur synthetische Stimmen)');
    expect(seen(html)).toContain('Demo-Spracherkennung (nur synthetische Stimmen)');
    expect(compose(noteOf()).text).not.toContain('Demo');
  });

  const reasons: MissingReason[] = [
    'no-speech',
    'no-model',
    'engine-failed',
    'audio-unreadable',
    'no-transcript',
    'step-failed',
  ];
  it.each(reasons)('without a transcript because of "%s" says so in German and asks to listen', because => {
    const nothing = missing('no-transcript');
    const { text, html } = compose(
      noteOf({
        transcript: missing(because),
        summary: nothing,
        categorisation: nothing,
        match: missing(because),
      }),
      'attached',
    );
    expect(text).toContain('Abschrift nicht verfügbar: ');
    expect(text).toContain('Bitte hören Sie die Aufnahme an.');
    expect(text).toContain('als MP3 angehängt');
    expect(seen(html)).toContain('Abschrift nicht verfügbar');
    for (const word of ['undefined', 'null', because]) expect(text).not.toContain(word);
  });

  it('says "kein Sprachmodell installiert" where none is', () => {
    const { text } = compose(noteOf({ transcript: missing('no-model'), summary: missing('no-transcript') }));
    expect(text).toContain('Abschrift nicht verfügbar: kein Sprachmodell installiert. Bitte hören');
  });

  it('marks a recording that is cut or broken, and one that could not be attached', () => {
    const { recording } = noteOf();
    const note = noteOf({ recording: { ...recording, isComplete: false, isCutAtLimit: true } });
    expect(compose(note, 'encoding-failed').text).toMatch(
      /Aufnahme: +0:27 Minuten, nicht angehängt: .*\(unvollständig, gekürzt\)/,
    );
    expect(compose(noteOf(), 'attached').text).not.toContain('gekürzt');
  });

  it('tells the time of the mailbox, in summer and in another country', () => {
    const { mailbox } = noteOf();
    const summer = Date.UTC(2026, 6, 1, 22, 30);
    expect(compose(noteOf({ receivedAt: summer })).text).toContain('02.07.2026 00:30 Uhr');
    expect(compose(noteOf({ receivedAt: summer })).attachmentName).toBe('Nachricht-2026-07-02-0030.mp3');
    const lisbon = noteOf({ receivedAt: summer, mailbox: { ...mailbox, timeZone: 'Europe/Lisbon' } });
    expect(compose(lisbon).text).toContain('01.07.2026 23:30 Uhr');
    const nowhere = noteOf({ receivedAt: summer, mailbox: { ...mailbox, timeZone: 'Mond/Krater' } });
    expect(compose(nowhere).text).toContain('02.07.2026 00:30 Uhr');
  });

  it('loads nothing from elsewhere and sets no colours that dark mode could not turn', () => {
    const { html } = compose(noteOf());
    expect(html).not.toMatch(/<(?:img|link|script|style|iframe|object|form)|src=|url\(|@import/i);
    expect(html).not.toMatch(/background|bgcolor|[^-]color:/i);
  });

  it('shows markup in a caller’s words as words', () => {
    const payloads = fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onmouseover='alert(1)",
      '</td></table><a href="javascript:alert(1)">x</a>',
      '<!--',
      '&lt;b&gt;',
      ']]><svg/onload=alert(1)>',
    );
    const text = fc.oneof(payloads, fc.string({ unit: 'binary', maxLength: 60 }));
    const tags = (html: string): string =>
      (html.match(/<[^>]*>/g) ?? []).map(tag => tag.replace(/="[^"]*"/g, '')).join('');
    const same = (value: string): Note =>
      noteOf({
        match: {
          kind: 'matched',
          contact: {
            ...annegret,
            name: value,
            role: value,
            street: value,
            object: `${value}!`,
            unit: value,
            manager: value,
          },
          evidence: [{ kind: 'number', text: value }],
        },
        transcript: transcriptOf('x', { text: value }),
        mailbox: { ...noteOf().mailbox, name: value },
        categorisation: { kind: 'made', categoryId: null, name: value, hits: [] },
        summary: {
          ...plainSummary,
          sentences: [{ text: value, ...span }],
          callerName: { value: `${value}?`, ...span },
          address: { value: `${value}??`, ...span },
          urgency: { level: 'urgent', because: [{ value, ...span }] },
        },
      });
    const harmless = tags(compose(same('harmlos')).html);
    fc.assert(
      fc.property(text, value => {
        // Names that are equal but for signs are shown once: only then may a row be missing.
        const found = tags(compose(same(`a${value}`)).html);
        expect(found.length).toBeLessThanOrEqual(harmless.length);
        expect(found).not.toMatch(/script|img|svg|onerror|javascript/i);
        expect(compose(same(value)).html).not.toMatch(/href="(?!tel:\+\d+"|https:\/\/hausruf)/);
      }),
      { numRuns: 200 },
    );
  });
});

describe('how far a note can be relied on', () => {
  it('is said where somebody should listen, and nothing where all is well', () => {
    const text = 'Hello, my name is John Smith, please call me about the heating bill.';
    const foreign = noteOf({
      transcript: transcriptOf(text),
      summary: { ...plainSummary, language: 'en' },
    });
    const mail = compose(foreign);
    expect(mail.text).toMatch(/Sprache: +Englisch, Original unten/);
    expect(mail.text).toMatch(/Sicherheit: +bitte prüfen: andere Sprache/);
    expect(mail.text).toContain(text);
    const german = compose(noteOf({ summary: { ...plainSummary, language: 'de' } })).text;
    expect(german).not.toContain('Sprache:');
    expect(german).not.toContain('Sicherheit:');
  });
});

describe('where a note goes', () => {
  const { mailbox } = noteOf();
  it('is the address of the mailbox and nothing else', () => {
    expect(routeMessage(mailbox, true)).toEqual({ kind: 'mail', address: 'buero@muster.example' });
  });

  it('R142: is the address of the category where it has one, even if the mailbox has none', () => {
    const route = { kind: 'mail', address: 'heizung@muster.example' };
    const hints = { categoryAddress: 'heizung@muster.example', managerAddress: 'lehmann@muster.example' };
    expect(routeMessage(mailbox, true, hints)).toEqual(route);
    expect(routeMessage({ ...mailbox, mailAddress: null }, true, hints)).toEqual(route);
    expect(routeMessage({ ...mailbox, sendToManager: true }, true, hints)).toEqual(route);
  });

  it('is who looks after the property, where the mailbox wants that', () => {
    const hints = { categoryAddress: null, managerAddress: 'lehmann@muster.example' };
    const office = { kind: 'mail', address: 'buero@muster.example' };
    expect(routeMessage(mailbox, true, hints)).toEqual(office);
    const sending = { ...mailbox, sendToManager: true };
    expect(routeMessage(sending, true, hints)).toEqual({ kind: 'mail', address: 'lehmann@muster.example' });
    expect(routeMessage(sending, true, { managerAddress: null })).toEqual(office);
  });

  it('is nowhere without an address or without a mail server, and that is said', () => {
    const problem = { code: 'NO_DESTINATION' };
    expect(routeMessage({ ...mailbox, mailAddress: null }, true)).toMatchObject({ kind: 'none', problem });
    expect(routeMessage(mailbox, false)).toMatchObject({ kind: 'none', problem });
  });
});
