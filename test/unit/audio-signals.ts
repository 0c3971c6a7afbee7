/** Sounds of telephone lines, and speech to be told from them. All at 8 kHz. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { resample } from '../../src/audio/resample.ts';
import { readWav } from '../../src/audio/wav.ts';

/** Sample number → −1 to 1. */
export type Sound = (at: number) => number;

export const sine = (hz: number, at: number) => Math.sin((2 * Math.PI * hz * at) / 8000);

/** The same hiss in every run. */
export function hiss(): Sound {
  let state = 1;
  return () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return (state / 0x7fffffff) * 2 - 1;
  };
}

/** Hiss whose power falls by 3 dB an octave, by three leaky sums. */
export function pinkHiss(): Sound {
  const white = hiss();
  let [slow, middle, quick] = [0, 0, 0];
  return at => {
    const value = white(at);
    slow = 0.997 * slow + 0.029 * value;
    middle = 0.963 * middle + 0.094 * value;
    quick = 0.57 * quick + 0.3 * value;
    return slow + middle + quick + 0.05 * value;
  };
}

export function render(sound: Sound, seconds: number): Int16Array {
  return Int16Array.from({ length: seconds * 8000 }, (_, at) =>
    Math.max(-32768, Math.min(32767, Math.round(32768 * sound(at)))),
  );
}

export function joined(...parts: Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const isOn = (at: number, onSeconds: number, offSeconds: number) =>
  (at / 8000) % (onSeconds + offSeconds) < onSeconds;
const cadence =
  (onSeconds: number, offSeconds: number, sound: Sound): Sound =>
  at =>
    isOn(at, onSeconds, offSeconds) ? sound(at) : 0;
const noise = hiss();
const over =
  (sound: Sound, level: number): Sound =>
  at =>
    sound(at) + level * noise(at);
const hum =
  (hz: number, ...levels: number[]): Sound =>
  at =>
    levels.reduce((sum, level, index) => sum + level * sine(hz * (2 * index + 1), at), 0);

const dial: Sound = at => 0.2 * sine(425, at);

/** Machines that never stop: what a dead line sends. */
export const tones: Record<string, Sound> = {
  silence: () => 0,
  busy: cadence(0.48, 0.48, dial),
  'busy on a noisy line': over(cadence(0.48, 0.48, dial), 0.005),
  congestion: cadence(0.24, 0.24, dial),
  'ring-back': over(cadence(1, 4, dial), 0.003),
  dial,
  'dial on a noisy line': over(dial, 0.02),
  'American dial': at => 0.1 * sine(350, at) + 0.1 * sine(440, at),
  'calling fax': cadence(0.5, 3, at => 0.2 * sine(1100, at)),
  'answering modem': at => 0.2 * sine(2100, at) * (Math.floor(at / 3600) % 2 ? 1 : -1),
  keys: cadence(0.1, 0.1, at => 0.2 * sine(770, at) + 0.2 * sine(1336, at)),
  'one beep': at => (at < 1600 ? 0.3 * sine(1000, at) : 0),
  'faint hum': hum(50, 0.01),
  'hum with harmonics': over(hum(50, 0.03, 0.02, 0.01, 0.01), 0.001),
  'hum a little off': over(hum(49.93, 0.03, 0.02, 0.01), 0.001),
  'hum of a rectifier': over(hum(100, 0.02, 0.01), 0.0005),
};

/** Noise that stays as it is. */
export const steadyNoises: Record<string, Sound> = {
  'loud hiss': at => 0.3 * noise(at),
  hiss: at => 0.05 * noise(at),
  'comfort noise': at => 0.002 * noise(at),
  'pink noise': (
    pink => at =>
      0.05 * pink(at)
  )(pinkHiss()),
};

/** A held vowel without any life: the voice of a robot that says „ääh“. */
export function vowel(pitchHz: number): Sound {
  const lines: [hz: number, level: number][] = [];
  for (let hz = pitchHz; hz < 3400; hz += pitchHz) {
    const formant = (centre: number, width: number) => 1 / (1 + ((hz - centre) / width) ** 2);
    lines.push([hz, 0.05 * (formant(600, 110) + 0.6 * formant(1700, 150) + 0.2 * formant(2500, 200) + 0.02)]);
  }
  return at => lines.reduce((sum, [hz, level]) => sum + level * sine(hz, at), 0);
}

/** Speech without voice: its loudness on hiss, faintly. */
export function whispered(speech: Int16Array, level = 0.15): Int16Array {
  const breath = hiss();
  let loudness = 0;
  return speech.map((sample, at) => {
    loudness += (Math.abs(sample) - loudness) / 80;
    return Math.round(level * 2 * loudness * breath(at));
  });
}

/** With noise of `decibels` less power than the speech has. */
export function inNoise(speech: Int16Array, sound: Sound, decibels: number): Int16Array {
  const under = render(sound, Math.ceil(speech.length / 8000)).subarray(0, speech.length);
  const power = (samples: Int16Array) =>
    samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length;
  const gain = Math.sqrt(power(speech) / power(under) / 10 ** (decibels / 10));
  return speech.map((sample, at) =>
    Math.max(-32768, Math.min(32767, Math.round(0.5 * (sample + gain * (under[at] ?? 0))))),
  );
}

const fixtures = join(import.meta.dirname, '../fixtures');
/** More recordings, among them people; they lie beside the project where it is developed. */
export const moreAudio = join(import.meta.dirname, '../../../shared/audio');
export const hasMoreAudio = existsSync(moreAudio);

/** All WAV files of a folder whose names (do not) begin with "neg-". */
export async function wavsOf(folder: string, kind: 'speech' | 'none'): Promise<[string, Int16Array][]> {
  const names = readdirSync(folder).filter(
    name => name.endsWith('.wav') && name.startsWith('neg-') === (kind === 'none'),
  );
  return Promise.all(
    names.map(async (name): Promise<[string, Int16Array]> => {
      const { samples, sampleRate } = await readWav(join(folder, name));
      return [name, resample(samples, { fromHz: sampleRate, toHz: 8000 })];
    }),
  );
}

export const spokenFixtures = await wavsOf(fixtures, 'speech');
export const speechlessFixtures = await wavsOf(fixtures, 'none');
