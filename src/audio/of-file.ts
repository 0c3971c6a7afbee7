/** What is asked of a recording as it lies on the disk. Each throws HausrufError RECORDING_UNREADABLE. */
import { peaksOf } from './peaks.ts';
import { shownEnds } from './shown-ends.ts';
import { readWav } from './wav.ts';

/** The waveform for the page: each peak 0 to 100. */
export async function peaksOfFile(file: string): Promise<{ peaks: number[]; durationMs: number }> {
  const { samples, sampleRate } = await readWav(file);
  return {
    peaks: peaksOf(samples).map(peak => Math.round(peak * 100)),
    durationMs: Math.round((samples.length * 1000) / sampleRate),
  };
}

/** The part that is worth hearing, in ms. */
export async function shownEndsOfFile(file: string): Promise<{ fromMs: number; toMs: number }> {
  const { samples, sampleRate } = await readWav(file);
  return shownEnds(samples, sampleRate);
}
