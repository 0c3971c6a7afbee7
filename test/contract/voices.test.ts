/** Real voices: espeak-ng, and sherpa-onnx with a voice of our own making, in the real child process. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installedTool } from '../../scripts/tools.ts';
import { finishSpeech } from '../../src/audio/greetings.ts';
import { rmsOf } from '../../src/audio/level.ts';
import { findSound } from '../../src/audio/trim.ts';
import { makeEngine } from '../../src/engines/engine-process.ts';
import { findVoices, importVoice, looksLikeVoice } from '../../src/engines/own-voice.ts';
import { makeQueue } from '../../src/engines/queue.ts';
import { openVoiceDesk, type VoiceDesk } from '../../src/voice-desk.ts';
import { toneVoiceRate, writeToneVoice } from '../fakes/tone-voice.ts';

const root = join(import.meta.dirname, '../..');
const espeak = installedTool('espeak-ng');
const espeakData = espeak.env.ESPEAK_DATA_PATH ?? '/usr/lib/x86_64-linux-gnu/espeak-ng-data';
const program = join(root, 'src/engines/voice-child.ts');
const text = 'Guten Tag, hier ist die Hausverwaltung. Bitte sprechen Sie nach dem Ton.';

let folder: string;
let modelsFolder: string;
let source: string;
const desks: VoiceDesk[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-voices-'));
  modelsFolder = join(folder, 'models');
  source = join(folder, 'usb/vits-piper-de_DE-ton-low');
});
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

async function openDesk(
  tools: Parameters<typeof openVoiceDesk>[0]['tools'] = { espeak },
): Promise<VoiceDesk> {
  const config = { modelsFolder, dataFolder: folder };
  const log = pino({ level: 'silent' });
  const desk = await openVoiceDesk({ config, tools, projectModelsFolder: modelsFolder, log });
  desks.push(desk);
  return desk;
}
const bringTone = () => {
  writeToneVoice(source, espeakData);
  return importVoice(source, { modelsFolder, name: 'ton', title: 'Ton', language: 'de' });
};

describe('espeak-ng', () => {
  it('speaks by every voice that can be chosen, each with its own sound', async () => {
    const desk = await openDesk();
    const said = new Set<string>();
    for (const { voiceId, language } of desk.list()) {
      const speech = await desk.speak('Hausverwaltung Weber', { language, voice: voiceId });
      expect([voiceId, speech.voiceId, speech.fallback]).toEqual([voiceId, voiceId, null]);
      const { samples, durationMs } = finishSpeech(speech);
      expect([voiceId, durationMs > 800 && durationMs < 4000]).toEqual([voiceId, true]);
      const sound = findSound(samples, speech.sampleRate);
      if (!sound) throw new Error(`${voiceId} said nothing`);
      // R047: about −20 dB, less where peaks forbid it, and 0.2 s of silence at both ends.
      const levelDb = 20 * Math.log10(rmsOf(samples.subarray(sound.from, sound.to)));
      expect([voiceId, levelDb > -26 && levelDb < -17]).toEqual([voiceId, true]);
      const ends = [sound.from, samples.length - sound.to].map(at => (at * 1000) / speech.sampleRate);
      for (const end of ends) expect(Math.abs(end - 200)).toBeLessThan(40);
      said.add(Buffer.from(samples.buffer).toString('base64'));
    }
    expect(said.size).toBe(desk.list().length);
    expect(said.size).toBeGreaterThan(10);
  });

  it('speaks for a voice that nobody knows, and says so', async () => {
    const desk = await openDesk();
    const speech = await desk.speak(text, { language: 'en', voice: 'espeak:en+nobody' });
    expect(speech.voiceId).toBe('espeak:en');
    expect(speech.fallback).toContain('espeak-ng');
  });

  it('is missing: nobody can speak, and the error says what is missing', async () => {
    const desk = await openDesk({ espeak: null });
    expect(desk.list()).toEqual([]);
    await expect(desk.speak(text, { language: 'de', voice: null })).rejects.toMatchObject({
      code: 'TOOL_MISSING',
    });
  });
});

describe('a voice that an operator brings', () => {
  it('is taken in, offered first, and speaks through sherpa-onnx', async () => {
    await bringTone();
    const desk = await openDesk();
    expect(desk.list()[0]).toEqual({ voiceId: 'piper:ton', language: 'de', name: 'Ton', engine: 'piper' });
    const speech = await desk.speak(text, { language: 'de', voice: 'piper:ton' });
    expect([speech.voiceId, speech.fallback, speech.sampleRate]).toEqual(['piper:ton', null, toneVoiceRate]);
    // Every phoneme is a tone of 46 ms; 75 letters have about as many, with their pauses.
    expect(speech.samples.length / toneVoiceRate).toBeGreaterThan(2);
    const longer = await desk.speak(`${text} ${text}`, { language: 'de', voice: 'piper:ton' });
    expect(longer.samples.length).toBeGreaterThan(speech.samples.length * 1.7);
    // Without espeak-ng, too.
    const alone = await openDesk({ espeak: null });
    expect((await alone.speak(text, { language: 'de', voice: 'piper:ton' })).fallback).toBeNull();
  });

  it('is damaged later: not loaded, said in German, and espeak-ng speaks instead', async () => {
    const voice = await bringTone();
    const desk = await openDesk();
    const bytes = readFileSync(voice.model);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(voice.model, bytes);
    await desk.lookAgain();
    expect(desk.list().some(each => each.voiceId === 'piper:ton')).toBe(false);
    expect(desk.problems()).toEqual([expect.stringContaining('„ton“')]);
    const speech = await desk.speak(text, { language: 'de', voice: 'piper:ton' });
    expect([speech.voiceId, speech.fallback]).toEqual([
      'espeak:de',
      expect.stringContaining('nicht (mehr) installiert'),
    ]);
    const { problems } = await findVoices([modelsFolder]);
    expect(problems[0]?.message).toMatch(/model\.onnx has SHA-256 [0-9a-f]{64} instead of [0-9a-f]{64}/);
  });

  it('is no network at all: sherpa-onnx refuses it in its own process, and espeak-ng speaks instead', async () => {
    writeToneVoice(source, espeakData);
    writeFileSync(join(source, 'model.onnx'), `sample_rate n_speakers model_type ${'kaputt '.repeat(200)}`);
    await importVoice(source, { modelsFolder, name: 'kaputt', language: 'de' });
    const desk = await openDesk();
    const speech = await desk.speak(text, { language: 'de', voice: 'piper:kaputt' });
    expect([speech.voiceId, speech.fallback]).toEqual([
      'espeak:de',
      expect.stringContaining('konnte nicht sprechen'),
    ]);
    // The engine is as good as before.
    await bringTone();
    await desk.lookAgain();
    expect((await desk.speak(text, { language: 'de', voice: 'piper:ton' })).voiceId).toBe('piper:ton');
  });

  it('is told by its process what is wrong with its files', async () => {
    const { model, tokens, dataDir } = await bringTone();
    const engine = makeEngine({ program, queue: makeQueue(), idleMs: 1000 });
    const speak = (files: object) =>
      engine.run(
        { type: 'speak', text, model: { model, tokens, dataDir, ...files }, speed: 1 },
        { timeoutMs: 30_000 },
      );
    try {
      for (const files of [
        { model: join(folder, 'nowhere') },
        { tokens: '' },
        { dataDir: join(folder, 'nowhere') },
      ]) {
        const answer = await speak(files);
        expect([files, answer.kind]).toEqual([files, 'retry']);
      }
      expect((await speak({})).kind).toBe('done');
    } finally {
      await engine.close();
    }
  });
});

describe('the import of a voice', () => {
  const bring = (name = 'ton') => importVoice(source, { modelsFolder, name, language: 'de' });
  const refused = async (message: RegExp) => {
    await expect(bring()).rejects.toMatchObject({
      code: 'MODEL_BROKEN',
      message: expect.stringMatching(message),
    });
    // Nothing half is left behind.
    expect(await findVoices([modelsFolder])).toEqual({ voices: [], problems: [] });
  };

  it('refuses a file of the Piper collection itself, which sherpa-onnx cannot use', async () => {
    writeToneVoice(source, espeakData, { hasMetadata: false });
    expect(await looksLikeVoice(source)).toBe(true);
    await refused(/lacks what sherpa-onnx needs.*vits-piper package/);
  });

  it('refuses what is not whole, and links that lead elsewhere', async () => {
    writeToneVoice(source, espeakData);
    rmSync(join(source, 'espeak-ng-data/phondata'));
    await refused(/espeak-ng-data\/phondata is missing/);
    symlinkSync('/etc/hostname', join(source, 'espeak-ng-data/phondata'));
    await refused(/phondata is neither a file nor a folder/);
    rmSync(join(source, 'model.onnx'));
    await refused(/model\.onnx is missing/);
    expect(await looksLikeVoice(source)).toBe(false);
  });

  it('refuses names that are places', async () => {
    writeToneVoice(source, espeakData);
    for (const name of ['', '..', '../ton', '/ton', 'a/b', '.ton']) {
      await expect(bring(name)).rejects.toMatchObject({ code: 'MODEL_BROKEN' });
    }
  });

  it('replaces a voice of the same name, and does not trust a voice.json that somebody wrote', async () => {
    writeToneVoice(source, espeakData);
    await bring();
    await bring();
    expect((await findVoices([modelsFolder])).voices.map(each => each.name)).toEqual(['ton']);
    const file = join(modelsFolder, 'voices/ton/voice.json');
    const voice = JSON.parse(readFileSync(file, 'utf8'));
    voice.files[0].path = '../../../../etc/hostname';
    writeFileSync(file, JSON.stringify(voice));
    cpSync(source, join(modelsFolder, 'voices/bare'), { recursive: true });
    const { voices, problems } = await findVoices([modelsFolder]);
    expect(voices).toEqual([]);
    expect(problems.map(each => each.message)).toEqual([
      expect.stringContaining('voice.json is missing'),
      expect.stringContaining('voice.json is damaged'),
    ]);
  });

  it('is done by the command that takes in all models, which says what it took down', async () => {
    writeToneVoice(source, espeakData);
    const run = (...words: string[]) =>
      spawnSync(
        process.execPath,
        [join(root, 'scripts/models.ts'), 'import', ...words, '--folder', modelsFolder],
        {
          encoding: 'utf8',
          timeout: 50_000,
        },
      );
    const done = run(source);
    expect([done.status, done.stderr]).toEqual([0, '']);
    expect(done.stdout).toContain('voice de_DE-ton-low (de) is installed');
    expect((await findVoices([modelsFolder])).voices).toMatchObject([
      { name: 'de_DE-ton-low', title: 'Ton (Piper, low)' },
    ]);
    const nameless = join(folder, 'usb/stimme');
    cpSync(source, nameless, { recursive: true });
    const refused = run(nameless);
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('which language')]);
  });
});
