/** Room on the disk for a list: its own copy, and the set that is made of it. */
import { statfsSync } from 'node:fs';
import { HausrufError } from '../domain/problem.ts';

/** What has to stay free for calls: 16 kB per second of recording. */
export const RESERVE_BYTES = 200 * 1024 * 1024;
/** The copy, and a set of about five times the size of a CSV (5.1 with 40,000 tenants of the bench). */
const PER_LIST_BYTE = 6;

/** How much may still be written in this folder. */
export function roomIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return Math.max(0, bavail * bsize - RESERVE_BYTES);
}

/** Throws HausrufError STORE_FULL (German). */
export function mustHaveRoom(folder: string, listBytes: number): void {
  if (roomIn(folder) >= PER_LIST_BYTE * listBytes) return;
  throw new HausrufError(
    'STORE_FULL',
    'Auf dem Datenträger von Hausruf ist zu wenig Platz für diese Liste. Bitte schaffen Sie Platz, und versuchen Sie es noch einmal.',
    { temporary: true },
  );
}
