import { createHash } from 'node:crypto';
import type { StepResult } from '../domain/problem.ts';
import type { Word } from '../domain/transcript.ts';
import type { Span } from './energy-gate.ts';
import type { Audio, RecogniseWords } from './engine-types.ts';
import type { HeardSoFar } from './find-speech.ts';

/** What was found out about a recording while it grew (`live.ts`). */
export interface HeadStart {
  heard: HeardSoFar;
  /** SHA-256 of the samples heard, as they lie in memory; lower-case hex. */
  sha256: string;
  /** Names the recogniser, its model and how it cuts; only the very same may go on. */
  recogniser: string;
  /** In order, from the start of the recording, without a gap. */
  pieces: KnownPiece[];
}

export interface KnownPiece extends Span {
  words: Word[];
}

/** True when the recording begins with just the samples that were heard. */
export function isOf(start: HeadStart, audio: Audio): boolean {
  const { samples } = start.heard;
  if (samples > audio.samples.length) return false;
  return sha256Of(audio.samples.subarray(0, samples)) === start.sha256;
}

/** Words of all `pieces`: those that are known are not recognised again. */
export async function recogniseRest(
  recognise: RecogniseWords,
  job: Parameters<RecogniseWords>[0] & { known: KnownPiece[] },
): Promise<StepResult<Word[]>> {
  const { known, pieces, ...more } = job;
  const isKnown = (piece: Span, index: number): boolean =>
    known[index]?.fromMs === piece.fromMs && known[index].toMs === piece.toMs;
  const firstNew = pieces.findIndex((piece, index) => !isKnown(piece, index));
  const count = firstNew < 0 ? pieces.length : firstNew;
  const words = known.slice(0, count).flatMap(piece => piece.words);
  if (count === pieces.length) return { kind: 'done', value: words };
  const rest = await recognise({ ...more, pieces: pieces.slice(count) });
  return rest.kind === 'done' ? { kind: 'done', value: [...words, ...rest.value] } : rest;
}

function sha256Of(samples: Int16Array): string {
  return createHash('sha256')
    .update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
    .digest('hex');
}
