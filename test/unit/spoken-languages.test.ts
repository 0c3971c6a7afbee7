/** In which languages a message may be written down is the mailbox's to say. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallId } from '../../src/domain/ids.ts';
import { Flow, MailboxInput, simpleFlow } from '../../src/domain/mailbox.ts';
import { missing } from '../../src/domain/missing.ts';
import { spokenLanguages } from '../../src/domain/spoken-languages.ts';
import { germanOnly, type SpokenLanguages } from '../../src/domain/transcript.ts';
import { makeSteps, type StepsOptions } from '../../src/pipeline/steps.ts';
import { addCall, endCall } from '../../src/store/calls.ts';
import { addJob, takeJob } from '../../src/store/jobs.ts';
import { addMailbox, changeMailbox, findMailbox } from '../../src/store/mailboxes.ts';
import { addMessage } from '../../src/store/messages.ts';
import { newId } from '../../src/store/new-id.ts';
import { openStore, type Store } from '../../src/store/open.ts';

const now = Date.parse('2026-01-12T03:00:00Z');
let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-languages-'));
  store = openStore({ folder, migrationsFolder: resolve(import.meta.dirname, '../../migrations') });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const input = (otherLanguages?: string[]): MailboxInput =>
  Value.Parse(MailboxInput, {
    name: 'Muster',
    numbers: ['+493012345'],
    timeZone: 'Europe/Berlin',
    mailAddress: null,
    attachRecording: false,
    flow: {
      ...simpleFlow({ greeting: 'Guten Tag', goodbye: '' }),
      ...(otherLanguages ? { otherLanguages } : {}),
    },
  });

describe('the languages of a mailbox', () => {
  it('are German alone, also in flows that were saved before there was a choice', () => {
    expect(spokenLanguages(input().flow)).toEqual(germanOnly);
    expect(spokenLanguages(null)).toEqual(germanOnly);
  });

  it('are none that the recogniser could not tell apart, and none twice', () => {
    expect(() => input(['xx'])).toThrow();
    expect(() => input(['en', 'en'])).toThrow();
    // German is always there: it is no other language.
    expect(Value.Check(Flow, { ...input().flow, otherLanguages: ['de'] })).toBe(false);
  });

  it('go with each recording to the recogniser, as the mailbox has them when its turn comes', async () => {
    const asked: (SpokenLanguages | undefined)[] = [];
    const { mailboxId } = addMailbox(store.db, input(['tr', 'en']), now);
    const run = makeSteps({
      db: store.db,
      now: () => now,
      recordingsFolder: folder,
      isUntranscribed: () => false,
      transcribe: async ({ languages }: { languages?: SpokenLanguages }) => {
        asked.push(languages);
        return { kind: 'done', value: missing('no-model') };
      },
      shownPart: async () => ({ fromMs: 0, toMs: 1 }),
    } as unknown as StepsOptions);
    const transcribeOne = async () => {
      leaveMessage(mailboxId);
      const job = takeJob(store.db, { steps: ['transcribe'], now, leaseUntil: now + 60_000 });
      if (!job) throw new Error('no job');
      const result = await run.transcribe(job, AbortSignal.timeout(10_000));
      expect(result.kind).toBe('done');
    };
    await transcribeOne();
    expect(findMailbox(store.db, mailboxId)?.flow.otherLanguages).toEqual(['tr', 'en']);
    changeMailbox(store.db, { mailboxId, input: input([]), now });
    await transcribeOne();
    expect(asked).toEqual([{ ...germanOnly, others: ['tr', 'en'] }, germanOnly]);
  });
});

function leaveMessage(mailboxId: ReturnType<typeof addMailbox>['mailboxId']): void {
  const callId = newId<'call'>() as CallId;
  addCall(store.db, {
    ...{ callId, mailboxId, kind: 'caller', callerNumber: '+49441783295', numberSource: 'from' },
    ...{ trunkId: null, originalNumber: null, dialledNumber: '+493012345', arrivedAt: now },
    ...{ channelId: callId, answeredBy: 'controller' },
  });
  endCall(store.db, { callId, outcome: { type: 'message' }, endedAt: now });
  store.db.transaction(tx => {
    const messageId = addMessage(tx, {
      recording: {
        ...{ recordingId: newId<'recording'>(), callId, file: `${callId}.wav`, bytes: 100, durationMs: 1000 },
        ...{ sha256: '0'.repeat(64), isComplete: true, isCutAtLimit: false, acceptedAt: now },
        ...{ shownFromMs: null, shownToMs: null },
      },
      mailboxId,
      receivedAt: now,
    });
    addJob(tx, { messageId, step: 'transcribe', now });
  });
}
