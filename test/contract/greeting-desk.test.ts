/** The greeting desk on a real store with the real espeak-ng: what plays while something new cannot be made. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installedTool } from '../../scripts/tools.ts';
import { readWav } from '../../src/audio/wav.ts';
import type { GreetingSource } from '../../src/domain/greeting.ts';
import { type Mailbox, simpleFlow } from '../../src/domain/mailbox.ts';
import { type GreetingDesk, openGreetingDesk } from '../../src/greetings.ts';
import { makeVoices, type PiperVoice } from '../../src/speech/voices.ts';
import { addMailbox, changeMailbox } from '../../src/store/mailboxes.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { savePronunciations } from '../../src/store/pronunciations.ts';
import { findSpokenGreeting, listSpokenGreetings } from '../../src/store/spoken-greetings.ts';

const root = resolve(import.meta.dirname, '../..');
const builtInFolder = join(root, 'asterisk-config/sounds');
const tool = installedTool('espeak-ng');
const day = 24 * 3600 * 1000;

let folder: string;
let store: Store;
let now: number;
/** False: as when espeak-ng was taken away while Hausruf runs. */
let hasVoice: boolean;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-greetings-'));
  store = openStore({ folder: join(folder, 'data'), migrationsFolder: join(root, 'migrations') });
  now = Date.parse('2026-11-23T10:00:00Z');
  hasVoice = true;
  piper = { isWell: true, asked: 0 };
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A Piper voice stands in here: what it is asked, and whether it can speak now. Its own engine has its own suite. */
let piper: { isWell: boolean; asked: number };
const files = { model: 'model.onnx', tokens: 'tokens.txt', dataDir: 'espeak-ng-data' };
const fort: PiperVoice = { name: 'fort', title: 'Fort', language: 'de', ...files };
const spokenByPiper = Int16Array.from({ length: 8000 }, (_, index) => 8000 * Math.sin(index / 5));

function openDesk(options: { hasPiper?: boolean; againMs?: readonly number[] } = {}): GreetingDesk {
  const espeak = {
    ...tool,
    args: [...tool.args],
    get command() {
      return hasVoice ? tool.command : join(folder, 'gone');
    },
  };
  const voices = makeVoices({
    espeak,
    readWav,
    piperVoices: () => (options.hasPiper ? [fort] : []),
    runEngine: async () => {
      piper.asked += 1;
      if (!piper.isWell)
        return { kind: 'retry', problem: { code: 'ENGINE_FAILED', message: 'it was killed' } };
      const pcm = Buffer.from(spokenByPiper.buffer).toString('base64');
      return { kind: 'done', value: { sampleRate: 16_000, pcm } };
    },
  });
  const place = { db: store.db, folder: join(folder, 'greetings'), builtInFolder };
  const againMs = options.againMs ?? [];
  return openGreetingDesk({ ...place, voices, againMs, now: () => now, log: pino({ level: 'silent' }) });
}

function mailboxWith(source: GreetingSource): Mailbox {
  const flow = simpleFlow({ greeting: 'x', goodbye: 'Auf Wiederhören.' });
  flow.greetings.standard = source;
  const input = {
    name: 'Muster',
    numbers: [],
    timeZone: 'Europe/Berlin',
    mailAddress: null,
    attachRecording: false,
    flow,
  };
  return addMailbox(store.db, input, now);
}

function changed(mailbox: Mailbox, source: GreetingSource): Mailbox {
  const { mailboxId, ...input } = structuredClone(mailbox);
  input.flow.greetings.standard = source;
  changeMailbox(store.db, { mailboxId, input, now });
  return { mailboxId, ...input };
}

const say = (
  text: string,
  how: Partial<Extract<GreetingSource, { kind: 'voice' }>> = {},
): GreetingSource => ({
  kind: 'voice',
  text,
  ...how,
});

describe('a new text that cannot be spoken', () => {
  it('leaves what played before, and the page is told that it is old', async () => {
    const desk = openDesk();
    const mailbox = mailboxWith(say('Guten Tag.'));
    await desk.prepare(mailbox);
    const before = desk.plan(mailbox, now).greeting;
    expect(before).toContain(join(folder, 'greetings'));
    expect([desk.missing(mailbox), desk.stale(mailbox)]).toEqual([[], []]);

    hasVoice = false;
    const next = changed(mailbox, say('Guten Abend.'));
    await desk.prepare(next);
    expect(desk.plan(next, now).greeting).toBe(before);
    expect([desk.missing(next), desk.stale(next)]).toEqual([[], ['standard']]);

    // After a restart without a voice, too.
    const again = openDesk();
    await again.prepare(next);
    expect(again.plan(next, now).greeting).toBe(before);
    expect(again.stale(next)).toEqual(['standard']);
    expect(again.audioIdOf(next, null)).toBe(before.split('/').at(-1));

    hasVoice = true;
    await again.prepare(next);
    expect(again.plan(next, now).greeting).not.toBe(before);
    expect([again.missing(next), again.stale(next)]).toEqual([[], []]);
  });

  it('is heard as the built-in announcement when nothing played before', async () => {
    hasVoice = false;
    const desk = openDesk();
    const mailbox = mailboxWith(say('Guten Tag.'));
    await desk.prepare(mailbox);
    expect(desk.plan(mailbox, now)).toMatchObject({
      greeting: join(builtInFolder, 'safe-greeting'),
      goodbye: join(builtInFolder, 'safe-goodbye'),
    });
    expect([desk.missing(mailbox), desk.stale(mailbox)]).toEqual([['standard'], []]);
  });

  it('that holds nothing to say is refused in German', async () => {
    await expect(openDesk().speak({ text: '… 🎄 –' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('nichts, was man sprechen kann'),
    });
  });
});

describe('a voice that fails for a moment', () => {
  const voice = 'piper:fort';
  const voiceOf = (path: string) => findSpokenGreeting(store.db, path.split('/').at(-1) ?? '')?.voice;

  it('never has espeak-ng speak over the good greeting, and is tried again by itself', async () => {
    const desk = openDesk({ hasPiper: true, againMs: [20, 20, 20] });
    const mailbox = mailboxWith(say('Guten Tag.', { voice }));
    await desk.prepare(mailbox);
    const before = desk.plan(mailbox, now).greeting;
    expect(voiceOf(before)).toBe(voice);

    piper.isWell = false;
    const next = changed(mailbox, say('Guten Abend.', { voice }));
    // The office tries it first, and is told who spoke.
    expect((await desk.speak({ text: 'Guten Abend.', voice })).note).toContain('„Fort“');
    await desk.prepare(next);
    expect(desk.plan(next, now).greeting).toBe(before);
    expect(desk.stale(next)).toEqual(['standard']);

    piper.isWell = true;
    await vi.waitFor(() => expect(desk.plan(next, now).greeting).not.toBe(before), 5000);
    expect(voiceOf(desk.plan(next, now).greeting)).toBe(voice);
    expect(desk.stale(next)).toEqual([]);
  });

  it('lets espeak-ng speak new words when it has failed every time', async () => {
    const desk = openDesk({ hasPiper: true, againMs: [20, 20] });
    const mailbox = mailboxWith(say('Guten Tag.', { voice }));
    await desk.prepare(mailbox);
    const before = desk.plan(mailbox, now).greeting;
    piper.isWell = false;
    const next = changed(mailbox, say('Guten Abend.', { voice }));
    await desk.prepare(next);
    await vi.waitFor(() => expect(desk.plan(next, now).greeting).not.toBe(before), 5000);
    expect(voiceOf(desk.plan(next, now).greeting)).toBe('espeak:de');
    const { asked } = piper;
    await new Promise(done => setTimeout(done, 100));
    expect(piper.asked).toBe(asked);
  });

  it('has espeak-ng speak where nothing played before, until it can speak itself', async () => {
    const desk = openDesk({ hasPiper: true, againMs: [20, 20, 20] });
    piper.isWell = false;
    const mailbox = mailboxWith(say('Guten Tag.', { voice }));
    await desk.prepare(mailbox);
    expect(voiceOf(desk.plan(mailbox, now).greeting)).toBe('espeak:de');
    piper.isWell = true;
    await vi.waitFor(() => expect(voiceOf(desk.plan(mailbox, now).greeting)).toBe(voice), 5000);
  });
});

describe('a changed pronunciation', () => {
  it('is spoken anew in all greetings with the word, and in no other', async () => {
    const desk = openDesk();
    const mailbox = mailboxWith(say('Hier ist die Firma Nguyen.'));
    await desk.prepareAll();
    const { greeting, goodbye } = desk.plan(mailbox, now);
    savePronunciations(store.db, [{ word: 'nguyen', spoken: 'Nujen' }], now);
    expect(desk.spokenText({ text: 'Hier ist die Firma Nguyen.' })).toBe('Hier ist die Firma Nujen.');
    // Until it is made, the old one plays and is called old.
    expect([desk.plan(mailbox, now).greeting, desk.stale(mailbox)]).toEqual([greeting, ['standard']]);
    await desk.prepareAll();
    const after = desk.plan(mailbox, now);
    expect(after.greeting).not.toBe(greeting);
    expect(after.goodbye).toBe(goodbye);
    expect(desk.stale(mailbox)).toEqual([]);
  });
});

describe('language and voice', () => {
  it('make another audio of the same text, and the goodbye follows the Standardansage', async () => {
    const desk = openDesk();
    const text = 'Hausverwaltung Weber, 8 Uhr';
    const ids = new Set<string>();
    for (const how of [{}, { language: 'en' }, { voice: 'espeak:de+f2' }] as const) {
      ids.add((await desk.speak({ text, ...how })).audioId);
    }
    expect(ids.size).toBe(3);
    const plain = mailboxWith(say(text));
    const female = mailboxWith(say(text, { voice: 'espeak:de+f2' }));
    await desk.prepareAll();
    expect(desk.plan(plain, now).goodbye).not.toBe(desk.plan(female, now).goodbye);
  });

  it('that is gone is spoken by espeak-ng, which is said; the greeting is not called old', async () => {
    const desk = openDesk();
    const { audioId, note } = await desk.speak({ text: 'Guten Tag.', voice: 'piper:fort' });
    expect(note).toContain('„fort“');
    expect(findSpokenGreeting(store.db, audioId)?.voice).toBe('espeak:de');
    const mailbox = mailboxWith(say('Guten Tag.', { voice: 'piper:fort' }));
    await desk.prepare(mailbox);
    expect([desk.missing(mailbox), desk.stale(mailbox)]).toEqual([[], []]);
  });
});

describe('what a machine has spoken', () => {
  it('is marked as such in the file and in the store, and every reader still reads it', async () => {
    const desk = openDesk();
    const { audioId } = await desk.speak({ text: 'Guten Tag.', language: 'de' });
    const wav = Buffer.from(desk.audio(audioId) ?? []);
    expect(wav.toString('utf8')).toContain('Synthetische Stimme (KI): espeak:de');
    expect(wav.toString('latin1')).toContain('ICRD');
    const { samples, sampleRate, headerWasBroken } = await readWav(wav);
    expect([sampleRate, headerWasBroken]).toEqual([16_000, false]);
    expect(findSpokenGreeting(store.db, audioId)).toEqual({
      audioId,
      language: 'de',
      voice: 'espeak:de',
      isSynthetic: true,
      durationMs: expect.any(Number),
      madeAt: now,
    });
    const durationMs = findSpokenGreeting(store.db, audioId)?.durationMs ?? 0;
    expect(Math.abs(durationMs - samples.length / 16)).toBeLessThan(2);
  });

  it('does not pile up: of drafts the newest thirty stay, and nothing that callers hear goes', async () => {
    const desk = openDesk({ hasPiper: true });
    const mailbox = mailboxWith(say('Guten Tag.', { voice: 'piper:fort' }));
    await desk.prepareAll();
    const drafts: string[] = [];
    for (let turn = 0; turn < 40; turn += 1) {
      now += 1000;
      drafts.push((await desk.speak({ text: `Entwurf ${turn}.`, voice: 'piper:fort' })).audioId);
    }
    // The one just asked for, and thirty more.
    expect(drafts.filter(each => desk.audio(each) !== null)).toEqual(drafts.slice(-31));
    expect(existsSync(`${desk.plan(mailbox, now).greeting}.alaw`)).toBe(true);
    // One that is gone is made again, and one that is old but was just asked for stays.
    expect((await desk.speak({ text: 'Entwurf 0.', voice: 'piper:fort' })).audioId).toBe(drafts[0]);
    expect(desk.audio(drafts[0] ?? '')).not.toBeNull();
    now += day;
    await desk.speak({ text: 'Entwurf 39.', voice: 'piper:fort' });
    expect(drafts.filter(each => desk.audio(each) !== null)).toEqual(drafts.slice(-1));
  });

  it('is removed a day after nobody uses it any more, and not before', async () => {
    const desk = openDesk();
    const mailbox = mailboxWith(say('Guten Tag.'));
    await desk.prepareAll();
    const { audioId } = await desk.speak({ text: 'Nur zur Probe.' });
    now += day - 1;
    openDesk();
    expect(listSpokenGreetings(store.db)).toHaveLength(3);
    now += 1;
    openDesk();
    expect(listSpokenGreetings(store.db)).toHaveLength(2);
    expect(existsSync(join(folder, 'greetings', `${audioId}.alaw`))).toBe(false);
    expect(existsSync(`${desk.plan(mailbox, now).greeting}.alaw`)).toBe(true);
    expect(readdirSync(join(folder, 'greetings'))).toHaveLength(4);
  });
});
