import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallId } from '../../src/domain/ids.ts';
import { Flow } from '../../src/domain/mailbox.ts';
import { findCall } from '../../src/store/calls.ts';
import { listMailboxes } from '../../src/store/mailboxes.ts';
import { findMessageOfCall } from '../../src/store/messages.ts';
import { openStore } from '../../src/store/open.ts';

const migrationsFolder = resolve(import.meta.dirname, '../../migrations');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The migrations as they were up to this one. */
function upTo(tag: string): string {
  const old = join(folder, `migrations-${tag}`);
  cpSync(migrationsFolder, old, { recursive: true });
  const file = join(old, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8')) as { entries: { tag: string }[] };
  const last = journal.entries.findIndex(entry => entry.tag === tag);
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, last + 1) }));
  return old;
}

describe('a house that was set up before greetings by the hour', () => {
  it('keeps its greeting, its calls and their messages', () => {
    const data = join(folder, 'data');
    const before = openStore({ folder: data, migrationsFolder: upTo('0001_start') });
    const flow = {
      greetingText: 'Grüß Gott. „Hausverwaltung“ hier.',
      goodbyeText: 'Pfiat Eana.',
      limits: { maxSeconds: 120, maxSilenceSeconds: 7 },
    };
    before.sqlite.exec(`
      INSERT INTO mailboxes VALUES ('m1', 'Muster', 'Europe/Berlin', NULL, 0, '${JSON.stringify(flow)}', 1, 1);
      INSERT INTO calls VALUES ('c1', 'm1', 'ch1', '+4917012', 'from', '+4930', 'controller', 5, 9, 'message', NULL, '[]');
      INSERT INTO calls VALUES ('c2', 'm1', 'ch2', NULL, 'none', '+4930', 'fallback', 6, 7, 'attempt', 'no-audio', NULL);
      INSERT INTO recordings VALUES ('r1', 'c1', 'c1.wav', 100, 1000, '${'a'.repeat(64)}', 1, 0, 9);
      INSERT INTO messages VALUES ('n1', 'c1', 'r1', 'm1', 5, NULL);
      INSERT INTO jobs (id, message_id, step, generation, state, not_before, created_at) VALUES ('j1', 'n1', 'transcribe', 1, 'queued', 5, 5);
    `);
    before.close();
    const after = openStore({ folder: data, migrationsFolder });
    const [mailbox] = listMailboxes(after.db);
    expect(mailbox?.flow).toMatchObject({
      greetings: { standard: { kind: 'voice', text: flow.greetingText }, timed: [] },
      menu: { forwardings: [] },
      goodbyeText: flow.goodbyeText,
      limits: flow.limits,
    });
    expect([...Value.Errors(Flow, mailbox?.flow)]).toEqual([]);
    expect(findCall(after.db, 'c1' as CallId)).toMatchObject({
      outcome: 'message',
      kind: 'caller',
      diagnosis: null,
    });
    expect(findCall(after.db, 'c2' as CallId)).toMatchObject({
      outcome: 'attempt',
      attemptReason: 'no-audio',
    });
    expect(findMessageOfCall(after.db, 'c1' as CallId)?.id).toBe('n1');
    expect(after.sqlite.prepare('SELECT count(*) AS n FROM jobs').get()).toEqual({ n: 1 });
    expect(after.sqlite.pragma('foreign_key_check')).toEqual([]);
    after.close();
    // The copy that an upgrade makes first.
    expect(readdirSync(data).some(name => name.startsWith('hausruf.db.before-'))).toBe(true);
  });
});
