/** Text → transcript, as if an engine had written it: for the tests of understanding and of the mail. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readWav } from '../../src/audio/wav.ts';
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

interface Recognizer {
  createStream(): { acceptWaveform(wave: { sampleRate: number; samples: Float32Array }): void };
  decode(stream: unknown): void;
  getResult(stream: unknown): { text: string };
}
let recognizer: Recognizer | null = null;

/** The project's own demo model on the demo caller's recording, as its README says. */
export async function recogniseDemo(name: string): Promise<string> {
  const models = join(import.meta.dirname, '../../models/demo-stt-de');
  const sherpa = createRequire(import.meta.url)('sherpa-onnx-node') as {
    OfflineRecognizer: new (options: unknown) => Recognizer;
  };
  recognizer ??= new sherpa.OfflineRecognizer({
    featConfig: { sampleRate: 16000, featureDim: 80 },
    modelConfig: {
      zipformerCtc: { model: join(models, 'model.int8.onnx') },
      tokens: join(models, 'tokens.txt'),
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
    decodingMethod: 'greedy_search',
  });
  const { samples, sampleRate } = await readWav(join(fixtures, `demo-${name}.wav`));
  const stream = recognizer.createStream();
  stream.acceptWaveform({ sampleRate, samples: Float32Array.from(samples, sample => sample / 32768) });
  recognizer.decode(stream);
  return recognizer.getResult(stream).text;
}
