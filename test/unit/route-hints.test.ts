import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Contact } from '../../src/domain/contact.ts';
import type { ContactId } from '../../src/domain/ids.ts';
import { missing } from '../../src/domain/missing.ts';
import { routeHints } from '../../src/pipeline/route-hints.ts';
import { openStore, type Store } from '../../src/store/open.ts';

const contact: Contact = {
  contactId: 'c1' as ContactId,
  name: 'Annegret Petersen',
  role: null,
  street: null,
  object: null,
  unit: null,
  manager: 'Lehmann',
  managerMailAddress: 'lehmann@muster.example',
  numbers: [],
};
const folder = mkdtempSync(join(tmpdir(), 'hausruf-route-'));
let store: Store;
beforeAll(() => {
  store = openStore({ folder, migrationsFolder: resolve(import.meta.dirname, '../../migrations') });
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

it('asks who looks after the property only of a caller who is surely one contact', () => {
  const categorisation = missing('step-failed');
  const asked = (match: Parameters<typeof routeHints>[1]['match']) =>
    routeHints(store.db, { categorisation, match }).managerAddress;
  expect(asked({ kind: 'matched', contact, evidence: [] })).toBe('lehmann@muster.example');
  expect(
    asked({ kind: 'matched', contact: { ...contact, managerMailAddress: null }, evidence: [] }),
  ).toBeNull();
  expect(asked({ kind: 'ambiguous', candidates: [contact, contact], evidence: [] })).toBeNull();
  expect(asked({ kind: 'unknown' })).toBeNull();
  expect(asked(missing('step-failed'))).toBeNull();
});
