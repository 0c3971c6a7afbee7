/**
 * Greetings as files that Asterisk plays: made once when the text is new, kept for good.
 * A call never waits for synthesis, and a failed one never takes an old file away.
 */
import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Synthesise } from '../domain/capabilities.ts';
import { HausrufError } from '../domain/problem.ts';
import { encodePair, writePair } from './greeting-files.ts';
import { normaliseLevel, padWithSilence, peakOf } from './level.ts';
import { findSound } from './trim.ts';

/**
 * Text → `<name>.alaw` (8 kHz A-law, raw) and `<name>.sln16` (16 kHz, 16 bit little-endian, raw) in
 * `folder`; `mediaPath` is the path without ending, as Asterisk's `sound:` wants it. An existing pair is reused.
 * Throws HausrufError TOOL_MISSING or TOOL_FAILED; files that were there stay.
 */
export async function renderGreeting(greeting: {
  text: string;
  synthesise: Synthesise;
  /** Absolute. */
  folder: string;
  /** Name of the voice behind `synthesise`; a new voice means new files. */
  voice?: string;
  signal?: AbortSignal;
}): Promise<{ mediaPath: string }> {
  const { text, folder, voice = 'default' } = greeting;
  const mediaPath = join(folder, greetingName({ text, voice }));
  if (await isGreetingThere(mediaPath)) return { mediaPath };
  await writeSpeech(mediaPath, await greeting.synthesise(text, greeting.signal));
  return { mediaPath };
}

/** A hash of text and voice, so that a changed text, voice or pronunciation never plays old audio (R046). */
export const greetingName = ({ text, voice }: { text: string; voice: string }): string =>
  createHash('sha256').update(`${layoutVersion}\n${voice}\n${text}`).digest('hex').slice(0, 32);

export const isGreetingThere = async (mediaPath: string): Promise<boolean> =>
  (await isThere(`${mediaPath}.alaw`)) && (await isThere(`${mediaPath}.sln16`));

/** Writes both files with even level and ends. Throws HausrufError TOOL_FAILED when nothing is to be heard. */
export async function writeSpeech(
  mediaPath: string,
  speech: { samples: Int16Array; sampleRate: number },
): Promise<{ durationMs: number }> {
  const { samples, durationMs } = finishSpeech(speech);
  await writePair(mediaPath, encodePair({ samples, sampleRate: speech.sampleRate }));
  return { durationMs };
}

/** Level, and exactly R047's silence at both ends, however much of it the voice left itself. */
export function finishSpeech({ samples, sampleRate }: { samples: Int16Array; sampleRate: number }): {
  samples: Int16Array;
  durationMs: number;
} {
  const sound = peakOf(samples) === 0 ? null : findSound(samples, sampleRate);
  if (!sound) throw new HausrufError('TOOL_FAILED', 'the voice gave no sound for a greeting');
  // Sound is found in steps of 10 ms: one more on each side keeps what fades.
  const step = Math.ceil(sampleRate / 100);
  const speech = samples.slice(Math.max(0, sound.from - step), sound.to + step);
  const finished = padWithSilence(normaliseLevel(speech), { sampleRate, seconds: silenceSeconds });
  return { samples: finished, durationMs: Math.round((finished.length * 1000) / sampleRate) };
}

/** Raised when level, padding or formats change, so that old files are not taken for new ones. */
const layoutVersion = 2;
/** R047: a short silence at both ends. */
const silenceSeconds = 0.2;

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
