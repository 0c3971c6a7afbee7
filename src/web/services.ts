/** All that the admin page's server needs from the other rooms; `main.ts` hands it over. */
import type { Logger } from 'pino';
import type { HealthParts, LiveEvent, MailboxView, TestMailReply } from '../domain/api.ts';
import type { CategoryInput } from '../domain/category.ts';
import type { Contact, RowProblem } from '../domain/contact.ts';
import type { Instant, MailboxId } from '../domain/ids.ts';
import type { Mailbox } from '../domain/mailbox.ts';
import type { Db } from '../store/open.ts';

export interface WebServices {
  db: Db;
  now: () => Instant;
  log: Logger;
  /** Folder of the built page (`dist/ui`); it may appear later. */
  uiFolder: string;
  recordingsFolder: string;
  isDemo: boolean;
  /** Outline of a WAV file (absolute path): whole numbers from 0 (silence) to 100 (full scale). */
  readPeaks: (file: string) => Promise<{ peaks: number[]; durationMs: number }>;
  /** Reads a contact list. What cannot be used, even the whole file, is told as problems in German. */
  importContacts: (bytes: Uint8Array) => { contacts: Contact[]; problems: RowProblem[] };
  contactsChanged: () => void;
  categoriesChanged: () => void;
  mailboxChanged: (mailboxId: MailboxId) => void;
  greetingState: (mailboxId: MailboxId) => MailboxView['greetingState'];
  /** Sends a test note; what became of it is told in German. Never throws for what the mail server does. */
  sendTestMail: (mailbox: Mailbox) => Promise<TestMailReply>;
  /** Null, or in German what clashes in this list. */
  checkCategories: (list: readonly CategoryInput[]) => string | null;
  /** There is a new job: the worker should look. */
  jobsAdded: () => void;
  health: () => HealthParts;
  /** Hears all live events until the returned function is called. */
  onLive: (listener: (event: LiveEvent) => void) => () => void;
  /** The store cannot be trusted any more: the process must end. */
  onStoreBroken: (error: unknown) => void;
}
