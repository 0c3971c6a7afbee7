/**
 * What lies in the spool and which call it belongs to: after each call, at each start, and every few
 * minutes. It must never take a file that Asterisk still writes, nor leave one behind for good.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { IncomingCall } from '../domain/call.ts';
import type { CallId, Instant, MailboxId } from '../domain/ids.ts';
import { endCall, findCall, findCallByChannel, openCalls } from '../store/calls.ts';
import { endForward } from '../store/forwards.ts';
import { newId } from '../store/new-id.ts';
import { type Accepted, acceptRecording, type IntakeOptions } from './intake.ts';

/** While Asterisk cannot be asked, a file this old is taken as finished: Asterisk writes every 2 s. */
const QUIET_MS = 60_000;
/** A call whose channel is gone and that left no file this long ago has been lost. */
const LOST_MS = 15_000;

/** The facts that the dialplan fallback wrote into a file name. */
export interface FallbackFacts {
  arrivedAt: Instant;
  callerNumber: string | null;
  dialledNumber: string;
  originalNumber: string | null;
  channelId: string;
}

export interface SweepOptions extends IntakeOptions {
  /** The folder Asterisk records into. */
  spoolFolder: string;
  parseFallbackName: (name: string) => FallbackFacts | null;
  normaliseNumber: (raw: string | null) => string | null;
  /** As for a call that the controller takes: the original number counts before the dialled one. */
  mailboxFor: (numbers: { original: string | null; dialled: string }) => MailboxId | null;
  /** The end of this call is known and about to be stored: the sweep leaves it alone. */
  isEnding?: (callId: CallId) => boolean;
  onAccepted: (accepted: Accepted, callId: CallId) => void;
  onProblem: (message: string, facts: Record<string, unknown>, error: unknown) => void;
}

/**
 * Takes in every finished recording. `channelIds`: all channels that exist now; null: Asterisk does
 * not answer. Returns how many files were left alone because they are still written.
 */
export async function sweepSpool(
  options: SweepOptions,
  channelIds: ReadonlySet<string> | null,
): Promise<number> {
  let waiting = 0;
  for (const name of listSpool(options.spoolFolder)) {
    const file = join(options.spoolFolder, name);
    try {
      const facts = options.parseFallbackName(name);
      const isTaken = facts
        ? await takeFallback(options, { file, name, facts, channelIds })
        : await takeOurs(options, { file, name, channelIds });
      if (!isTaken) waiting += 1;
    } catch (error) {
      options.onProblem('a recording in the spool could not be taken in; it stays there', { name }, error);
    }
  }
  closeLostCalls(options, channelIds);
  return waiting;
}

function listSpool(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => /^[A-Za-z0-9._-]+\.wav$/.test(name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

interface Found {
  file: string;
  name: string;
  channelIds: ReadonlySet<string> | null;
}

/** A file that our own conversation recorded: its name is the id of the call. */
async function takeOurs(options: SweepOptions, found: Found): Promise<boolean> {
  const callId = found.name.replace(/\.wav$/, '') as CallId;
  if (options.isEnding?.(callId)) return false;
  const call = findCall(options.db, callId);
  const modifiedAt = statSync(found.file).mtimeMs;
  if (!isFinished(options, found, { channelId: call?.channelId ?? null, modifiedAt })) return false;
  const mailboxId = call?.mailboxId ?? options.mailboxFor({ original: null, dialled: '' });
  if (mailboxId === null) return false;
  const accepted = await acceptRecording(options, {
    file: found.file,
    name: found.name,
    call: call
      ? { ...known(call), channelId: call.channelId, answeredBy: call.answeredBy }
      : { ...stranger(callId, mailboxId, modifiedAt), channelId: callId, answeredBy: 'controller' },
    recordingEnd: null,
    endedAt: Math.round(modifiedAt),
  });
  options.onAccepted(accepted, callId);
  return true;
}

async function takeFallback(
  options: SweepOptions,
  found: Found & { facts: FallbackFacts },
): Promise<boolean> {
  const { facts } = found;
  const modifiedAt = statSync(found.file).mtimeMs;
  if (!isFinished(options, found, { channelId: facts.channelId, modifiedAt })) return false;
  const call = findCallByChannel(options.db, facts.channelId);
  const dialledNumber = options.normaliseNumber(facts.dialledNumber) ?? facts.dialledNumber;
  const originalNumber = options.normaliseNumber(facts.originalNumber);
  const mailboxId =
    call?.mailboxId ?? options.mailboxFor({ original: originalNumber, dialled: dialledNumber });
  if (mailboxId === null) return false;
  const callerNumber = options.normaliseNumber(facts.callerNumber);
  const accepted = await acceptRecording(options, {
    file: found.file,
    name: found.name,
    call: call
      ? { ...known(call), channelId: call.channelId, answeredBy: call.answeredBy }
      : {
          callId: newId<'call'>(),
          mailboxId,
          kind: 'caller',
          callerNumber,
          numberSource: callerNumber === null ? 'none' : 'from',
          dialledNumber,
          originalNumber,
          trunkId: null,
          arrivedAt: facts.arrivedAt,
          channelId: facts.channelId,
          answeredBy: 'fallback',
        },
    recordingEnd: null,
    endedAt: Math.round(modifiedAt),
  });
  const row = findCallByChannel(options.db, facts.channelId);
  if (row) options.onAccepted(accepted, row.id);
  return true;
}

/** Calls that ended while nobody was looking and left no file. */
function closeLostCalls(options: SweepOptions, channelIds: ReadonlySet<string> | null): void {
  if (channelIds === null) return;
  const now = options.now();
  const spooled = listSpool(options.spoolFolder);
  for (const call of openCalls(options.db)) {
    if (channelIds.has(call.channelId) || now - call.arrivedAt < LOST_MS) continue;
    if (options.isEnding?.(call.id)) continue;
    // What waits in the spool will end the call.
    const isItsFile = (name: string) => name === `${call.id}.wav` || name.endsWith(`_${call.channelId}.wav`);
    if (spooled.some(isItsFile)) continue;
    options.db.transaction(tx => {
      endForward(tx, { callId: call.id, number: null, result: 'unknown', talkMs: 0, now });
      endCall(tx, { callId: call.id, outcome: { type: 'attempt', reason: 'interrupted' }, endedAt: now });
    });
    options.onAccepted({ kind: 'attempt' }, call.id);
  }
}

function isFinished(
  options: SweepOptions,
  found: Found,
  file: { channelId: string | null; modifiedAt: number },
): boolean {
  if (found.channelIds && file.channelId !== null) return !found.channelIds.has(file.channelId);
  return options.now() - file.modifiedAt >= QUIET_MS;
}

type CallRow = NonNullable<ReturnType<typeof findCall>>;

const known = (row: CallRow): IncomingCall => ({
  callId: row.id,
  mailboxId: row.mailboxId,
  kind: row.kind,
  callerNumber: row.callerNumber,
  numberSource: row.numberSource,
  dialledNumber: row.dialledNumber,
  originalNumber: row.originalNumber,
  trunkId: row.trunkId,
  arrivedAt: row.arrivedAt,
});

/** A recording whose call nobody remembers (a database restored from a copy, say): kept with what is known. */
const stranger = (callId: CallId, mailboxId: MailboxId, at: number): IncomingCall => ({
  callId,
  mailboxId,
  kind: 'caller',
  callerNumber: null,
  numberSource: 'none',
  dialledNumber: '',
  originalNumber: null,
  trunkId: null,
  arrivedAt: Math.round(at),
});
