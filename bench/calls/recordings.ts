/** Is everything there that was spoken? Every call is looked at, not a sample of them. */
import { readWav } from '../../src/audio/wav.ts';
import { findFrames, indexFrames } from './frames.ts';
import { callerNumber, FRAME } from './profile.ts';

export interface RecordingFigures {
  /** Calls without a message or its recording. */
  missing: number;
  /** Recordings that lack more than one packet of what was spoken. */
  shortRecordings: number;
  /** How much the worst of them lacks. */
  mostLostMs: number;
}

/** `speech` as it is on the line. Throws what `readWav` throws, and Error for a rate other than 8 kHz. */
export async function judgeRecordings(
  recordings: ReadonlyMap<string, string>,
  options: { calls: number; speech: Int16Array },
): Promise<RecordingFigures> {
  const index = indexFrames(options.speech);
  const figures: RecordingFigures = { missing: 0, shortRecordings: 0, mostLostMs: 0 };
  for (let call = 0; call < options.calls; call += 1) {
    const file = recordings.get(callerNumber(call));
    if (!file) {
      figures.missing += 1;
      continue;
    }
    const { samples, sampleRate } = await readWav(file);
    if (sampleRate !== 8000) throw new Error(`${file} has ${sampleRate} Hz`);
    const lost = index.size - findFrames(samples, index).count;
    if (lost > 1) figures.shortRecordings += 1;
    figures.mostLostMs = Math.max(figures.mostLostMs, (lost * FRAME) / 8);
  }
  return figures;
}
