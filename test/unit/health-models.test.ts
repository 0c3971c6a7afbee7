import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readHealth } from '../../src/health.ts';
import { openStore, type Store } from '../../src/store/open.ts';

let store: Store;
let folder: string;
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function partsWith(changes: Partial<Parameters<typeof readHealth>[0]>) {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-health-'));
  store = openStore({ folder, migrationsFolder: join(import.meta.dirname, '../../migrations') });
  return readHealth({
    db: store.db,
    dataFolder: folder,
    isTelephoneUp: () => true,
    trunkProblem: () => null,
    speech: () => 'ready',
    modelProblem: () => null,
    hasMailServer: true,
    alarms: () => [],
    contactSources: () => [],
    isStoreBroken: () => false,
    ...changes,
  });
}
const named = (health: ReturnType<typeof partsWith>, name: string) =>
  health.parts.find(part => part.name === name);

describe('the health of the models', () => {
  it('says nothing while all are well', () => {
    expect(named(partsWith({}), 'Sprachmodelle')).toBeUndefined();
  });

  it('warns of a damaged model even while another one does the work', () => {
    const health = partsWith({ modelProblem: () => 'Whisper small: Die Datei ist abgeschnitten.' });
    expect(named(health, 'Sprachmodelle')).toEqual({
      name: 'Sprachmodelle',
      state: 'warn',
      message: 'Whisper small: Die Datei ist abgeschnitten.',
    });
    // Messages still arrive with their audio: no alarm.
    expect(health.status).toBe('ok');
  });

  it.each(['no-model', 'broken-model'] as const)('says where to help when the state is %s', state => {
    const part = named(partsWith({ speech: () => state }), 'Spracherkennung');
    expect(part?.state).toBe('warn');
    expect(part?.message).toContain('Einstellungen, Sprachmodelle');
  });
});
