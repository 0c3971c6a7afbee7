/** What is said about an import, and whether it may go live by itself. Pure. */
import type { Reading } from './contact-reading.ts';
import type {
  HeldBecause,
  ImportCounts,
  ImportOrder,
  ImportResult,
  ImportView,
} from './domain/contact-import.ts';
import type { StoredImport } from './store/contact-imports.ts';

/** Below this share of what the source had, a list is taken for half a list (integrations.md §4.6). */
const LEAST_SHARE = 0.7;

/** `anyway`: the user has seen the doubt and wants it all the same. */
export type Apply = ImportOrder['apply'] | 'anyway';

/** `held` without a reason: sound, and may go live. */
export function judge(
  reading: Reading,
  apply: Apply,
): Pick<StoredImport, 'state' | 'because' | 'message' | 'found'> {
  if (reading.kind !== 'found') {
    return { state: 'refused', because: null, message: reading.message, found: null };
  }
  const { encoding, columns, isUnmapped, rows, examples, ...numbers } = reading.found;
  const counts: ImportCounts = { rows, ...numbers };
  const found = { encoding, columns, counts, examples };
  const because = isUnmapped && rows > 0 ? 'unmapped' : doubtAbout(counts);
  if (because === null && counts.contacts === 0) {
    return { state: 'refused', because: null, message: 'In der Datei war kein Kontakt zu finden.', found };
  }
  const doubt = apply === 'anyway' && because !== 'unmapped' ? null : because;
  const reason = doubt ?? (apply === 'preview' ? 'preview' : null);
  return { state: 'held', because: reason, message: messageOf(because, counts), found };
}

function doubtAbout({ contacts, before }: ImportCounts): HeldBecause | null {
  if (before === 0) return null;
  if (contacts === 0) return 'empty';
  return contacts < before * LEAST_SHARE ? 'shrunken' : null;
}

function messageOf(because: HeldBecause | null, counts: ImportCounts): string {
  const { contacts, before, added, changed, gone, leftOut } = counts;
  switch (because) {
    case 'unmapped':
      return 'Es wurde keine Spalte mit Namen erkannt. Bitte sagen Sie, was in den Spalten steht.';
    case 'empty':
      return `In der Datei ist kein Kontakt, bisher sind es ${shown(before)}. Die bisherigen Kontakte bleiben, bis Sie entscheiden.`;
    case 'shrunken':
      return `Die Datei hat nur ${shown(contacts)} Kontakte, bisher sind es ${shown(before)}. Die bisherigen Kontakte bleiben, bis Sie entscheiden.`;
    default:
      return `${shown(contacts)} Kontakte: ${shown(added)} neu, ${shown(changed)} geändert, ${shown(gone)} nicht mehr dabei.${
        leftOut > 0 ? ` ${shown(leftOut)} Zeilen konnten nicht übernommen werden.` : ''
      }`;
  }
}

const shown = (count: number): string => count.toLocaleString('de-DE');

export function viewOf(row: StoredImport, rowsRead: number): ImportView {
  const { id, source, fileName, state, because, message, found, startedAt, endedAt } = row;
  return {
    importId: id,
    source,
    fileName,
    state,
    because,
    message,
    rowsRead,
    encoding: found?.encoding ?? null,
    counts: found?.counts ?? null,
    examples: found?.examples ?? null,
    columns: found?.columns ?? [],
    startedAt,
    endedAt,
  };
}

/** Nothing speaks against it, and nobody is to be asked. */
export const isSound = ({ state, because }: Pick<StoredImport, 'state' | 'because'>): boolean =>
  state === 'held' && because === null;

/** `isTemporary`: it was refused for what may pass. */
export type Staged = StoredImport & { isTemporary: boolean };

export function resultOf(row: StoredImport & Partial<Staged>): ImportResult {
  const { id: importId, message, because, found } = row;
  if (row.state === 'applied' && found) return { kind: 'applied', importId, message, counts: found.counts };
  if (row.state === 'held' && found && because) {
    return { kind: 'held', importId, because, message, counts: found.counts };
  }
  return { kind: 'refused', importId, message, isTemporary: row.isTemporary === true };
}
