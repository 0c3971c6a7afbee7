import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config/read.ts';
import { HausrufError } from './domain/problem.ts';

/** Makes the folders that must be there before anything starts. Throws HausrufError CONFIG_INVALID. */
export function makeFolders(config: Config): { recordings: string; spool: string } {
  const recordings = join(config.dataFolder, 'recordings');
  const spool = join(config.spoolFolder, 'recording');
  try {
    mkdirSync(config.dataFolder, { recursive: true, mode: 0o711 });
    mkdirSync(recordings, { recursive: true, mode: 0o700 });
    mkdirSync(spool, { recursive: true });
  } catch (error) {
    throw new HausrufError(
      'CONFIG_INVALID',
      `The data folder cannot be used: ${(error as Error).message}. Correct HAUSRUF_DATA or HAUSRUF_SPOOL, or their rights.`,
    );
  }
  return { recordings, spool };
}
