/** What is shown of a recording: without the dead ends, and never without a word. */
import { describe, expect, it } from 'vitest';
import { decodeAlaw, encodeAlaw } from '../../src/audio/g711.ts';
import { resample } from '../../src/audio/resample.ts';
import { shownPart } from '../../src/audio/shown-part.ts';
import { findSpeechByEnergy } from '../../src/speech/energy-gate.ts';
import {
  hasMoreAudio,
  hiss,
  inNoise,
  joined,
  moreAudio,
  render,
  speechlessFixtures,
  spokenFixtures,
  steadyNoises,
  tones,
  wavsOf,
  whispered,
} from './audio-signals.ts';

const deadSeconds = 6;
const deadEnds = Object.entries({ ...tones, ...steadyNoises }).map(([name, sound]): [string, Int16Array] => [
  name,
  render(sound, deadSeconds),
]);
/** The machine may be busy. */
const heavyMs = 120_000;
/** The ends matter, not the middle. */
const messages = spokenFixtures.map(([name, samples]): [string, Int16Array] => [
  name,
  samples.slice(0, 5 * 8000),
]);
const throughAlaw = (samples: Int16Array) => decodeAlaw(encodeAlaw(samples));
const msOf = (samples: Int16Array) => samples.length / 8;
/** 0.3 s are kept; a frame and the search for its edge may add a little. */
const slackMs = 450;

async function speechIn(samples: Int16Array): Promise<{ fromMs: number; toMs: number }> {
  const spans = await findSpeechByEnergy({ samples, sampleRate: 8000 }, 'normal');
  return { fromMs: spans[0]?.fromMs ?? 0, toMs: spans.at(-1)?.toMs ?? 0 };
}

describe('silence and tones around a message', () => {
  it.each(deadEnds)('are not shown, but every word is: %s', async (_, dead) => {
    for (const [name, speech] of messages) {
      const spoken = await speechIn(speech);
      for (const line of [(samples: Int16Array) => samples, throughAlaw]) {
        const behind = shownPart(line(joined(speech, dead)), 8000);
        expect([name, behind.toMs >= spoken.toMs, behind.fromMs]).toEqual([name, true, 0]);
        expect(behind.toMs).toBeLessThan(msOf(speech) + slackMs);
        const around = shownPart(line(joined(dead, speech, dead)), 8000);
        const offset = msOf(dead);
        expect(around.fromMs).toBeGreaterThan(offset - slackMs);
        expect(around.fromMs).toBeLessThanOrEqual(offset + spoken.fromMs);
        expect(around.toMs).toBeGreaterThanOrEqual(offset + spoken.toMs);
        expect(around.toMs).toBeLessThan(offset + msOf(speech) + slackMs);
      }
    }
  });

  it('are found at other rates, and in three minutes of them', () => {
    const [, speech] = spokenFixtures[0] ?? ['', new Int16Array(0)];
    const wide = resample(joined(speech, render(tones.busy ?? (() => 0), 5)), {
      fromHz: 8000,
      toHz: 16_000,
    });
    const part = shownPart(wide, 16_000);
    expect(part.toMs).toBeGreaterThan(msOf(speech) - 50);
    expect(part.toMs).toBeLessThan(msOf(speech) + slackMs);
    const long = joined(speech, render(tones['busy on a noisy line'] ?? (() => 0), 150));
    const { toMs } = shownPart(long, 8000);
    expect(toMs).toBeGreaterThan(msOf(speech) - 50);
    expect(toMs).toBeLessThan(msOf(speech) + slackMs);
  });
});

describe('what could be a voice', () => {
  const word = (at: number) =>
    spokenFixtures[at % spokenFixtures.length]?.[1].slice(4000, 12_000) ?? new Int16Array(0);

  it('stays at both ends: whispered, faint, in noise, between tones', async () => {
    const silence = new Int16Array(3 * 8000);
    const busy = render(tones.busy ?? (() => 0), 3);
    for (let at = 0; at < spokenFixtures.length; at++) {
      const kinds = [word(at), whispered(word(at)), word(at).map(sample => Math.round(sample / 60))];
      for (const kind of kinds) {
        for (const pause of [silence, busy]) {
          const { fromMs, toMs } = shownPart(joined(pause, kind, pause, kind, pause), 8000);
          // The first and the last word, each with what belongs to it.
          expect(fromMs).toBeLessThanOrEqual(3000 + 100);
          expect(toMs).toBeGreaterThanOrEqual(3000 + 1000 + 3000 + 1000 - 100);
        }
      }
      const noisy = inNoise(joined(silence, word(at), silence), hiss(), 5);
      const { fromMs, toMs } = shownPart(noisy, 8000);
      expect(fromMs).toBeLessThanOrEqual(3000 + 100);
      expect(toMs).toBeGreaterThanOrEqual(4000 - 100);
    }
  });

  it.skipIf(!hasMoreAudio)(
    'stays in the recordings of people beside the project (skipped: they are not there)',
    async () => {
      let count = 0;
      for (const [name, whole] of await wavsOf(moreAudio, 'speech')) {
        const speech = whole.slice(-6 * 8000);
        const spoken = await speechIn(speech);
        for (const [kind, dead] of deadEnds) {
          const { fromMs, toMs } = shownPart(joined(dead, speech, dead), 8000);
          const isLost = fromMs > msOf(dead) + spoken.fromMs || toMs < msOf(dead) + spoken.toMs;
          expect([name, kind, isLost]).toEqual([name, kind, false]);
          count++;
        }
      }
      expect(count).toBeGreaterThan(300);
    },
    heavyMs,
  );
});

describe('a recording of nothing', () => {
  it.each([...deadEnds, ...speechlessFixtures])('is shown whole: %s', (_, dead) => {
    expect(shownPart(dead, 8000)).toEqual({ fromMs: 0, toMs: msOf(dead) });
  });

  it('is shown whole, too, when it is shorter than a frame', () => {
    expect(shownPart(new Int16Array(0), 8000)).toEqual({ fromMs: 0, toMs: 0 });
    expect(shownPart(Int16Array.of(5000, -5000), 8000)).toEqual({ fromMs: 0, toMs: 0 });
  });
});
