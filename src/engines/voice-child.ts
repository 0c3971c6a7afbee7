/**
 * The child process in which a Piper voice speaks, through sherpa-onnx; started by `engine-process.ts` and never
 * imported. Its native code may abort the process, so nothing else lives here. Requests come on standard input as
 * lines of JSON, answers go out on descriptor 3: native libraries print where they like.
 */
import sherpa from 'sherpa-onnx-node';
import { answerLines } from './answer-lines.ts';

/** Text → 16 bit samples, as base64. */
interface SpeakRequest {
  type: 'speak';
  id: number;
  text: string;
  /** Absolute paths. */
  model: { model: string; tokens: string; dataDir: string };
  /** 1: as the voice was trained; less is slower. */
  speed: number;
}

/** A greeting of 2,000 characters takes two and a half minutes; four at 22 kHz stay below the longest answer that the parent reads. */
const longestSeconds = 240;

let loaded: { key: string; voice: Promise<InstanceType<typeof sherpa.OfflineTts>> } | null = null;

answerLines<SpeakRequest>(speak);

async function speak({ text, model, speed }: SpeakRequest): Promise<unknown> {
  const key = JSON.stringify(model);
  if (loaded?.key !== key) loaded = { key, voice: load(model) };
  const voice = await loaded.voice;
  const { samples, sampleRate } = await voice.generateAsync({
    text,
    sid: 0,
    speed,
    enableExternalBuffer: false,
  });
  if (samples.length > longestSeconds * sampleRate) throw new Error('the voice does not stop speaking');
  const pcm = Buffer.alloc(samples.length * 2);
  for (const [at, sample] of samples.entries()) {
    // A broken voice gives NaN, which no comparison lets through.
    const value = Math.abs(sample) <= 1 ? sample : sample > 1 ? 1 : sample < -1 ? -1 : 0;
    pcm.writeInt16LE(Math.round(value * 32767), at * 2);
  }
  return { sampleRate, pcm: pcm.toString('base64') };
}

function load({ model, tokens, dataDir }: SpeakRequest['model']) {
  return sherpa.OfflineTts.createAsync({
    model: {
      // The defaults of Piper's own voices.
      vits: { model, tokens, dataDir, noiseScale: 0.667, noiseScaleW: 0.8, lengthScale: 1 },
      // Nobody waits for a greeting, but a call may: one thread.
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
    maxNumSentences: 1,
  });
}
