/**
 * Brings ended calls and what lies in the spool into the pipeline, one after the other: two hands on
 * one file would be one too many.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { CallEnd, CallOutcome, RecordingEnd } from './domain/call.ts';
import type { LineDiagnosis } from './domain/diagnosis.ts';
import type { CallId } from './domain/ids.ts';
import { acceptRecording, endWithoutRecording } from './pipeline/intake.ts';
import { type SweepOptions, sweepSpool } from './pipeline/sweep.ts';
import { findCall, keepSeen } from './store/calls.ts';

/** How often the spool is looked through: calls that Asterisk's fallback took, and what failed before. */
const SWEEP_EVERY_MS = 10_000;

export interface IntakeDesk {
  callEnded(end: {
    callId: CallId;
    outcome: CallEnd;
    recordingEnd: RecordingEnd | null;
    trace: unknown;
    diagnosis: LineDiagnosis;
  }): void;
  /** Looks through the spool now, and from then on every few seconds. */
  sweep(): void;
  close(): Promise<void>;
}

export function openIntake(options: {
  sweep: SweepOptions;
  /** All channels that exist now; null: Asterisk does not answer. */
  channelIds: () => Promise<ReadonlySet<string> | null>;
  log: Logger;
  /** Errors after which the process must end are told here. */
  onError: (error: unknown) => void;
}): IntakeDesk {
  let chain: Promise<void> = Promise.resolve();
  let isClosed = false;
  const inTurn = (work: () => Promise<void>): void => {
    chain = chain.then(async () => {
      if (isClosed) return;
      try {
        await work();
      } catch (error) {
        options.onError(error);
      }
    });
  };

  const { db } = options.sweep;
  /** Calls whose end waits in the chain: a sweep before it would end them with less knowledge. */
  const ending = new Set<CallId>();
  const take = async (end: Parameters<IntakeDesk['callEnded']>[0]): Promise<void> => {
    const { callId } = end;
    const endedAt = options.sweep.now();
    const call = findCall(db, callId);
    if (!call) return;
    const seen = { trace: end.trace, diagnosis: end.diagnosis };
    if (end.outcome === 'handed-over') return keepSeen(db, callId, seen);
    const name = `${callId}.wav`;
    const file = join(options.sweep.spoolFolder, name);
    if (end.outcome !== 'recorded' || !existsSync(file)) {
      endWithoutRecording({ db }, { callId, outcome: outcomeOf(end), endedAt, seen });
      options.sweep.onAccepted({ kind: 'attempt' }, callId);
      return;
    }
    const accepted = await acceptRecording(options.sweep, {
      file,
      name,
      call: { ...call, callId },
      recordingEnd: end.recordingEnd,
      endedAt,
      seen,
    });
    options.sweep.onAccepted(accepted, callId);
  };

  const sweepNow = (): void =>
    inTurn(async () => {
      const isEnding = (callId: CallId) => ending.has(callId);
      await sweepSpool({ ...options.sweep, isEnding }, await options.channelIds());
    });
  const timer = setInterval(sweepNow, SWEEP_EVERY_MS);
  return {
    callEnded: end => {
      ending.add(end.callId);
      inTurn(() => take(end).finally(() => ending.delete(end.callId)));
    },
    sweep: sweepNow,
    async close() {
      clearInterval(timer);
      // What waits stays in the spool: the next start takes it.
      const last = chain;
      isClosed = true;
      await last;
    },
  };
}

/** How a call ended that left no file. */
function outcomeOf(end: { outcome: CallEnd; recordingEnd: RecordingEnd | null }): CallOutcome {
  switch (end.outcome) {
    case 'forwarded':
      return { type: 'forwarded' };
    case 'no-choice':
    case 'not-reached':
    case 'turned-away':
      return { type: 'attempt', reason: end.outcome };
    case 'recorded':
      // Hung up while the beep played: the recording waited behind it.
      return { type: 'attempt', reason: end.recordingEnd === 'hung-up' ? 'hung-up-early' : 'no-audio' };
    default:
      return { type: 'attempt', reason: 'hung-up-early' };
  }
}
