/**
 * The chain loses nothing: what the demo model understands of a recording in a folder, it understands of
 * the same words said in a real call (SIP, A-law, Asterisk's file, pauses, pieces). Real Asterisk, the
 * real process, real engines.
 */

import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { percentOf, type WordErrors, wordErrorRate } from '../../bench/speech/wer.ts';
import { type DemoTranscriber, openDemoTranscriber } from '../../bench/training/demo-stt/demo-transcriber.ts';
import { projectFolder } from '../../scripts/tools.ts';
import { readWav } from '../../src/audio/wav.ts';
import type { Transcript } from '../../src/domain/transcript.ts';
import { findMessageOfCall } from '../../src/store/messages.ts';
import { newestResults } from '../../src/store/results.ts';
import { allCalls, look, said } from './kit.ts';
import { BEEP_HZ, type LineHouse, openLineHouse } from './line-kit.ts';
import { otherMessages, speakToFile } from './speech-messages.ts';

const demoNames = ['abrechnung', 'aufzug', 'heizung', 'laerm', 'rohrbruch', 'schluessel'];
/** A pause finder by Silero, where its weights are; else the house and the measure both use the built-in gate. */
const silero = join(projectFolder, '../shared/models/silero_vad.onnx');

interface Spoken {
  name: string;
  file: string;
  text: string;
  /** Who calls: how the message is found again. */
  from: string;
}

let line: LineHouse;
let direct: DemoTranscriber;
let folder: string;
let demos: Spoken[];
let others: Spoken[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hausruf-chain-'));
  const models = join(folder, 'models');
  const vadFile = existsSync(silero) ? join(models, 'silero-vad/silero_vad.onnx') : null;
  await mkdir(join(models, 'silero-vad'), { recursive: true });
  if (vadFile) await copyFile(silero, vadFile);
  else console.warn('silero_vad.onnx is not there: the chain is measured with the built-in gate.');
  demos = await Promise.all(
    demoNames.map(async (name, index) => ({
      name,
      file: said(name),
      text: (await readFile(said(name).replace(/\.wav$/, '.txt'), 'utf8')).trim(),
      from: `+49441555020${index}`,
    })),
  );
  others = Object.entries(otherMessages).map(([name, text], index) => ({
    name,
    file: join(folder, `${name}.wav`),
    text,
    from: `+49441555021${index}`,
  }));
  for (const { file, text } of others) await speakToFile(text, file);
  direct = openDemoTranscriber({ modelFolder: join(projectFolder, 'models/demo-stt-de'), vadFile });
  line = await openLineHouse({}, { environment: { HAUSRUF_MODELS: models } });
});
afterAll(async () => {
  await line?.close();
  await direct?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});
afterEach(ctx => {
  if (ctx.task.result?.state === 'fail') console.error(line?.house.log().slice(-3000));
});

describe('the words of a caller', () => {
  it('are understood in a call as well as from a file, for all six messages of the demo', async () => {
    const called = await callAll(demos);
    const byCall = demos.map(({ text }, index) => wordErrorRate(text, called[index]?.text ?? ''));
    const byFile = await scoreFiles(demos);
    tell('demo messages', demos, { byFile, byCall });
    // Each was said by somebody, and said on once.
    expect(called.every(transcript => transcript.isDemo && transcript.model === 'demo-stt-de')).toBe(true);
    expect(percentOf(byFile)).toBeLessThanOrEqual(6);
    expect(percentOf(byCall)).toBeLessThanOrEqual(percentOf(byFile) + 1);
  });

  it('are understood in messages that nothing was made with', async () => {
    const called = await callAll(others);
    const byCall = others.map(({ text }, index) => wordErrorRate(text, called[index]?.text ?? ''));
    const byFile = await scoreFiles(others);
    tell('other messages', others, { byFile, byCall });
    expect(percentOf(byFile)).toBeLessThanOrEqual(15);
    expect(percentOf(byCall)).toBeLessThanOrEqual(15);
    expect(percentOf(byCall)).toBeLessThanOrEqual(percentOf(byFile) + 1);
  });

  it('come to the reader with the name of what understood them', () => {
    const mails = line.house.mail.mails;
    expect(mails).toHaveLength(demos.length + others.length);
    for (const mail of mails) {
      expect(mail.text).toContain('Demo-Spracherkennung (nur synthetische Stimmen)');
      expect(mail.html).toContain('Demo-Spracherkennung (nur synthetische Stimmen)');
    }
  });
});

/** Two callers at a time, as an office has them; their transcripts in the order of `messages`. */
async function callAll(messages: readonly Spoken[]): Promise<Transcript[]> {
  const before = line.house.mail.mails.length;
  const waiting = [...messages];
  const speakNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await leaveMessage(next);
  };
  await Promise.all([speakNext(), speakNext()]);
  await line.house.mail.waitFor(before + messages.length, 90_000);
  return messages.map(({ from }) => transcriptOf(from));
}

async function leaveMessage({ file, from }: Spoken): Promise<void> {
  const { samples, sampleRate } = await readWav(file);
  expect(sampleRate).toBe(8000);
  const call = await line.call({ from });
  await call.answered;
  await call.waitForToneEnd(BEEP_HZ, 10_000);
  // A caller draws breath; and the telephone goes on sending while it hangs up.
  await call.say(new Int16Array(2400));
  const { isWhole } = await call.say(samples);
  await call.say(new Int16Array(4000));
  await call.hangUp();
  expect(isWhole).toBe(true);
}

function transcriptOf(from: string): Transcript {
  const calls = allCalls(line.house).filter(each => each.callerNumber === from);
  expect(calls).toHaveLength(1);
  const [call] = calls;
  return look(line.house, db => {
    const message = call && findMessageOfCall(db, call.id);
    const transcript = message && newestResults(db, message.id).transcript;
    if (transcript?.kind !== 'made') throw new Error(`${from}: ${transcript?.because ?? 'no message'}`);
    return transcript;
  });
}

async function scoreFiles(messages: readonly Spoken[]): Promise<WordErrors[]> {
  const scores: WordErrors[] = [];
  for (const { file, text } of messages) scores.push(wordErrorRate(text, await direct.textOf(file)));
  return scores;
}

function tell(
  test: string,
  messages: readonly Spoken[],
  scores: { byFile: WordErrors[]; byCall: WordErrors[] },
): void {
  const each = messages.map(({ name }, index) => [
    name,
    [scores.byFile[index]?.errors, scores.byCall[index]?.errors, scores.byCall[index]?.words],
  ]);
  console.log(
    JSON.stringify({
      test,
      messages: messages.length,
      words: scores.byCall.reduce((sum, { words }) => sum + words, 0),
      werByFile: percentOf(scores.byFile),
      werByCall: percentOf(scores.byCall),
      errorsByFileAndCallOfWords: Object.fromEntries(each),
    }),
  );
}
