import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { weekly } from '../../src/domain/contact-source.ts';
import {
  applied,
  counts,
  DAY,
  draft,
  h,
  held,
  only,
  passTime,
  put,
  runNow,
  saved,
  secret,
  sftp,
  useSourceHouse,
} from './source-house.ts';

useSourceHouse();

describe('a source of contacts', () => {
  it('is looked at once a week by itself, and what came of it is kept (R123, R128)', async () => {
    put('Name\nAnna\n');
    const source = saved(await h.desk.save(null, draft()));
    await h.desk.settled();
    expect(h.given).toEqual([]);
    expect(new Date(source.nextRunAt ?? 0).toISOString()).toBe('2026-11-30T02:00:00.000Z');
    await passTime(6 * DAY);
    expect(h.given).toEqual([{ source: source.sourceId, text: 'Name\nAnna\n' }]);
    const [run] = only().runs;
    expect(run).toMatchObject({
      trigger: 'schedule',
      state: 'done',
      outcome: 'applied',
      fileName: 'liste.csv',
      counts,
    });
    expect(new Date(only().nextRunAt ?? 0).toISOString()).toBe('2026-12-07T02:00:00.000Z');
    expect(h.desk.health()).toEqual([]);
  });

  it('is looked at now when somebody says so; the same list again is nothing to do', async () => {
    put('Name\nAnna\n');
    saved(await h.desk.save(null, draft({ schedule: { ...weekly, every: 'hand' } })));
    expect((await runNow()).runs.map(run => run.outcome)).toEqual(['applied']);
    expect((await runNow()).runs.map(run => run.outcome)).toEqual(['unchanged', 'applied']);
    put('Name\nAnna\nBernd\n');
    expect((await runNow()).runs.map(run => run.outcome)).toEqual(['applied', 'unchanged', 'applied']);
    expect(h.given.length).toBe(2);
    expect(readdirSync(join(h.folder, 'data/contacts/incoming'))).toEqual([]);
  });

  it('whose list has shrunk is an alarm until somebody has decided; the same list does not ask twice (R128)', async () => {
    h.answer = () => held('i1');
    put('Name\n');
    saved(await h.desk.save(null, draft()));
    expect((await runNow()).runs[0]).toMatchObject({
      outcome: 'held',
      message: expect.stringContaining('kürzer'),
    });
    expect(h.desk.health()).toEqual([
      {
        name: 'Kontakte',
        state: 'bad',
        message: expect.stringContaining('Mieterliste: Die Liste ist viel kürzer'),
      },
    ]);
    expect((await runNow()).runs.map(run => run.outcome)).toEqual(['held', 'held']);
    expect(h.given.length).toBe(1);
    h.states.set('i1', 'applied');
    expect(h.desk.health()).toEqual([]);
    expect((await runNow()).runs[0]?.outcome).toBe('unchanged');
  });

  it('that cannot be had is an alarm, with what to do, and the contacts stay (R128)', async () => {
    saved(await h.desk.save(null, draft()));
    const [run] = (await runNow()).runs;
    expect(run).toMatchObject({ outcome: 'failed', message: expect.stringContaining('keine Datei') });
    expect(h.desk.health()).toMatchObject([
      { state: 'bad', message: expect.stringContaining('gelten weiter') },
    ]);
    put('Name\nAnna\n');
    await runNow();
    expect(h.desk.health()).toEqual([]);
    // A list that cannot be read at all.
    h.answer = () => ({ kind: 'refused', importId: 'i9', message: 'Die Datei ist verschlüsselt.' });
    put('????');
    expect((await runNow()).runs[0]).toMatchObject({
      outcome: 'failed',
      message: 'Die Datei ist verschlüsselt.',
    });
    expect((await runNow()).runs[0]).toMatchObject({
      outcome: 'failed',
      message: 'Die Datei ist verschlüsselt.',
    });
    expect(h.given.length).toBe(2);
    expect(only().problem).toContain('verschlüsselt');
  });

  it('whose import broke down, not for its list, hands the same list over again', async () => {
    put('Name\nAnna\n');
    saved(await h.desk.save(null, draft({ schedule: { ...weekly, every: 'change' } })));
    h.answer = () => ({ kind: 'refused', importId: 'i1', message: 'Kein Speicher.', isTemporary: true });
    expect((await runNow()).runs[0]).toMatchObject({ outcome: 'failed', message: 'Kein Speicher.' });
    // Not every minute: reading a list costs minutes of computing.
    expect([only().problem, (only().nextRunAt ?? 0) - h.clock]).toEqual([null, 15 * 60_000]);
    h.answer = () => applied('i2');
    await passTime(15 * 60_000);
    expect(only().runs[0]?.outcome).toBe('applied');
    expect(h.given.length).toBe(2);
  });

  it('that is away for a while is tried again soon, and is an alarm only after the third time', async () => {
    saved(await h.desk.save(null, draft({ place: sftp(), secret: secret('Gänse 7') })));
    await passTime(6 * DAY);
    expect(only().runs[0]).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('nicht erreichbar'),
    });
    expect([only().problem, (only().nextRunAt ?? 0) - h.clock]).toEqual([null, 15 * 60_000]);
    await passTime(15 * 60_000);
    expect([only().problem, (only().nextRunAt ?? 0) - h.clock]).toEqual([null, 3_600_000]);
    await passTime(3_600_000);
    expect(only().problem).toContain('nicht erreichbar');
    expect(h.desk.health()).toMatchObject([{ state: 'bad' }]);
  });

  it('that nothing has come from for long is told', async () => {
    put('Name\nAnna\n');
    saved(await h.desk.save(null, draft({ schedule: { ...weekly, every: 'hand' } })));
    await runNow();
    h.clock += 36 * DAY;
    expect(h.desk.health()).toMatchObject([{ state: 'warn', message: expect.stringContaining('36 Tagen') }]);
    const { sourceId } = only();
    saved(await h.desk.save(sourceId, draft({ isEnabled: false })));
    expect([h.desk.health(), only().nextRunAt]).toEqual([[], null]);
  });

  it('in a watched folder is taken over as soon as it lies there, and looks without news leave no trace', async () => {
    saved(await h.desk.save(null, draft({ schedule: { ...weekly, every: 'change' } })));
    await passTime(61_000);
    expect([only().runs, h.desk.health()]).toEqual([[], []]);
    put('Name\nAnna\n');
    await passTime(61_000);
    await passTime(61_000);
    expect(only().runs.map(run => run.outcome)).toEqual(['applied']);
  });
});
