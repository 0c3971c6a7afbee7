import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readLine } from '../../src/contact-reading.ts';
import { makeIndexWriter } from '../../src/contacts/identify/index-writer.ts';
import { failureOf } from '../../src/contacts/sources/failure.ts';
import type { ContactId } from '../../src/domain/ids.ts';
import { writeContactSet } from '../../src/store/contact-set-writer.ts';
import { mustHaveRoom } from '../../src/store/disk-room.ts';
import { readBack } from './contacts-kit.ts';

it('half a line of a reading process that was killed is no news', () => {
  expect(readLine('{"rowsRead":50')).toBeNull();
  expect(readLine('{"rowsRead":50}')).toEqual({ rowsRead: 50 });
});

it('a row of rubbish has twenty hints at most, and the last one counts the others', async () => {
  const columns = Array.from({ length: 60 }, () => 'Telefon').join(';');
  const cells = Array.from({ length: 60 }, () => '4,9E+10').join(';');
  const { problems } = await readBack(`Name;${columns}\nJens Kröger;${cells}\n`);
  const hints = problems.filter(problem => problem.line === 2);
  expect(hints.length).toBe(20);
  expect(hints.at(-1)?.message).toContain('41 weitere Hinweise');
});

it('a list that would fill the disk is refused before it is copied', () => {
  expect(() => mustHaveRoom(tmpdir(), 1e15)).toThrow(
    expect.objectContaining({ code: 'STORE_FULL', temporary: true }),
  );
  expect(failureOf(thrownBy(() => mustHaveRoom(tmpdir(), 1e15)))).toMatchObject({
    reason: 'disk-full',
    isTemporary: true,
  });
});

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

it('a set that becomes too large is refused in German and leaves nothing', async () => {
  const [contact] = (await readBack('Name;Straße;Telefon\nJens Kröger;Rosenweg 1;0441 783295\n')).contacts;
  if (!contact) throw new Error('no contact was read');
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-set-'));
  try {
    const writer = writeContactSet({
      file: join(folder, 'set.db'),
      source: 'upload',
      oldFile: null,
      mostBytes: 1024 * 1024,
      makeIndex: makeIndexWriter,
    });
    const fill = () => {
      for (let at = 0; at < 20_000; at += 1)
        writer.add({ ...contact, contactId: `c${at}` as ContactId, source: 'upload' }, at);
    };
    expect(fill).toThrow(/Bitte teilen Sie sie/);
    writer.abandon();
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
