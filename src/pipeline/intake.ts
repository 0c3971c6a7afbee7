/**
 * A recording in the spool becomes a message. It counts as accepted only when the audio file and its
 * folder are on the disk (fsync) and one transaction holds call, recording, message and first job;
 * only then does the file in the spool go. Every part can be repeated: a kill anywhere loses nothing
 * and doubles nothing.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallOutcome, IncomingCall, RecordingEnd } from '../domain/call.ts';
import type { CallId, Instant, MessageId, Milliseconds } from '../domain/ids.ts';
import { HausrufError } from '../domain/problem.ts';
import { addCall, type CallSeen, endCall, findCall, findCallByChannel, keepSeen } from '../store/calls.ts';
import { addJob } from '../store/jobs.ts';
import { addMessage, findMessageOfCall, findRecording } from '../store/messages.ts';
import { newId } from '../store/new-id.ts';
import type { Db } from '../store/open.ts';

/** Shorter than this nobody has said anything: a click, or a hang-up on the beep. */
const SHORTEST_MESSAGE_MS = 300;

/** What `audio/` tells of a WAV file, and how it mends one. */
export interface WavCare {
  /** Bytes and length by the file's own size; `isHeaderBroken` after a killed Asterisk. Throws RECORDING_UNREADABLE when it is no WAV. */
  facts(file: string): Promise<{ bytes: number; durationMs: Milliseconds; isHeaderBroken: boolean }>;
  /** Writes the right sizes into the header, in place. */
  repair(file: string): Promise<void>;
}

export interface IntakeOptions {
  db: Db;
  wav: WavCare;
  recordingsFolder: string;
  now: () => Instant;
}

export interface Spooled {
  /** Absolute path of the file in the spool; its base name is kept. */
  file: string;
  /** Bare file name, letters, digits, dot, minus and underscore only. */
  name: string;
  /** The call as it is or will be known; `isNew`: there is no row of it yet. */
  call: IncomingCall & { channelId: string; answeredBy: 'controller' | 'fallback' };
  recordingEnd: RecordingEnd | null;
  endedAt: Instant;
  /** What was seen of the call; absent: nobody watched its end. */
  seen?: CallSeen;
}

export type Accepted =
  | { kind: 'message'; messageId: MessageId }
  | { kind: 'already'; messageId: MessageId }
  | { kind: 'attempt' };

/** Takes one finished recording in. Throws what disk or database throw: then the file stays in the spool. */
export async function acceptRecording(options: IntakeOptions, spooled: Spooled): Promise<Accepted> {
  const { db } = options;
  const known = findMessageOfCall(db, spooled.call.callId);
  if (known && findRecording(db, known.recordingId)?.file === spooled.name) {
    // Killed between commit and clean-up: all that is left to do is the clean-up.
    rmSync(spooled.file, { force: true });
    return { kind: 'already', messageId: known.id };
  }
  if (known) return acceptRecording(options, asCallOfItsOwn(db, spooled));
  const facts = await factsOrNull(options.wav, spooled.file);
  const isEmpty = statSync(spooled.file).size === 0;
  if (isEmpty || (facts !== null && facts.durationMs < SHORTEST_MESSAGE_MS)) {
    endAsAttempt(options, spooled);
    rmSync(spooled.file, { force: true });
    return { kind: 'attempt' };
  }
  const isBroken = facts === null || facts.isHeaderBroken;
  const target = join(options.recordingsFolder, spooled.name);
  await keepFile({ spool: spooled.file, target, repair: isBroken ? options.wav.repair : null });
  syncFolder(options.recordingsFolder);
  const kept = isBroken
    ? ((await factsOrNull(options.wav, target)) ?? { bytes: statSync(target).size, durationMs: 0 })
    : facts;
  const hash = await sha256(target);
  const messageId = db.transaction(tx => {
    addCall(tx, spooled.call);
    const id = addMessage(tx, {
      recording: {
        recordingId: newId<'recording'>(),
        callId: spooled.call.callId,
        file: spooled.name,
        bytes: kept.bytes,
        durationMs: kept.durationMs,
        sha256: hash,
        // A writer that died shows in the header, whatever else went wrong meanwhile.
        isComplete: !isBroken,
        isCutAtLimit: spooled.recordingEnd === 'limit',
        shownFromMs: null,
        shownToMs: null,
        acceptedAt: options.now(),
      },
      mailboxId: spooled.call.mailboxId,
      receivedAt: spooled.call.arrivedAt,
    });
    addJob(tx, { messageId: id, step: 'transcribe', now: options.now() });
    endCall(tx, { callId: spooled.call.callId, outcome: { type: 'message' }, endedAt: spooled.endedAt });
    if (spooled.seen) keepSeen(tx, spooled.call.callId, spooled.seen);
    return id;
  });
  rmSync(spooled.file, { force: true });
  return { kind: 'message', messageId };
}

/** A call can leave two files (one here, one with the fallback): the second is a message too, never a left-over. */
function asCallOfItsOwn(db: Db, spooled: Spooled): Spooled {
  const channelId = `${spooled.call.channelId}+${spooled.name}`;
  const callId = findCallByChannel(db, channelId)?.id ?? newId<'call'>();
  return { ...spooled, call: { ...spooled.call, channelId, callId } };
}

/** Ends a call that left nothing; a call that has ended already keeps its end. */
export function endWithoutRecording(
  options: Pick<IntakeOptions, 'db'>,
  end: { callId: CallId; outcome: CallOutcome; endedAt: Instant; seen?: CallSeen },
): void {
  options.db.transaction(tx => {
    endCall(tx, end);
    if (end.seen) keepSeen(tx, end.callId, end.seen);
  });
}

function endAsAttempt(options: IntakeOptions, spooled: Spooled): void {
  options.db.transaction(tx => {
    if (!findCall(tx, spooled.call.callId)) addCall(tx, spooled.call);
    endCall(tx, {
      callId: spooled.call.callId,
      // Hung up on the beep: nothing was said and nothing went wrong.
      outcome: { type: 'attempt', reason: spooled.recordingEnd === 'hung-up' ? 'hung-up-early' : 'no-audio' },
      endedAt: spooled.endedAt,
    });
    if (spooled.seen) keepSeen(tx, spooled.call.callId, spooled.seen);
  });
}

async function factsOrNull(
  wav: WavCare,
  file: string,
): Promise<Awaited<ReturnType<WavCare['facts']>> | null> {
  try {
    return await wav.facts(file);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return null;
  }
}

/** Not a WAV file, as opposed to a disk that fails. */
function isUnreadable(error: unknown): boolean {
  return error instanceof HausrufError && error.code === 'RECORDING_UNREADABLE';
}

/**
 * Brings the spool file to `target`, durable. A whole file is linked (no second copy of the bytes);
 * one to be mended is copied first, so that the spool keeps the evidence until the commit.
 */
async function keepFile(options: {
  spool: string;
  target: string;
  repair: WavCare['repair'] | null;
}): Promise<void> {
  const half = `${options.target}.part`;
  rmSync(half, { force: true });
  if (options.repair) {
    await copyFile(options.spool, half, constants.COPYFILE_EXCL);
    try {
      await options.repair(half);
    } catch (error) {
      // Not a WAV at all: kept as it is, for a person to look at.
      if (!isUnreadable(error)) throw error;
    }
  } else {
    await linkOrCopy(options.spool, half);
  }
  syncFile(half);
  // From a try that was killed before its commit. To rename one link of a file over another link of the
  // same file does nothing (POSIX), and the half would stay for good.
  rmSync(options.target, { force: true });
  renameSync(half, options.target);
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    linkSync(from, to);
  } catch (error) {
    // Spool on another disk, or a file of Asterisk's own user that may not be linked (protected_hardlinks).
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EXDEV' && code !== 'EPERM') throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

function syncFile(file: string): void {
  const handle = openSync(file, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function syncFolder(folder: string): void {
  syncFile(folder);
}

/** In parts and through one buffer: whole files are what the memory of many calls would be made of. */
const hashed = Buffer.allocUnsafeSlow(64 * 1024);
/** 4 MB, some milliseconds of work: then others have their turn. A message of three minutes has 3 MB. */
const partsBetweenBreaks = 64;

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = openSync(file, 'r');
  try {
    for (let parts = 1, read = readSync(handle, hashed); read > 0; read = readSync(handle, hashed), parts++) {
      hash.update(hashed.subarray(0, read));
      if (parts % partsBetweenBreaks === 0) await new Promise(resolve => setImmediate(resolve));
    }
  } finally {
    closeSync(handle);
  }
  return hash.digest('hex');
}
