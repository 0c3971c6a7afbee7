/**
 * The child process in which sherpa-onnx runs; started by `engine-process.ts` and never imported.
 * Its native code may abort the process, so nothing else lives here. Requests come on standard input
 * (a line of JSON, then samples), answers go out on descriptor 3: native libraries print where they like.
 */
import { writeFileSync, writeSync } from 'node:fs';
import sherpa from 'sherpa-onnx-node';
import { lowerPriority } from './nice.ts';

/** Pieces → tokens with times. `model` says how the files are to be loaded. */
interface RecogniseRequest {
  type: 'recognise';
  model: RecogniserModel;
  /** In ms, within `audio`. */
  pieces: { fromMs: number; toMs: number }[];
}

/** Where somebody speaks, by Silero VAD. */
interface FindSpeechRequest {
  type: 'find-speech';
  /** Path of silero_vad.onnx. */
  model: string;
  /** 0 to 1. */
  threshold: number;
  minSpeechMs: number;
}

type RecogniserModel =
  | { kind: 'zipformer-ctc'; model: string; tokens: string; threads: number }
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
const sileroWindow = 512;

let loaded: { key: string; recogniser: Promise<InstanceType<typeof sherpa.OfflineRecognizer>> } | null = null;

lowerPriority(process.pid);
try {
  // If memory runs out, the kernel shall take the engine, never the controller.
  writeFileSync('/proc/self/oom_score_adj', '500');
} catch {
  // A system without /proc: it then chooses for itself.
}
readRequests(async (request, audio) => {
  const answer = await work(request, audio).then(
    value => ({ id: request.id, value }),
    (error: unknown) => ({ id: request.id, error: error instanceof Error ? error.message : String(error) }),
  );
  send(`${JSON.stringify(answer)}\n`);
});

async function work(request: Request, audio: Int16Array): Promise<unknown> {
  const samples = toModelRate(audio, request.sampleRate);
  if (request.type === 'find-speech') return findSpeech(request, samples);
  if (request.type === 'recognise') return recognise(request, samples);
  throw new Error('unknown request');
}

async function recognise(request: RecogniseRequest, samples: Float32Array): Promise<unknown> {
  const key = JSON.stringify(request.model);
  if (loaded?.key !== key) loaded = { key, recogniser: load(request.model) };
  const recogniser = await loaded.recogniser;
  const results = [];
  for (const piece of request.pieces) {
    const part = samples.slice((piece.fromMs * modelRate) / 1000, (piece.toMs * modelRate) / 1000);
    if (part.length < shortestPiece) {
      results.push({ tokens: [], timestamps: [] });
      continue;
    }
    const stream = recogniser.createStream();
    stream.acceptWaveform({ samples: part, sampleRate: modelRate });
    const { tokens, timestamps } = await recogniser.decodeAsync(stream);
    results.push({ tokens, timestamps });
  }
  return { pieces: results };
}

function load(model: RecogniserModel): Promise<InstanceType<typeof sherpa.OfflineRecognizer>> {
  const common = { tokens: model.tokens, numThreads: model.threads, provider: 'cpu', debug: 0 } as const;
  return sherpa.OfflineRecognizer.createAsync({
    featConfig: { sampleRate: modelRate, featureDim: 80 },
    modelConfig:
      model.kind === 'zipformer-ctc'
        ? { zipformerCtc: { model: model.model }, ...common }
        : {
            transducer: { encoder: model.encoder, decoder: model.decoder, joiner: model.joiner },
            modelType: 'nemo_transducer',
            ...common,
          },
    decodingMethod: 'greedy_search',
  });
}

function findSpeech(request: FindSpeechRequest, samples: Float32Array): unknown {
  const vad = new sherpa.Vad(
    {
      sileroVad: {
        model: request.model,
        threshold: request.threshold,
        minSpeechDuration: request.minSpeechMs / 1000,
        minSilenceDuration: 0.5,
        maxSpeechDuration: 20,
        windowSize: sileroWindow,
      },
      sampleRate: modelRate,
      numThreads: 1,
      debug: 0,
    },
    30,
  );
  const spans: { fromMs: number; toMs: number }[] = [];
  const drain = () => {
    for (; !vad.isEmpty(); vad.pop()) {
      const { start, samples: speech } = vad.front(false);
      const toMs = (place: number) => Math.round((place * 1000) / modelRate);
      spans.push({ fromMs: toMs(start), toMs: toMs(start + speech.length) });
    }
  };
  for (let at = 0; at < samples.length; at += sileroWindow) {
    const window = new Float32Array(sileroWindow);
    window.set(samples.subarray(at, at + sileroWindow));
    vad.acceptWaveform(window);
    drain();
  }
  vad.flush();
  drain();
  return { spans };
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
