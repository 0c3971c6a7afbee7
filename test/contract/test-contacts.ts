import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ReadInChild } from '../../src/contact-reading.ts';
import { makeContactSet } from '../../src/contact-set-job.ts';
import { type ContactsDesk, openContactsDesk } from '../../src/contacts-desk.ts';
import { problemOf } from '../../src/domain/problem.ts';
import type { Db } from '../../src/store/open.ts';

/** Contacts as the product has them. `read`: its reading process, unless another way is given. */
export const openTestContacts = (options: {
  db: Db;
  folder: string;
  log: Logger;
  onChanged?: () => void;
  read?: ReadInChild;
}): Promise<ContactsDesk> =>
  openContactsDesk({
    ...options,
    folder: join(options.folder, 'contacts'),
    numbers: () => ({ country: 'DE', areaCode: '441' }),
    voiceLoad: () => 'none',
    now: Date.now,
  });

/** The same work in this process: for tests that are not about the process, whose start takes half a second. */
export const readHere: ReadInChild = async (job, { onRows }) => {
  try {
    return {
      kind: 'found',
      found: await makeContactSet(job, onRows),
      cost: { atStartBytes: 0, peakBytes: 0, cpuMs: 0 },
    };
  } catch (error) {
    const { code, message } = problemOf(error, 'STEP_CRASHED');
    if (code !== 'INPUT_INVALID') throw error;
    return { kind: 'refused', message };
  }
};
