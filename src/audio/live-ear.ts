/**
 * Tells a dead line from a living one while a message is being recorded, so that a busy tone or a hum
 * does not fill three minutes. Errs on the side of life: what it cannot explain is somebody.
 */
import {
  evenLevels,
  floorOf,
  frameSize,
  isHum,
  isVoiced,
  type Levels,
  quietLevel,
  steadyRange,
  toneFrame,
  toneShare,
} from './tones.ts';

/**
 * The last seconds of a recording (8 kHz, up to 12 s) → `tone`: nothing but silence, tones with or
 * without a cadence, or hum; `steady`: noise whose level does not move; null: something lives, or there
 * are less than 5 s to judge by. Pure; every sample's level is looked at, spectra only of a few frames:
 * under 1 ms for 12 s.
 */
export function isLifeless(samples: Int16Array): 'tone' | 'steady' | null {
  if (samples.length < shortestSpan) return null;
  const levels = evenLevels(samples, frameSize);
  const floor = {
    wide: Math.max(quietLevel, floorOf(levels.wide)),
    deep: Math.max(quietLevel, floorOf(levels.deep)),
  };
  const line: Line = { samples, levels, floor };
  const runs = runsAboveFloor(line);
  if (runs.length > mostRuns) return null;
  const sounds = runs.filter(run => run.to - run.from > clickFrames);
  if (runs.length - sounds.length > mostClicks) return null;
  const notes = sounds.map(run => toneIn(line, run));
  if (!notes.every((note, index) => note !== null && isCredible(notes, index))) return null;
  if (floor.wide === quietLevel) return 'tone';
  return kindOfFloor(line, sounds.length > 0);
}

interface Line {
  samples: Int16Array;
  levels: Levels;
  /** Of each band: what is there all the time. */
  floor: { wide: number; deep: number };
}

interface Run {
  /** First frame. */
  from: number;
  /** Behind the last frame. */
  to: number;
}

/** 5 s. */
const shortestSpan = 40_000;
/** Up to 64 ms are a click on the line; two of them may happen. */
const clickFrames = 2;
const mostClicks = 2;
/** DTMF from an automatic dialler has ten a second; more is no cadence. */
const mostRuns = 120;
/** Within a tone, in dB. Two close tones beat by less. */
const toneRange = 2;
/** Within a tone: the voice of somebody who hums moves more. */
const toneSpreadHz = 15;
/** Half a second; in between, the level has told. */
const framesBetweenSpectra = 16;
const leastSpectra = 3;
/** 0.2 s: the shortest beep. Syllables that stay within 2 dB and 15 Hz are shorter. */
const longTone = 6;
const twinHz = 10;
/** A modem turns its tone's phase now and then. */
const untidyShare = 0.05;
/** Windows of the floor that are looked at for a voice. */
const floorWindows = 12;
/** Noise looks like a voice for 64 ms now and then: one window in twenty of pink noise does. */
const chanceVoices = 2;

/** How far the frame is above the floor, in dB, in the band where it is further. */
function aboveFloor({ levels, floor }: Line, index: number): number {
  return Math.max((levels.wide[index] ?? 0) - floor.wide, (levels.deep[index] ?? 0) - floor.deep);
}

function runsAboveFloor(line: Line): Run[] {
  const runs: Run[] = [];
  for (let index = 0; index < line.levels.wide.length; index++) {
    if (aboveFloor(line, index) <= steadyRange) continue;
    const last = runs.at(-1);
    if (last && last.to === index) last.to = index + 1;
    else runs.push({ from: index, to: index + 1 });
  }
  return runs;
}

interface Note {
  hz: number;
  frames: number;
}

/** What begins, stays as it is, and ends: the first and the last frame are cut by the edges. Null: no tone. */
function toneIn({ samples, levels }: Line, run: Run): Note | null {
  const [from, to] = [run.from + 1, run.to - 1];
  if (rangeOf(levels.wide, from, to) > toneRange || rangeOf(levels.deep, from, to) > toneRange) return null;
  const hz = tonalHz(samples, from, to);
  return hz === null ? null : { hz, frames: run.to - run.from };
}

/** A short stretch of voice may be as even as a tone, but it does not come back at the same pitch. */
function isCredible(notes: (Note | null)[], index: number): boolean {
  const note = notes[index];
  if (!note) return false;
  const isTwin = (other: Note | null, at: number) =>
    at !== index && other !== null && Math.abs(other.hz - note.hz) <= twinHz;
  return note.frames >= longTone || notes.some(isTwin);
}

function rangeOf(levels: Float64Array, from: number, to: number): number {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = from; index < to; index++) {
    lowest = Math.min(lowest, levels[index] ?? 0);
    highest = Math.max(highest, levels[index] ?? 0);
  }
  return highest - lowest;
}

/** The frequency of the tone in these frames, 0 of a hum; null: no tone, or not one all the time. */
function tonalHz(samples: Int16Array, from: number, to: number): number | null {
  const steps = Math.max(Math.min(leastSpectra, to - from), Math.ceil((to - from) / framesBetweenSpectra));
  let untidy = 0;
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let step = 0; step < steps; step++) {
    const at = (from + Math.floor(((step + 0.5) * (to - from)) / steps)) * frameSize;
    const { share, hz } = toneFrame(samples, at);
    if (share < toneShare) {
      if (!isHum(samples, Math.min(at, samples.length - humReach))) untidy++;
    } else {
      lowest = Math.min(lowest, hz);
      highest = Math.max(highest, hz);
    }
  }
  if (untidy > untidyShare * steps || highest - lowest > toneSpreadHz) return null;
  return Number.isFinite(lowest) ? (lowest + highest) / 2 : 0;
}

const humReach = 2 * frameSize + 800;

/** What lies under everything: a tone or hum without pause, noise, or a voice that never stops. */
function kindOfFloor(line: Line, hasTones: boolean): 'tone' | 'steady' | null {
  const { samples, levels } = line;
  let tonal = 0;
  let voiced = 0;
  let noisy = 0;
  // Only the floor itself: above it are the tones, which are explained, below it gaps. Of that every
  // n-th frame, not of the whole: a cadence must not fall in step with us.
  const places = Array.from(levels.wide.keys()).filter(
    index => isFloor(line, index) && isFloor(line, index + 1),
  );
  const windows = Math.min(floorWindows, places.length);
  for (let window = 0; window < windows; window++) {
    const index = places[Math.floor(((window + 0.5) * places.length) / windows)] ?? 0;
    const at = index * frameSize;
    if (toneFrame(samples, at).share >= toneShare || isHum(samples, Math.min(at, samples.length - humReach)))
      tonal++;
    else if (isVoiced(samples, at)) voiced++;
    else noisy++;
  }
  if (voiced > chanceVoices) return null;
  noisy += voiced;
  if (noisy === 0) return isTonalThroughout(line) ? 'tone' : null;
  // Noise in the pauses of a tone is the line's own; a noise that is a tone half the time is neither.
  if (tonal > 0 && !hasTones) return tonal >= noisy * 4 ? 'tone' : 'steady';
  return hasTones ? 'tone' : 'steady';
}

function isFloor(line: Line, index: number): boolean {
  return Math.abs((line.levels.wide[index] ?? 0) - line.floor.wide) <= steadyRange;
}

function isTonalThroughout(line: Line): boolean {
  const count = line.levels.wide.length;
  let from = 0;
  while (from < count) {
    let to = from;
    while (to < count && isFloor(line, to)) to++;
    if (to - from > clickFrames && tonalHz(line.samples, from + 1, to - 1) === null) return false;
    from = to + 1;
  }
  return true;
}
