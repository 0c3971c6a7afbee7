/**
 * What callers hear at each mailbox. Greetings are made when a text is new, never during a call; while one
 * cannot be made, what played before goes on, and where nothing did, the built-in announcement plays.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { importGreeting } from './audio/import-greeting.ts';
import { encodeWav } from './audio/wav.ts';
import { type WavInfo, withWavInfo } from './audio/wav-info.ts';
import { greetingAt } from './calls/greeting-at.ts';
import type { CallPlan } from './domain/call.ts';
import type { GreetingSource } from './domain/greeting.ts';
import type { Instant, MailboxId } from './domain/ids.ts';
import type { Mailbox } from './domain/mailbox.ts';
import { problemOf } from './domain/problem.ts';
import { makeQueue } from './engines/queue.ts';
import { makeAgain } from './greeting-again.ts';
import { isAudioId, removeUnused } from './greeting-unused.ts';
import { openGreetingVoice, type VoiceSource } from './greeting-voice.ts';
import type { Voices } from './speech/voices.ts';
import { addGreetingAudio } from './store/greeting-audio.ts';
import { findMailbox, listMailboxes } from './store/mailboxes.ts';
import { newId } from './store/new-id.ts';
import type { Db } from './store/open.ts';
import {
  findSpokenGreeting,
  keepLastGreeting,
  listLastGreetings,
  type SpokenGreeting,
} from './store/spoken-greetings.ts';

/** Sampling rate of the `.sln16` twin that each greeting has. */
const WIDE_HZ = 16_000;

export interface GreetingDesk {
  /** Makes what is missing for this mailbox; a failure leaves what played before, or the built-in announcement. */
  prepare(mailbox: Mailbox): Promise<void>;
  prepareAll(): Promise<void>;
  /** What a caller of this moment hears. */
  plan(mailbox: Mailbox, at: Instant): CallPlan;
  /** What a caller hears who is turned away. */
  later: string;
  /** Greetings that callers do not hear now, though they are entered: their ids, `standard` for the Standardansage. */
  missing(mailbox: Mailbox): string[];
  /** Of greetings that are not missing: those whose text, voice or pronunciation has changed since they were spoken. */
  stale(mailbox: Mailbox): string[];
  /**
   * Makes the audio of a text for a preview; answers its id for `audio`. `note`: why another voice spoke, German.
   * Throws HausrufError INPUT_INVALID with a German message, or TOOL_…
   */
  speak(source: VoiceSource): Promise<{ audioId: string; note: string | null }>;
  /** The text as it will be spoken. */
  spokenText(source: VoiceSource): string;
  /** Takes an uploaded recording in. Throws HausrufError INPUT_INVALID with a German message. */
  upload(file: { bytes: Uint8Array; fileName: string }): Promise<{ audioId: string; durationMs: number }>;
  /** A greeting as a WAV file, by the id of `speak`, `upload` or `audioIdOf`; null: there is none. */
  audio(audioId: string): Uint8Array | null;
  /** What callers hear of this greeting (null: the Standardansage); null: it is not there. */
  audioIdOf(mailbox: Mailbox, greetingId: string | null): string | null;
}

export function openGreetingDesk(options: {
  db: Db;
  folder: string;
  /** Folder of the built-in sounds. */
  builtInFolder: string;
  voices: Voices;
  now: () => Instant;
  log: Logger;
  /** Between tries of a voice that failed; default: half a minute to ten minutes. */
  againMs?: readonly number[];
}): GreetingDesk {
  const { db, folder, log } = options;
  const builtIn = (name: string) => join(options.builtInFolder, name);
  mkdirSync(folder, { recursive: true });
  const clearAway = (justMade: string | null) => removeUnused({ ...options, namedOf, justMade });
  clearAway(null);
  const voice = openGreetingVoice(options);
  /** What callers heard last: plays on while something new cannot be made (R046). */
  const last = new Map(listLastGreetings(db).map(row => [`${row.mailboxId} ${row.greetingId}`, row.audioId]));

  const pathOf = (source: GreetingSource): string | null => {
    const audioId = source.kind === 'voice' ? voice.pathOf(source)?.slice(folder.length + 1) : source.audioId;
    return audioId === undefined ? null : existingPath(folder, audioId);
  };
  const heardPath = (mailboxId: MailboxId, { greetingId, source }: Named): string | null => {
    const path = pathOf(source);
    if (path !== null) return path;
    const before = last.get(`${mailboxId} ${greetingId}`);
    return before === undefined ? null : existingPath(folder, before);
  };
  const remember = (mailboxId: MailboxId, greetingId: string, mediaPath: string) => {
    const audioId = mediaPath.slice(folder.length + 1);
    if (last.get(`${mailboxId} ${greetingId}`) === audioId || !findMailbox(db, mailboxId)) return;
    keepLastGreeting(db, { mailboxId, greetingId, audioId });
    last.set(`${mailboxId} ${greetingId}`, audioId);
  };

  /** One after the other: an older run must not end after a newer one and have the last word. */
  const inTurn = makeQueue();
  const prepareNow = async (mailbox: Mailbox, isLast: boolean): Promise<void> => {
    const { mailboxId, timeZone, flow } = mailbox;
    let isWhole = true;
    // The first look at a time zone costs 20 ms: not while somebody calls.
    greetingAt({ schedule: flow.greetings, timeZone, at: options.now() });
    for (const named of namedOf(mailbox)) {
      try {
        let mediaPath = pathOf(named.source);
        if (named.source.kind === 'voice') {
          const playing = isLast ? null : heardPath(mailboxId, named);
          const made = await voice.make(named.source, { isPreview: false, playing });
          mediaPath = made.mediaPath;
          if (made.mayRecover) isWhole = false;
        }
        openToAsterisk(folder);
        if (mediaPath !== null) remember(mailboxId, named.greetingId, mediaPath);
      } catch (error) {
        isWhole = false;
        log.warn(
          { mailboxId, problem: problemOf(error, 'TOOL_FAILED') },
          'a greeting could not be made: callers hear the one before, or the built-in announcement',
        );
      }
    }
    if (isWhole) again.forget(mailboxId);
    else again.later(mailboxId);
  };
  const again = makeAgain({
    prepare: async (mailboxId, isLast) => {
      try {
        const mailbox = findMailbox(db, mailboxId);
        if (mailbox) await inTurn(() => prepareNow(mailbox, isLast));
      } catch (error) {
        log.warn({ mailboxId, reason: String(error) }, 'a greeting could not be tried again');
      }
    },
    ...(options.againMs ? { pausesMs: options.againMs } : {}),
  });
  const prepareAnew = (mailbox: Mailbox): Promise<void> => {
    again.forget(mailbox.mailboxId);
    return inTurn(() => prepareNow(mailbox, false));
  };

  return {
    later: builtIn('later'),
    prepare: prepareAnew,
    async prepareAll() {
      for (const mailbox of listMailboxes(db)) await prepareAnew(mailbox);
    },
    plan(mailbox, at) {
      const { limits, menu, greetings } = mailbox.flow;
      const { greetingId, source } = greetingAt({ schedule: greetings, timeZone: mailbox.timeZone, at });
      const named = { greetingId: greetingId ?? standardId, source };
      const goodbye = goodbyeOf(mailbox);
      return {
        limits,
        greeting: heardPath(mailbox.mailboxId, named) ?? builtIn('safe-greeting'),
        safeGreeting: builtIn('safe-greeting'),
        beep: builtIn('beep'),
        goodbye: goodbye && (heardPath(mailbox.mailboxId, goodbye) ?? builtIn('safe-goodbye')),
        menu:
          menu.forwardings.length === 0
            ? null
            : {
                forwardings: menu.forwardings,
                withoutChoice: menu.withoutChoice,
                waitMs: menu.waitSeconds * 1000,
                pressZero: builtIn('press-zero'),
                noChoice: builtIn('no-choice'),
              },
        turnedAway: null,
      };
    },
    missing: mailbox =>
      greetingsOf(mailbox).flatMap(each =>
        heardPath(mailbox.mailboxId, each) === null ? [each.greetingId] : [],
      ),
    stale: mailbox =>
      greetingsOf(mailbox).flatMap(each => {
        if (each.source.kind === 'upload' || heardPath(mailbox.mailboxId, each) === null) return [];
        return voice.isCurrent(each.source) ? [] : [each.greetingId];
      }),
    async speak(source) {
      const { mediaPath, note } = await voice.make(source, { isPreview: true, playing: null });
      openToAsterisk(folder);
      const audioId = mediaPath.slice(folder.length + 1);
      clearAway(audioId);
      return { audioId, note };
    },
    spokenText: voice.spokenText,
    async upload({ bytes, fileName }) {
      const audioId = newId<'audio'>();
      const { durationMs, format } = await importGreeting({ bytes, folder, audioId });
      openToAsterisk(folder);
      addGreetingAudio(db, { id: audioId, fileName, format, durationMs, now: options.now() });
      clearAway(audioId);
      return { audioId, durationMs };
    },
    audio(audioId) {
      const path = existingPath(folder, audioId);
      if (path === null) return null;
      const bytes = readFileSync(`${path}.sln16`);
      const samples = new Int16Array(
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)),
      );
      const spoken = findSpokenGreeting(db, audioId);
      return withWavInfo(encodeWav(samples, WIDE_HZ), spoken ? syntheticMark(spoken) : {});
    },
    audioIdOf(mailbox, greetingId) {
      const named = greetingsOf(mailbox).find(each => each.greetingId === (greetingId ?? standardId));
      const path = named ? heardPath(mailbox.mailboxId, named) : null;
      return path === null ? null : path.slice(folder.length + 1);
    },
  };
}

const standardId = 'standard';

interface Named {
  greetingId: string;
  source: GreetingSource;
}

const greetingsOf = ({ flow }: Mailbox): Named[] => [
  { greetingId: standardId, source: flow.greetings.standard },
  ...flow.greetings.timed,
];

/** Spoken by the voice of the Standardansage; null: there is none. */
function goodbyeOf({ flow }: Mailbox): Named | null {
  const { standard } = flow.greetings;
  if (flow.goodbyeText.trim() === '') return null;
  const choice = standard.kind === 'voice' ? standard : {};
  return { greetingId: 'goodbye', source: { ...choice, kind: 'voice', text: flow.goodbyeText } };
}

function namedOf(mailbox: Mailbox): Named[] {
  const goodbye = goodbyeOf(mailbox);
  return goodbye ? [...greetingsOf(mailbox), goodbye] : greetingsOf(mailbox);
}

/** EU AI Act, article 50 (2): in the file itself that a machine spoke. */
const syntheticMark = (spoken: SpokenGreeting): WavInfo => ({
  ISFT: 'Hausruf',
  ICMT: `Synthetische Stimme (KI): ${spoken.voice}`,
  ICRD: new Date(spoken.madeAt).toISOString().slice(0, 10),
});

function existingPath(folder: string, audioId: string): string | null {
  const path = join(folder, audioId);
  return isAudioId(audioId) && existsSync(`${path}.alaw`) && existsSync(`${path}.sln16`) ? path : null;
}

/** Greetings are public by nature; all else we write is for our own user alone (umask). */
function openToAsterisk(folder: string): void {
  chmodSync(folder, 0o755);
  // Drafts of another greeting may vanish under our hands: whole files only.
  const whole = readdirSync(folder).filter(name => /\.(?:alaw|sln16)$/.test(name));
  for (const name of whole) chmodSync(join(folder, name), 0o644);
}
