/**
 * What callers hear at each mailbox now. Greetings are made when a text is new, never during a call;
 * while one cannot be made, the built-in announcement plays.
 */
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { renderGreeting } from './audio/greetings.ts';
import type { CallPlan } from './domain/call.ts';
import type { Synthesise } from './domain/capabilities.ts';
import type { MailboxId } from './domain/ids.ts';
import type { Mailbox } from './domain/mailbox.ts';
import { problemOf } from './domain/problem.ts';

export interface GreetingDesk {
  /** Makes what is missing for this mailbox; a failure leaves the built-in announcement. */
  prepare(mailbox: Mailbox): Promise<void>;
  plan(mailbox: Mailbox): CallPlan;
  state(mailboxId: MailboxId): 'ready' | 'built-in';
}

interface Media {
  /** The text this was made from: a changed text never plays old audio. */
  text: string;
  path: string;
}

export function openGreetingDesk(options: {
  folder: string;
  /** Folder of the built-in sounds: safe-greeting, beep, safe-goodbye. */
  builtInFolder: string;
  synthesise: Synthesise;
  log: Logger;
}): GreetingDesk {
  const greetings = new Map<MailboxId, Media>();
  const goodbyes = new Map<MailboxId, Media>();
  const builtIn = (name: string) => join(options.builtInFolder, name);
  mkdirSync(options.folder, { recursive: true });

  const make = async (text: string): Promise<Media> => {
    const { mediaPath } = await renderGreeting({
      text,
      synthesise: options.synthesise,
      folder: options.folder,
      voice: 'espeak-ng',
    });
    return { text, path: mediaPath };
  };

  return {
    async prepare(mailbox) {
      const { greetingText, goodbyeText } = mailbox.flow;
      try {
        greetings.set(mailbox.mailboxId, await make(greetingText));
        if (goodbyeText !== '') goodbyes.set(mailbox.mailboxId, await make(goodbyeText));
        openToAsterisk(options.folder);
      } catch (error) {
        options.log.warn(
          { mailboxId: mailbox.mailboxId, problem: problemOf(error, 'TOOL_FAILED') },
          'a greeting could not be made: callers hear the built-in announcement',
        );
      }
    },
    plan(mailbox) {
      const { limits, greetingText, goodbyeText } = mailbox.flow;
      const of = (media: Map<MailboxId, Media>, text: string) => {
        const found = media.get(mailbox.mailboxId);
        return found?.text === text ? found.path : null;
      };
      return {
        limits,
        greeting: of(greetings, greetingText) ?? builtIn('safe-greeting'),
        safeGreeting: builtIn('safe-greeting'),
        beep: builtIn('beep'),
        goodbye: goodbyeText === '' ? null : (of(goodbyes, goodbyeText) ?? builtIn('safe-goodbye')),
      };
    },
    state: mailboxId => (greetings.has(mailboxId) ? 'ready' : 'built-in'),
  };
}

/** Greetings are public by nature; all else we write is for our own user alone (umask). */
function openToAsterisk(folder: string): void {
  chmodSync(folder, 0o755);
  // Drafts of another greeting may vanish under our hands: whole files only.
  const whole = readdirSync(folder).filter(name => /\.(?:alaw|sln16)$/.test(name));
  for (const name of whole) chmodSync(join(folder, name), 0o644);
}
