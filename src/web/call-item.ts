/** A row of the Inbox as the page reads it. */
import type { CallListItem, DeliveryState } from '../domain/api-calls.ts';
import type { InboxRow } from '../store/inbox.ts';

/** Longer lines do not fit the list anyway. */
const LINE_LENGTH = 240;

export function listItem(row: InboxRow): CallListItem {
  return {
    callId: row.callId,
    arrivedAt: row.arrivedAt,
    mailboxId: row.mailboxId,
    mailboxName: row.mailboxName,
    callerNumber: row.callerNumber,
    kind: row.outcome,
    attemptReason: row.attemptReason,
    forward:
      row.forwardedTo === null
        ? null
        : { name: row.forwardedTo, result: row.forwardResult, talkMs: row.forwardTalkMs ?? 0 },
    contactName: row.contactName,
    category: row.category,
    urgency: row.urgency,
    line: lineOf(row),
    durationMs: row.durationMs,
    workingOn: row.activeStep,
    delivery: deliveryState(row),
    isDone: row.isDone,
    isDemoTranscript: row.isDemoTranscript,
  };
}

/** The summary, or the beginning of the transcript while there is none. */
function lineOf(row: InboxRow): string | null {
  const text = (row.summaryText || row.transcriptStart || '').trim();
  if (text === '') return null;
  return text.length > LINE_LENGTH ? `${text.slice(0, LINE_LENGTH - 1).trimEnd()}…` : text;
}

function deliveryState(row: InboxRow): DeliveryState {
  if (row.outcome === 'open') return 'working';
  if (row.activeStep !== null && row.activeStep !== 'deliver') return 'working';
  switch (row.deliverJob?.state) {
    case undefined:
      // Attempts are not sent.
      return 'none';
    case 'queued':
    case 'running':
      return 'waiting';
    case 'done':
      return row.deliveryState ?? 'none';
    case 'dead':
      return row.deliverJob?.problemCode === 'NO_DESTINATION' ? 'none' : 'failed';
  }
}
