import type { Instant } from './ids.ts';

/** What a column of a list can hold. Only `number` may stand in several columns. */
export const contactFields = [
  'externalId',
  'salutation',
  'title',
  'firstName',
  'lastName',
  'name',
  'company',
  'role',
  'street',
  'houseNumber',
  'postcode',
  'city',
  'object',
  'unit',
  'number',
  'mailAddress',
  'manager',
  'managerMailAddress',
  'language',
  'noTranscription',
] as const;
export type ContactField = (typeof contactFields)[number];

/** What the user has said of a source's columns: header as it stands in the list → field; null: not needed. */
export type ColumnMapping = Record<string, ContactField | null>;

/** `auto`: the content decides. */
export type ListFormat = 'auto' | 'csv' | 'xlsx';
/** `auto`: by byte order mark, then UTF-8, then Windows-1252. */
export type ListEncoding = 'auto' | 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * A finished local file that is to become the contacts of its source (the rows of other sources stay).
 * The file is copied at once: the caller may delete it when the promise settles.
 */
export interface ImportOrder {
  /** Absolute path. */
  file: string;
  /** As the sender calls it, for the page; untrusted. */
  fileName: string;
  format: ListFormat;
  encoding?: ListEncoding;
  /** `upload`, or the id of a source: [a-z0-9-]{1,64}. The saved column mapping belongs to it. */
  source: string;
  /** `if-sound`: what is neither shrunken nor empty goes live at once. `preview`: waits for the user in any case. */
  apply: 'if-sound' | 'preview';
}

export type HeldBecause =
  /** The user looks first. */
  | 'preview'
  /** Fewer than 70 % of the rows that this source has now. */
  | 'shrunken'
  /** Not one contact in it, though the source has some now. */
  | 'empty'
  /** No column with names was recognised: the user has to say what the columns hold. */
  | 'unmapped';

export interface ImportCounts {
  /** Rows of the list that hold anything, without the header. */
  rows: number;
  /** Contacts that come of them. */
  contacts: number;
  /** Rows that could not be used, each in the report. */
  leftOut: number;
  /** Remarks on rows that were used (a number that Excel has damaged). */
  hints: number;
  /** Contacts that this source had before. */
  before: number;
  added: number;
  changed: number;
  gone: number;
}

/** Names and addresses of some of them, for the page. */
export interface ImportExamples {
  added: string[];
  changed: string[];
  gone: string[];
}

/** A column as it was read, for the page on which the user says what it holds. */
export interface ListColumn {
  header: string;
  field: ContactField | null;
  /** Up to three cells. */
  samples: string[];
}

/** What came of an import. German `message`, plain words, for page and alarm. */
export type ImportResult =
  | { kind: 'applied'; importId: string; message: string; counts: ImportCounts }
  | { kind: 'held'; importId: string; because: HeldBecause; message: string; counts: ImportCounts }
  /**
   * The file could not be read at all; everything stays as it was. `isTemporary`: not for what is in it, as far as is
   * known (memory, disk or time ran out): the same file may go through later.
   */
  | { kind: 'refused'; importId: string; message: string; isTemporary?: boolean };

/** Reads, stages, compares and, where that was ordered, applies. Imports wait for one another. Never throws for what is in the file. */
export type ImportContacts = (order: ImportOrder, signal?: AbortSignal) => Promise<ImportResult>;

export type ImportState = 'reading' | 'held' | 'applied' | 'refused' | 'discarded';

/** An import as the page shows it. */
export interface ImportView {
  importId: string;
  source: string;
  fileName: string;
  state: ImportState;
  because: HeldBecause | null;
  /** German. */
  message: string;
  /** Rows read so far while `reading`. */
  rowsRead: number;
  /** How the text was read ("Windows-1252"), and can be read otherwise; null: not a text file. */
  encoding: string | null;
  counts: ImportCounts | null;
  examples: ImportExamples | null;
  columns: ListColumn[];
  startedAt: Instant;
  endedAt: Instant | null;
}

/** What was said about lines of a list. */
export interface ImportProblem {
  line: number;
  lastLine: number;
  /** Nothing of these lines became a contact; false: a remark on a contact. */
  isLeftOut: boolean;
  /** German. */
  message: string;
}

/** Where a problem stands among those of its list. */
export interface ProblemKey {
  line: number;
  rowId: number;
}

/** What the admin page asks of the contacts. All throw HausrufError INPUT_INVALID (German) for what cannot be done now. */
export interface ContactService {
  /** A file name where an upload can be written; `begin` takes it from there. */
  newUploadFile(): string;
  /** Answers at once with the id under which the page follows the import; `file` is removed. */
  beginUpload(order: ImportOrder): Promise<string>;
  overview(): { count: number; changedAt: Instant | null; canUndo: boolean; imports: ImportView[] };
  /** Null: there is no such import (any more). */
  find(importId: string): ImportView | null;
  /** The user has looked and wants it. */
  accept(importId: string): void;
  discard(importId: string): void;
  /** Says what the columns are, for this and all later lists of the source, and reads the list again. */
  remap(importId: string, change: { mapping: ColumnMapping; encoding: ListEncoding }): void;
  /** Takes back the last change. */
  undo(): void;
  problems(
    importId: string,
    page: { offset: number; limit: number },
  ): { total: number; problems: ImportProblem[] };
  /** The same, for all of them in turn: `last` of one page is `after` of the next; null: there are no more. */
  problemsAfter(
    importId: string,
    page: { after: ProblemKey | null; limit: number },
  ): { problems: ImportProblem[]; last: ProblemKey | null };
  /** An empty list with all columns and one example (R124). */
  template(format: 'csv' | 'xlsx'): Uint8Array;
}
