/**
 * How long a transcript takes, as one JSON line. Ours (gate, pieces, child process) against the bare
 * engine in the same run: sherpa-onnx in this process on the whole recording, and whisper-cli on the
 * whole file. Ratios over 1 are what safety costs. Words are not judged here; test/contract does that.
 *
 *   node bench/transcribe.ts [--rounds 5]
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sherpa from 'sherpa-onnx-node';
import { installedTool } from '../scripts/tools.ts';
import { readWav, writeWav } from '../src/audio/wav.ts';
import { makeEngine } from '../src/engines/engine-process.ts';
import { findModels, readManifest } from '../src/engines/models.ts';
import { makeQueue } from '../src/engines/queue.ts';
import { makeRunProgram } from '../src/engines/run-program.ts';
import type { SpeechModel } from '../src/speech/engine-types.ts';
import { makeTranscribe } from '../src/speech/transcribe.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Math.max(1, Number(values.rounds));
const fixtures = join(root, 'test/fixtures');
const wavFiles = (await readdir(fixtures))
  .filter(name => /^demo-.*\.wav$/.test(name))
  .map(name => join(fixtures, name));
const audios = await Promise.all(wavFiles.map(file => readWav(file)));
const audioSeconds = audios.reduce((sum, audio) => sum + audio.samples.length / audio.sampleRate, 0);
const folder = await mkdtemp(join(tmpdir(), 'hausruf-bench-'));
const queue = makeQueue();

try {
  const demo = await benchDemo();
  const whisper = await benchWhisper();
  console.log(
    JSON.stringify({
      bench: 'transcribe',
      messages: wavFiles.length,
      audioSeconds: Math.round(audioSeconds),
      rounds,
      demo,
      whisper,
    }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function benchDemo() {
  const manifest = await readManifest(join(root, 'models/manifest.json'));
  const { models } = await findModels({ folders: [join(root, 'models')], manifest, cacheFile: null });
  const model = models.find(one => one.name === 'demo-stt-de');
  if (!model?.files.model || !model.files.tokens) throw new Error('models/demo-stt-de is missing');
  const engine = makeEngine({ program: join(root, 'src/engines/speech-child.ts'), queue, idleMs: 60_000 });
  const transcribe = transcriber([model], engine.run);
  const cold = await timed(() => transcribe(wavFiles.slice(0, 1)));
  const config = {
    featConfig: { sampleRate: 16_000, featureDim: 80 },
    modelConfig: {
      zipformerCtc: { model: model.files.model },
      tokens: model.files.tokens,
      numThreads: 1,
      provider: 'cpu' as const,
      debug: 0 as const,
    },
    decodingMethod: 'greedy_search' as const,
  };
  const recogniser = await sherpa.OfflineRecognizer.createAsync(config);
  const bare = async () => {
    for (const { samples, sampleRate } of audios) {
      const stream = recogniser.createStream();
      const resampler = new sherpa.LinearResampler(sampleRate, 16_000);
      const floats = resampler.flush(Float32Array.from(samples, sample => sample / 32768));
      stream.acceptWaveform({ samples: floats, sampleRate: 16_000 });
      await recogniser.decodeAsync(stream);
    }
  };
  const pair = await compare(() => transcribe(wavFiles), bare);
  await engine.close();
  return { firstMessageColdMs: Math.round(cold), ...pair };
}

/** Random weights: speed means nothing for real ones, the ratio does. Null where the file is not there. */
async function benchWhisper() {
  const file = join(root, '../shared/models/synthetic-micro-whisper-q8_0.bin');
  if (!existsSync(file)) return null;
  const model: SpeechModel = {
    name: 'synthetic',
    kind: 'stt-whisper',
    isDemo: false,
    files: { model: file },
  };
  const transcribe = transcriber([model], async () => ({ kind: 'snoozed', forMs: 0 }));
  const tool = installedTool('whisper-cli');
  const bare = async () => {
    for (const wav of wavFiles) {
      const args = [
        '-m',
        file,
        '-l',
        'de',
        '-t',
        '1',
        '-bs',
        '1',
        '-bo',
        '1',
        '-nf',
        '-mc',
        '0',
        '-sns',
        '-f',
        wav,
      ];
      const result = spawnSync(tool.command, [...tool.args, ...args], {
        env: tool.env,
        cwd: tool.cwd ?? undefined,
      });
      if (result.status !== 0) throw new Error('whisper-cli failed');
    }
  };
  return compare(() => transcribe(wavFiles), bare);
}

function transcriber(models: SpeechModel[], runEngine: ReturnType<typeof makeEngine>['run']) {
  const transcribe = makeTranscribe({
    models: () => models,
    allowDemoModel: true,
    runEngine,
    runProgram: makeRunProgram(queue),
    whisperTool: installedTool('whisper-cli'),
    readWav,
    writeWav,
    tempFolder: folder,
    threads: 1,
  });
  return async (files: string[]) => {
    for (const wavFile of files) {
      const result = await transcribe({ wavFile, durationMs: 0 });
      if (result.kind !== 'done' || result.value.kind !== 'made')
        throw new Error(`no transcript: ${JSON.stringify(result)}`);
    }
  };
}

/** Medians of alternating rounds, after one of each to warm up. */
async function compare(ours: () => Promise<void>, bare: () => Promise<void>) {
  await ours();
  await bare();
  const times = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await timed(ours));
    times.bare.push(await timed(bare));
  }
  const [oursMs, bareMs] = [median(times.ours), median(times.bare)];
  const perSecond = (ms: number) => Math.round((ms / audioSeconds) * 100) / 100;
  return {
    warmMsPerSecond: perSecond(oursMs),
    peerMsPerSecond: perSecond(bareMs),
    ratio: Math.round((oursMs / bareMs) * 100) / 100,
  };
}

async function timed(run: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
