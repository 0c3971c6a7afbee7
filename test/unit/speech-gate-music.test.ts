/** Our own gate against everything that is no speech, and against music in particular; and its thread. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dropMelodies, findSpeechByEnergy, type Span } from '../../src/speech/energy-gate.ts';
import { askGate } from '../../src/speech/gate.ts';
import {
  hasMoreAudio,
  inNoise,
  joined,
  moreAudio,
  spokenFixtures,
  wavsOf,
  whispered,
} from './audio-signals.ts';
import { noSpeech, pad, plucked, tunes } from './no-speech-signals.ts';

const folder = mkdtempSync(join(tmpdir(), 'hausruf-gate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at8k = (samples: Int16Array) => ({ samples, sampleRate: 8000 });
const secondsOf = (spans: Span[]) => spans.reduce((sum, span) => sum + span.toMs - span.fromMs, 0) / 1000;
const spoken = [...spokenFixtures, ...(hasMoreAudio ? await wavsOf(moreAudio, 'speech') : [])];
const string = (name: keyof typeof tunes) => plucked(tunes[name] as (typeof tunes)[string], 20);

describe('nobody speaks', () => {
  it.each(Object.entries(noSpeech))('in %s, not even on the second look', async (_, samples) => {
    for (const look of ['normal', 'sensitive', 'whispered'] as const)
      expect(await findSpeechByEnergy(at8k(samples), look)).toEqual([]);
  });

  it('where one string plays, slowly or quickly, or chords are held', async () => {
    for (const samples of [string('slow'), string('quick'), pad(1, 10), pad(2, 10)]) {
      expect(await findSpeechByEnergy(at8k(samples), 'normal')).toEqual([]);
      expect(await findSpeechByEnergy(at8k(samples), 'sensitive')).toEqual([]);
    }
  });
});

describe('somebody whispers', () => {
  it.each(spoken)('what is said in %s, and only a look for that hears it', async (_, samples) => {
    const whisper = at8k(whispered(samples));
    expect(await findSpeechByEnergy(whisper, 'normal')).toEqual([]);
    const spans = await findSpeechByEnergy(whisper, 'whispered');
    expect(secondsOf(spans)).toBeGreaterThan((0.5 * samples.length) / 8000);
  });

  it('is not thought of music, one string or several', async () => {
    for (const name of Object.keys(tunes)) {
      expect([name, await findSpeechByEnergy(at8k(string(name)), 'whispered')]).toEqual([name, []]);
    }
  });
});

describe('somebody speaks', () => {
  it.each(spoken)('in %s, and melody takes nothing of it', async (_, samples) => {
    const spans = await findSpeechByEnergy(at8k(samples), 'normal');
    expect(secondsOf(spans)).toBeGreaterThan((0.5 * samples.length) / 8000);
  });

  it('although a string plays under it', async () => {
    for (const name of ['slow', 'quick', 'deep'] as const) {
      const tune = string(name);
      for (const [file, samples] of spokenFixtures.slice(3)) {
        const mixed = inNoise(samples, at => (tune[at % tune.length] ?? 0) / 32_768, 5);
        const found = secondsOf(await findSpeechByEnergy(at8k(mixed), 'normal'));
        expect([file, name, found > (0.9 * samples.length) / 8000]).toEqual([file, name, true]);
      }
    }
  });

  it('when the music that was played before or after has ended', async () => {
    const music = string('slow');
    const within = (spans: Span[], part: Span) =>
      secondsOf(
        spans.map(span => ({
          fromMs: Math.max(span.fromMs, part.fromMs),
          toMs: Math.max(Math.max(span.fromMs, part.fromMs), Math.min(span.toMs, part.toMs)),
        })),
      );
    for (const [file, speech] of spokenFixtures.slice(0, 3)) {
      const speechMs = speech.length / 8;
      const after = await findSpeechByEnergy(at8k(joined(music, speech)), 'normal');
      const heardAfter = within(after, { fromMs: 20_000, toMs: 20_000 + speechMs });
      const before = await findSpeechByEnergy(at8k(joined(speech, music)), 'normal');
      const heardBefore = within(before, { fromMs: 0, toMs: speechMs });
      const least = (0.95 * speechMs) / 1000;
      expect([file, heardAfter > least, heardBefore > least]).toEqual([file, true, true]);
    }
  });
});

describe('what a detector took for speech', () => {
  const music = string('slow');

  it('is dropped where only a string plays, and nowhere else', async () => {
    const [, speech] = spokenFixtures[1] ?? ['', new Int16Array(0)];
    const said = speech.subarray(0, 16_000);
    // Music, somebody for two seconds, music, a pause, somebody.
    const audio = at8k(joined(music, said, music, new Int16Array(16_000), speech));
    const spans = [
      { fromMs: 5000, toMs: 6000 },
      { fromMs: 20_000, toMs: 22_000 },
      { fromMs: 30_000, toMs: 31_500 },
      { fromMs: 44_000, toMs: 50_000 },
    ];
    expect(await dropMelodies(audio, spans)).toEqual([spans[1], spans[3]]);
  });

  it.each(spoken)('is kept in %s', async (_, samples) => {
    const spans = [{ fromMs: 0, toMs: samples.length / 8 }];
    expect(await dropMelodies(at8k(samples), spans)).toEqual(spans);
  });
});

describe("the gate's thread", () => {
  const [, speech] = spokenFixtures[0] ?? ['', new Int16Array(0)];
  const audio = at8k(joined(speech, speech, speech));
  const job = { type: 'find-speech', audio, sensitivity: 'normal' } as const;

  it('finds what the gate finds', async () => {
    for (const sensitivity of ['normal', 'sensitive'] as const) {
      const expected = await findSpeechByEnergy(audio, sensitivity);
      expect(expected.length).toBeGreaterThan(0);
      expect(await askGate({ type: 'find-speech', audio, sensitivity })).toEqual(expected);
    }
  });

  it('leaves ours to the calls', async () => {
    const busyMs = async (work: () => Promise<unknown>) => {
      const before = performance.eventLoopUtilization();
      await work();
      return performance.eventLoopUtilization(before).active;
    };
    const here = await busyMs(() => findSpeechByEnergy(audio, 'normal'));
    const away = await busyMs(() => askGate(job));
    expect(away).toBeLessThan(here / 2);
  });

  it('is not needed: where it cannot be had, breaks or says nothing, the gate works here', async () => {
    const expected = await findSpeechByEnergy(audio, 'normal');
    for (const [name, program] of [
      ['broken', 'throw new Error("no");'],
      ['crashing', 'process.exit(3);'],
      ['silent', 'export {};'],
    ] as const) {
      const file = join(folder, `${name}.mjs`);
      writeFileSync(file, program);
      expect(await askGate(job, file)).toEqual(expected);
    }
    expect(await askGate(job, join(folder, 'none.mjs'))).toEqual(expected);
  });
});
