/** How one call looked on the line, with what may be wrong: stored facts, or live ones while it lasts. */
import type { CallDiagnosis, ForwardView } from '../domain/api-telephone.ts';
import type { CallId } from '../domain/ids.ts';
import { findCall } from '../store/calls.ts';
import { type ForwardRow, forwardsOfCall } from '../store/forwards.ts';
import { findMailbox } from '../store/mailboxes.ts';
import { findMessageOfCall, findRecording } from '../store/messages.ts';
import type { WebServices } from './services.ts';

/** Null: there is no such call, or nothing of its line is known (the fallback took it). */
export function callDiagnosis(
  services: Pick<WebServices, 'db' | 'diagnose' | 'liveDiagnosis' | 'now'>,
  callId: CallId,
): CallDiagnosis | null {
  const { db } = services;
  const call = findCall(db, callId);
  const diagnosis = call && (services.liveDiagnosis(callId) ?? call.diagnosis);
  const mailbox = call && findMailbox(db, call.mailboxId);
  if (!call || !diagnosis || !mailbox) return null;
  const message = findMessageOfCall(db, callId);
  const recording = message && findRecording(db, message.recordingId);
  const forwards = forwardsOfCall(db, callId);
  const { callerNumber, numberSource, dialledNumber, originalNumber } = call;
  return {
    callId,
    arrivedAt: call.arrivedAt,
    isRunning: call.outcome === 'open',
    callerNumber,
    numberSource,
    dialledNumber,
    originalNumber,
    mailboxName: mailbox.name,
    diagnosis,
    forwards: forwards.map(forwardView),
    findings: services.diagnose({
      callerNumber,
      numberSource,
      dialledNumber,
      originalNumber,
      hasEnded: call.outcome !== 'open',
      attemptReason: call.attemptReason,
      hasMenu: mailbox.flow.menu.forwardings.length > 0,
      recording: recording && {
        end: recordingEndOf(call.trace),
        durationMs: recording.durationMs,
        trailingSilenceMs:
          recording.shownToMs === null ? 0 : Math.max(0, recording.durationMs - recording.shownToMs),
      },
      maxSilenceSeconds: mailbox.flow.limits.maxSilenceSeconds,
      forwards: forwards.map(row => ({
        target: row.target,
        result: row.result,
        talkMs: row.talkMs,
        ringMs: Math.max(0, (row.endedAt ?? services.now()) - row.startedAt - row.talkMs),
      })),
      diagnosis,
    }),
  };
}

export function forwardView(row: ForwardRow): ForwardView {
  const { digit, name, target, result, startedAt, talkMs } = row;
  return { digit, name, target, result, startedAt, talkMs };
}

/** The trace's last word on why the recording ended. */
function recordingEndOf(trace: string | null): string | null {
  try {
    const lines = JSON.parse(trace ?? '[]') as {
      commands: { type: string; recordingEnd?: string | null }[];
    }[];
    const finish = lines.flatMap(line => line.commands).findLast(command => command.type === 'finish');
    return finish?.recordingEnd ?? null;
  } catch {
    return null;
  }
}
