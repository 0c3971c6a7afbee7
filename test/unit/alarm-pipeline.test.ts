import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alarmHealth } from '../../src/alarm-health.ts';
import { type Alarm, type AlarmOutput, alarmFactsOf } from '../../src/domain/alarm.ts';
import type { DeliveryOutcome } from '../../src/domain/delivery.ts';
import type { MailboxId, MessageId } from '../../src/domain/ids.ts';
import { missing } from '../../src/domain/missing.ts';
import { backOff, giveUp, makeSteps, type StepsOptions } from '../../src/pipeline/steps.ts';
import { startWorker, type Worker } from '../../src/pipeline/worker.ts';
import { replaceAlarmOutputs } from '../../src/store/alarm-settings.ts';
import { alarmsOfMessage, beginAlarmTry } from '../../src/store/alarms.ts';
import { jobsOfMessage, takeJob } from '../../src/store/jobs.ts';
import { addMailbox } from '../../src/store/mailboxes.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { readNote } from '../../src/understanding/summarise.ts';
import { office, toldMessage } from './told-message.ts';
import { transcriptOf } from './understanding-words.ts';

let folder: string;
let store: Store;
let mailboxId: MailboxId;
let worker: Worker | null = null;
let alarms: Alarm[];
let notes: MessageId[];
/** What every next try of an alarm ends with; the last one stays. */
let outcomes: DeliveryOutcome[];
let now: number;
let startedAt: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-alarm-'));
  store = openStore({ folder, migrationsFolder: resolve(import.meta.dirname, '../../migrations') });
  now = Date.parse('2026-01-12T03:00:00Z');
  startedAt = performance.now();
  ({ mailboxId } = addMailbox(store.db, office, now));
  alarms = [];
  notes = [];
  outcomes = [{ kind: 'done', receipt: '250 ok' }];
});
afterEach(async () => {
  await worker?.stop();
  worker = null;
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const output = (outputId: string, isOn = true): AlarmOutput => ({
  outputId,
  name: outputId,
  kind: 'mail',
  target: `${outputId}@muster.example`,
  secret: null,
  isOn,
});
const outputs = (...list: AlarmOutput[]) => store.db.transaction(tx => replaceAlarmOutputs(tx, list));

const message = (text: string, kind: 'caller' | 'probe' = 'caller'): MessageId =>
  toldMessage(store.db, { mailboxId, text, now, step: 'categorise', kind }).messageId;

/** Runs on from `now`: what waits becomes due. */
const clock = () => now + Math.floor(performance.now() - startedAt);

function optionsWith(changes: Partial<StepsOptions> = {}): StepsOptions {
  return {
    db: store.db,
    now: clock,
    recordingsFolder: folder,
    transcribe: async () => ({ kind: 'done', value: missing('no-speech') }),
    shownPart: async () => ({ fromMs: 0, toMs: 1 }),
    isUntranscribed: () => false,
    match: () => ({ kind: 'unknown' }),
    findEmergency: (transcript, { date }) =>
      transcript.kind === 'made' ? alarmFactsOf(readNote(transcript, { callDate: date })) : null,
    categorise: () => ({ kind: 'made', categoryId: null, name: 'Sonstiges', hits: [] }),
    summarise: async () => ({ kind: 'done', value: missing('step-failed') }),
    sendAlarm: async alarm => {
      alarms.push(alarm);
      return (outcomes.length > 1 ? outcomes.shift() : outcomes[0]) ?? { kind: 'done', receipt: '' };
    },
    deliver: async (_delivery, note) => {
      notes.push(note.messageId);
      return { kind: 'done', receipt: '250 ok' };
    },
    route: () => ({ kind: 'mail', address: 'buero@muster.example' }),
    idempotencyKey: (messageId, generation) => `${messageId}.${generation}`,
    pageUrl: () => null,
    ...changes,
  };
}

function run(changes: Partial<StepsOptions> = {}): void {
  const options = optionsWith(changes);
  worker = startWorker({
    db: store.db,
    now: options.now,
    run: makeSteps(options),
    giveUp: (job, problem) => giveUp(options, job, problem),
    backOff: job => (backOff(job, now) === null ? null : 1),
    lanes: [
      { steps: ['transcribe', 'match', 'categorise', 'summarise'], workers: 1 },
      { steps: ['deliver'], workers: 1 },
      { steps: ['alarm'], workers: 2 },
    ],
    onChange: () => {},
    onProblem: () => {},
    isBroken: () => false,
    isFull: () => false,
    onBroken: () => {},
  });
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000 && !isSo(); tries++) await new Promise(done => setTimeout(done, 10));
  expect(isSo()).toBe(true);
}
const statesOf = (messageId: MessageId) =>
  jobsOfMessage(store.db, messageId).map(({ step, generation, state }) => `${step} ${generation} ${state}`);
const isOver = (messageId: MessageId) => () =>
  jobsOfMessage(store.db, messageId).every(({ state }) => state === 'done' || state === 'dead');

const burst = 'Hilfe, im Keller ist ein Rohrbruch, hier ist Petra Lindner, Gartenstraße 12.';

describe('an emergency', () => {
  it('wakes each output that is on once, and the note goes its way as ever', async () => {
    outputs(output('nacht'), output('chef'), output('aus', false));
    const messageId = message(burst);
    run();
    await until(isOver(messageId));
    expect(alarms.map(each => each.idempotencyKey).sort()).toEqual([
      `${messageId}.chef`,
      `${messageId}.nacht`,
    ]);
    expect(alarms[0]?.facts).toMatchObject({
      label: 'Rohrbruch',
      callerName: 'Petra Lindner',
      address: 'Gartenstraße 12',
    });
    expect(notes).toEqual([messageId]);
    expect(alarmsOfMessage(store.db, messageId).map(({ state, tries }) => [state, tries.length])).toEqual([
      ['done', 1],
      ['done', 1],
    ]);
  });

  it('does not wait for the summary, and holds no note back while an output is silent', async () => {
    outputs(output('nacht'));
    const messageId = message(burst);
    let finish = () => {};
    let summarised = () => {};
    run({
      sendAlarm: alarm =>
        new Promise(done => {
          alarms.push(alarm);
          finish = () => done({ kind: 'done', receipt: '' });
        }),
      summarise: () =>
        new Promise(done => {
          summarised = () => done({ kind: 'done', value: missing('step-failed') });
        }),
    });
    await until(() => alarms.length === 1);
    expect(statesOf(messageId)).toContain('summarise 1 running');
    summarised();
    await until(() => notes.length === 1);
    expect(statesOf(messageId)).toContain('alarm 1 running');
    finish();
    await until(isOver(messageId));
  });

  it('that a model alone sees is told once, too', async () => {
    outputs(output('nacht'));
    const messageId = message('Bitte kommen Sie, es ist schlimm.');
    const note = readNote(transcriptOf('Bitte kommen Sie, es ist schlimm.'), {});
    run({
      summarise: async () => ({
        kind: 'done',
        value: { ...note, urgency: { level: 'emergency', because: [], label: 'Klingt nach einem Notfall' } },
      }),
    });
    await until(isOver(messageId));
    expect(alarms.map(each => each.facts.label)).toEqual(['Klingt nach einem Notfall']);
  });

  it('of a probe call, or of a house without outputs, wakes nobody', async () => {
    outputs(output('nacht'));
    const probe = message(burst, 'probe');
    run();
    await until(isOver(probe));
    outputs();
    const other = message(burst);
    worker?.poke();
    await until(isOver(other));
    expect(alarms).toEqual([]);
    expect(notes).toEqual([other]);
  });

  it('is no emergency where the words say none', async () => {
    outputs(output('nacht'));
    const messageId = message('Ich habe eine Frage zur Abrechnung.');
    run();
    await until(isOver(messageId));
    expect(alarms).toEqual([]);
    expect(statesOf(messageId)).not.toContain('alarm 1 done');
  });
});

describe('an alarm', () => {
  const later: DeliveryOutcome = { kind: 'later', problem: { code: 'WEBHOOK_LATER', message: 'HTTP 503' } };

  it('is tried again under the same id, and every try is kept', async () => {
    outputs(output('nacht'));
    outcomes = [
      later,
      { kind: 'unclear', problem: { code: 'WEBHOOK_UNREACHABLE', message: 'gone' } },
      { kind: 'done', receipt: 'HTTP 200' },
    ];
    const messageId = message(burst);
    run();
    await until(isOver(messageId));
    expect(new Set(alarms.map(each => each.idempotencyKey)).size).toBe(1);
    expect(alarms.map(each => each.tryNumber)).toEqual([1, 2, 3]);
    const [told] = alarmsOfMessage(store.db, messageId);
    expect(told?.tries.map(each => each.outcome)).toEqual(['later', 'unclear', 'done']);
  });

  it('that is refused for good fails, shows in the health, and takes nothing from the note', async () => {
    outputs(output('nacht'));
    outcomes = [{ kind: 'no', problem: { code: 'WEBHOOK_REFUSED', message: 'HTTP 404' } }];
    const messageId = message(burst);
    run();
    await until(isOver(messageId));
    expect(alarmsOfMessage(store.db, messageId)[0]?.state).toBe('failed');
    expect(notes).toEqual([messageId]);
    expect(alarmHealth(store.db, clock())).toMatchObject([{ name: 'Alarm', state: 'bad' }]);
    // The next one arrives: all is well again.
    outcomes = [{ kind: 'done', receipt: '250' }];
    now += 1000;
    const next = message(burst);
    worker?.poke();
    await until(isOver(next));
    expect(alarmHealth(store.db, clock())).toEqual([]);
  });

  it('is given up after a day, and waits a few minutes between tries at most', () => {
    const job = { step: 'alarm', attempts: 1, createdAt: now } as Parameters<typeof backOff>[0];
    expect(backOff(job, now)).toBe(10_000);
    expect(backOff({ ...job, attempts: 30 }, now)).toBe(300_000);
    expect(backOff({ ...job, attempts: 30 }, now + 25 * 3600_000)).toBeNull();
  });

  it('goes to no output that was removed or switched off since', async () => {
    outputs(output('nacht'));
    const messageId = message(burst);
    outcomes = [later];
    run();
    await until(() => alarms.length > 0);
    outputs(output('nacht', false));
    await until(isOver(messageId));
    expect(alarmsOfMessage(store.db, messageId)[0]?.state).toBe('failed');
    expect(alarmHealth(store.db, clock())).toEqual([]);
  });

  it('after a kill between the try and its end goes out once more under the same id, not as a second one', async () => {
    outputs(output('nacht'));
    const messageId = message(burst);
    outcomes = [later];
    run();
    await until(() => alarms.length > 0);
    await worker?.stop();
    // Killed in the middle of a try: the row of the try has no end, the job is still leased.
    const [row] = alarmsOfMessage(store.db, messageId);
    if (!row) throw new Error('no alarm');
    takeJob(store.db, { now: clock() + 1e9, leaseUntil: clock(), steps: ['alarm'] });
    beginAlarmTry(store.db, row.id, now);
    const before = alarms.length;
    outcomes = [{ kind: 'done', receipt: '250' }];
    run();
    await until(isOver(messageId));
    expect(alarms.length).toBe(before + 1);
    expect(new Set(alarms.map(each => each.idempotencyKey)).size).toBe(1);
    expect(alarmsOfMessage(store.db, messageId)).toHaveLength(1);
  });
});
