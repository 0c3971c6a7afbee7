import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeIndexWriter } from '../../src/contacts/identify/index-writer.ts';
import type { ContactRecord } from '../../src/domain/contact.ts';
import type { ContactId } from '../../src/domain/ids.ts';
import { type ContactSet, openContactSet } from '../../src/store/contact-set.ts';
import { writeContactSet } from '../../src/store/contact-set-writer.ts';

/** A contact in short: "Herr Karl Özdemir", "Lindenweg 12-14 a", numbers. */
export interface Row {
  id: string;
  person?: [salutation: string | null, firstName: string | null, lastName: string];
  also?: [salutation: string | null, firstName: string | null, lastName: string];
  company?: string;
  street?: string;
  house?: [from: number, to: number, letter?: string];
  city?: string;
  numbers?: string[];
  range?: [first: string, last: string];
  object?: string;
  mail?: string;
}

export interface TestSet {
  set: ContactSet;
  idOf(row: number): string;
  close(): void;
}

/** A real contact set in a folder of its own. */
export function makeTestSet(rows: readonly Row[]): TestSet {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-identify-'));
  const file = join(folder, 'set.sqlite');
  writeSet(file, rows);
  const set = openContactSet(file, 'test');
  return {
    set,
    idOf: row => set.byRowId(row)?.contactId ?? '',
    close() {
      set.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function writeSet(file: string, rows: readonly Row[]): void {
  const writer = writeContactSet({ file, source: 'upload', oldFile: null, makeIndex: makeIndexWriter });
  rows.forEach((row, at) => {
    writer.add(recordOf(row, at), at);
  });
  writer.finish([]);
}

function recordOf(row: Row, at: number): Omit<ContactRecord, 'rowId'> {
  const persons = [row.person, row.also].flatMap(person =>
    person ? [{ salutation: person[0], title: null, firstName: person[1], lastName: person[2] }] : [],
  );
  const house = row.house ? `${row.house[0]}${row.house[2] ?? ''}` : null;
  return {
    contactId: row.id as ContactId,
    name:
      persons
        .map(each => [each.firstName, each.lastName].filter(part => part !== null).join(' '))
        .join(' u. ') ||
      (row.company ?? ''),
    role: 'Mieter',
    roleKind: 'tenant',
    street: row.street ? [row.street, house].filter(part => part !== null).join(' ') : null,
    object: row.object ?? null,
    unit: null,
    manager: null,
    managerMailAddress: null,
    numbers: row.numbers ?? [],
    source: 'upload',
    line: at + 2,
    externalId: row.id,
    persons,
    company: row.company ?? null,
    streetName: row.street ?? null,
    houseNumber: house,
    houseFrom: row.house?.[0] ?? null,
    houseTo: row.house?.[1] ?? null,
    houseLetter: row.house?.[2] ?? null,
    postcode: null,
    city: row.city ?? null,
    language: null,
    mailAddress: row.mail ?? null,
    numberRanges: row.range ? [{ first: row.range[0], last: row.range[1] }] : [],
    isUntranscribed: false,
  };
}
