import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSecretBox } from '../../src/store/secret-box.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-key-'));
  file = join(folder, 'master.key');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = { table: 'contact_sources', row: 'a', field: 'secret' };
const secret = 'Gänseblümchen 7';

describe('a stored secret (R126)', () => {
  it('opens again after a restart, is different each time, and says nothing of itself', () => {
    const box = openSecretBox(file);
    const [one, two] = [box.seal(secret, place), box.seal(secret, place)];
    expect(one).not.toBe(two);
    expect(one).not.toContain(Buffer.from(secret).toString('base64url').slice(2, 10));
    expect(openSecretBox(file).open(one, place)).toBe(secret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('opens nowhere else, not changed, and not with another key', () => {
    const box = openSecretBox(file);
    const sealed = box.seal(secret, place);
    const lost = expect.objectContaining({ code: 'SECRET_LOST' });
    for (const other of [
      { row: 'b' },
      { field: 'x' },
      { table: 'y' },
      { table: 'contact_source', row: 's a' },
    ]) {
      expect(() => box.open(sealed, { ...place, ...other })).toThrow(lost);
    }
    const parts = sealed.split('.');
    for (let part = 0; part < parts.length; part += 1) {
      const bent = parts.map((text, index) =>
        index === part ? `${text.slice(0, -2)}${text.endsWith('AA') ? 'BB' : 'AA'}` : text,
      );
      expect(() => box.open(bent.join('.'), place)).toThrow(lost);
    }
    for (const nonsense of ['', 'v1', 'v1...', `${sealed}.x`])
      expect(() => box.open(nonsense, place)).toThrow(lost);
    expect(() => openSecretBox(join(folder, 'other.key')).open(sealed, place)).toThrow(lost);
  });

  it('still opens when a new key was put before the old one, which is then the one that seals', () => {
    const old = openSecretBox(file).seal(secret, place);
    writeFileSync(file, `${Buffer.alloc(32, 7).toString('base64')}\n${readFileSync(file, 'utf8')}`);
    const box = openSecretBox(file);
    expect([box.open(old, place), box.isOutdated(old)]).toEqual([secret, true]);
    const fresh = box.seal(secret, place);
    expect([box.open(fresh, place), box.isOutdated(fresh)]).toEqual([secret, false]);
  });

  it('is not sealed with a key that others can read or that is damaged', () => {
    openSecretBox(file);
    chmodSync(file, 0o640);
    expect(() => openSecretBox(file)).toThrow(expect.objectContaining({ code: 'MASTER_KEY_INVALID' }));
    chmodSync(file, 0o600);
    for (const text of ['', '\n', 'kurz\n', `${Buffer.alloc(31).toString('base64')}\n`]) {
      writeFileSync(file, text);
      expect(() => openSecretBox(file)).toThrow(expect.objectContaining({ code: 'MASTER_KEY_INVALID' }));
    }
  });
});
