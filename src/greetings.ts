/**
 * What callers hear at each mailbox. Greetings are made when a text is new, never during a call; while one
 * cannot be made or is not there, the built-in announcement plays.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { renderGreeting } from './audio/greetings.ts';
import { importGreeting } from './audio/import-greeting.ts';
import { encodeWav } from './audio/wav.ts';
import { greetingAt } from './calls/greeting-at.ts';
import type { CallPlan } from './domain/call.ts';
import type { Synthesise } from './domain/capabilities.ts';
import type { GreetingSource } from './domain/greeting.ts';
import type { Instant } from './domain/ids.ts';
import type { Mailbox } from './domain/mailbox.ts';
import { problemOf } from './domain/problem.ts';
import {
  addGreetingAudio,
  findGreetingAudio,
  listGreetingAudio,
  removeGreetingAudio,
} from './store/greeting-audio.ts';
import { listMailboxes } from './store/mailboxes.ts';
import { newId } from './store/new-id.ts';
import type { Db } from './store/open.ts';

/** An upload that no mailbox uses is kept this long: somebody may be about to save it. */
const UNUSED_UPLOAD_MS = 24 * 3600 * 1000;
/** Sampling rate of the `.sln16` twin that each greeting has. */
const WIDE_HZ = 16_000;

export interface GreetingDesk {
  /** Makes what is missing for this mailbox; a failure leaves the built-in announcement. */
  prepare(mailbox: Mailbox): Promise<void>;
  /** What a caller of this moment hears. */
  plan(mailbox: Mailbox, at: Instant): CallPlan;
  /** What a caller hears who is turned away. */
  later: string;
  /** Greetings that callers do not hear now, though they are entered: their ids, `standard` for the Standardansage. */
  missing(mailbox: Mailbox): string[];
  /** Makes the audio of a text for a preview; answers its id for `audio`. Throws HausrufError TOOL_… */
  speak(text: string): Promise<string>;
  /** Takes an uploaded recording in. Throws HausrufError INPUT_INVALID with a German message. */
  upload(file: { bytes: Uint8Array; fileName: string }): Promise<{ audioId: string; durationMs: number }>;
  /** A greeting as a WAV file, by the id of `speak`, `upload` or `audioIdOf`; null: there is none. */
  audio(audioId: string): Uint8Array | null;
  /** Null: the audio of this greeting is not there. */
  audioIdOf(source: GreetingSource): string | null;
}

export function openGreetingDesk(options: {
  db: Db;
  folder: string;
  /** Folder of the built-in sounds. */
  builtInFolder: string;
  synthesise: Synthesise;
  now: () => Instant;
  log: Logger;
}): GreetingDesk {
  const { db, folder, log } = options;
  /** Text → path without ending: a changed text never plays old audio (R046). */
  const spoken = new Map<string, string>();
  const builtIn = (name: string) => join(options.builtInFolder, name);
  mkdirSync(folder, { recursive: true });
  removeUnused(options);

  const make = async (text: string): Promise<string> => {
    const { mediaPath } = await renderGreeting({
      text,
      synthesise: options.synthesise,
      folder,
      voice: 'espeak-ng',
    });
    spoken.set(text, mediaPath);
    openToAsterisk(folder);
    return mediaPath;
  };
  const pathOf = (source: GreetingSource): string | null => {
    if (source.kind === 'voice') return spoken.get(source.text) ?? null;
    const path = join(folder, source.audioId);
    return isAudioId(source.audioId) && existsSync(`${path}.alaw`) ? path : null;
  };

  return {
    later: builtIn('later'),
    async prepare(mailbox) {
      const { greetings, goodbyeText } = mailbox.flow;
      // The first look at a time zone costs 20 ms: not while somebody calls.
      greetingAt({ schedule: greetings, timeZone: mailbox.timeZone, at: options.now() });
      const texts = [greetings.standard, ...greetings.timed.map(each => each.source)]
        .flatMap(source => (source.kind === 'voice' ? [source.text] : []))
        .concat(goodbyeText === '' ? [] : [goodbyeText]);
      for (const text of new Set(texts)) {
        try {
          await make(text);
        } catch (error) {
          log.warn(
            { mailboxId: mailbox.mailboxId, problem: problemOf(error, 'TOOL_FAILED') },
            'a greeting could not be made: callers hear the built-in announcement',
          );
        }
      }
    },
    plan(mailbox, at) {
      const { limits, goodbyeText, menu, greetings } = mailbox.flow;
      const { source } = greetingAt({ schedule: greetings, timeZone: mailbox.timeZone, at });
      return {
        limits,
        greeting: pathOf(source) ?? builtIn('safe-greeting'),
        safeGreeting: builtIn('safe-greeting'),
        beep: builtIn('beep'),
        goodbye: goodbyeText === '' ? null : (spoken.get(goodbyeText) ?? builtIn('safe-goodbye')),
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
    missing(mailbox) {
      const { standard, timed } = mailbox.flow.greetings;
      const all = [
        { id: 'standard', source: standard },
        ...timed.map(each => ({ id: each.greetingId, ...each })),
      ];
      return all.flatMap(({ id, source }) => (pathOf(source) === null ? [id] : []));
    },
    async speak(text) {
      return (await make(text)).slice(folder.length + 1);
    },
    async upload({ bytes, fileName }) {
      const audioId = newId<'audio'>();
      const { durationMs, format } = await importGreeting({ bytes, folder, audioId });
      openToAsterisk(folder);
      addGreetingAudio(db, { id: audioId, fileName, format, durationMs, now: options.now() });
      return { audioId, durationMs };
    },
    audio(audioId) {
      if (!isAudioId(audioId)) return null;
      const file = join(folder, `${audioId}.sln16`);
      if (!existsSync(file)) return null;
      const bytes = readFileSync(file);
      const samples = new Int16Array(
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)),
      );
      return encodeWav(samples, WIDE_HZ);
    },
    audioIdOf(source) {
      const path = pathOf(source);
      return path === null ? null : path.slice(folder.length + 1);
    },
  };
}

/** A hash of a text or the id of an upload: never a path. */
const isAudioId = (id: string): boolean => /^[0-9a-f-]{32,36}$/.test(id);

/** Uploads that no mailbox names any more. */
function removeUnused(options: { db: Db; folder: string; now: () => Instant; log: Logger }): void {
  const used = new Set(
    listMailboxes(options.db).flatMap(({ flow }) =>
      [flow.greetings.standard, ...flow.greetings.timed.map(each => each.source)].flatMap(source =>
        source.kind === 'upload' ? [source.audioId] : [],
      ),
    ),
  );
  for (const row of listGreetingAudio(options.db)) {
    if (used.has(row.id) || options.now() - row.createdAt < UNUSED_UPLOAD_MS) continue;
    if (!isAudioId(row.id) || !findGreetingAudio(options.db, row.id)) continue;
    for (const ending of ['alaw', 'sln16', row.format]) {
      rmSync(join(options.folder, `${row.id}.${ending}`), { force: true });
    }
    removeGreetingAudio(options.db, row.id);
    options.log.info({ audioId: row.id }, 'an unused greeting recording was removed');
  }
}

/** Greetings are public by nature; all else we write is for our own user alone (umask). */
function openToAsterisk(folder: string): void {
  chmodSync(folder, 0o755);
  // Drafts of another greeting may vanish under our hands: whole files only.
  const whole = readdirSync(folder).filter(name => /\.(?:alaw|sln16)$/.test(name));
  for (const name of whole) chmodSync(join(folder, name), 0o644);
}
