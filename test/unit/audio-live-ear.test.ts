/** Dead lines are told from callers while they are recorded; a caller is never called dead. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { installedTool } from '../../scripts/tools.ts';
import { decodeAlaw, encodeAlaw } from '../../src/audio/g711.ts';
import { isLifeless } from '../../src/audio/live-ear.ts';
import { resample } from '../../src/audio/resample.ts';
import { evenLevels, frameSize } from '../../src/audio/tones.ts';
import { readWav } from '../../src/audio/wav.ts';
import {
  hasMoreAudio,
  hiss,
  inNoise,
  joined,
  moreAudio,
  pinkHiss,
  render,
  speechlessFixtures,
  spokenFixtures,
  steadyNoises,
  tones,
  vowel,
  wavsOf,
  whispered,
} from './audio-signals.ts';

const throughAlaw = (samples: Int16Array) => decodeAlaw(encodeAlaw(samples));
const spanSeconds = 12;

/** The machine may be busy. */
const heavyMs = 120_000;

/** What is said of each span of up to 12 s, one every three quarters of a second. */
function verdicts(samples: Int16Array, seconds = spanSeconds): ('tone' | 'steady' | null)[] {
  const said: ('tone' | 'steady' | null)[] = [];
  for (let from = 0; from === 0 || from + 5 * 8000 <= samples.length; from += 6000)
    said.push(isLifeless(samples.subarray(from, from + seconds * 8000)));
  return said;
}
const falseAlarms = (samples: Int16Array, seconds?: number) =>
  verdicts(samples, seconds).filter(verdict => verdict !== null).length;

describe('a dead line', () => {
  it.each(Object.entries(tones))('is heard as a tone: %s', (name, sound) => {
    const samples = render(sound, spanSeconds);
    expect(isLifeless(samples)).toBe('tone');
    expect(isLifeless(throughAlaw(samples))).toBe('tone');
    // Cut anywhere in its cadence. The rest of a single beep might be a syllable: that is no error.
    if (name === 'one beep') return;
    for (let from = 0; from < 7600; from += 400) {
      expect([from, isLifeless(samples.subarray(from, from + 10 * 8000))]).toEqual([from, 'tone']);
    }
  });

  it.each(Object.entries(steadyNoises))('is heard as steady: %s', (_, sound) => {
    const samples = render(sound, spanSeconds);
    expect(isLifeless(samples)).toBe('steady');
    expect(isLifeless(throughAlaw(samples))).toBe('steady');
  });

  it.each(speechlessFixtures)('is heard in all of %s', (_, samples) => {
    expect(verdicts(samples)).not.toContain(null);
  });
});

describe('a caller', () => {
  it.each(spokenFixtures)('lives in every span of %s, clean, in noise, whispered and faint', (_, speech) => {
    for (const seconds of [5, 8, 12]) expect(falseAlarms(speech, seconds)).toBe(0);
    for (const noise of [hiss(), pinkHiss()]) expect(falseAlarms(inNoise(speech, noise, 5))).toBe(0);
    expect(falseAlarms(throughAlaw(speech))).toBe(0);
    expect(falseAlarms(whispered(speech))).toBe(0);
    expect(falseAlarms(inNoise(whispered(speech), hiss(), 5))).toBe(0);
    expect(falseAlarms(speech.map(sample => Math.round(sample / 60)))).toBe(0);
  });

  it.each(spokenFixtures)('lives who speaks a word of %s every three seconds', (_, speech) => {
    const words = Array.from({ length: 8 }, (_, at) => [
      speech.slice(at * 16_000 + 4000, at * 16_000 + 8000),
      new Int16Array(3 * 8000),
    ]).flat();
    const slow = joined(...words);
    expect(falseAlarms(slow)).toBe(0);
    expect(falseAlarms(inNoise(slow, pinkHiss(), 5))).toBe(0);
    expect(falseAlarms(whispered(slow))).toBe(0);
  });

  it.each([85, 90, 110, 120, 147, 150, 180, 200, 220, 250, 300])(
    'lives who says „ääh“ at %i Hz without end',
    pitch => {
      expect(isLifeless(render(vowel(pitch), spanSeconds))).toBeNull();
      expect(isLifeless(inNoise(render(vowel(pitch), spanSeconds), hiss(), 10))).toBeNull();
    },
  );

  it('lives who speaks over a tone, and in a street that comes and goes', () => {
    for (const [, speech] of spokenFixtures) {
      const dial = tones.dial ?? (() => 0);
      // The voice is 6 dB below the tone.
      const both = inNoise(speech.slice(0, spanSeconds * 8000), dial, -6);
      expect(isLifeless(both)).toBeNull();
    }
    const pink = pinkHiss();
    const street = render(at => 0.1 * (1 + 0.8 * Math.sin(at / 9000)) * pink(at), spanSeconds);
    expect(isLifeless(street)).toBeNull();
  });

  it(
    'lives whatever voice of espeak-ng speaks, in noise of 5 dB less',
    async () => {
      const tool = installedTool('espeak-ng');
      const text = 'Guten Tag, hier ist Maria Weber, ähm, die Heizung ist kalt. Bitte rufen Sie mich zurück.';
      let [spans, wrong] = [0, 0];
      for (const voice of ['de', 'de+f2', 'de+m3', 'de+croak', 'de+whisper']) {
        for (const options of [[], ['-s', '90', '-p', '5'], ['-P', '0', '-p', '60', '-g', '20']]) {
          const wav = execFileSync(tool.command, [...tool.args, '-v', voice, ...options, '--stdout', text], {
            env: { ...process.env, ...tool.env },
            maxBuffer: 1e8,
            stdio: ['ignore', 'pipe', 'ignore'],
          });
          const { samples, sampleRate } = await readWav(wav);
          const speech = resample(samples, { fromHz: sampleRate, toHz: 8000 });
          for (const heard of [speech, inNoise(speech, hiss(), 5), inNoise(speech, pinkHiss(), 5)]) {
            const said = verdicts(heard);
            spans += said.length;
            wrong += said.filter(verdict => verdict !== null).length;
          }
        }
      }
      expect(spans).toBeGreaterThan(45);
      expect(wrong).toBe(0);
    },
    heavyMs,
  );

  it.skipIf(!hasMoreAudio)(
    'lives in the recordings of people beside the project (skipped: they are not there)',
    async () => {
      let spans = 0;
      for (const [name, speech] of await wavsOf(moreAudio, 'speech')) {
        // Short ones are said twice and more.
        const long = joined(...Array.from({ length: Math.ceil(60_000 / speech.length) }, () => speech));
        for (const heard of [long, inNoise(long, pinkHiss(), 5), inNoise(long, hiss(), 5), whispered(long)]) {
          const said = verdicts(heard);
          expect([name, said.filter(verdict => verdict !== null)]).toEqual([name, []]);
          spans += said.length;
        }
      }
      expect(spans).toBeGreaterThan(500);
    },
    heavyMs,
  );
});

it('says nothing about less than five seconds', () => {
  expect(isLifeless(new Int16Array(39_999))).toBeNull();
  expect(isLifeless(new Int16Array(0))).toBeNull();
});

it('costs a few passes over the samples, whatever it hears', () => {
  const heard = [...Object.values(tones), ...Object.values(steadyNoises)].map(sound =>
    render(sound, spanSeconds),
  );
  // The peer: the levels alone, which every look begins with. Spectra of all frames would be 20 times that.
  const cost = (look: (samples: Int16Array) => unknown, samples: Int16Array): number => {
    // Of this thread alone, for the machine may be busy with other tests; many, for its clock is coarse.
    const from = process.threadCpuUsage().user;
    for (let round = 0; round < 100; round++) look(samples);
    return process.threadCpuUsage().user - from;
  };
  const levels = (samples: Int16Array) => evenLevels(samples, frameSize);
  for (const samples of heard) for (const look of [isLifeless, levels]) look(samples);
  for (const samples of heard) expect(cost(isLifeless, samples) / cost(levels, samples)).toBeLessThan(12);
});
