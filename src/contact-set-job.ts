/** One list → one contact set: reader, store and dictionaries brought together. Computes for seconds. */
import { makeIndexWriter } from './contacts/identify/index-writer.ts';
import { makeKnownRows } from './contacts/known-rows.ts';
import { type ListFacts, type ListOptions, readList } from './contacts/read-list.ts';
import { makeSpokenNames } from './contacts/spoken-names.ts';
import { type FinishedSet, writeContactSet } from './store/contact-set-writer.ts';

export interface SetJob extends ListOptions {
  /** The list; absolute. */
  listFile: string;
  /** Where the set is to appear; absolute. */
  setFile: string;
  source: string;
  /** The set that is live; null: there is none. */
  oldFile: string | null;
  /** Whose contacts stay. */
  otherSources: readonly string[];
}

export type SetFound = ListFacts & FinishedSet;

/** Throws HausrufError INPUT_INVALID (German) when the file is no list; then nothing is left of the set. */
export async function makeContactSet(job: SetJob, onRows: (rowsRead: number) => void): Promise<SetFound> {
  const { source } = job;
  const writer = writeContactSet({
    file: job.setFile,
    source,
    oldFile: job.oldFile,
    makeIndex: makeIndexWriter,
  });
  try {
    const known = makeKnownRows(source);
    const spoken = makeSpokenNames();
    let rows = 0;
    const facts = await readList(job.listFile, job, {
      contact(contact) {
        rows += 1;
        if (rows % ROWS_BETWEEN_NEWS === 0) onRows(rows);
        const { contactId, contentHash, sameAs } = known.add(contact);
        if (sameAs === null) {
          writer.add({ ...contact, contactId, source }, contentHash);
          spoken.add(contact);
          return;
        }
        const { line } = contact;
        const message = `Die Zeile ist dieselbe wie Zeile ${sameAs} und wurde nur einmal übernommen.`;
        writer.problem({ line, lastLine: line, isLeftOut: true, message });
      },
      problem: writer.problem,
    });
    writer.copyOthers(job.otherSources);
    return { ...facts, ...writer.finish(spoken.found(MOST_SPOKEN)) };
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

const ROWS_BETWEEN_NEWS = 5000;
/** An engine gets far fewer. */
const MOST_SPOKEN = 300;
