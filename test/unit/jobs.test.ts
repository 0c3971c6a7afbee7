import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JobId, MessageId } from '../../src/domain/ids.ts';
import { addJob, handBackJob, jobsOfMessage, rescueJobs, retryJob, takeJob } from '../../src/store/jobs.ts';
import { openStore, type Store } from '../../src/store/open.ts';

let folder: string;
let store: Store;
const messageId = 'm' as MessageId;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-jobs-'));
  store = openStore({ folder, migrationsFolder: resolve(import.meta.dirname, '../../migrations') });
  // Jobs alone: the message they belong to does not matter here.
  store.sqlite.pragma('foreign_keys = OFF');
  addJob(store.db, { messageId, step: 'deliver', now: 0 });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const take = () => takeJob(store.db, { now: 10, leaseUntil: 100, steps: ['deliver'] });

it('counts a try that was answered, and forgets the answer once a later try has killed its process', () => {
  retryJob(store.db, {
    jobId: take()?.id as JobId,
    notBefore: 0,
    problem: { code: 'ENGINE_FAILED', message: 'no' },
  });
  expect(take()).toMatchObject({ attempts: 2, problemCode: 'ENGINE_FAILED' });
  expect(rescueJobs(store.db, { now: 10, atStart: true })).toBe(1);
  // What the worker knows a killer by: many tries, and no answer.
  expect(take()).toMatchObject({ attempts: 3, problemCode: null });
});

it('does not count a try that was stopped in the middle of its work', () => {
  const job = take();
  handBackJob(store.db, job?.id as JobId, 10);
  expect(jobsOfMessage(store.db, messageId)).toMatchObject([{ state: 'queued', attempts: 0 }]);
  expect(take()).toMatchObject({ attempts: 1 });
});
