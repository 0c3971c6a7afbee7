/** The whole program, without a telephone: a message that says of an emergency wakes somebody, and the note comes as ever. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import { startHausruf } from '../../src/start.ts';
import { replaceAlarmOutputs, saveAlarmSettings } from '../../src/store/alarm-settings.ts';
import { alarmsOfMessage } from '../../src/store/alarms.ts';
import { addMailbox } from '../../src/store/mailboxes.ts';
import { openStore } from '../../src/store/open.ts';
import { office, toldMessage } from '../unit/told-message.ts';
import { from, mailbox } from './deliver-parts.ts';

const project = resolve(import.meta.dirname, '../..');

it('wakes the outputs that are set, by the words of the office, beside the note', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-wiring-'));
  const dataFolder = join(folder, 'data');
  mkdirSync(join(dataFolder, 'recordings'), { recursive: true });
  const now = Date.now();
  const store = openStore({ folder: dataFolder, migrationsFolder: join(project, 'migrations') });
  const { db } = store;
  const { mailboxId } = addMailbox(db, office, now);
  const text = 'Die Sumpfpumpe steht, bitte kommen Sie.';
  const { messageId, callId } = toldMessage(db, { mailboxId, text, now, step: 'match' });
  writeFileSync(join(dataFolder, 'recordings', `${callId}.wav`), '');
  db.transaction(tx => {
    const output = { outputId: 'nacht', name: 'Nacht', kind: 'mail', secret: null, isOn: true } as const;
    replaceAlarmOutputs(tx, [{ ...output, target: 'nacht@muster.example' }]);
    const pump = { kindId: 'own-1', name: 'Pumpe', isOn: true, words: ['Sumpfpumpe'], exceptions: [] };
    saveAlarmSettings(tx, { kinds: [pump], callChain: [], internalTargets: [] }, now);
  });
  store.close();

  const server = await mailbox();
  const config = readConfig(
    {
      ...{ HAUSRUF_DATA: dataFolder, HAUSRUF_SMTP_URL: server.url, HAUSRUF_MAIL_FROM: from },
      ...{ HAUSRUF_TAP_PORT: '0', HAUSRUF_MODELS: join(folder, 'models') },
    },
    project,
  );
  const hausruf = await startHausruf({
    config: { ...config, http: { host: '127.0.0.1', port: 0 } },
    log: pino({ level: 'silent' }),
    onFatal: error => {
      throw error;
    },
  });
  try {
    for (let tries = 0; tries < 300 && server.mails.length < 2; tries++) {
      await new Promise(done => setTimeout(done, 100));
    }
    const byAddress = new Map(server.mails.map(({ to, mail }) => [to.join(), mail.subject]));
    expect(byAddress.get('nacht@muster.example')).toContain('ALARM: Pumpe');
    expect(byAddress.get('buero@muster.example')).toContain('Notfall: ');
    expect(server.mails).toHaveLength(2);
    expect(alarmsOfMessage(hausruf.store.db, messageId)).toMatchObject([{ outputId: 'nacht' }]);
  } finally {
    await hausruf.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
