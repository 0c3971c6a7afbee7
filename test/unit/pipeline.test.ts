import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repairWavHeader } from '../../src/audio/salvage.ts';
import { encodeWav, wavFacts } from '../../src/audio/wav.ts';
import { reasonText } from '../../src/delivery/note-rows.ts';
import type { DeliveryOutcome, Note } from '../../src/domain/delivery.ts';
import type { CallId, MessageId } from '../../src/domain/ids.ts';
import { type Mailbox, type MailboxInput, simpleFlow } from '../../src/domain/mailbox.ts';
import { missing } from '../../src/domain/missing.ts';
import type { Step } from '../../src/domain/step.ts';
import { steps } from '../../src/domain/step.ts';
import type { Transcript } from '../../src/domain/transcript.ts';
import { backOff, giveUp, makeSteps, type StepsOptions } from '../../src/pipeline/steps.ts';
import { type SweepOptions, sweepSpool } from '../../src/pipeline/sweep.ts';
import { startWorker, type Worker } from '../../src/pipeline/worker.ts';
import { addCall, findCall, findCallByChannel, openCalls } from '../../src/store/calls.ts';
import { listCategories, replaceCategories } from '../../src/store/categories.ts';
import { deliveriesOfMessage } from '../../src/store/deliveries.ts';
import { addJob, jobsOfMessage, takeJob } from '../../src/store/jobs.ts';
import { addMailbox } from '../../src/store/mailboxes.ts';
import { findMessageOfCall, findRecording } from '../../src/store/messages.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { newestResults } from '../../src/store/results.ts';

const migrationsFolder = resolve(import.meta.dirname, '../../migrations');
const muster: MailboxInput = {
  name: 'Muster',
  numbers: ['+493012345'],
  timeZone: 'Europe/Berlin',
  mailAddress: 'buero@muster.example',
  attachRecording: false,
  flow: simpleFlow({ greeting: 'Guten Tag', goodbye: '' }),
};

let folder: string;
let store: Store;
let mailbox: Mailbox;
let now: number;
const spool = () => join(folder, 'spool');
const kept = () => join(folder, 'recordings');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-pipeline-'));
  mkdirSync(spool());
  mkdirSync(kept());
  store = openStore({ folder: join(folder, 'data'), migrationsFolder });
  mailbox = addMailbox(store.db, muster, 1);
  now = Date.now();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function incoming(id = 'call-1', channelId = 'ch-1') {
  const call = {
    callId: id as CallId,
    mailboxId: mailbox.mailboxId,
    kind: 'caller' as const,
    originalNumber: null,
    trunkId: null,
    callerNumber: '+49441783295',
    numberSource: 'from' as const,
    dialledNumber: '+493012345',
    arrivedAt: now - 60_000,
    channelId,
    answeredBy: 'controller' as const,
  };
  addCall(store.db, call);
  return call;
}

function record(name: string, seconds: number): string {
  const file = join(spool(), name);
  writeFileSync(file, encodeWav(new Int16Array(seconds * 8000).fill(1000), 8000));
  return file;
}

const problems: string[] = [];
function sweepOptions(): SweepOptions {
  return {
    db: store.db,
    wav: { facts: wavFacts, repair: async file => void (await repairWavHeader(file)) },
    recordingsFolder: kept(),
    spoolFolder: spool(),
    now: () => now,
    parseFallbackName: name =>
      name.startsWith('fb_')
        ? {
            arrivedAt: now - 5000,
            callerNumber: '0441783295',
            dialledNumber: '+493012345',
            originalNumber: null,
            channelId: 'fb-ch',
          }
        : null,
    normaliseNumber: raw => raw?.replace(/^0/, '+49') ?? null,
    mailboxFor: () => mailbox.mailboxId,
    onAccepted: () => {},
    onProblem: (message, _facts, error) => problems.push(`${message}: ${String(error)}`),
  };
}
const messageOf = (callId: string) => {
  const message = findMessageOfCall(store.db, callId as CallId);
  if (!message) throw new Error('no message');
  return message;
};

describe('a recording in the spool', () => {
  it('becomes a message with its first job, is kept, and leaves the spool', async () => {
    incoming();
    record('call-1.wav', 3);
    await sweepSpool(sweepOptions(), new Set());
    const message = messageOf('call-1');
    expect(findRecording(store.db, message.recordingId)).toMatchObject({
      file: 'call-1.wav',
      durationMs: 3000,
      isComplete: true,
    });
    expect(jobsOfMessage(store.db, message.id).map(job => job.step)).toEqual(['transcribe']);
    expect(findCall(store.db, 'call-1' as CallId)?.outcome).toBe('message');
    expect(readdirSync(spool())).toEqual([]);
    expect(readdirSync(kept())).toEqual(['call-1.wav']);
  });

  it('is left alone while its channel lives', async () => {
    incoming();
    record('call-1.wav', 3);
    expect(await sweepSpool(sweepOptions(), new Set(['ch-1']))).toBe(1);
    expect(findMessageOfCall(store.db, 'call-1' as CallId)).toBeNull();
    expect(readdirSync(spool())).toEqual(['call-1.wav']);
  });

  it('is left alone for a minute while Asterisk cannot be asked, then taken', async () => {
    incoming();
    record('call-1.wav', 3);
    expect(await sweepSpool(sweepOptions(), null)).toBe(1);
    now += 61_000;
    expect(await sweepSpool(sweepOptions(), null)).toBe(0);
    expect(messageOf('call-1')).toBeTruthy();
  });

  it('with the header of a killed Asterisk is mended, and the message marked as not whole', async () => {
    incoming();
    const file = record('call-1.wav', 3);
    const { open } = await import('node:fs/promises');
    const handle = await open(file, 'r+');
    await handle.write(Buffer.alloc(4), 0, 4, 40);
    await handle.close();
    truncateSync(file, 44 + 32_001);
    await sweepSpool(sweepOptions(), new Set());
    const recording = findRecording(store.db, messageOf('call-1').recordingId);
    expect(recording).toMatchObject({ isComplete: false, durationMs: 2000 });
    expect((await wavFacts(join(kept(), 'call-1.wav'))).isHeaderBroken).toBe(false);
  });

  it('that is no audio at all is kept and goes on as a message, for a person to look at', async () => {
    incoming();
    writeFileSync(join(spool(), 'call-1.wav'), 'x'.repeat(5000));
    await sweepSpool(sweepOptions(), new Set());
    expect(findRecording(store.db, messageOf('call-1').recordingId)).toMatchObject({
      bytes: 5000,
      durationMs: 0,
    });
  });

  it('of a caller who hung up on the beep is an attempt', async () => {
    incoming();
    record('call-1.wav', 0);
    await sweepSpool(sweepOptions(), new Set());
    expect(findCall(store.db, 'call-1' as CallId)).toMatchObject({
      outcome: 'attempt',
      attemptReason: 'no-audio',
    });
    expect(readdirSync(spool())).toEqual([]);
  });

  it('made by the fallback while we were away becomes a message with the caller it names', async () => {
    record('fb_1.wav', 4);
    await sweepSpool(sweepOptions(), new Set());
    const call = findCallByChannel(store.db, 'fb-ch');
    expect(call).toMatchObject({
      callerNumber: '+49441783295',
      answeredBy: 'fallback',
      outcome: 'message',
      mailboxId: mailbox.mailboxId,
    });
    expect(findRecording(store.db, messageOf(call?.id ?? '').recordingId)?.isComplete).toBe(true);
  });

  it('made by the fallback for a call that we handed over belongs to that call', async () => {
    incoming('call-1', 'fb-ch');
    record('fb_1.wav', 4);
    await sweepSpool(sweepOptions(), new Set());
    expect(messageOf('call-1')).toBeTruthy();
    expect(openCalls(store.db)).toEqual([]);
  });

  it('of a call that left one message here and a second with the fallback gives two messages', async () => {
    incoming('call-1', 'fb-ch');
    record('call-1.wav', 3);
    record('fb_1.wav', 4);
    await sweepSpool(sweepOptions(), new Set());
    expect(readdirSync(kept()).sort()).toEqual(['call-1.wav', 'fb_1.wav']);
    expect(readdirSync(spool())).toEqual([]);
    expect(store.sqlite.prepare('SELECT count(*) AS n FROM messages').get()).toEqual({ n: 2 });
  });

  it('that could not be taken in at once is not thrown away because the fallback has a second one', async () => {
    incoming('call-1', 'fb-ch');
    record('call-1.wav', 20);
    mkdirSync(join(kept(), 'call-1.wav'));
    record('fb_1.wav', 3);
    await sweepSpool(sweepOptions(), new Set());
    expect(readdirSync(spool())).toEqual(['call-1.wav']);
    rmSync(join(kept(), 'call-1.wav'), { recursive: true });
    await sweepSpool(sweepOptions(), new Set());
    expect(store.sqlite.prepare('SELECT duration_ms FROM recordings ORDER BY id').all()).toEqual([
      { duration_ms: 3000 },
      { duration_ms: 20_000 },
    ]);
  });

  it('makes a message of a call that had been given up as lost', async () => {
    incoming();
    await sweepSpool(sweepOptions(), new Set());
    expect(findCall(store.db, 'call-1' as CallId)?.outcome).toBe('attempt');
    record('call-1.wav', 3);
    await sweepSpool(sweepOptions(), new Set());
    expect(findCall(store.db, 'call-1' as CallId)).toMatchObject({ outcome: 'message', attemptReason: null });
  });

  it('of no bytes at all is an attempt, not an error for ever', async () => {
    incoming();
    writeFileSync(join(spool(), 'call-1.wav'), '');
    problems.length = 0;
    await sweepSpool(sweepOptions(), new Set());
    expect(problems).toEqual([]);
    expect(findCall(store.db, 'call-1' as CallId)?.attemptReason).toBe('no-audio');
    expect(readdirSync(spool())).toEqual([]);
  });

  it('whose call nobody remembers is a message all the same', async () => {
    record('0192aaaa-bbbb.wav', 4);
    now += 61_000;
    await sweepSpool(sweepOptions(), new Set());
    expect(messageOf('0192aaaa-bbbb')).toBeTruthy();
  });

  it('found again after a kill between commit and clean-up is only cleaned up', async () => {
    incoming();
    record('call-1.wav', 3);
    await sweepSpool(sweepOptions(), new Set());
    record('call-1.wav', 3);
    await sweepSpool(sweepOptions(), new Set());
    expect(store.sqlite.prepare('SELECT count(*) AS n FROM messages').get()).toEqual({ n: 1 });
    expect(existsSync(join(spool(), 'call-1.wav'))).toBe(false);
  });

  it('killed between its name and its commit leaves no half file behind', async () => {
    incoming();
    linkSync(record('call-1.wav', 3), join(kept(), 'call-1.wav'));
    await sweepSpool(sweepOptions(), new Set());
    expect(messageOf('call-1')).toBeTruthy();
    expect(readdirSync(kept())).toEqual(['call-1.wav']);
  });

  it('stays in the spool when it cannot be taken in, and one bad file does not hold up the others', async () => {
    incoming('call-1', 'ch-1');
    incoming('call-2', 'ch-2');
    record('call-1.wav', 3);
    record('call-2.wav', 3);
    mkdirSync(join(kept(), 'call-1.wav'));
    writeFileSync(join(kept(), 'call-1.wav', 'in the way'), '');
    await sweepSpool(sweepOptions(), new Set());
    expect(readdirSync(spool())).toEqual(['call-1.wav']);
    expect(messageOf('call-2')).toBeTruthy();
    rmSync(join(kept(), 'call-1.wav'), { recursive: true });
    await sweepSpool(sweepOptions(), new Set());
    expect(messageOf('call-1')).toBeTruthy();
  });

  it('leaves no call open that ended while nobody was looking', async () => {
    incoming();
    await sweepSpool(sweepOptions(), new Set(['ch-1']));
    expect(openCalls(store.db)).toHaveLength(1);
    await sweepSpool(sweepOptions(), new Set());
    expect(findCall(store.db, 'call-1' as CallId)?.attemptReason).toBe('interrupted');
  });
});

const said: Transcript = {
  kind: 'made',
  text: 'die heizung',
  segments: [],
  language: 'de',
  engine: 'sherpa-onnx',
  model: 'm',
  isDemo: false,
  speechMs: 1000,
};

describe('the pipeline', () => {
  let worker: Worker | null = null;
  let notes: Note[];
  let tries: { key: string; tryNumber: number }[];
  afterEach(async () => {
    await worker?.stop();
    worker = null;
  });

  /** The capabilities as functions: each test changes the one it is about. */
  function stepsWith(changes: Partial<StepsOptions>): StepsOptions {
    notes = [];
    tries = [];
    return {
      db: store.db,
      now: () => now,
      recordingsFolder: kept(),
      shownPart: async () => ({ fromMs: 0, toMs: 900 }),
      transcribe: async () => ({ kind: 'done', value: said }),
      match: () => ({ kind: 'unknown' }),
      isUntranscribed: () => false,
      findEmergency: () => null,
      sendAlarm: async () => ({ kind: 'done', receipt: 'none' }),
      categorise: () => ({ kind: 'made', categoryId: null, name: 'Sonstiges', hits: [] }),
      summarise: async () => ({ kind: 'done', value: missing('no-transcript') }),
      deliver: async (delivery, note) => {
        notes.push(note);
        tries.push({ key: delivery.idempotencyKey, tryNumber: delivery.tryNumber });
        return { kind: 'done', receipt: '250 ok' };
      },
      route: box =>
        box.mailAddress
          ? { kind: 'mail', address: box.mailAddress }
          : { kind: 'none', problem: { code: 'NO_DESTINATION', message: 'none' } },
      idempotencyKey: (messageId, generation) => `${messageId}.${generation}`,
      pageUrl: () => null,
      ...changes,
    };
  }

  function run(options: StepsOptions, pauseMs?: number): Worker {
    worker = startWorker({
      db: store.db,
      now: () => now,
      run: makeSteps(options),
      giveUp: (job, problem) => giveUp(options, job, problem),
      backOff: job => {
        const wait = backOff(job, now);
        return wait === null ? null : (pauseMs ?? wait);
      },
      lanes: [
        { steps: steps.filter(step => step !== 'deliver'), workers: 1 },
        { steps: ['deliver'], workers: 2 },
      ],
      onChange: () => {},
      onProblem: () => {},
      isBroken: () => false,
      isFull: () => false,
      onBroken: () => {},
    });
    return worker;
  }

  async function accepted(): Promise<MessageId> {
    incoming();
    record('call-1.wav', 3);
    await sweepSpool(sweepOptions(), new Set());
    return messageOf('call-1').id;
  }

  const states = (messageId: MessageId) =>
    Object.fromEntries(jobsOfMessage(store.db, messageId).map(job => [job.step, job.state]));

  /** Waits for a state, not for a time. */
  async function until(isTrue: () => boolean): Promise<void> {
    for (let waited = 0; waited < 10_000 && !isTrue(); waited += 10)
      await new Promise(r => setTimeout(r, 10));
    expect(isTrue()).toBe(true);
  }

  it('takes a message through every step to its delivery, each once', async () => {
    const messageId = await accepted();
    run(stepsWith({}));
    await until(() => states(messageId).deliver === 'done');
    expect(states(messageId)).toEqual(
      Object.fromEntries(steps.filter(step => step !== 'alarm').map(step => [step, 'done'])),
    );
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatchObject({ callerNumber: '+49441783295', transcript: { text: 'die heizung' } });
    expect(deliveriesOfMessage(store.db, messageId)[0]).toMatchObject({
      state: 'done',
      address: muster.mailAddress,
    });
  });

  it('R142: sends the note to the address of its category, as that is entered when it is sent', async () => {
    replaceCategories(store.db, [
      { name: 'Heizung', keywords: [], mailAddress: 'heizung@muster.example' },
      { name: 'Dach', keywords: [] },
    ]);
    const [heating] = listCategories(store.db);
    if (!heating) throw new Error('no category');
    const messageId = await accepted();
    const { categoryId, name } = heating;
    run(
      stepsWith({
        categorise: () => ({ kind: 'made', categoryId, name, hits: [] }),
        route: (box, { categoryAddress }) => ({
          kind: 'mail',
          address: categoryAddress ?? box.mailAddress ?? '',
        }),
      }),
    );
    await until(() => states(messageId).deliver === 'done');
    expect(deliveriesOfMessage(store.db, messageId)[0]).toMatchObject({ address: 'heizung@muster.example' });
  });

  it('R126: transcribes nothing of a contact who wants no transcript, and sends the audio with the reason', async () => {
    const messageId = await accepted();
    const heard: string[] = [];
    run(
      stepsWith({
        isUntranscribed: number => number === '+49441783295',
        transcribe: async ({ wavFile }) => {
          heard.push(wavFile);
          return { kind: 'done', value: said };
        },
      }),
    );
    await until(() => states(messageId).deliver === 'done');
    expect(heard).toEqual([]);
    expect(notes).toHaveLength(1);
    expect(notes[0]?.transcript).toEqual(missing('untranscribed'));
    expect(reasonText('untranscribed')).toContain('nichts verschriftet');
  });

  it('tries an engine that failed once more, then sends the note without its result', async () => {
    const messageId = await accepted();
    let begun = 0;
    run(
      stepsWith({
        transcribe: async () => {
          begun += 1;
          return { kind: 'retry', problem: { code: 'ENGINE_FAILED', message: 'crashed' } };
        },
      }),
      0,
    );
    await until(() => states(messageId).deliver === 'done');
    expect(begun).toBe(2);
    expect(notes[0]?.transcript).toEqual(missing('engine-failed'));
    expect(states(messageId).transcribe).toBe('dead');
  });

  it.each(['match', 'categorise'] as const)('sends the note although the step %s breaks', async step => {
    const messageId = await accepted();
    run(
      stepsWith({
        [step]: () => {
          throw new Error('a bug');
        },
      }),
      0,
    );
    await until(() => states(messageId).deliver === 'done');
    expect(notes).toHaveLength(1);
    expect(newestResults(store.db, messageId)[step === 'match' ? 'match' : 'categorisation']).toEqual(
      missing('step-failed'),
    );
  });

  it('calls a recording without speech an attempt, keeps its contact, and sends nothing', async () => {
    const messageId = await accepted();
    run(stepsWith({ transcribe: async () => ({ kind: 'done', value: missing('no-speech') }) }));
    await until(() => states(messageId).match === 'done');
    expect(findCall(store.db, 'call-1' as CallId)).toMatchObject({
      outcome: 'attempt',
      attemptReason: 'no-speech',
    });
    expect(Object.keys(states(messageId))).toEqual(['transcribe', 'match']);
    expect(notes).toEqual([]);
    expect(existsSync(join(kept(), 'call-1.wav'))).toBe(true);
  });

  it.each(['later', 'unclear'] as const)(
    'sends a note again under the same key when the first try ends "%s"',
    async kind => {
      const messageId = await accepted();
      const outcomes: DeliveryOutcome[] = [
        { kind, problem: { code: 'SMTP_LATER', message: '451' } },
        { kind: 'done', receipt: 'ok' },
      ];
      const seen: { key: string; tryNumber: number }[] = [];
      run(
        stepsWith({
          deliver: async delivery => {
            seen.push({ key: delivery.idempotencyKey, tryNumber: delivery.tryNumber });
            return outcomes.shift() ?? { kind: 'done', receipt: 'too often' };
          },
        }),
        0,
      );
      await until(() => states(messageId).deliver === 'done');
      expect(seen).toEqual([
        { key: `${messageId}.1`, tryNumber: 1 },
        { key: `${messageId}.1`, tryNumber: 2 },
      ]);
      expect(deliveriesOfMessage(store.db, messageId)[0]?.tries.map(each => each.outcome)).toEqual([
        kind,
        'done',
      ]);
    },
  );

  it('gives a note up that was refused for good, visibly, and sends it anew when asked to', async () => {
    const messageId = await accepted();
    const outcomes: DeliveryOutcome[] = [{ kind: 'no', problem: { code: 'SMTP_REFUSED', message: '550' } }];
    run(stepsWith({ deliver: async () => outcomes.shift() ?? { kind: 'done', receipt: 'ok' } }), 0);
    await until(() => states(messageId).deliver === 'dead');
    expect(deliveriesOfMessage(store.db, messageId)[0]?.state).toBe('failed');
    addJob(store.db, { messageId, step: 'deliver', generation: 2, now });
    worker?.poke();
    await until(() => deliveriesOfMessage(store.db, messageId)[0]?.state === 'done');
    expect(deliveriesOfMessage(store.db, messageId).map(each => each.generation)).toEqual([2, 1]);
  });

  it('takes up a job that died in the middle, and tells the other side that it may have the note', async () => {
    const messageId = await accepted();
    const never = stepsWith({ deliver: () => new Promise(() => {}) });
    run(never);
    await until(() => deliveriesOfMessage(store.db, messageId)[0]?.tries.length === 1);
    // What a kill leaves: a leased job and a try without an end. The first worker is simply forgotten.
    worker = null;
    run(stepsWith({}));
    await until(() => states(messageId).deliver === 'done');
    expect(tries).toEqual([{ key: `${messageId}.1`, tryNumber: 2 }]);
  });

  it('stops trying a step that ends its process each time, and sends the note', async () => {
    const messageId = await accepted();
    for (let kill = 0; kill < 6; kill += 1) {
      const job = takeJob(store.db, { now, leaseUntil: now + 1, steps: ['transcribe'] as Step[] });
      expect(job?.step).toBe('transcribe');
      store.sqlite.exec("UPDATE jobs SET state = 'queued', lease_until = NULL");
    }
    run(stepsWith({}));
    await until(() => states(messageId).deliver === 'done');
    expect(states(messageId).transcribe).toBe('dead');
    expect(notes[0]?.transcript).toEqual(missing('step-failed'));
  });

  it('keeps the note in the inbox when there is nowhere to send it', async () => {
    store.sqlite.exec('UPDATE mailboxes SET mail_address = NULL');
    const messageId = await accepted();
    run(stepsWith({}));
    await until(() => states(messageId).deliver === 'dead');
    expect(jobsOfMessage(store.db, messageId).at(-1)?.problemCode).toBe('NO_DESTINATION');
    expect(notes).toEqual([]);
  });

  it('goes on when a clock that ran a year ahead was set right again', async () => {
    const messageId = await accepted();
    store.sqlite.prepare('UPDATE jobs SET not_before = ?').run(now + 365 * 24 * 3600 * 1000);
    run(stepsWith({}));
    await until(() => states(messageId).deliver === 'done');
  });

  it('waits longer each time before it sends again, and gives up after five days', () => {
    const job = (attempts: number, createdAt: number) =>
      ({ step: 'deliver', attempts, createdAt }) as Parameters<typeof backOff>[0];
    expect([1, 2, 3, 20].map(attempts => backOff(job(attempts, now), now))).toEqual([
      30_000, 60_000, 120_000, 3_600_000,
    ]);
    expect(backOff(job(9, now - 6 * 24 * 3600 * 1000), now)).toBeNull();
  });
});
