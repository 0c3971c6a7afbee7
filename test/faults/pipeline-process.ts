/**
 * The pipeline as a process to be killed: the real spool sweep, store, worker, steps and SMTP delivery,
 * without telephone and web. Only recognition is a constant: it computes and writes nothing of its own.
 * Ends with 0 when everything is worked off, 70 when the store cannot be trusted.
 *
 * `HAUSRUF_FAULT_VARIANT` breaks it on purpose, so that the harness can show that it sees a loss.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repairWavHeader } from '../../src/audio/salvage.ts';
import { wavFacts } from '../../src/audio/wav.ts';
import { makeMatchContact } from '../../src/contacts/match.ts';
import { routeMessage } from '../../src/delivery/route.ts';
import { makeDeliverBySmtp } from '../../src/delivery/smtp.ts';
import type { Transcript } from '../../src/domain/transcript.ts';
import { backOff, giveUp, makeSteps, type StepsOptions } from '../../src/pipeline/steps.ts';
import { type SweepOptions, sweepSpool } from '../../src/pipeline/sweep.ts';
import { startWorker } from '../../src/pipeline/worker.ts';
import { countJobs, endJob } from '../../src/store/jobs.ts';
import { listMailboxes } from '../../src/store/mailboxes.ts';
import { isStoreBroken, isStoreFull, openStore } from '../../src/store/open.ts';
import { parseFallbackName } from '../../src/telephony/fallback-name.ts';
import { makeCategorise } from '../../src/understanding/categorise.ts';
import { makeSummarise } from '../../src/understanding/summarise.ts';

export type Variant = 'none' | 'spool-before-commit' | 'done-before-sent' | 'new-key-each-try';

const [folder = '', smtpUrl = '', variant = 'none', migrationsFolder = ''] = process.argv.slice(2) as [
  string,
  string,
  Variant,
  string,
];
const recordingsFolder = join(folder, 'recordings');
const spoolFolder = join(folder, 'spool');
const now = () => Date.now();
const end = (code: number): never => process.exit(code);
const broken = (): never => end(70);

try {
  await work();
} catch (error) {
  if (process.env.HAUSRUF_FAULT_VERBOSE) console.error(error);
  end(isStoreBroken(error) ? 70 : 71);
}

async function work(): Promise<void> {
  const store = openStore({ folder: join(folder, 'data'), migrationsFolder });
  const { db } = store;
  const mail = makeDeliverBySmtp({
    url: smtpUrl,
    from: 'hausruf@muster.example',
    encodeMp3: async () => new Uint8Array(),
    recordingsFolder,
  });
  const said: Transcript = {
    kind: 'made',
    text: 'Die Heizung ist kalt.',
    segments: [
      {
        fromMs: 0,
        toMs: 1000,
        words: ['Die', 'Heizung', 'ist', 'kalt.'].map((text, index) => ({
          text,
          fromMs: index * 250,
          toMs: index * 250 + 250,
          confidence: null,
        })),
      },
    ],
    language: 'de',
    engine: 'sherpa-onnx',
    model: 'constant',
    isDemo: true,
    speechMs: 1000,
  };
  const options: StepsOptions = {
    db,
    now,
    recordingsFolder,
    transcribe: async () => ({ kind: 'done', value: said }),
    shownPart: async () => ({ fromMs: 0, toMs: 1000 }),
    match: makeMatchContact([]),
    isUntranscribed: () => false,
    findEmergency: () => null,
    categorise: makeCategorise([]),
    sendAlarm: async () => ({ kind: 'done', receipt: 'none' }),
    summarise: transcript => makeSummarise()(transcript),
    deliver: (delivery, note, signal) =>
      mail.deliver(
        variant === 'new-key-each-try'
          ? { ...delivery, idempotencyKey: `${randomUUID()}@muster.example` }
          : delivery,
        note,
        signal,
      ),
    route: mailbox => routeMessage(mailbox, true),
    idempotencyKey: (messageId, generation) => `${messageId}.${generation}@muster.example`,
    pageUrl: () => null,
  };
  const run = makeSteps(options);
  if (variant === 'done-before-sent') {
    const deliver = run.deliver;
    run.deliver = async (job, signal) => {
      endJob(db, job.id, now());
      return deliver(job, signal);
    };
  }
  const worker = startWorker({
    db,
    now,
    run,
    giveUp: (job, problem) => giveUp(options, job, problem),
    backOff: job => (backOff(job, now()) === null ? null : 20),
    lanes: [
      { steps: ['transcribe', 'match', 'categorise', 'summarise'], workers: 1 },
      { steps: ['deliver'], workers: 1 },
    ],
    onChange: () => {},
    onProblem: (message, facts) => {
      if (process.env.HAUSRUF_FAULT_VERBOSE) console.error(message, facts);
    },
    isBroken: isStoreBroken,
    isFull: isStoreFull,
    fullPauseMs: 50,
    onBroken: broken,
  });
  if (variant === 'spool-before-commit') {
    const begin = db.transaction.bind(db);
    // Just before the transaction, when the other file is kept: the worst moment to let go of this one.
    db.transaction = (...parts) => {
      const isKept = readdirSync(recordingsFolder).some(name => name.endsWith('.wav'));
      for (const name of isKept ? readdirSync(spoolFolder) : []) rmSync(join(spoolFolder, name));
      return begin(...parts);
    };
  }
  const sweep: SweepOptions = {
    db,
    now,
    wav: {
      facts: wavFacts,
      repair: async file => void (await repairWavHeader(file)),
    },
    recordingsFolder,
    spoolFolder,
    parseFallbackName,
    normaliseNumber: raw => raw,
    mailboxFor: () => listMailboxes(db)[0]?.mailboxId ?? null,
    onAccepted: () => worker.poke(),
    onProblem: (_message, _facts, error) => {
      if (process.env.HAUSRUF_FAULT_VERBOSE) console.error(error);
      if (isStoreBroken(error)) broken();
    },
  };
  // A job whose end could not be written waits for its lease: that is for the next run.
  for (let turn = 0; turn < 200; turn += 1) {
    await sweepSpool(sweep, new Set());
    const { queued, running } = countJobs(db);
    if (queued + running === 0 && readdirSync(spoolFolder).length === 0) break;
    await new Promise(done => setTimeout(done, 10));
  }
  await worker.stop();
  await mail.close();
  store.close();
  end(0);
}
