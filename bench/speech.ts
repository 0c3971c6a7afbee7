/**
 * What a transcript costs and how right it is, as one JSON line, beside whisper-cli with the same weights
 * and threads in the same run.
 *
 *   npm run bench:speech -- --audio DIR --model NAME [--seconds 10|60] [--only PATTERN] [--threads N]
 *                           [--most N] [--models DIR] [--hot-words FILE] [--live]
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installedTool } from '../scripts/tools.ts';
import { readWav, writeWav } from '../src/audio/wav.ts';
import type { Tool } from '../src/domain/tool.ts';
import { makeEngine } from '../src/engines/engine-process.ts';
import { makeQueue } from '../src/engines/queue.ts';
import { makeRunProgram } from '../src/engines/run-program.ts';
import { makeTranscribe, type TranscribeParts } from '../src/speech/transcribe.ts';
import { cpuSeconds } from './speech/cpu.ts';
import { benchLive } from './speech/live.ts';
import { filesAsMessages, joinedMessages, type Message } from './speech/messages.ts';
import { type BenchModel, findBenchModel } from './speech/model.ts';
import { transcribeByPeer } from './speech/peer.ts';
import { percentOf, type WordErrors, wordErrorRate } from './speech/wer.ts';

const { values } = parseArgs({
  options: {
    audio: { type: 'string' },
    model: { type: 'string' },
    models: { type: 'string', default: join(import.meta.dirname, '../models') },
    seconds: { type: 'string' },
    only: { type: 'string' },
    most: { type: 'string', default: '3' },
    threads: { type: 'string', default: String(Math.max(1, availableParallelism() - 1)) },
    'hot-words': { type: 'string' },
    live: { type: 'boolean', default: false },
  },
});
if (!values.audio || !values.model) throw new Error('usage: bench:speech -- --audio DIR --model NAME');
const seconds = values.seconds === undefined ? null : Number(values.seconds);
const threads = Number(values.threads);
const folder = await mkdtemp(join(tmpdir(), 'hausruf-bench-'));
const queue = makeQueue();
const engine = makeEngine({
  program: join(import.meta.dirname, '../src/engines/speech-child.ts'),
  queue,
  idleMs: 600_000,
});
try {
  console.log(JSON.stringify(await run(values.audio, values.model)));
} finally {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
}

async function run(audio: string, name: string) {
  const bench = await findBenchModel(name, { folder, modelsFolder: values.models, seconds });
  // The demo model knows synthetic voices only; no speech is none for everybody.
  const only = new RegExp(values.only ?? (bench.weights === 'demo' ? '^(demo|neg)-' : '.'));
  const messages =
    seconds === null
      ? await filesAsMessages(audio, folder, only)
      : await joinedMessages(audio, folder, { seconds, most: Number(values.most), only });
  const isWhisper = bench.model.kind === 'stt-whisper';
  const tool = isWhisper ? installedTool('whisper-cli') : null;
  const parts = await partsFor(bench, tool);
  if (values.live) {
    const files = messages.filter(message => message.text !== '').map(message => message.wavFile);
    const live = await benchLive(parts, { files, seconds: seconds ?? 60, folder });
    return { bench: 'speech-live', model: bench.model.name, weights: bench.weights, threads, ...live };
  }
  const transcribe = makeTranscribe(parts);
  const measured: Measured[] = [];
  const [first] = messages;
  if (!first) throw new Error(`${audio} holds no WAV with a .txt beside it`);
  // The detector's child loads once for many messages.
  await transcribe({ wavFile: first.wavFile, durationMs: first.durationMs });
  for (const message of messages) {
    const before = cpuSeconds(engine.pid());
    const startedAt = performance.now();
    const result = await transcribe({ wavFile: message.wavFile, durationMs: message.durationMs });
    const wallSeconds = (performance.now() - startedAt) / 1000;
    const cpu = cpuSeconds(engine.pid()) - before;
    if (result.kind !== 'done') throw new Error(`no transcript: ${JSON.stringify(result)}`);
    const text = result.value.kind === 'made' ? result.value.text : '';
    const peers = tool && bench.model.files.model ? peersOf(tool, bench, message) : null;
    console.error(
      `${message.name}: ${cpu.toFixed(2)} CPU s, peer ${peers?.default.cpu.toFixed(2) ?? 'none'}`,
    );
    measured.push({ message, text, cpu, wallSeconds, peers });
  }
  return lineOf(bench, measured);
}

interface Measured {
  message: Message;
  text: string;
  cpu: number;
  wallSeconds: number;
  peers: Record<'default' | 'greedy', { text: string; cpu: number }> | null;
}

function peersOf(tool: Tool, bench: BenchModel, message: Message): Measured['peers'] {
  const by = (decoding: 'default' | 'greedy') => {
    const before = cpuSeconds(null);
    const text = transcribeByPeer(tool, {
      modelFile: bench.model.files.model ?? '',
      isSynthetic: bench.weights === 'synthetic',
      wavFile: message.wavFile,
      threads,
      decoding,
    });
    return { text, cpu: cpuSeconds(null) - before };
  };
  return { default: by('default'), greedy: by('greedy') };
}

function lineOf(bench: BenchModel, measured: Measured[]) {
  const perMessage = (cpuOf: (each: Measured) => number) =>
    round(measured.reduce((sum, each) => sum + cpuOf(each), 0) / measured.length);
  const cpu = perMessage(each => each.cpu);
  const hasPeer = measured.every(each => each.peers !== null);
  const peerCpu = hasPeer ? perMessage(each => each.peers?.default.cpu ?? 0) : null;
  const greedyCpu = hasPeer ? perMessage(each => each.peers?.greedy.cpu ?? 0) : null;
  const spoken = measured.filter(each => each.message.text);
  const hasMeaning = bench.weights !== 'synthetic' && spoken.length > 0;
  const errorsOf = (textOf: (each: Measured) => string): WordErrors[] =>
    spoken.map(each => wordErrorRate(each.message.text ?? '', textOf(each)));
  const speechless = measured.filter(each => each.message.text === '');
  return {
    bench: 'speech',
    messages: measured.length,
    wer: hasMeaning ? percentOf(errorsOf(each => each.text)) : null,
    peerWer: hasMeaning && hasPeer ? percentOf(errorsOf(each => each.peers?.default.text ?? '')) : null,
    cpuSeconds: cpu,
    peerCpuSeconds: peerCpu,
    ratioCpu: peerCpu === null ? null : round(cpu / peerCpu),
    falseWords: speechless.reduce((sum, each) => sum + each.text.split(/\s+/).filter(Boolean).length, 0),
    weights: bench.weights,
    judged: bench.weights === 'synthetic' ? 'speed only: the weights are random' : 'words and speed',
    model: bench.model.name,
    detector: bench.detector ? 'silero' : 'own gate',
    threads,
    audioSeconds: Math.round(measured.reduce((sum, each) => sum + each.message.durationMs, 0) / 1000),
    wallSeconds: perMessage(each => each.wallSeconds),
    peerGreedyCpuSeconds: greedyCpu,
    ratioCpuGreedy: greedyCpu === null ? null : round(cpu / greedyCpu),
    speechless: speechless.length,
  };
}

async function partsFor(bench: BenchModel, whisperTool: Tool | null): Promise<TranscribeParts> {
  const file = values['hot-words'];
  const hotWords = file ? (await readFile(file, 'utf8')).split('\n').filter(line => line.trim() !== '') : [];
  return {
    models: () => [bench.model, ...(bench.detector ? [bench.detector] : [])],
    allowDemoModel: true,
    runEngine: engine.run,
    runProgram: makeRunProgram(queue),
    whisperTool,
    hotWords: () => hotWords,
    readWav,
    writeWav,
    tempFolder: folder,
    threads,
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
