/**
 * One call, the same for both sides: the greeting and the beep are heard, then the caller speaks for 20 s
 * and hangs up. Every 20 ms of the speech are different from all others, so that a recording says which
 * of them it holds.
 */
import { join } from 'node:path';
import { decodeAlaw, encodeAlaw } from '../../src/audio/g711.ts';
import { readWav } from '../../src/audio/wav.ts';

/** Samples of one RTP packet: 20 ms at 8 kHz. */
export const FRAME = 160;
export const SPEECH_SECONDS = 20;
/** From the end of the beep to the first word: a quick caller. What Hausruf needs longer than this for is missing. */
export const REACTION_MS = 300;
/** From the last word to the hang-up: one that falls upon it would be cut by sipp, not by the other side. */
export const TAIL_MS = 300;

/** A-law of the whole voice of a caller, from the answer to the hang-up, and its length. */
export interface CallerVoice {
  alaw: Uint8Array;
  durationMs: number;
}

/** Speech of the fixtures over a faint noise: no two frames are alike, and none is silence. */
export async function makeSpeech(fixtures: string): Promise<Int16Array> {
  const speech = new Int16Array(SPEECH_SECONDS * 8000);
  let filled = 0;
  for (const name of ['rohrbruch', 'heizung', 'aufzug', 'schluessel']) {
    const { samples, sampleRate } = await readWav(join(fixtures, `demo-${name}.wav`));
    if (sampleRate !== 8000) throw new Error(`demo-${name}.wav is not 8 kHz`);
    const part = samples.subarray(0, speech.length - filled);
    speech.set(part, filled);
    filled += part.length;
  }
  if (filled < speech.length) throw new Error('the fixtures are too short');
  const noise = makeNoise(speech.length, 1);
  return asOnTheLine(speech.map((sample, index) => clip(sample * 0.7 + (noise[index] ?? 0) * 0.03)));
}

/** White noise that is the same in every run, at −12 dB of full scale. */
export function makeNoise(length: number, seed: number): Int16Array {
  let state = seed >>> 0 || 1;
  const noise = new Int16Array(length);
  for (let index = 0; index < length; index += 1) {
    // xorshift32: fast, and no frame comes twice in minutes.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    noise[index] = (state >> 16) / 4;
  }
  return noise;
}

/** What is left of samples after A-law: exactly what a recording must hold. */
export const asOnTheLine = (samples: Int16Array): Int16Array => decodeAlaw(encodeAlaw(samples));

/** Silence while greeting and beep are heard, the speech, a moment of silence. */
export function makeVoice(options: { untilBeepEndMs: number; speech: Int16Array }): CallerVoice {
  const before = (options.untilBeepEndMs + REACTION_MS) * 8;
  const samples = new Int16Array(before + options.speech.length + TAIL_MS * 8);
  samples.set(options.speech, before);
  return { alaw: encodeAlaw(samples), durationMs: samples.length / 8 };
}

/** Different for every call, and numbers of nobody's contact. */
export const callerNumber = (index: number): string => `+4944130${String(index).padStart(6, '0')}`;
export const measuredNumber = (index: number): string => `+4944131${String(index).padStart(6, '0')}`;

const clip = (value: number) => Math.max(-32_768, Math.min(32_767, Math.round(value)));

export const round = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits;
