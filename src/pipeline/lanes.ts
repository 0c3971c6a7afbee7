import type { Step } from '../domain/step.ts';

/**
 * Which steps share their workers. Neither a model that writes nor a slow mail server may hold up the recogniser, nor
 * one message another, and an alarm waits for nobody.
 */
export const lanes: { steps: Step[]; workers: number }[] = [
  { steps: ['transcribe', 'match', 'categorise'], workers: 1 },
  { steps: ['summarise'], workers: 1 },
  { steps: ['deliver'], workers: 4 },
  { steps: ['alarm'], workers: 2 },
];
