import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { HausrufError } from '../domain/problem.ts';
import type { Span } from './energy-gate.ts';
import type { RecogniseWords, RunEngine, SpeechModel } from './engine-types.ts';
import { type Token, wordsFromTokens } from './words.ts';

/**
 * Words by sherpa-onnx: a CTC model (the demo model, without confidence: it gives none), a transducer
 * (Parakeet) or an exported Whisper.
 */
export function makeSherpaRecogniser(
  model: SpeechModel,
  tools: { runEngine: RunEngine; threads: number; maxBytes?: number | undefined },
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
    const answer = await tools.runEngine(request, { timeoutMs, signal, maxBytes: tools.maxBytes });
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

const RecogniseAnswer = Type.Object({
  pieces: Type.Array(
    Type.Object({
      tokens: Type.Array(Type.String()),
      /** Seconds; as long as `tokens`, or empty where the model gives none. */
      timestamps: Type.Array(Type.Number()),
      /** Seconds; as long as `tokens` or empty. */
      durations: Type.Array(Type.Number()),
      /** Natural; as long as `tokens` or empty. */
      logProbabilities: Type.Array(Type.Number()),
    }),
  ),
});
type PieceAnswer = Static<typeof RecogniseAnswer>['pieces'][number];

const nonsense = {
  kind: 'retry',
  problem: { code: 'ENGINE_FAILED', message: 'the speech engine answered in an unexpected form' },
} as const;

function toEngineModel(model: SpeechModel, threads: number) {
  const tokens = fileOf(model, 'tokens');
  if (model.kind === 'stt-sherpa-ctc')
    return { kind: 'zipformer-ctc', model: fileOf(model, 'model'), tokens, threads };
  if (model.kind === 'stt-sherpa-whisper') {
    const files = { encoder: fileOf(model, 'encoder'), decoder: fileOf(model, 'decoder') };
    return { kind: 'whisper', ...files, tokens, threads };
  }
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

/**
 * Times count from the start of the piece. An exported Whisper may give none; its tokens are then spread
 * evenly over the piece, so that a click lands near the word.
 */
function toTokens(result: PieceAnswer, piece: Span): Token[] {
  const { tokens, timestamps, durations, logProbabilities } = result;
  const evenly = (piece.toMs - piece.fromMs) / Math.max(1, tokens.length);
  return tokens.map((text, index) => {
    const seconds = timestamps[index];
    const afterMs = seconds === undefined ? index * evenly : seconds * 1000;
    const lastsSeconds = durations[index];
    const logProbability = logProbabilities[index];
    return {
      text,
      fromMs: piece.fromMs + Math.round(afterMs),
      toMs: lastsSeconds ? piece.fromMs + Math.round(afterMs + lastsSeconds * 1000) : null,
      confidence: logProbability === undefined ? null : Math.min(1, Math.exp(logProbability)),
    };
  });
}
