/** One demo call from the ringing to the note, and what became of it. */
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { wavFacts } from '../../src/audio/wav.ts';
import type { CallId } from '../../src/domain/ids.ts';
import type { MissingReason } from '../../src/domain/missing.ts';
import { findCall } from '../../src/store/calls.ts';
import { findMessageOfCall, findRecording } from '../../src/store/messages.ts';
import { newestResults } from '../../src/store/results.ts';
import * as schema from '../../src/store/schema.ts';
import { placeCall } from '../caller/place-call.ts';
import type { House } from '../house/house.ts';
import type { CaughtMail } from '../house/mail-catcher.ts';
import { installedTool } from '../tools.ts';
import { fixtures, muster } from './muster.ts';

/** The numbers are those of the contact list; the last caller is in nobody's list. */
const callers: Record<string, string> = {
  aufzug: '+49163557091',
  heizung: '+49441783295',
  rohrbruch: '+49172908446',
  schluessel: '+491573131862',
  abrechnung: '+494415550142',
  laerm: '+494415550199',
};
export const messageNames = Object.keys(callers);

/** From the hang-up to the note in the mailbox a slow machine may need this long. */
const NOTE_LIMIT_MS = 120_000;

export interface DemoResult {
  ok: boolean;
  delivered: boolean;
  mail: CaughtMail;
  isDemoTranscript: boolean;
  json: {
    ok: boolean;
    recordingSeconds: number;
    transcript?: string;
    missing?: MissingReason;
    summary: string | null;
    contact: string | null;
    category: string | null;
    delivered: boolean;
    messageId: string;
    hangupToNoteMs: number;
  };
}

/** Throws when no note arrives, or when `signal` is aborted. */
export async function placeDemoCall(
  house: House,
  options: ({ message: string } | { text: string }) & { say: (text: string) => void; signal: AbortSignal },
): Promise<DemoResult> {
  const speech =
    'text' in options ? speak(house, options.text) : join(fixtures, `demo-${options.message}.wav`);
  const from = 'text' in options ? '+494415550177' : (callers[options.message] ?? null);
  options.signal.throwIfAborted();
  const { durationMs } = await wavFacts(speech);
  const before = house.mail.mails.length;
  options.say(
    `Anruf über SIP: die Ansage läuft, dann spricht der Anrufer ${Math.round(durationMs / 1000)} Sekunden`,
  );
  const call = await placeCall({
    tool: installedTool('sipp'),
    from,
    to: muster.numbers[0] ?? '',
    sipHost: house.sip.host,
    sipPort: house.sip.port,
    localHost: '127.0.0.1',
    steps: [{ wait: greetingMs(house) + 1200 }, { say: speech }, { wait: 700 }, { hangUp: true }],
  });
  const hangUpNow = () => call.kill();
  if (options.signal.aborted) hangUpNow();
  options.signal.addEventListener('abort', hangUpNow);
  try {
    const end = await call.exited;
    options.signal.throwIfAborted();
    if (!end.ok) throw new Error(`The call failed:\n${end.log}`);
    options.say('Aufgelegt. Hausruf schreibt die Notiz');
    const mails = await house.mail.waitFor(before + 1, NOTE_LIMIT_MS);
    const mail = mails[before];
    if (!mail) throw new Error('the note is gone');
    return describe(house, mail);
  } finally {
    options.signal.removeEventListener('abort', hangUpNow);
  }
}

/** What the house itself has stored about the newest message: nothing here is made up for show. */
function describe(house: House, mail: CaughtMail): DemoResult {
  const sqlite = new Database(join(house.folder, 'data/hausruf.db'), { readonly: true });
  try {
    const db = drizzle(sqlite, { schema });
    const newest = sqlite
      .prepare('SELECT call_id AS callId FROM messages ORDER BY id DESC LIMIT 1')
      .get() as {
      callId: CallId;
    };
    const call = findCall(db, newest.callId);
    const message = findMessageOfCall(db, newest.callId);
    const recording = message && findRecording(db, message.recordingId);
    if (!call || !message || !recording) throw new Error('the message is not in the database');
    const { transcript, summary, match, categorisation } = newestResults(db, message.id);
    const words = transcript?.kind === 'made' ? transcript : null;
    const json: DemoResult['json'] = {
      ok: true,
      recordingSeconds: Math.round(recording.durationMs / 100) / 10,
      ...(words ? { transcript: words.text } : {}),
      ...(transcript?.kind === 'missing' ? { missing: transcript.because } : {}),
      summary: summary?.kind === 'made' ? summary.sentences.map(sentence => sentence.text).join(' ') : null,
      contact: match?.kind === 'matched' ? match.contact.name : null,
      category: categorisation?.kind === 'made' ? categorisation.name : null,
      delivered: mail.to.includes(muster.mailAddress ?? ''),
      messageId: mail.messageId,
      hangupToNoteMs: mail.receivedAt - (call.endedAt ?? mail.receivedAt),
    };
    return { ok: true, delivered: json.delivered, mail, isDemoTranscript: words?.isDemo ?? false, json };
  } finally {
    sqlite.close();
  }
}

/** How long the greeting is: the longest of what the house has made (the other one is the goodbye). */
function greetingMs(house: House): number {
  const folder = join(house.folder, 'data/greetings');
  const sizes = readdirSync(folder)
    .filter(name => name.endsWith('.alaw'))
    .map(name => statSync(join(folder, name)).size);
  const builtIn = statSync(join(fixtures, '../../asterisk-config/sounds/safe-greeting.alaw')).size;
  return (sizes.length > 0 ? Math.max(...sizes) : builtIn) / 8;
}

function speak(house: House, text: string): string {
  const { command, args, env } = installedTool('espeak-ng');
  const wav = execFileSync(command, [...args, '-v', 'de', '-s', '150', '--stdin', '--stdout'], {
    input: text,
    env: { ...process.env, ...env },
    maxBuffer: 1 << 27,
  });
  const file = join(house.folder, 'said.wav');
  writeFileSync(file, wav);
  return file;
}
