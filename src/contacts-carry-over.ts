/** Contacts of a version that kept them in the main database → a contact set, once. */
import type { ContactFiles } from './contacts-files.ts';
import type { Contact } from './domain/contact.ts';
import { addImport, readLive, setLive } from './store/contact-imports.ts';
import { oldContacts, removeOldContacts } from './store/contacts.ts';
import { newId } from './store/new-id.ts';
import type { Db } from './store/open.ts';

/**
 * Does nothing where there are none. Killed in between, it begins again: the old rows go in the same
 * transaction in which the set goes live.
 */
export async function carryOverContacts(options: {
  db: Db;
  files: Pick<ContactFiles, 'set' | 'reopen'>;
  numbers: { country: string; areaCode: string | null };
  now: number;
}): Promise<void> {
  const { db, files, now } = options;
  const old = oldContacts(db);
  if (old.length === 0 || readLive(db).setId !== null) return;
  // Only needed here: what reads lists stays out of the memory of the calls.
  const [{ makeIndexWriter }, { writeContactSet }, { readRow }, { makeSpokenNames }, { makeKnownRows }] =
    await Promise.all([
      import('./contacts/identify/index-writer.ts'),
      import('./store/contact-set-writer.ts'),
      import('./contacts/row-contact.ts'),
      import('./contacts/spoken-names.ts'),
      import('./contacts/known-rows.ts'),
    ]);
  const id = newId<'contact-import'>();
  const source = 'upload';
  const writer = writeContactSet({ file: files.set(id), source, oldFile: null, makeIndex: makeIndexWriter });
  const known = makeKnownRows(source);
  const spoken = makeSpokenNames();
  old.forEach((contact, index) => {
    const line = index + 2;
    const cells = cellsOf(contact);
    const read = readRow(
      { line, lastLine: line, cells, remark: null, unreadable: null },
      fields,
      options.numbers,
    );
    if (read.kind !== 'contact') {
      writer.problem({ line, lastLine: line, isLeftOut: true, message: read.because });
      return;
    }
    const row = { ...read.contact, numbers: contact.numbers };
    const { contactId, contentHash, sameAs } = known.add(row);
    if (sameAs !== null) return;
    writer.add({ ...row, contactId, source }, contentHash);
    spoken.add(row);
  });
  const { examples, ...counts } = writer.finish(spoken.found(MOST_SPOKEN));
  db.transaction(tx => {
    addImport(tx, {
      id,
      source,
      fileName: 'Kontakte der bisherigen Version',
      reading: { format: 'csv', encoding: 'auto' },
      state: 'applied',
      because: null,
      message: `${counts.contacts.toLocaleString('de-DE')} Kontakte übernommen.`,
      found: { encoding: null, columns: [], counts: { rows: old.length, ...counts }, examples },
      baseSetId: null,
      startedAt: now,
      endedAt: now,
    });
    setLive(tx, { setId: id, previousSetId: null, canUndo: false, changedAt: now });
    removeOldContacts(tx);
  });
  files.reopen();
}

const MOST_SPOKEN = 300;
const fields = ['name', 'role', 'street', 'object', 'unit', 'manager'] as const;
const cellsOf = (contact: Contact): string[] => fields.map(field => contact[field] ?? '');
