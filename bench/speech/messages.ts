/** The messages of the bench: files of a folder as they are, or joined to messages of one length. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resample } from '../../src/audio/resample.ts';
import { readWav, writeWav } from '../../src/audio/wav.ts';

export interface Message {
  name: string;
  /** 8 kHz, 16 bit, as a call leaves it. */
  wavFile: string;
  durationMs: number;
  /** What was said; '' nobody speaks; null: not known, for the message was cut. */
  text: string | null;
}

/** One message for each WAV with a .txt beside it. `only`: part of the names. */
export async function filesAsMessages(audio: string, folder: string, only: RegExp): Promise<Message[]> {
  const names = (await readdir(audio)).filter(name => name.endsWith('.wav') && only.test(name)).sort();
  const messages: Message[] = [];
  for (const name of names) {
    const textFile = join(audio, name.replace(/\.wav$/, '.txt'));
    if (!existsSync(textFile)) continue;
    const samples = await telephoneSamples(join(audio, name));
    messages.push(await save(folder, { name, samples, text: (await readFile(textFile, 'utf8')).trim() }));
  }
  return messages;
}

/** Speech of the folder, joined with half a second between files and cut to `seconds`; at most `most` messages. */
export async function joinedMessages(
  audio: string,
  folder: string,
  made: { seconds: number; most: number; only: RegExp },
): Promise<Message[]> {
  const spoken = (await filesAsMessages(audio, folder, made.only)).filter(message => message.text !== '');
  const pause = new Int16Array(rate / 2);
  const parts: Int16Array[] = [];
  for (const message of spoken) parts.push((await readWav(message.wavFile)).samples, pause);
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  const length = made.seconds * rate;
  const count = Math.min(made.most, Math.floor(all.length / length));
  if (count === 0) throw new Error(`${audio} holds less than ${made.seconds} s of speech`);
  const messages: Message[] = [];
  for (let index = 0; index < count; index += 1) {
    const samples = all.slice(index * length, (index + 1) * length);
    messages.push(await save(folder, { name: `${made.seconds}s-${index}.wav`, samples, text: null }));
  }
  return messages;
}

const rate = 8000;

async function telephoneSamples(file: string): Promise<Int16Array> {
  const { samples, sampleRate } = await readWav(file);
  return sampleRate === rate ? samples : resample(samples, { fromHz: sampleRate, toHz: rate });
}

async function save(
  folder: string,
  { name, samples, text }: { name: string; samples: Int16Array; text: string | null },
): Promise<Message> {
  const wavFile = join(folder, name);
  await writeWav(wavFile, samples, rate);
  return { name, wavFile, durationMs: Math.round((samples.length * 1000) / rate), text };
}
