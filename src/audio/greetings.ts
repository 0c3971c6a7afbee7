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

/**
 * Text → `<name>.alaw` (8 kHz A-law, raw) and `<name>.sln16` (16 kHz, 16 bit little-endian, raw) in
 * `folder`; `mediaPath` is the path without ending, as Asterisk's `sound:` wants it. The name is a hash
 * of text and voice, so an existing pair is reused and a changed text never plays old audio (R046).
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
  const name = createHash('sha256').update(`${layoutVersion}\n${voice}\n${text}`).digest('hex').slice(0, 32);
  const mediaPath = join(folder, name);
  if ((await isThere(`${mediaPath}.alaw`)) && (await isThere(`${mediaPath}.sln16`))) return { mediaPath };
  const speech = await greeting.synthesise(text, greeting.signal);
  if (speech.samples.length === 0 || peakOf(speech.samples) === 0) {
    throw new HausrufError('TOOL_FAILED', 'the voice gave no sound for a greeting');
  }
  const samples = padWithSilence(normaliseLevel(speech.samples), {
    sampleRate: speech.sampleRate,
    seconds: silenceSeconds,
  });
  await writePair(mediaPath, encodePair({ samples, sampleRate: speech.sampleRate }));
  return { mediaPath };
}

/** Raised when level, padding or formats change, so that old files are not taken for new ones. */
const layoutVersion = 1;
/** R047: a short silence at both ends. */
const silenceSeconds = 0.2;

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
