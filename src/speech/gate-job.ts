import { dropMelodies, findSpeechByEnergy, type Sensitivity, type Span } from './energy-gate.ts';
import type { Audio } from './engine-types.ts';

/** What our own gate can be asked: where somebody speaks, or whether what a detector found is only music. */
export type GateJob = { audio: Audio } & (
  | { type: 'find-speech'; sensitivity: Sensitivity }
  | { type: 'drop-melodies'; spans: Span[] }
);

export function runGateJob(job: GateJob): Promise<Span[]> {
  if (job.type === 'find-speech') return findSpeechByEnergy(job.audio, job.sensitivity);
  return dropMelodies(job.audio, job.spans);
}
