import { asc, eq } from 'drizzle-orm';
import type { Instant, MailboxId } from '../domain/ids.ts';
import type { Mailbox, MailboxInput } from '../domain/mailbox.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { remembered } from './prepared.ts';
import { mailboxes, mailboxNumbers } from './schema.ts';

/** All mailboxes, oldest first. The answer is shared: nobody may change it. */
export const listMailboxes = remembered<readonly Mailbox[]>(db => {
  const numbers = db.select().from(mailboxNumbers).orderBy(asc(mailboxNumbers.number)).all();
  return db
    .select()
    .from(mailboxes)
    .orderBy(asc(mailboxes.id))
    .all()
    .map(row => ({
      mailboxId: row.id,
      name: row.name,
      timeZone: row.timeZone,
      mailAddress: row.mailAddress,
      attachRecording: row.attachRecording,
      sendToManager: row.sendToManager,
      flow: row.flow,
      numbers: numbers.filter(each => each.mailboxId === row.id).map(each => each.number),
    }));
});

export function findMailbox(db: Tx, mailboxId: MailboxId): Mailbox | null {
  return listMailboxes(db).find(mailbox => mailbox.mailboxId === mailboxId) ?? null;
}

/** The mailbox that already answers one of these numbers, other than `except`. */
export function mailboxHoldingNumber(
  db: Tx,
  numbers: readonly string[],
  except: MailboxId | null,
): { mailbox: Mailbox; number: string } | null {
  for (const mailbox of listMailboxes(db)) {
    if (mailbox.mailboxId === except) continue;
    const number = mailbox.numbers.find(each => numbers.includes(each));
    if (number !== undefined) return { mailbox, number };
  }
  return null;
}

/** Adds a mailbox. A number that another mailbox has makes SQLite refuse: ask `mailboxHoldingNumber` first. */
export function addMailbox(db: Tx, input: MailboxInput, now: Instant): Mailbox {
  const mailboxId = newId<'mailbox'>();
  db.insert(mailboxes)
    .values({ id: mailboxId, ...columns(input), createdAt: now, updatedAt: now })
    .run();
  setNumbers(db, mailboxId, input.numbers);
  return { mailboxId, ...input, sendToManager: input.sendToManager ?? false };
}

/** Replaces all settings of a mailbox; running calls keep the plan they began with. False: there is none. */
export function changeMailbox(
  db: Tx,
  options: { mailboxId: MailboxId; input: MailboxInput; now: Instant },
): boolean {
  const { mailboxId, input, now } = options;
  const changed = db
    .update(mailboxes)
    .set({ ...columns(input), updatedAt: now })
    .where(eq(mailboxes.id, mailboxId))
    .run();
  if (changed.changes === 0) return false;
  db.delete(mailboxNumbers).where(eq(mailboxNumbers.mailboxId, mailboxId)).run();
  setNumbers(db, mailboxId, input.numbers);
  return true;
}

function columns(input: MailboxInput) {
  return {
    name: input.name,
    timeZone: input.timeZone,
    mailAddress: input.mailAddress,
    attachRecording: input.attachRecording,
    sendToManager: input.sendToManager ?? false,
    flow: input.flow,
  };
}

function setNumbers(db: Tx, mailboxId: MailboxId, numbers: readonly string[]): void {
  for (const number of numbers) db.insert(mailboxNumbers).values({ number, mailboxId }).run();
  listMailboxes.forget(db);
}
