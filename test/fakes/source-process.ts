/**
 * A process that begins an import of a source and never ends it: to be killed. Arguments: data folder, watched folder.
 * It prints "reached" when the list is fetched and the import is under way.
 */
import { join } from 'node:path';
import { pino } from 'pino';
import { weekly } from '../../src/domain/contact-source.ts';
import { openSourceDesk } from '../../src/source-desk.ts';
import { openStore } from '../../src/store/open.ts';

const [folder = '', watched = ''] = process.argv.slice(2);
const store = openStore({ folder, migrationsFolder: join(import.meta.dirname, '../../migrations') });
const desk = openSourceDesk({
  db: store.db,
  config: { dataFolder: folder, internalTargets: [], importFolders: [watched] },
  now: Date.now,
  log: pino({ level: 'silent' }),
  contacts: {
    importContacts: () => {
      process.stdout.write('reached\n');
      return new Promise(() => {});
    },
    find: () => null,
  },
  onChanged: () => {},
  onBroken: () => {},
  settleMs: 1,
});
const [known] = desk.list();
if (!known) {
  const saved = await desk.save(null, {
    name: 'Mieterliste',
    place: { kind: 'folder', path: watched },
    pattern: '*.csv',
    schedule: { ...weekly, every: 'hand' },
    staleAfterDays: null,
    isEnabled: true,
    secret: { password: null, privateKey: null, passphrase: null },
    hostKey: null,
  });
  if (saved.kind === 'done') desk.run(saved.source.sourceId);
}
// A promise alone keeps no process alive.
setInterval(() => {}, 1000);
