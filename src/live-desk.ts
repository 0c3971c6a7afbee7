/**
 * Transcribes messages while their callers still speak, as long as the machine has nothing better to do:
 * voice comes first, then messages that wait, then this. It keeps what it finds out in memory for the
 * transcript after the call, which is the same without it.
 */
import { availableParallelism, loadavg } from 'node:os';
import { basename, join } from 'node:path';
import type { Transcribe } from './domain/capabilities.ts';
import type { StepResult } from './domain/problem.ts';
import type { TranscriptResult } from './domain/transcript.ts';
import type { HeadStart } from './speech/head-start.ts';
import { type LiveParts, type LiveRecording, openLiveRecording } from './speech/live.ts';

const TIMES = {
  /** Asterisk adds to a recording every two seconds. */
  lookMs: 1000,
  /** How soon a piece in progress is dropped when calls need the machine. */
  watchMs: 200,
  /** A message waits five minutes at most for its turn (voice-first.ts), and some for the one before it. */
  keptMs: 15 * 60_000,
};

export interface LiveDesk {
  /** A call that may leave a message. Its recording has the call's id for a name. */
  follow(call: { callId: string; isOver: () => boolean }): void;
  /** As the one it was given, sooner where it can; meanwhile nothing is transcribed live. */
  transcribe: Transcribe;
  /** Stops, and waits until nothing runs any more. */
  close(): Promise<void>;
}

export interface LiveDeskOptions extends Omit<LiveParts, 'hasRoom' | 'recogniser'> {
  recogniser: () =>
    | (NonNullable<ReturnType<LiveParts['recogniser']>> & {
        /** A process for each piece: to stop it costs nothing that others would have to wait for. */
        isStoppedCheaply: boolean;
      })
    | null;
  /** Makes the transcript when the call is over. */
  transcribe: (
    recording: Parameters<Transcribe>[0] & { headStart?: HeadStart | null },
    signal?: AbortSignal,
  ) => Promise<StepResult<TranscriptResult>>;
  /** The folder Asterisk records into. */
  spoolFolder: string;
  callsNow: () => number;
  /** A transcript begins with so many pieces that are ready. */
  onHeadStart?: (callId: string, pieces: number) => void;
  /** For tests and benches: whether calls and whatever else is at work leave the machine room. */
  isQuiet?: () => boolean;
  /** For tests. */
  times?: typeof TIMES;
}

interface Followed {
  callId: string;
  recording: LiveRecording;
  isOver: () => boolean;
  /** By the steady clock; null: the call goes on. */
  endedAt: number | null;
  /** Its transcript is being made. */
  isTaken: boolean;
  /** While it is being listened to. */
  listening: Promise<void> | null;
}

export function openLiveDesk(options: LiveDeskOptions): LiveDesk {
  const isQuiet = options.isQuiet ?? (() => isMachineQuiet({ calls: options.callsNow() }));
  const { lookMs, watchMs, keptMs } = options.times ?? TIMES;
  /** By file name. */
  const followed = new Map<string, Followed>();
  let transcriptsNow = 0;
  let isListening = false;
  let stopNow = new AbortController();
  let isClosed = false;
  const parts: LiveParts = {
    ...options,
    hasRoom: () => !isClosed && transcriptsNow === 0 && isQuiet(),
  };

  const drop = (name: string, entry: Followed): void => {
    followed.delete(name);
    entry.recording.close();
  };

  const listenTo = async (entry: Followed): Promise<void> => {
    stopNow = new AbortController();
    const stop = stopNow;
    const watch = setInterval(() => {
      const isInTheWay =
        transcriptsNow > 0 && !entry.isTaken && options.recogniser()?.isStoppedCheaply === true;
      if (!isQuiet() || isInTheWay) stop.abort();
    }, watchMs);
    entry.listening = entry.recording.listen(stop.signal);
    await entry.listening;
    entry.listening = null;
    clearInterval(watch);
  };

  const look = async (): Promise<void> => {
    const at = performance.now();
    for (const [name, entry] of followed) {
      if (entry.endedAt === null && entry.isOver()) entry.endedAt = at;
      if (entry.listening || entry.isTaken || entry.endedAt === null) continue;
      entry.recording.close();
      if (entry.recording.headStart() === null || at - entry.endedAt > keptMs) drop(name, entry);
    }
    if (isListening) return;
    isListening = true;
    for (const entry of followed.values()) {
      if (parts.hasRoom() && entry.endedAt === null && !entry.isTaken) await listenTo(entry);
    }
    isListening = false;
  };
  const timer = setInterval(() => void look(), lookMs);

  const take = async (name: string): Promise<HeadStart | null> => {
    const entry = followed.get(name);
    if (!entry) return null;
    entry.isTaken = true;
    // The piece in progress would only have to be begun again.
    await entry.listening;
    drop(name, entry);
    const start = entry.recording.headStart();
    if (start) options.onHeadStart?.(entry.callId, start.pieces.length);
    return start;
  };

  return {
    follow({ callId, isOver }) {
      // A call that was taken up again after the line to Asterisk was cut.
      if (followed.has(`${callId}.wav`)) return;
      const file = join(options.spoolFolder, `${callId}.wav`);
      const recording = openLiveRecording(parts, { file, stream: callId });
      followed.set(basename(file), {
        callId,
        recording,
        isOver,
        endedAt: null,
        isTaken: false,
        listening: null,
      });
    },
    async transcribe(recording, signal) {
      // Whoever stops the program does not wait for a piece that is nobody's transcript yet.
      signal?.addEventListener('abort', () => stopNow.abort(), { once: true });
      const taken = take(basename(recording.wavFile));
      transcriptsNow++;
      try {
        return await options.transcribe({ ...recording, headStart: await taken }, signal);
      } finally {
        transcriptsNow--;
      }
    },
    async close() {
      clearInterval(timer);
      isClosed = true;
      stopNow.abort();
      for (const [name, entry] of followed) {
        await entry.listening;
        drop(name, entry);
      }
    },
  };
}

/** No more calls than cores, and a core to spare: one more job then takes nothing from anybody's voice. */
export function isMachineQuiet(now: { calls: number; cores?: number; load?: number }): boolean {
  const { calls, cores = availableParallelism(), load = loadavg()[0] ?? 0 } = now;
  return calls <= cores && load < cores;
}
