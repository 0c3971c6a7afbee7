/** Eight kinds of sound in which nobody speaks, and music of several kinds. All made here, 8 kHz. */
import { hiss, pinkHiss, render, type Sound, sine } from './audio-signals.ts';

/** The same numbers in every run, 0 to 1. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

export interface Tune {
  seed: number;
  /** Notes in a second. */
  pace: number;
  /** Semitones over 110 Hz, of which notes are drawn. */
  scale: number[];
  voices: 1 | 2 | 3;
  /** Of a string: how long it rings, 0.98 to 0.999. */
  ring: number;
}

/** Strings that are plucked (Karplus and Strong, 1983): what telephone systems play while one waits. */
export function plucked(tune: Tune, seconds: number): Int16Array {
  const throwDice = dice(tune.seed);
  const mix = new Float64Array(seconds * 8000);
  const step = Math.round(8000 / tune.pace);
  for (let start = 0; start < mix.length; start += step) {
    // Now and then a note is left out or held.
    if (throwDice() < 0.15) continue;
    for (let voice = 0; voice < tune.voices; voice++) {
      const semitones = tune.scale[Math.floor(throwDice() * tune.scale.length)] ?? 0;
      pluck(mix, { start, hz: 110 * 2 ** (semitones / 12), ring: tune.ring, dice: throwDice });
    }
  }
  return loud(mix);
}

function pluck(
  mix: Float64Array,
  note: { start: number; hz: number; ring: number; dice: () => number },
): void {
  const length = Math.round(8000 / note.hz);
  const string = Float64Array.from({ length }, () => note.dice() * 2 - 1);
  for (let at = 0; at < 8000 * 1.5 && note.start + at < mix.length; at++) {
    const place = at % length;
    const value = string[place] ?? 0;
    mix[note.start + at] = (mix[note.start + at] ?? 0) + value;
    string[place] = ((value + (string[(place + 1) % length] ?? 0)) / 2) * note.ring;
  }
}

/** A chord that is held and changes, as of an organ or strings, with tremolo. */
export function pad(seed: number, seconds: number): Int16Array {
  const throwDice = dice(seed);
  const mix = new Float64Array(seconds * 8000);
  const chords = [
    [0, 4, 7],
    [5, 9, 12],
    [7, 11, 14],
    [9, 12, 16],
  ];
  for (let start = 0; start < mix.length; start += 12_000) {
    const chord = chords[Math.floor(throwDice() * chords.length)] ?? [];
    for (const semitones of chord) {
      const hz = 220 * 2 ** (semitones / 12);
      for (let at = 0; at < 12_000 && start + at < mix.length; at++) {
        const swell = Math.min(1, at / 800, (12_000 - at) / 800) * (0.8 + 0.2 * sine(5, at));
        const tone = sine(hz, at) + 0.4 * sine(2 * hz, at) + 0.2 * sine(3 * hz, at);
        mix[start + at] = (mix[start + at] ?? 0) + swell * tone;
      }
    }
  }
  return loud(mix);
}

function loud(mix: Float64Array): Int16Array {
  const peak = mix.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  return Int16Array.from(mix, value => Math.round((value / peak) * 12_000));
}

const major = [0, 2, 4, 5, 7, 9, 11, 12, 14, 16];
const minor = [0, 3, 5, 7, 10, 12, 15, 17];
export const tunes: Record<string, Tune> = {
  slow: { seed: 3, pace: 2, scale: major, voices: 1, ring: 0.996 },
  quick: { seed: 5, pace: 5, scale: minor, voices: 1, ring: 0.994 },
  'two strings': { seed: 7, pace: 3, scale: major, voices: 2, ring: 0.996 },
  'three strings': { seed: 11, pace: 2.5, scale: minor, voices: 3, ring: 0.997 },
  deep: { seed: 13, pace: 3, scale: [0, 2, 3, 5, 7], voices: 1, ring: 0.997 },
  high: { seed: 17, pace: 4, scale: [12, 14, 16, 19, 21, 24], voices: 2, ring: 0.996 },
};

const white = hiss();
const pink = pinkHiss();
let brown = 0;
const brownStep: Sound = at => {
  brown = 0.99 * brown + 0.02 * white(at);
  return brown;
};
const keys = [
  [697, 1209],
  [770, 1336],
  [852, 1477],
  [941, 1336],
] as const;

/** Ten seconds of each. */
export const noSpeech: Record<string, Int16Array> = {
  silence: new Int16Array(80_000),
  'dial tone': render(at => 0.2 * sine(425, at), 10),
  'busy tone': render(at => (Math.floor(at / 3840) % 2 ? 0 : 0.2 * sine(425, at)), 10),
  'pressed keys': render(at => {
    const [low, high] = keys[Math.floor(at / 4000) % 4] ?? [697, 1209];
    return at % 4000 < 1600 ? 0.2 * sine(low, at) + 0.2 * sine(high, at) : 0;
  }, 10),
  'hold music': plucked(tunes.slow as Tune, 10),
  'white noise': render(at => 0.1 * white(at), 10),
  'pink noise': render(at => 0.05 * pink(at), 10),
  'brown noise': render(brownStep, 10),
};
