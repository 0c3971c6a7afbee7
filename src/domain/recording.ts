import type { CallId, Instant, Milliseconds, RecordingId } from './ids.ts';

/** The audio file of a message and its facts. The file is 8 kHz, 16 bit, mono WAV. */
export interface Recording {
  recordingId: RecordingId;
  callId: CallId;
  /** File name inside the recordings folder; never a path from outside. */
  file: string;
  bytes: number;
  durationMs: Milliseconds;
  /** Lower-case hex. */
  sha256: string;
  /** False if the file was cut off by a crash and repaired ("unvollständig"). */
  isComplete: boolean;
  /** True if it ended at the limit of the mailbox ("gekürzt"). */
  isCutAtLimit: boolean;
  /** What is worth hearing: silence and tones at the ends are not shown, the file stays whole. null: not looked at. */
  shownFromMs: Milliseconds | null;
  shownToMs: Milliseconds | null;
  acceptedAt: Instant;
}
