import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../scripts/tools.ts';
import { weekly } from '../../src/domain/contact-source.ts';
import { openSourceDesk } from '../../src/source-desk.ts';
import { openStore } from '../../src/store/open.ts';
import { type SftpHost, startSshd } from './source-servers.ts';
import { openTestContacts, readHere } from './test-contacts.ts';

let host: SftpHost;
let incoming: string;
beforeAll(async () => {
  const [port = 0] = await freePorts(1);
  host = await startSshd(port);
  incoming = mkdtempSync(join(tmpdir(), 'hausruf-key-'));
});
afterAll(async () => {
  await host?.close();
  rmSync(incoming, { recursive: true, force: true });
});

describe('a source whose server has a new key, from beginning to end (R128)', () => {
  it('is an alarm with nothing sent, until a person accepts the key; then the contacts come', async () => {
    const store = openStore({
      folder: join(incoming, 'data'),
      migrationsFolder: join(import.meta.dirname, '../../migrations'),
    });
    const log = pino({ level: 'silent' });
    const contacts = await openTestContacts({ db: store.db, folder: incoming, log, read: readHere });
    const config = { dataFolder: incoming, internalTargets: ['127.0.0.1'], importFolders: [] };
    const quiet = { onChanged: () => {}, onBroken: () => {}, settleMs: 5 };
    const desk = openSourceDesk({ db: store.db, config, contacts, now: Date.now, log, ...quiet });
    const secret = { password: null, privateKey: host.privateKey, passphrase: null };
    try {
      writeFileSync(join(host.folder, 'liste.csv'), 'Name;Telefon\nAnna Muster;0441 12345\n', {
        mode: 0o644,
      });
      const { port, user } = host;
      const place = { kind: 'sftp', host: '127.0.0.1', port, user, signIn: 'key', folder: '' } as const;
      const pattern = '*.csv';
      const draft = {
        name: 'Server',
        place,
        pattern,
        schedule: weekly,
        staleAfterDays: null,
        isEnabled: true,
      };
      const tested = await desk.test(null, { ...draft, secret: secret, hostKey: null });
      if (!('steps' in tested)) throw new Error(JSON.stringify(tested));
      expect(tested.steps.map(step => step.isOk)).toEqual(Array(6).fill(true));
      expect(tested.hostKey).toBe(host.fingerprint());
      const saved = await desk.save(null, { ...draft, secret: secret, hostKey: tested.hostKey });
      if (saved.kind !== 'done') throw new Error(JSON.stringify(saved));
      const { sourceId } = saved.source;
      await host.changeHostKey();
      desk.run(sourceId);
      await desk.settled();
      expect(desk.list()[0]).toMatchObject({
        hostKey: tested.hostKey,
        offeredHostKey: host.fingerprint(),
        runs: [{ outcome: 'failed', message: expect.stringContaining('anderen Schlüssel') }],
      });
      expect(desk.health()).toMatchObject([
        { state: 'bad', message: expect.stringContaining('Es wurde nichts gesendet') },
      ]);
      expect(contacts.overview().count).toBe(0);
      expect(desk.acceptHostKey(sourceId, tested.hostKey ?? '')).toMatchObject({ kind: 'refused' });
      desk.acceptHostKey(sourceId, host.fingerprint());
      await desk.settled();
      expect(desk.list()[0]).toMatchObject({ offeredHostKey: null, runs: [{ outcome: 'applied' }, {}] });
      expect([desk.health(), contacts.overview().count]).toEqual([[], 1]);
    } finally {
      await desk.close();
      await contacts.close();
      store.close();
    }
  });
});
