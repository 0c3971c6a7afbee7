import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loginLink } from '../../scripts/login-link.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { redeemLoginLink } from '../../src/store/sessions.ts';
import { addUser } from '../../src/store/users.ts';
import { hashToken } from '../../src/web/sessions.ts';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-link-'));
  // Open as a running Hausruf has it.
  store = openStore({ folder, migrationsFolder: resolve(import.meta.dirname, '../../migrations') });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});
const link = (name: string | null) => loginLink({ dataFolder: folder, name, url: 'http://here' });

describe('an operator who has to let somebody in again', () => {
  it('gets a link that logs this user in once, while Hausruf runs', () => {
    const userId = addUser(store.db, { name: 'Petra', passwordHash: 'x', now: 1 });
    const token = link('petra').replace('http://here/#/login?token=', '');
    const redeem = () => redeemLoginLink(store.db, hashToken(token), Date.now());
    expect(redeem()).toMatchObject({ userId });
    expect(redeem()).toBeNull();
  });

  it('need not name the only user, and is told the names when there are several', () => {
    addUser(store.db, { name: 'Petra', passwordHash: 'x', now: 1 });
    expect(link(null)).toContain('token=');
    addUser(store.db, { name: 'Paul', passwordHash: 'x', now: 1 });
    expect(() => link(null)).toThrow('Which user? There is Petra, Paul.');
    expect(() => link('Pia')).toThrow('Petra, Paul');
  });
});
