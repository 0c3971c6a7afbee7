/**
 * The child process in which sherpa-onnx runs; started by `engine-process.ts` and never imported.
 * Its native code may abort the process, so nothing else lives here. Requests come on standard input
 * (a line of JSON, then samples), answers go out on descriptor 3: native libraries print where they like.
 */
import { writeSync } from 'node:fs';
import sherpa from 'sherpa-onnx-node';
import { type FindSpeechRequest, makeVoiceActivity } from './voice-activity.ts';

/** Pieces → tokens with times. `model` says how the files are to be loaded. */
interface RecogniseRequest {
  type: 'recognise';
  model: RecogniserModel;
  /** In ms, within `audio`. */
  pieces: { fromMs: number; toMs: number }[];
}

type RecogniserModel =
  | { kind: 'zipformer-ctc'; model: string; tokens: string; threads: number }
  | { kind: 'whisper'; encoder: string; decoder: string; tokens: string; threads: number }
  | {
      kind: 'nemo-transducer';
      encoder: string;
      decoder: string;
      joiner: string;
      tokens: string;
      threads: number;
    };

type Request = (RecogniseRequest | FindSpeechRequest) & {
  id: number;
  sampleRate: number;
  audioBytes: number;
};

/** The rate that these models were trained at. */
const modelRate = 16_000;
/** sherpa ends the whole process below 80 samples; nobody says anything in 0.1 s. */
const shortestPiece = modelRate / 10;

const findSpeech = makeVoiceActivity();
let loaded: { key: string; recogniser: Promise<InstanceType<typeof sherpa.OfflineRecognizer>> } | null = null;

readRequests(async (request, audio) => {
  const answer = await work(request, audio).then(
    value => ({ id: request.id, value }),
    (error: unknown) => ({ id: request.id, error: error instanceof Error ? error.message : String(error) }),
  );
  send(`${JSON.stringify(answer)}\n`);
});

async function work(request: Request, audio: Int16Array): Promise<unknown> {
  const { sampleRate } = request;
  if (request.type === 'find-speech') return findSpeech(request, { samples: audio, sampleRate });
  if (request.type === 'recognise') return recognise(request, audio);
  throw new Error('unknown request');
}

async function recognise(
  request: RecogniseRequest & { sampleRate: number },
  audio: Int16Array,
): Promise<unknown> {
  const key = JSON.stringify(request.model);
  if (loaded?.key !== key) loaded = { key, recogniser: load(request.model) };
  const recogniser = await loaded.recogniser;
  const results = [];
  for (const piece of request.pieces) {
    const at = (ms: number) => Math.round((ms * request.sampleRate) / 1000);
    // Each piece for itself: what it sounds like must not depend on what else came with the request.
    const part = toModelRate(audio.subarray(at(piece.fromMs), at(piece.toMs)), request.sampleRate);
    if (part.length < shortestPiece) {
      results.push({ tokens: [], timestamps: [], durations: [], logProbabilities: [] });
      continue;
    }
    const stream = recogniser.createStream();
    stream.acceptWaveform({ samples: part, sampleRate: modelRate });
    const { tokens, timestamps, durations, ys_log_probs } = await recogniser.decodeAsync(stream);
    results.push({ tokens, timestamps, durations, logProbabilities: ys_log_probs });
  }
  return { pieces: results };
}

function load(model: RecogniserModel): Promise<InstanceType<typeof sherpa.OfflineRecognizer>> {
  const common = { tokens: model.tokens, numThreads: model.threads, provider: 'cpu', debug: 0 } as const;
  return sherpa.OfflineRecognizer.createAsync({
    featConfig: { sampleRate: modelRate, featureDim: 80 },
    modelConfig: { ...filesOf(model), ...common },
    decodingMethod: 'greedy_search',
  });
}

function filesOf(model: RecogniserModel) {
  if (model.kind === 'zipformer-ctc') return { zipformerCtc: { model: model.model } };
  const { encoder, decoder } = model;
  // German is fixed, as with whisper.cpp; the tail is what sherpa's own examples give it.
  if (model.kind === 'whisper')
    return { whisper: { encoder, decoder, language: 'de', task: 'transcribe', tailPaddings: -1 } };
  return { transducer: { encoder, decoder, joiner: model.joiner }, modelType: 'nemo_transducer' };
}

function toModelRate(audio: Int16Array, sampleRate: number): Float32Array {
  const samples = Float32Array.from(audio, sample => sample / 32768);
  if (sampleRate === modelRate || samples.length === 0) return samples;
  return new sherpa.LinearResampler(sampleRate, modelRate).flush(samples);
}

/** Calls `handle` for each request in turn; ends the process when the parent is gone. */
function readRequests(handle: (request: Request, audio: Int16Array) => Promise<void>): void {
  let chunks: Buffer[] = [];
  let request: Request | null = null;
  let turn = Promise.resolve();
  const take = (): boolean => {
    const received = Buffer.concat(chunks);
    chunks = [received];
    if (!request) {
      const end = received.indexOf(10);
      if (end < 0) return false;
      request = JSON.parse(received.toString('utf8', 0, end)) as Request;
      chunks = [received.subarray(end + 1)];
      return true;
    }
    if (received.length < request.audioBytes) return false;
    // A copy of its own: an Int16Array must begin at an even place in its memory.
    const audio = new Int16Array(Uint8Array.from(received.subarray(0, request.audioBytes)).buffer);
    const current = request;
    request = null;
    chunks = [received.subarray(current.audioBytes)];
    turn = turn.then(() => handle(current, audio));
    return true;
  };
  process.stdin.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    const waiting = chunks.reduce((sum, part) => sum + part.length, 0);
    if (request && waiting < request.audioBytes) return;
    while (take());
  });
  // SIGKILL, for native threads may be at work and an orderly exit would wait for them or crash.
  process.stdin.on('close', () => process.kill(process.pid, 'SIGKILL'));
}

function send(line: string): void {
  const bytes = Buffer.from(line);
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(3, bytes, sent);
}
