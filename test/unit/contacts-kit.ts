import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ListFacts,
  type ListOptions,
  type ListProblem,
  readList,
} from '../../src/contacts/read-list.ts';
import type { RowContact } from '../../src/contacts/row-contact.ts';

export const oldenburg = { country: 'DE', areaCode: '441' };

export interface ReadBack extends ListFacts {
  contacts: RowContact[];
  problems: ListProblem[];
}

/** A list as bytes or text → what the product reads in it. */
export async function readBack(
  list: string | Uint8Array,
  options: Partial<ListOptions> = {},
): Promise<ReadBack> {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-list-'));
  const file = join(folder, 'list');
  writeFileSync(file, list);
  const contacts: RowContact[] = [];
  const problems: ListProblem[] = [];
  try {
    const facts = await readList(
      file,
      { format: 'auto', encoding: 'auto', mapping: {}, numbers: oldenburg, ...options },
      { contact: contact => contacts.push(contact), problem: problem => problems.push(problem) },
    );
    return { ...facts, contacts, problems };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
