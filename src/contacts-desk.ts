/**
 * Contacts: which set is live, and how another one takes its place. A list is read into a set of its own
 * beside the live one; the swap is one row in one transaction. Whatever happens in between, and wherever the
 * process is killed, the old set or the new one counts, never something of both.
 */
import { constants } from 'node:fs';
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import { type ReadInChild, readInChild } from './contact-reading.ts';
import { contactTemplate } from './contacts/template.ts';
import { carryOverContacts } from './contacts-carry-over.ts';
import { openContactFiles } from './contacts-files.ts';
import { endInterrupted } from './contacts-interrupted.ts';
import { type Apply, isSound, judge, resultOf, type Staged, viewOf } from './contacts-words.ts';
import type { ContactRecord } from './domain/contact.ts';
import type { ContactService, ImportContacts, ImportOrder, ImportResult } from './domain/contact-import.ts';
import { HausrufError } from './domain/problem.ts';
import type { VoiceLoad } from './engines/watch.ts';
import { fresh } from './fresh.ts';
import {
  addImport,
  changeImport,
  findImport,
  forgetOldImports,
  importsIn,
  listImports,
  readLive,
  readMapping,
  type StoredImport,
  saveMapping,
  setLive,
} from './store/contact-imports.ts';
import type { ContactSet } from './store/contact-set.ts';
import { readAgain, sourcesBeside } from './store/contact-sources.ts';
import { mustHaveRoom } from './store/disk-room.ts';
import { newId } from './store/new-id.ts';
import type { Db } from './store/open.ts';

export interface ContactsDesk extends ContactService {
  /** The set that counts now; null: there are no contacts. After a change it is another object: keep nothing of it. */
  live(): ContactSet | null;
  /** Empty for a suppressed number. */
  withNumber(number: string | null): ContactRecord[];
  /** R126: whether somebody with this number wants no transcript. */
  isUntranscribed(number: string | null): boolean;
  /** For the recogniser, most important first. */
  spokenNames(): string[];
  importContacts: ImportContacts;
  /** Ends imports that are under way and waits for them. */
  close(): Promise<void>;
}

export interface ContactsDeskOptions {
  db: Db;
  /** DATA/contacts. */
  folder: string;
  numbers: () => { country: string; areaCode: string | null };
  voiceLoad: () => VoiceLoad;
  now: () => number;
  log: Logger;
  /** Another set is live. */
  onChanged?: () => void;
  /** For tests: reads in this process. */
  read?: ReadInChild;
}

export async function openContactsDesk(options: ContactsDeskOptions): Promise<ContactsDesk> {
  const { db, folder, now, log } = options;
  const read = options.read ?? readInChild;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  /** Ids of imports in hand, with the rows that were read so far. */
  const underWay = new Map<string, number>();
  const endLost = (): void => endInterrupted({ db, now: now(), isUnderWay: id => underWay.has(id) });
  endLost();
  const files = openContactFiles({ db, folder, log });
  await carryOverContacts({ db, files, numbers: options.numbers(), now: now() });
  files.sweep({ isStart: true });
  const spokenNames = fresh(() => files.live()?.spokenNames(MOST_SPOKEN) ?? []);
  const stopping = new AbortController();
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  };

  async function accepted(order: ImportOrder): Promise<StoredImport> {
    const row: StoredImport = {
      id: newId<'contact-import'>(),
      source: order.source,
      fileName: order.fileName.slice(0, 200),
      reading: { format: order.format, encoding: order.encoding ?? 'auto' },
      state: 'reading',
      because: null,
      message: '',
      found: null,
      baseSetId: null,
      startedAt: now(),
      endedAt: null,
    };
    mustHaveRoom(folder, (await stat(order.file)).size);
    endLost();
    underWay.set(row.id, 0);
    try {
      // The row first: files without one are swept.
      addImport(db, row);
      await copyFile(order.file, files.list(row.id), constants.COPYFILE_FICLONE);
    } catch (error) {
      underWay.delete(row.id);
      endLost();
      throw error;
    }
    return row;
  }

  /** Reads the kept list into a set of its own, and stores what is to be said about it. */
  async function stage(row: StoredImport, apply: Apply, given?: AbortSignal): Promise<Staged> {
    const { setId: baseSetId } = readLive(db);
    changeImport(db, row.id, { state: 'reading', because: null, baseSetId });
    const job = {
      ...row.reading,
      listFile: files.list(row.id),
      setFile: files.set(row.id),
      source: row.source,
      oldFile: baseSetId === null ? null : files.set(baseSetId),
      otherSources: sourcesBeside(db, row.source),
      mapping: readMapping(db, row.source),
      numbers: options.numbers(),
    };
    const signal = AbortSignal.any([stopping.signal, ...(given ? [given] : [])]);
    signal.throwIfAborted();
    const reading = await read(job, {
      onRows: rows => underWay.set(row.id, rows),
      voiceLoad: options.voiceLoad,
      signal,
    });
    signal.throwIfAborted();
    if (reading.kind === 'failed') {
      log.warn({ importId: row.id, reason: reading.reason }, 'a list could not be read');
      readAgain(db, row.source, now());
    }
    const change = { ...judge(reading, apply), baseSetId, endedAt: now() };
    // What is sound goes live next, and is stored with the swap: killed in between, it was interrupted.
    if (!isSound(change)) changeImport(db, row.id, change);
    if (change.state === 'refused') files.remove(row.id);
    return { ...row, ...change, isTemporary: reading.kind === 'failed' };
  }

  /** The swap, if the list waits for it and was compared with what is live now. */
  function makeLive(row: StoredImport): StoredImport {
    const { setId } = readLive(db);
    const { message, found, baseSetId } = row;
    const change = { state: 'applied' as const, because: null, message, found, baseSetId, endedAt: now() };
    db.transaction(tx => {
      changeImport(tx, row.id, change);
      setLive(tx, { setId: row.id, previousSetId: setId, canUndo: true, changedAt: now() });
      forgetOldImports(tx, MOST_KEPT);
    });
    log.info({ importId: row.id, source: row.source, ...row.found?.counts }, 'contacts imported');
    changed();
    return { ...row, ...change };
  }

  function changed(): void {
    files.reopen();
    files.sweep();
    spokenNames.forget();
    options.onChanged?.();
  }

  async function run(row: StoredImport, apply: Apply, signal?: AbortSignal): Promise<ImportResult> {
    try {
      for (;;) {
        const staged = await stage(row, apply, signal);
        if (!isSound(staged)) return resultOf(staged);
        // A user may have let another list go live meanwhile: what is taken over from it has to be read anew.
        if (staged.baseSetId === readLive(db).setId) return resultOf(makeLive(staged));
      }
    } finally {
      // Whatever was thrown, it is stored as being read still.
      underWay.delete(row.id);
      endLost();
    }
  }

  const held = (importId: string): StoredImport => {
    const row = findImport(db, importId);
    if (row?.state !== 'held')
      throw new HausrufError('INPUT_INVALID', 'Dieser Import wartet auf nichts mehr.');
    return row;
  };
  const inBackground = (row: StoredImport, apply: Apply): void => {
    underWay.set(row.id, 0);
    inTurn(() => run(row, apply)).catch(error => {
      if (!stopping.signal.aborted) log.error({ reason: String(error) }, 'an import broke');
    });
  };

  return {
    live: files.live,
    withNumber(number) {
      const set = files.live();
      const rowIds = set === null || number === null ? [] : set.rowIdsWithNumber(number);
      return rowIds.flatMap(rowId => set?.byRowId(rowId) ?? []);
    },
    isUntranscribed: number => number !== null && files.live()?.isUntranscribed(number) === true,
    spokenNames: () => spokenNames.get(),
    importContacts: async (order, signal) => {
      const row = await accepted(order);
      return inTurn(() => run(row, order.apply, signal));
    },
    newUploadFile: files.newUpload,
    async beginUpload(order) {
      const row = await accepted(order).finally(() => rm(order.file, { force: true }));
      inBackground(row, order.apply);
      return row.id;
    },
    overview() {
      const { changedAt, canUndo } = readLive(db);
      try {
        endLost();
      } catch (error) {
        log.error({ reason: String(error) }, 'the end of an import cannot be stored');
      }
      return {
        count: files.live()?.count() ?? 0,
        changedAt: changedAt || null,
        canUndo,
        imports: listImports(db, MOST_KEPT).map(row => viewOf(row, underWay.get(row.id) ?? 0)),
      };
    },
    find(importId) {
      const row = findImport(db, importId);
      return row && viewOf(row, underWay.get(importId) ?? 0);
    },
    accept(importId) {
      const row = held(importId);
      if (row.because === 'unmapped') {
        throw new HausrufError(
          'INPUT_INVALID',
          'Bitte sagen Sie zuerst, in welcher Spalte die Namen stehen.',
        );
      }
      if (row.baseSetId === readLive(db).setId) {
        makeLive(row);
        return;
      }
      // Another source has changed the live set since.
      changeImport(db, row.id, { state: 'reading', because: null });
      inBackground(row, 'anyway');
    },
    discard(importId) {
      held(importId);
      changeImport(db, importId, { state: 'discarded', because: null, message: discarded, endedAt: now() });
      files.sweep();
    },
    remap(importId, { mapping, encoding }) {
      const row = held(importId);
      const reading = { ...row.reading, encoding };
      db.transaction(tx => {
        saveMapping(tx, row.source, { ...readMapping(tx, row.source), ...mapping });
        changeImport(tx, importId, { state: 'reading', because: null, message: '', reading, endedAt: null });
      });
      inBackground({ ...row, reading }, 'preview');
    },
    undo() {
      const { previousSetId, canUndo } = readLive(db);
      endLost();
      if (importsIn(db, ['reading']).length > 0) {
        throw new HausrufError(
          'INPUT_INVALID',
          'Es wird gerade eine Liste gelesen. Bitte warten Sie, bis sie fertig ist.',
        );
      }
      if (!canUndo)
        throw new HausrufError('INPUT_INVALID', 'Es gibt keine Änderung, die zurückgenommen werden kann.');
      setLive(db, { setId: previousSetId, previousSetId: null, canUndo: false, changedAt: now() });
      log.info({}, 'the last import of contacts was taken back');
      changed();
    },
    problems: files.problems,
    problemsAfter: files.problemsAfter,
    template: contactTemplate,
    async close() {
      stopping.abort();
      await queue;
      files.close();
    },
  };
}

const MOST_KEPT = 20;
/** An engine gets far fewer: this only keeps the list of a large house short. */
const MOST_SPOKEN = 200;
const discarded = 'Verworfen. Die bisherigen Kontakte sind geblieben.';
