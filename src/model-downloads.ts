/**
 * Downloads of models in the running program, one after the other. They wait while somebody telephones:
 * a download fills the line that the voice needs. A cut is tried again; what has come is always kept.
 */
import { performance } from 'node:perf_hooks';
import type { ModelDownload } from './domain/api-models.ts';
import { type Problem, problemOf } from './domain/problem.ts';
import { makePace } from './engines/model-progress.ts';
import type { ModelEntry } from './engines/models.ts';
import { pullPatiently } from './engines/pull.ts';
import { waitForRoom } from './voice-first.ts';

export interface ModelDownloads {
  add(entry: ModelEntry): void;
  /** False: it was not there. What has come is kept. */
  stop(name: string): boolean;
  of(name: string): ModelDownload | null;
  close(): Promise<void>;
}

interface Job {
  entry: ModelEntry;
  stop: AbortController;
  view: ModelDownload;
}

/** Pages hear of progress this often. */
const TELL_EVERY_MS = 1_000;

export function openModelDownloads(options: {
  folder: string;
  callsNow: () => number;
  /** Something to show has changed. Must not throw. */
  onProgress: () => void;
  /** One has ended; `problem` null: it is installed, or was stopped. Must not throw. */
  onEnd: (entry: ModelEntry, problem: Problem | null) => Promise<void>;
  /** For tests: pauses between tries after a cut. */
  pausesMs?: readonly number[];
}): ModelDownloads {
  const jobs: Job[] = [];
  let running: Promise<void> | null = null;

  const work = async (): Promise<void> => {
    for (let job = jobs[0]; job; job = jobs[0]) {
      let problem: Problem | null = null;
      try {
        await fetchOne(job);
      } catch (error) {
        if (!job.stop.signal.aborted) problem = problemOf(error, 'MODEL_MISSING');
      }
      // It counts as loading until its files were looked at: in between it would be shown as missing.
      await options.onEnd(job.entry, problem);
      jobs.splice(jobs.indexOf(job), 1);
      options.onProgress();
    }
    running = null;
  };

  const fetchOne = async (job: Job): Promise<void> => {
    const { entry, stop, view } = job;
    const pace = makePace();
    let toldAt = Number.NEGATIVE_INFINITY;
    const show = (state: ModelDownload['state']): void => {
      if (view.state === state) return;
      view.state = state;
      options.onProgress();
    };
    show('running');
    await pullPatiently(entry, {
      folder: options.folder,
      signal: stop.signal,
      ...(options.pausesMs ? { pausesMs: options.pausesMs } : {}),
      onProgress({ done, total }) {
        const atMs = performance.now();
        Object.assign(view, { doneBytes: done, totalBytes: total, ...pace({ atMs, done, total }) });
        if (view.state === 'retrying') show('running');
        if (atMs - toldAt < TELL_EVERY_MS) return;
        toldAt = atMs;
        options.onProgress();
      },
      async whenRoom() {
        if (options.callsNow() === 0) return;
        show('paused');
        await waitForRoom(options.callsNow, { signal: stop.signal, manyCalls: 1 });
        show('running');
      },
      onCut() {
        Object.assign(view, { bytesPerSecond: 0, secondsLeft: null });
        show('retrying');
      },
    });
  };

  return {
    add(entry) {
      // One that was just stopped may still be closing its file: the new one waits behind it.
      if (jobs.some(job => job.entry.name === entry.name && !job.stop.signal.aborted)) return;
      jobs.push({ entry, stop: new AbortController(), view: emptyView() });
      running ??= work();
    },
    stop(name) {
      const job = jobs.find(each => each.entry.name === name && !each.stop.signal.aborted);
      if (!job) return false;
      job.stop.abort();
      // The one that runs leaves by itself, when its file is closed.
      if (jobs.indexOf(job) > 0) jobs.splice(jobs.indexOf(job), 1);
      return true;
    },
    of: name => jobs.find(job => job.entry.name === name && !job.stop.signal.aborted)?.view ?? null,
    async close() {
      for (const job of jobs) job.stop.abort();
      await running;
    },
  };
}

const emptyView = (): ModelDownload => ({
  state: 'queued',
  doneBytes: 0,
  totalBytes: null,
  bytesPerSecond: 0,
  secondsLeft: null,
});
