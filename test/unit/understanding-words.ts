/** Text → transcript, as if an engine had written it: for the tests of understanding and of the mail. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Transcript } from '../../src/domain/transcript.ts';

export function transcriptOf(text: string, facts: Partial<Transcript> = {}): Transcript {
  const words = text.split(/\s+/).filter(word => word !== '');
  return {
    kind: 'made',
    text: words.join(' '),
    segments: [
      {
        fromMs: 0,
        toMs: words.length * 400,
        words: words.map((word, at) => ({
          text: word,
          fromMs: at * 400,
          toMs: at * 400 + 400,
          confidence: null,
        })),
      },
    ],
    language: 'de',
    engine: 'sherpa-onnx',
    model: 'test',
    isDemo: false,
    speechMs: words.length * 400,
    ...facts,
  };
}

export const fixtures = join(import.meta.dirname, '../fixtures');

export const demoNames = ['abrechnung', 'aufzug', 'heizung', 'laerm', 'rohrbruch', 'schluessel'] as const;

export const demoText = (name: string): string =>
  readFileSync(join(fixtures, `demo-${name}.txt`), 'utf8').trim();
