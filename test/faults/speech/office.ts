/**
 * Everything behind the hang-up for one mailbox, in this process: the real sweep, store, worker, steps,
 * transcription with real or broken engines in real child processes, real lame, and a real mail server.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type CaughtMail, startMailCatcher } from '../../../scripts/house/mail-catcher.ts';
import { installedTool, projectFolder } from '../../../scripts/tools.ts';
import { makeEncodeMp3 } from '../../../src/audio/mp3.ts';
import { repairWavHeader } from '../../../src/audio/salvage.ts';
import { shownEnds } from '../../../src/audio/shown-ends.ts';
import { readWav, wavFacts, writeWav } from '../../../src/audio/wav.ts';
import { makeMatchContact } from '../../../src/contacts/match.ts';
import { routeMessage } from '../../../src/delivery/route.ts';
import { makeDeliverBySmtp } from '../../../src/delivery/smtp.ts';
import { simpleFlow } from '../../../src/domain/mailbox.ts';
import type { TranscriptResult } from '../../../src/domain/transcript.ts';
import { makeEngine } from '../../../src/engines/engine-process.ts';
import { makeQueue } from '../../../src/engines/queue.ts';
import { makeRunProgram } from '../../../src/engines/run-program.ts';
import { giveUp, makeSteps, type StepsOptions } from '../../../src/pipeline/steps.ts';
import { type SweepOptions, sweepSpool } from '../../../src/pipeline/sweep.ts';
import { startWorker } from '../../../src/pipeline/worker.ts';
import type { SpeechModel } from '../../../src/speech/engine-types.ts';
import { makeTranscribe } from '../../../src/speech/transcribe.ts';
import { findCallByChannel } from '../../../src/store/calls.ts';
import { addMailbox, listMailboxes } from '../../../src/store/mailboxes.ts';
import { findMessageOfCall, findRecording } from '../../../src/store/messages.ts';
import { isStoreBroken, isStoreFull, openStore } from '../../../src/store/open.ts';
import { newestResults } from '../../../src/store/results.ts';
import { parseFallbackName } from '../../../src/telephony/fallback-name.ts';
import { makeCategorise } from '../../../src/understanding/categorise.ts';
import { makeSummarise } from '../../../src/understanding/summarise.ts';

/** As in the product a failed step is tried once more; only the wait is shorter. */
const tries = 2;
const backOffMs = 50;

export interface OfficeOptions {
  models: () => SpeechModel[];
  /** Default: the product's. */
  engineProgram?: string;
  /** How long an engine may take; default: what the product says. */
  deadlineMs?: number;
}

export interface Left {
  /** What the office was sent; null: nothing, the call was an attempt. */
  mail: CaughtMail | null;
  transcript: TranscriptResult | null;
  recording: { file: string; durationMs: number; isComplete: boolean } | null;
  /** The call's, when nothing was left. */
  attemptReason: string | null;
}

export type Office = Awaited<ReturnType<typeof openOffice>>;

export async function openOffice(options: OfficeOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-speech-fault-'));
  const [recordingsFolder, spoolFolder, tempFolder] = ['recordings', 'spool', 'tmp'].map(name => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  }) as [string, string, string];
  const store = openStore({
    folder: join(folder, 'data'),
    migrationsFolder: join(projectFolder, 'migrations'),
  });
  const { db } = store;
  addMailbox(
    db,
    {
      name: 'Muster',
      numbers: ['+493012345'],
      timeZone: 'Europe/Berlin',
      mailAddress: 'buero@muster.example',
      attachRecording: true,
      flow: simpleFlow({ greeting: 'Guten Tag', goodbye: '' }),
    },
    1,
  );
  const catcher = await startMailCatcher();
  const queue = makeQueue();
  const engine = makeEngine({
    program: options.engineProgram ?? join(projectFolder, 'src/engines/speech-child.ts'),
    queue,
    idleMs: 60_000,
  });
  const { deadlineMs } = options;
  const transcribe = makeTranscribe({
    models: options.models,
    allowDemoModel: true,
    runEngine: engine.run,
    runProgram: makeRunProgram(queue),
    whisperTool: null,
    readWav,
    writeWav,
    tempFolder,
    threads: 1,
    ...(deadlineMs === undefined ? {} : { deadlineMs: () => deadlineMs }),
  });
  const mail = makeDeliverBySmtp({
    url: catcher.url,
    from: 'hausruf@muster.example',
    encodeMp3: makeEncodeMp3(installedTool('lame')),
    recordingsFolder,
  });
  const now = () => Date.now();
  const problems: string[] = [];
  const stepsOptions: StepsOptions = {
    db,
    now,
    recordingsFolder,
    transcribe,
    shownPart: async file => {
      const { samples, sampleRate } = await readWav(file);
      return shownEnds(samples, sampleRate);
    },
    match: makeMatchContact([]),
    isUntranscribed: () => false,
    findEmergency: () => null,
    categorise: makeCategorise([]),
    sendAlarm: async () => ({ kind: 'done', receipt: 'none' }),
    summarise: transcript => makeSummarise()(transcript),
    deliver: mail.deliver,
    route: mailbox => routeMessage(mailbox, true),
    idempotencyKey: (messageId, generation) => `${messageId}.${generation}@muster.example`,
    pageUrl: () => null,
  };
  const worker = startWorker({
    db,
    now,
    run: makeSteps(stepsOptions),
    giveUp: (job, problem) => giveUp(stepsOptions, job, problem),
    backOff: job => (job.attempts < tries ? backOffMs : null),
    lanes: [
      { steps: ['transcribe', 'match', 'categorise', 'summarise'], workers: 1 },
      { steps: ['deliver'], workers: 2 },
    ],
    onChange: () => {},
    onProblem: (message, facts) => problems.push(`${message} ${facts.code ?? ''} ${facts.reason ?? ''}`),
    isBroken: isStoreBroken,
    isFull: isStoreFull,
    onBroken: error => problems.push(`broken: ${String(error)}`),
  });
  const sweep: SweepOptions = {
    db,
    now,
    wav: { facts: wavFacts, repair: async file => void (await repairWavHeader(file)) },
    recordingsFolder,
    spoolFolder,
    parseFallbackName,
    normaliseNumber: raw => raw,
    mailboxFor: () => listMailboxes(db)[0]?.mailboxId ?? null,
    onAccepted: () => worker.poke(),
    onProblem: (message, _facts, error) => problems.push(`${message}: ${String(error)}`),
  };
  let calls = 0;

  /** Puts recordings where the telephone system leaves them, and waits for what the office gets of each. */
  async function leaveAll(recordings: ((file: string) => void)[], withinMs = 60_000): Promise<Left[]> {
    const channels = recordings.map(make => {
      calls += 1;
      const channel = `fault-${calls}.1`;
      make(join(spoolFolder, `fb_${1_795_464_000 + calls}_p49441783295_p493012345_${channel}.wav`));
      return channel;
    });
    await sweepSpool(sweep, new Set());
    const found = channels.map(channel => {
      const call = findCallByChannel(db, channel);
      if (!call) throw new Error(`the recording was not taken in: ${problems.join('; ')}`);
      return { call, message: findMessageOfCall(db, call.id) };
    });
    const deadline = Date.now() + withinMs;
    return Promise.all(
      found.map(async ({ call, message }) => {
        if (!message)
          return { mail: null, transcript: null, recording: null, attemptReason: call.attemptReason };
        const isIt = (each: CaughtMail) => each.headers.get('x-hausruf-message') === message.id;
        while (!catcher.mails.some(isIt) && Date.now() < deadline && !isSilent(message.id)) {
          await new Promise(done => setTimeout(done, 20));
        }
        const { transcript } = newestResults(db, message.id);
        return {
          mail: catcher.mails.find(isIt) ?? null,
          transcript: transcript ?? null,
          recording: findRecording(db, message.recordingId) ?? null,
          attemptReason: findCallByChannel(db, call.channelId)?.attemptReason ?? null,
        };
      }),
    );
  }
  /** Nobody speaks in it: an attempt, which is not sent. */
  const isSilent = (messageId: Parameters<typeof newestResults>[1]): boolean => {
    const { transcript, match } = newestResults(db, messageId);
    return transcript?.kind === 'missing' && transcript.because === 'no-speech' && match !== null;
  };

  return {
    folder,
    problems,
    enginePid: engine.pid,
    leaveAll,
    async leave(make: Uint8Array | ((file: string) => void), withinMs?: number): Promise<Left> {
      const put = typeof make === 'function' ? make : (file: string) => writeFileSync(file, make);
      const [left] = await leaveAll([put], withinMs);
      if (!left) throw new Error('nothing was left');
      return left;
    },
    spooled: () => readdirSync(spoolFolder),
    /** The channels whose messages were transcribed, in the order in which that was done (ids are UUIDv7). */
    transcribedInOrder: (): string[] =>
      store.sqlite
        .prepare(
          'SELECT calls.channel_id AS channel FROM transcripts JOIN messages ON messages.id = transcripts.message_id JOIN calls ON calls.id = messages.call_id ORDER BY transcripts.id',
        )
        .all()
        .map(row => (row as { channel: string }).channel),
    keptFile: (name: string) => join(recordingsFolder, name),
    async close(): Promise<void> {
      await worker.stop();
      await mail.close();
      await engine.close();
      await catcher.close();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The office got a note that says so, with the sound of the whole recording as MP3. */
export function expectAudio(left: Left, options: { seconds: number; says?: string | RegExp }): void {
  expect(left.mail, 'no note came').not.toBeNull();
  if (options.says) expect(left.mail?.text).toMatch(options.says);
  const mp3 = left.mail?.attachments[0];
  expect([left.mail?.attachments.length, mp3?.contentType]).toEqual([1, 'audio/mpeg']);
  // 32 kbit/s: the size says how long it lasts.
  expect(Math.abs((mp3?.content.length ?? 0) / 4000 - options.seconds)).toBeLessThan(0.5);
}

export const noModel =
  /Abschrift nicht verfügbar: kein Sprachmodell installiert\. Bitte hören Sie die Aufnahme an\./;
export const engineFailed =
  /Abschrift nicht verfügbar: die Spracherkennung ist fehlgeschlagen\. Bitte hören Sie die Aufnahme an\./;
export const tooLong = /Abschrift nicht verfügbar: die Aufnahme ist länger als 30 Minuten\./;
export const unreadable = /Abschrift nicht verfügbar: die Tondatei ist nicht lesbar\./;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
