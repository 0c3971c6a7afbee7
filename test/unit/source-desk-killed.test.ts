import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { weekly } from '../../src/domain/contact-source.ts';
import {
  applied,
  close,
  draft,
  h,
  only,
  open,
  put,
  runNow,
  saved,
  secret,
  sftp,
  useSourceHouse,
} from './source-house.ts';

useSourceHouse();

describe('a run that is killed in the middle', () => {
  it('is done again at the next start, and what it had fetched is swept away', async () => {
    put('Name\nAnna\n');
    await close();
    let reached = () => {};
    const isReached = new Promise<void>(done => {
      reached = done;
    });
    open({
      importContacts: (_order, signal) =>
        new Promise((_, fail) => {
          reached();
          signal?.addEventListener('abort', () => fail(signal.reason), { once: true });
        }),
    });
    const { sourceId } = saved(await h.desk.save(null, draft()));
    h.desk.run(sourceId);
    await isReached;
    expect(only().runs).toMatchObject([{ state: 'running', outcome: null }]);
    // What a killed process would have left behind.
    const incoming = join(h.folder, 'data/contacts/incoming');
    writeFileSync(join(incoming, 'halb.part'), 'Name\nAn');
    await close();
    open();
    await h.desk.settled();
    expect(only().runs).toMatchObject([{ state: 'done', outcome: 'applied' }]);
    expect([h.given.length, readdirSync(incoming)]).toEqual([1, []]);
  });

  it('by kill -9 leaves nothing half done: the next process throws the half away and does it whole', async () => {
    put('Name\nAnna\n');
    await close();
    const incoming = join(h.folder, 'data/contacts/incoming');
    const script = join(import.meta.dirname, '../fakes/source-process.ts');
    const child = spawn(process.execPath, [script, join(h.folder, 'data'), h.watched], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    await Promise.race([once(child.stdout, 'data'), ended]);
    expect(readdirSync(incoming).length).toBe(1);
    child.kill('SIGKILL');
    await ended;
    expect(readdirSync(incoming).length).toBe(1);
    open();
    await h.desk.settled();
    expect(only().runs).toMatchObject([{ state: 'done', outcome: 'applied', trigger: 'hand' }]);
    expect([h.given.map(each => each.text), readdirSync(incoming)]).toEqual([['Name\nAnna\n'], []]);
  });

  it('and kills its process each time is given up after the third', async () => {
    put('Name\nAnna\n');
    saved(await h.desk.save(null, draft({ schedule: { ...weekly, every: 'hand' } })));
    h.desk.run(only().sourceId);
    await close();
    for (let start = 0; start < 4; start += 1) {
      open();
      await h.desk.close();
      // A kill leaves it as it was while it ran.
      h.store.sqlite.exec("UPDATE contact_source_runs SET state = 'running', outcome = NULL, tries = 3");
      h.store.close();
    }
    open();
    await h.desk.settled();
    expect(only().runs[0]).toMatchObject({ outcome: 'failed', message: expect.stringContaining('mehrmals') });
  });
});

describe('a source that is changed while its run is under way', () => {
  it('is read again as it is now, and what was found before is dropped', async () => {
    put('Name\nAnna\n');
    const { sourceId } = saved(await h.desk.save(null, draft()));
    h.answer = () => {
      if (h.given.length === 1) void h.desk.save(sourceId, draft({ name: 'Eigentümer' }));
      return applied(`i${h.given.length}`);
    };
    const source = await runNow();
    expect([source.name, source.runs.length, h.given.length]).toEqual(['Eigentümer', 1, 2]);
    expect(source.runs[0]).toMatchObject({ state: 'done', outcome: 'applied' });
    expect((await runNow()).runs[0]?.outcome).toBe('unchanged');
  });

  it('by being removed ends it, and the next source has its turn', async () => {
    put('Name\nAnna\n');
    const { sourceId } = saved(await h.desk.save(null, draft()));
    h.answer = () => {
      if (h.given.length === 1) void h.desk.remove(sourceId);
      return applied(`i${h.given.length}`);
    };
    h.desk.run(sourceId);
    await h.desk.settled();
    expect(h.desk.list()).toEqual([]);
    saved(await h.desk.save(null, draft()));
    expect((await runNow()).runs[0]?.outcome).toBe('applied');
  });
});

describe('a run whose end cannot be stored', () => {
  it('is done again when it can', async () => {
    put('Name\nAnna\n');
    saved(await h.desk.save(null, draft()));
    h.store.sqlite.exec(`CREATE TRIGGER full BEFORE UPDATE ON contact_source_runs WHEN NEW.state = 'done'
      BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`);
    expect((await runNow()).runs).toMatchObject([{ state: 'running' }]);
    h.store.sqlite.exec('DROP TRIGGER full');
    expect((await runNow()).runs).toMatchObject([{ state: 'done', outcome: 'applied' }]);
  });
});

describe('passwords of sources (R126)', () => {
  it('lie sealed on the disk, are told to nobody, and go to no other server', async () => {
    const source = saved(await h.desk.save(null, draft({ place: sftp(), secret: secret('Gänse-Canary-7') })));
    expect(source).toMatchObject({ hasPassword: true, hasPrivateKey: false });
    expect(JSON.stringify(h.desk.list())).not.toContain('Canary');
    const { sourceId } = source;
    // Another folder of the same account: the password stays. Another server: it has to be entered anew.
    expect(saved(await h.desk.save(sourceId, draft({ place: sftp({ folder: '/x' }) }))).hasPassword).toBe(
      true,
    );
    for (const other of [sftp({ host: 'evil.example' }), sftp({ port: 2222 }), sftp({ user: 'b' })]) {
      expect(await h.desk.save(sourceId, draft({ place: other }))).toMatchObject({
        kind: 'refused',
        field: 'password',
      });
      expect(await h.desk.test(sourceId, draft({ place: other }))).toMatchObject({
        kind: 'refused',
        field: 'password',
      });
    }
    await close();
    for (const name of readdirSync(join(h.folder, 'data'))) {
      const path = join(h.folder, 'data', name);
      if (name.startsWith('hausruf.db')) expect(readFileSync(path, 'latin1')).not.toContain('Canary');
    }
    open();
    expect(only().hasPassword).toBe(true);
  });

  it('are asked for again when the master key is lost', async () => {
    saved(await h.desk.save(null, draft({ place: sftp(), secret: secret('a') })));
    await close();
    rmSync(join(h.folder, 'data/master.key'));
    open();
    const source = await runNow();
    expect(source.runs[0]).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('entschlüsseln'),
    });
    expect(await h.desk.save(source.sourceId, draft({ place: sftp() }))).toMatchObject({ kind: 'refused' });
    expect(
      saved(await h.desk.save(source.sourceId, draft({ place: sftp(), secret: secret('b') }))).hasPassword,
    ).toBe(true);
  });

  it('are not needed for a folder, which makes no key', async () => {
    saved(await h.desk.save(null, draft()));
    expect(existsSync(join(h.folder, 'data/master.key'))).toBe(false);
  });
});
