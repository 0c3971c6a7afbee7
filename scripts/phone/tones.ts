/** Finds tones in what was heard: the beep above all, to within a sample of its last packet. Pure. */
import type { Arrival, Ears } from './ears.ts';

export interface HeardTone {
  hz: number;
  /** performance.now in ms: arrival of its first packet. */
  startedAt: number;
  /** When its last sample is heard: arrival of the last packet and its samples. null: it goes on. */
  endedAt: number | null;
  /** Place in `heard()` of its first packet and of the sample after its last. */
  fromSample: number;
  toSample: number;
}

/** Of the energy of a packet: speech stays below for every single frequency. */
const PURE = 0.8;
/** −46 dB of full scale. */
const AUDIBLE = 160;
/** A tenth of a second, in packets: no word holds one frequency for so long. */
const LEAST_PACKETS = 5;
/** So long without a packet ends a tone, too. */
const LATE_MS = 100;

/** The first tone of `hz` in packets that arrived at `sinceMs` or later; null: none yet. */
export function findTone(ears: Ears, wanted: { hz: number; sinceMs: number; now: number }): HeardTone | null {
  const { arrivals } = ears;
  let run: Arrival[] = [];
  for (let index = firstSince(arrivals, wanted.sinceMs); index < arrivals.length; index += 1) {
    const arrival = arrivals[index];
    if (!arrival) break;
    const samples = ears.samplesOf(arrival);
    if (isTone(samples, wanted.hz)) {
      run.push(arrival);
      continue;
    }
    if (run.length >= LEAST_PACKETS) return toneOf(ears, run, wanted.hz, arrival);
    run = [];
  }
  const last = run.at(-1);
  if (!last || run.length < LEAST_PACKETS) return null;
  if (wanted.now - last.at > LATE_MS) return toneOf(ears, run, wanted.hz, null);
  return { ...toneOf(ears, run, wanted.hz, null), endedAt: null };
}

/** The share (0 to 1) of the energy that lies at `hz`. 8 kHz. */
export function shareAt(samples: Int16Array, hz: number): number {
  const step = 2 * Math.cos((2 * Math.PI * hz) / 8000);
  let [before, previous, energy] = [0, 0, 0];
  for (const sample of samples) {
    const next = sample + step * previous - before;
    before = previous;
    previous = next;
    energy += sample * sample;
  }
  const power = before * before + previous * previous - step * before * previous;
  return energy === 0 ? 0 : (2 * power) / (samples.length * energy);
}

/** Root mean square in samples' own units. */
export function loudness(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

const isTone = (samples: Int16Array, hz: number) =>
  loudness(samples) > AUDIBLE && shareAt(samples, hz) > PURE;

function toneOf(ears: Ears, run: Arrival[], hz: number, next: Arrival | null): HeardTone {
  const [first] = run;
  let last = run.at(-1);
  if (!first || !last) throw new Error('a tone has packets');
  const peak = ears.samplesOf(first).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const loudUntil = (arrival: Arrival) =>
    ears.samplesOf(arrival).findLastIndex(sample => Math.abs(sample) > peak / 8) + 1;
  // It may end within the packet after the last full one.
  const tail = next ? ears.samplesOf(next).subarray(0, loudUntil(next)) : new Int16Array();
  if (next && tail.length > 0 && shareAt(tail, hz) > PURE) last = next;
  const length = loudUntil(last);
  return {
    hz,
    startedAt: first.at,
    endedAt: last.at + length / 8,
    fromSample: first.sample,
    toSample: last.sample + length,
  };
}

function firstSince(arrivals: readonly Arrival[], ms: number): number {
  let [low, high] = [0, arrivals.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((arrivals[middle]?.at ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
