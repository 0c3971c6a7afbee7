import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { HausrufError, type StepResult } from '../domain/problem.ts';
import type { Span } from './energy-gate.ts';
import type { Audio, RecogniseWords, RunEngine, SpeechModel } from './engine-types.ts';
import { type Token, wordsFromTokens } from './words.ts';

/** Words by sherpa-onnx: a CTC model (the demo model) or a transducer (Parakeet). No confidence: it gives none. */
export function makeSherpaRecogniser(
  model: SpeechModel,
  tools: { runEngine: RunEngine; threads: number },
): RecogniseWords {
  const engineModel = toEngineModel(model, tools.threads);
  return async ({ audio, pieces, timeoutMs, signal }) => {
    const request = {
      type: 'recognise',
      model: engineModel,
      pieces,
      sampleRate: audio.sampleRate,
      audio: audio.samples,
    };
    const answer = await tools.runEngine(request, { timeoutMs, signal });
    if (answer.kind !== 'done') return answer;
    if (!Value.Check(RecogniseAnswer, answer.value) || answer.value.pieces.length !== pieces.length)
      return nonsense;
    const words = answer.value.pieces.flatMap((result, index) => {
      const piece = pieces[index] ?? { fromMs: 0, toMs: 0 };
      return wordsFromTokens(toTokens(result, piece), piece.toMs);
    });
    return { kind: 'done', value: words };
  };
}

/** Where somebody speaks, by Silero VAD. `sensitive` also hears most whispering. */
export async function findSpeechBySilero(
  audio: Audio,
  job: {
    model: SpeechModel;
    sensitivity: 'normal' | 'sensitive';
    runEngine: RunEngine;
    timeoutMs: number;
    signal?: AbortSignal | undefined;
  },
): Promise<StepResult<Span[]>> {
  // 0.5 and 0.25 s: measured on tones, music and noise, no false speech (research/engines.md §4).
  const limits =
    job.sensitivity === 'normal'
      ? { threshold: 0.5, minSpeechMs: 250 }
      : { threshold: 0.3, minSpeechMs: 150 };
  const request = {
    type: 'find-speech',
    model: fileOf(job.model, 'model'),
    ...limits,
    sampleRate: audio.sampleRate,
    audio: audio.samples,
  };
  const answer = await job.runEngine(request, { timeoutMs: job.timeoutMs, signal: job.signal });
  if (answer.kind !== 'done') return answer;
  if (!Value.Check(FindSpeechAnswer, answer.value)) return nonsense;
  return { kind: 'done', value: answer.value.spans };
}

const RecogniseAnswer = Type.Object({
  pieces: Type.Array(
    Type.Object({ tokens: Type.Array(Type.String()), timestamps: Type.Array(Type.Number()) }),
  ),
});
const FindSpeechAnswer = Type.Object({
  spans: Type.Array(
    Type.Object({ fromMs: Type.Integer({ minimum: 0 }), toMs: Type.Integer({ minimum: 0 }) }),
  ),
});

const nonsense = {
  kind: 'retry',
  problem: { code: 'ENGINE_FAILED', message: 'the speech engine answered in an unexpected form' },
} as const;

function toEngineModel(model: SpeechModel, threads: number) {
  const tokens = fileOf(model, 'tokens');
  if (model.kind === 'stt-sherpa-ctc')
    return { kind: 'zipformer-ctc', model: fileOf(model, 'model'), tokens, threads };
  return {
    kind: 'nemo-transducer',
    encoder: fileOf(model, 'encoder'),
    decoder: fileOf(model, 'decoder'),
    joiner: fileOf(model, 'joiner'),
    tokens,
    threads,
  };
}

function fileOf(model: SpeechModel, role: keyof SpeechModel['files']): string {
  const file = model.files[role];
  if (!file) throw new HausrufError('MODEL_BROKEN', `the manifest gives ${model.name} no ${role} file`);
  return file;
}

/** Timestamps are seconds from the start of the piece, on a grid of 0.04 s. */
function toTokens(result: { tokens: string[]; timestamps: number[] }, piece: Span): Token[] {
  return result.tokens.map((text, index) => ({
    text,
    fromMs: piece.fromMs + Math.round((result.timestamps[index] ?? 0) * 1000),
    toMs: null,
    confidence: null,
  }));
}
