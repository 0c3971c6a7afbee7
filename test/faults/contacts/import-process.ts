/** An import as a process to be killed: the real desk, and the reading in the same process, so that every write is its own. */
import { join } from 'node:path';
import { pino } from 'pino';
import { openStore } from '../../../src/store/open.ts';
import { openTestContacts, readHere } from '../../contract/test-contacts.ts';

const [folder = '', migrationsFolder = ''] = process.argv.slice(2);
const store = openStore({ folder: join(folder, 'data'), migrationsFolder });
const desk = await openTestContacts({ db: store.db, folder, log: pino({ level: 'silent' }), read: readHere });
const order = { fileName: 'new.csv', format: 'auto', source: 'upload', apply: 'if-sound' } as const;
const result = await desk.importContacts({ ...order, file: join(folder, 'new.csv') });
await desk.close();
store.close();
process.exit(result.kind === 'applied' ? 0 : 1);
