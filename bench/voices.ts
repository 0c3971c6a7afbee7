/**
 * How clearly the installed voices speak greetings, as one JSON line: what the demo recogniser understands of them
 * as callers hear them (A-law, 8 kHz), what they cost, their level and the silence at their ends. The peer, in the
 * same run, is espeak-ng on the text as it was written.
 *
 *   npm run bench:voices
 *
 * The recogniser knows synthetic German only: its errors compare these voices, they say nothing of people or of
 * Piper voices' naturalness. Voices of other languages get no figure for words.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import sherpa from 'sherpa-onnx-node';
import { installedTool, projectFolder } from '../scripts/tools.ts';
import { decodeAlaw } from '../src/audio/g711.ts';
import { writeSpeech } from '../src/audio/greetings.ts';
import { rmsOf } from '../src/audio/level.ts';
import { findSound } from '../src/audio/trim.ts';
import { readWav } from '../src/audio/wav.ts';
import { readConfig } from '../src/config/read.ts';
import type { Language } from '../src/domain/voice.ts';
import { spokenText } from '../src/speech/greeting-text.ts';
import { makeSynthesise } from '../src/speech/synthesise.ts';
import { openVoiceDesk } from '../src/voice-desk.ts';
import { cpuSeconds } from './speech/cpu.ts';
import { percentOf, type WordErrors, wordErrorRate } from './speech/wer.ts';
import { type BenchText, texts } from './voices/texts.ts';

type Speak = (text: string) => Promise<{ samples: Int16Array; sampleRate: number }>;

const lineHz = 8000;
const folder = await mkdtemp(join(tmpdir(), 'hausruf-bench-voices-'));
const espeak = installedTool('espeak-ng');
const recogniser = await loadRecogniser();
const config = { ...readConfig(process.env, projectFolder), dataFolder: folder };
const desk = await openVoiceDesk({
  config,
  tools: { espeak },
  projectModelsFolder: join(projectFolder, 'models'),
  log: pino({ level: 'warn' }, pino.destination(2)),
});

try {
  const peer = await measure('raw', texts, makeSynthesise(espeak, { readWav }), text => text);
  const voices = [];
  for (const voice of desk.list()) {
    const speak: Speak = async text => {
      const speech = await desk.speak(text, { language: voice.language, voice: voice.voiceId });
      if (speech.fallback !== null) throw new Error(`${voice.voiceId} did not speak: ${speech.fallback}`);
      return speech;
    };
    const inWords = (text: string) => spokenText(text, { language: voice.language });
    const { wer, ...facts } = await measure(voice.voiceId, texts, speak, inWords);
    voices.push({ voice: voice.voiceId, wer: isKnownTo(voice.language) ? wer : null, ...facts });
  }
  const plain = voices.find(each => each.voice === 'espeak:de');
  console.log(
    JSON.stringify({
      bench: 'voices',
      texts: texts.length,
      recogniser: 'demo-stt-de',
      wer: plain?.wer ?? null,
      peerWer: peer.wer,
      ratioWer: plain?.wer == null || peer.wer === 0 ? null : Math.round((plain.wer / peer.wer) * 100) / 100,
      voices,
      peer: { voice: 'espeak:de, text as written', ...peer },
    }),
  );
} finally {
  await desk.close();
  await rm(folder, { recursive: true, force: true });
}

/** Languages of the recogniser. */
function isKnownTo(language: Language): boolean {
  return language === 'de';
}

async function measure(
  name: string,
  list: readonly BenchText[],
  speak: Speak,
  inWords: (text: string) => string,
) {
  const errors: WordErrors[] = [];
  let cpu = 0;
  let speechSeconds = 0;
  const ends: { start: number; end: number; levelDb: number }[] = [];
  for (const [index, { written, read }] of list.entries()) {
    const text = inWords(written);
    const before = cpuSeconds(null);
    const speech = await speak(text);
    cpu += cpuSeconds(null) - before;
    speechSeconds += speech.samples.length / speech.sampleRate;
    const mediaPath = join(folder, `${name.replace(/\W/g, '-')}-${index}`);
    await writeSpeech(mediaPath, speech);
    const heard = decodeAlaw(await readFile(`${mediaPath}.alaw`));
    errors.push(wordErrorRate(read, await recognise(heard)));
    const sound = findSound(heard, lineHz);
    if (!sound) throw new Error(`${name} said nothing`);
    const ms = (samples: number) => Math.round((samples * 1000) / lineHz);
    const levelDb = 20 * Math.log10(rmsOf(heard.subarray(sound.from, sound.to)));
    ends.push({ start: ms(sound.from), end: ms(heard.length - sound.to), levelDb });
  }
  const levels = ends.map(each => each.levelDb);
  return {
    wer: percentOf(errors),
    cpuPerSpeechSecond: Math.round((cpu / speechSeconds) * 10_000) / 10_000,
    levelDb: [round(Math.min(...levels)), round(Math.max(...levels))],
    silenceStartMs: [Math.min(...ends.map(each => each.start)), Math.max(...ends.map(each => each.start))],
    silenceEndMs: [Math.min(...ends.map(each => each.end)), Math.max(...ends.map(each => each.end))],
  };
}

function loadRecogniser() {
  const model = join(projectFolder, 'models/demo-stt-de');
  return sherpa.OfflineRecognizer.createAsync({
    featConfig: { sampleRate: 16_000, featureDim: 80 },
    modelConfig: {
      zipformerCtc: { model: join(model, 'model.int8.onnx') },
      tokens: join(model, 'tokens.txt'),
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
    decodingMethod: 'greedy_search',
  });
}

async function recognise(samples: Int16Array): Promise<string> {
  const wide = new sherpa.LinearResampler(lineHz, 16_000).flush(
    Float32Array.from(samples, sample => sample / 32_768),
  );
  const stream = recogniser.createStream();
  stream.acceptWaveform({ samples: wide, sampleRate: 16_000 });
  const { tokens } = await recogniser.decodeAsync(stream);
  return tokens.join('').replaceAll('▁', ' ').trim();
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
