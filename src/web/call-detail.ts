/** Everything about one call, from what is stored, as the page reads it. */
import type { CallDetail } from '../domain/api-calls.ts';
import type { Contact } from '../domain/contact.ts';
import type { CallId } from '../domain/ids.ts';
import type { MatchResult } from '../domain/match.ts';
import type { ProblemCode } from '../domain/problem.ts';
import type { Step } from '../domain/step.ts';
import type { Transcript } from '../domain/transcript.ts';
import { findCall } from '../store/calls.ts';
import { deliveriesOfMessage } from '../store/deliveries.ts';
import { forwardsOfCall } from '../store/forwards.ts';
import { findInboxRow } from '../store/inbox.ts';
import { type Job, jobsOfMessage } from '../store/jobs.ts';
import { findMessageOfCall, findRecording } from '../store/messages.ts';
import type { Db } from '../store/open.ts';
import { newestResults } from '../store/results.ts';
import { alarmViews } from './alarm-view.ts';
import { forwardView } from './call-diagnosis.ts';
import { listItem } from './call-item.ts';
import { noteView } from './note-view.ts';

/** Null: there is no such call. */
export function callDetail(db: Db, callId: CallId): CallDetail | null {
  const call = findCall(db, callId);
  const row = findInboxRow(db, callId);
  if (!call || !row) return null;
  const message = findMessageOfCall(db, callId);
  const results = message && newestResults(db, message.id);
  const jobs = message ? jobsOfMessage(db, message.id) : [];
  const { transcript = null, match = null, categorisation = null, summary = null } = results ?? {};
  return {
    item: listItem(row),
    dialledNumber: call.dialledNumber,
    numberSource: call.numberSource,
    originalNumber: call.originalNumber,
    forwards: forwardsOfCall(db, callId).map(forwardView),
    hasDiagnosis: call.diagnosis !== null,
    answeredBy: call.answeredBy,
    endedAt: call.endedAt,
    recording: message && recordingView(db, message.recordingId),
    transcript: transcript?.kind === 'made' ? transcriptView(transcript) : transcript,
    summary,
    match: match && matchView(match),
    category:
      categorisation?.kind === 'made'
        ? {
            name: categorisation.name,
            keywords: [...new Set(categorisation.hits.map(hit => hit.keyword))],
            byEmergency: categorisation.emergency?.label ?? null,
          }
        : null,
    note: transcript && noteView(transcript, categorisation, summary),
    alarms: message ? alarmViews(db, message.id, jobs) : [],
    deliveries: message ? deliveryViews(db, message.id, jobs) : [],
    problems: problemsOf(jobs),
  };
}

function recordingView(db: Db, recordingId: Parameters<typeof findRecording>[1]): CallDetail['recording'] {
  const recording = findRecording(db, recordingId);
  if (!recording) return null;
  const { durationMs, bytes, isComplete, isCutAtLimit, shownFromMs, shownToMs } = recording;
  return { durationMs, bytes, isComplete, isCutAtLimit, shownFromMs, shownToMs };
}

function transcriptView(transcript: Transcript): CallDetail['transcript'] {
  return {
    kind: 'made',
    words: transcript.segments.flatMap(segment =>
      segment.words.map(({ text, fromMs, toMs, confidence }, index) => ({
        text,
        fromMs,
        toMs,
        confidence,
        startsSegment: index === 0,
        isDoubtful: segment.doubt !== undefined,
      })),
    ),
    model: transcript.model,
    isDemo: transcript.isDemo,
  };
}

function matchView(match: MatchResult): CallDetail['match'] {
  return {
    kind: match.kind,
    contact: match.kind === 'matched' ? contactView(match.contact) : null,
    candidates: match.kind === 'ambiguous' ? match.candidates.map(contactView) : [],
    evidence: 'evidence' in match ? match.evidence.map(each => each.text) : [],
  };
}

function contactView({ contactId, name, role, street, object, unit, manager }: Contact) {
  return { contactId, name, role, street, object, unit, manager };
}

function deliveryViews(db: Db, messageId: Job['messageId'], jobs: readonly Job[]): CallDetail['deliveries'] {
  return deliveriesOfMessage(db, messageId).map(delivery => {
    const job = jobs.find(each => each.step === 'deliver' && each.generation === delivery.generation);
    return {
      address: delivery.address,
      // A job that was given up tries no more, whatever its delivery still hopes for.
      state: delivery.state === 'waiting' && job?.state === 'dead' ? 'failed' : delivery.state,
      generation: delivery.generation,
      createdAt: delivery.createdAt,
      endedAt: delivery.endedAt,
      nextTryAt: job?.state === 'queued' ? job.notBefore : null,
      tries: delivery.tries.map(({ number, startedAt, endedAt, outcome, detail }) => ({
        number,
        startedAt,
        endedAt,
        outcome,
        detail,
      })),
    };
  });
}

/** Of the deliveries only the newest counts: sending again answers the older ones. */
function problemsOf(jobs: readonly Job[]): string[] {
  const newest = Math.max(0, ...jobs.filter(job => job.step === 'deliver').map(job => job.generation));
  return jobs
    .filter(job => job.state === 'dead' && (job.step !== 'deliver' || job.generation === newest))
    .map(job => `${whatFailed[job.step]} ${whatToDo(job.problemCode)}`);
}

const whatFailed: Record<Step, string> = {
  transcribe: 'Die Nachricht konnte nicht in Text umgewandelt werden.',
  match: 'Der Anrufer konnte nicht in den Kontakten gesucht werden.',
  categorise: 'Die Nachricht konnte keiner Kategorie zugeordnet werden.',
  summarise: 'Die Nachricht konnte nicht zusammengefasst werden.',
  deliver: 'Die Notiz konnte nicht zugestellt werden.',
  alarm: 'Ein Alarm hat sein Ziel nicht erreicht. Bitte kümmern Sie sich selbst um den Notfall.',
};

const whatToDo = (code: string | null): string =>
  reasons[code as ProblemCode] ?? 'Bitte wenden Sie sich an Ihre Systembetreuung.';

const reasons: Partial<Record<ProblemCode, string>> = {
  MODEL_MISSING: 'Es ist kein Sprachmodell eingerichtet. Sie können die Aufnahme anhören.',
  MODEL_BROKEN: 'Die Datei des Sprachmodells ist beschädigt. Sie können die Aufnahme anhören.',
  ENGINE_FAILED: 'Die Spracherkennung ist daran gescheitert. Sie können die Aufnahme anhören.',
  ENGINE_TIMEOUT: 'Die Spracherkennung hat zu lange gebraucht. Sie können die Aufnahme anhören.',
  RECORDING_UNREADABLE: 'Die Aufnahme ist nicht lesbar. Bitte wenden Sie sich an Ihre Systembetreuung.',
  NO_DESTINATION: 'Es ist keine E-Mail-Adresse oder kein Mailserver eingerichtet. Die Nachricht bleibt hier.',
  SMTP_REFUSED:
    'Der Mailserver hat sie abgelehnt. Bitte prüfen Sie unter „Flows“ die Adresse und senden Sie dann erneut.',
  SMTP_LATER: 'Der Mailserver hat sie zu lange aufgeschoben. Bitte senden Sie sie erneut.',
  WEBHOOK_REFUSED:
    'Das Ziel hat ihn abgelehnt. Bitte prüfen Sie unter „Einstellungen“ Adresse und Schlüssel.',
  WEBHOOK_UNREACHABLE: 'Das Ziel war zu lange nicht erreichbar.',
  WEBHOOK_LATER: 'Das Ziel hat ihn zu lange aufgeschoben.',
  ADDRESS_NOT_ALLOWED:
    'Die Adresse führt in das eigene Netz oder beginnt nicht mit https. Bitte prüfen Sie sie unter „Einstellungen“.',
  SMTP_UNREACHABLE: 'Der Mailserver war zu lange nicht erreichbar. Bitte senden Sie sie erneut.',
};
