/**
 * Fills an empty database from a file, so that an IT partner can set up a house without clicking. Once
 * there is a mailbox, the admin page rules and the file is left alone.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { TrunkBody } from './domain/api-trunks.ts';
import { CategoryInput } from './domain/category.ts';
import type { ImportContacts } from './domain/contact-import.ts';
import { MailboxInput, simpleFlow } from './domain/mailbox.ts';
import { HausrufError } from './domain/problem.ts';
import { replaceCategories } from './store/categories.ts';
import { addMailbox, listMailboxes } from './store/mailboxes.ts';
import type { Db } from './store/open.ts';
import { newTrunkId, saveTrunk } from './store/trunks.ts';

const Provision = Type.Object(
  {
    mailboxes: Type.Array(MailboxInput, { minItems: 1 }),
    /** Lines to providers or telephone systems, as the admin page has them; with their passwords. */
    trunks: Type.Optional(Type.Array(TrunkBody)),
    categories: Type.Optional(Type.Array(CategoryInput)),
    /** A CSV or XLSX file, relative to this file. */
    contactsFile: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);

export interface ProvisionOptions {
  db: Db;
  now: number;
  /** null: start with one mailbox that answers every number. */
  file: string | null;
  importContacts: ImportContacts;
  defaultCategories: readonly CategoryInput[];
}

/** Returns whether it filled anything. Throws HausrufError PROVISION_INVALID naming file and place. */
export async function provision(options: ProvisionOptions): Promise<boolean> {
  const { db } = options;
  if (listMailboxes(db).length > 0) return false;
  const content = options.file === null ? firstHouse : read(options.file);
  // First: without a mailbox the next start begins again, and the same list once more is no harm.
  if (options.file !== null && content.contactsFile) {
    await importList(options, resolve(dirname(options.file), content.contactsFile));
  }
  db.transaction(tx => {
    for (const mailbox of content.mailboxes) addMailbox(tx, mailbox, options.now);
    replaceCategories(tx, content.categories ?? options.defaultCategories);
    for (const { password, ...input } of content.trunks ?? []) {
      saveTrunk(tx, { trunkId: newTrunkId(), input, password, updatedAt: options.now });
    }
  });
  return true;
}

function read(file: string): Static<typeof Provision> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new HausrufError('PROVISION_INVALID', `${file} cannot be read: ${(error as Error).message}`);
  }
  if (Value.Check(Provision, json)) return json;
  const [first] = Value.Errors(Provision, json);
  throw new HausrufError(
    'PROVISION_INVALID',
    `${file}: ${first?.instancePath || 'the whole'} ${first?.message ?? 'has another form'}.`,
  );
}

async function importList({ importContacts }: ProvisionOptions, file: string): Promise<void> {
  const order = {
    file,
    fileName: basename(file),
    format: 'auto',
    source: 'upload',
    apply: 'if-sound',
  } as const;
  const unread = (message: string) =>
    new HausrufError('PROVISION_INVALID', `${file} cannot be read: ${message}`);
  const result = await importContacts(order).catch((error: Error) => {
    throw unread(error.message);
  });
  if (result.kind !== 'applied') throw unread(result.message);
}

/** What a house begins with: it answers every number, warns callers as R163 asks, and sends nothing yet. */
const firstHouse: Static<typeof Provision> = {
  mailboxes: [
    {
      name: 'Hausverwaltung',
      numbers: [],
      timeZone: 'Europe/Berlin',
      mailAddress: null,
      attachRecording: false,
      flow: simpleFlow({
        greeting:
          'Guten Tag. Sie sind mit dem Anrufbeantworter der Hausverwaltung verbunden. Ihr Anruf wird aufgezeichnet und automatisch verarbeitet. Bitte nennen Sie nach dem Ton Ihren Namen, Ihre Adresse und Ihr Anliegen.',
        goodbye: 'Vielen Dank für Ihre Nachricht. Auf Wiederhören.',
      }),
    },
  ],
};
