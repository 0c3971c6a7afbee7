/**
 * The ZIP file around an Excel workbook. Its directory is checked before a byte is unpacked: a bomb shows
 * there, or lies, and then the reader stops it, for it counts what it unpacks (yauzl, `validateEntrySize`).
 */
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { listRefused } from './list-refusal.ts';

export interface WorkbookFile {
  has(path: string): boolean;
  /** Throws HausrufError INPUT_INVALID when there is no such part. */
  open(path: string): Promise<Readable>;
  close(): void;
}

/** Throws HausrufError INPUT_INVALID (German) for a bomb, a damaged file, and a ZIP file that is no workbook. */
export async function openWorkbookFile(file: string): Promise<WorkbookFile> {
  const zip = await openZip(file);
  try {
    const entries = await readDirectory(zip);
    if (!entries.has('xl/workbook.xml')) throw noWorkbook(entries);
    return {
      has: path => entries.has(path),
      open: path => {
        const entry = entries.get(path);
        if (!entry) throw damaged();
        return openPart(zip, entry);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** A workbook of a million cells has some twenty parts; those with pictures a few hundred. */
const MOST_PARTS = 500;
/** 200,000 rows of a tenant list are about 200 MB of XML. */
const MOST_BYTES = 256 * 1024 * 1024;
/** XML of a sheet shrinks to a tenth or twentieth; a bomb to a thousandth. Small parts cannot do harm. */
const MOST_RATIO = 100;
const HARMLESS_BYTES = 10 * 1024 * 1024;

function openZip(file: string): Promise<yauzl.ZipFile> {
  const options = { lazyEntries: true, autoClose: false, validateEntrySize: true };
  return new Promise((resolve, reject) => {
    yauzl.open(file, options, (error, zip) => (error ? reject(damaged(error)) : resolve(zip)));
  });
}

function readDirectory(zip: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> {
  if (zip.entryCount > MOST_PARTS) throw bomb();
  return new Promise((resolve, reject) => {
    const entries = new Map<string, yauzl.Entry>();
    let bytes = 0;
    zip.on('error', error => reject(damaged(error)));
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: yauzl.Entry) => {
      bytes += entry.uncompressedSize;
      const isBomb =
        entry.uncompressedSize > HARMLESS_BYTES && entry.uncompressedSize > entry.compressedSize * MOST_RATIO;
      if (isBomb || bytes > MOST_BYTES) return reject(bomb());
      if (entry.isEncrypted()) return reject(withPassword());
      entries.set(entry.fileName.replace(/^\//, ''), entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

function openPart(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(damaged(error)) : resolve(stream)));
  });
}

export const damaged = (cause?: unknown) =>
  listRefused(
    'Die Excel-Datei ist beschädigt oder unvollständig. Bitte öffnen Sie sie in Excel und speichern Sie sie neu.',
    cause,
  );
export const withPassword = () =>
  listRefused('Die Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort.');
const bomb = () =>
  listRefused(
    'Die Excel-Datei ist ausgepackt ungewöhnlich groß und wurde nicht gelesen. Bitte löschen Sie leere Zeilen und Blätter, oder speichern Sie die Liste als CSV.',
  );

function noWorkbook(entries: ReadonlyMap<string, unknown>) {
  if (entries.has('content.xml')) {
    return listRefused(
      'Das ist eine Tabelle von LibreOffice (ODS). Bitte speichern Sie sie als Excel-Datei (XLSX) oder CSV.',
    );
  }
  if (entries.has('xl/workbook.bin')) {
    return listRefused('Das ist eine Excel-Binärdatei (XLSB). Bitte speichern Sie sie als XLSX oder CSV.');
  }
  return listRefused('In der ZIP-Datei ist keine Excel-Tabelle. Bitte wählen Sie die Liste selbst.');
}
