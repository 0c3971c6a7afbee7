/**
 * Which contact a row is, the same in every import: by the property software's own number, else by name and
 * address. And whether the same row stands in the list twice. Some 20 bytes a row, so that a million fit.
 */
import { hash } from 'node:crypto';
import type { ContactId } from '../domain/ids.ts';
import type { RowContact } from './row-contact.ts';

export interface KnownRows {
  /** `sameAs`: the line that says the very same; null: the contact is new in this list. */
  add(contact: RowContact): { contactId: ContactId; contentHash: number; sameAs: number | null };
}

export function makeKnownRows(source: string): KnownRows {
  let size = 0;
  let ids = new Float64Array(4096);
  let contents = new Float64Array(4096);
  let lines = new Uint32Array(4096);

  /** Where this id stands, or the free place where it belongs. */
  function placeOf(id: number): number {
    let at = id % ids.length;
    while (ids[at] !== 0 && ids[at] !== id) at = (at + 1) % ids.length;
    return at;
  }

  function grow(): void {
    const old = { ids, contents, lines };
    ids = new Float64Array(old.ids.length * 2);
    contents = new Float64Array(ids.length);
    lines = new Uint32Array(ids.length);
    old.ids.forEach((id, index) => {
      if (id === 0) return;
      const at = placeOf(id);
      ids[at] = id;
      contents[at] = old.contents[index] ?? 0;
      lines[at] = old.lines[index] ?? 0;
    });
  }

  return {
    add(contact) {
      const { line, ...content } = contact;
      const contentHash = numberOf(hash('sha1', JSON.stringify(content), 'hex'));
      for (const key of keysOf(contact, line)) {
        const digest = hash('sha1', `${source}\n${key}`, 'hex');
        const id = numberOf(digest) || 1;
        const at = placeOf(id);
        if (ids[at] === 0) {
          ids[at] = id;
          contents[at] = contentHash;
          lines[at] = line;
          size += 1;
          if (size * 2 > ids.length) grow();
          return { contactId: asId(digest), contentHash, sameAs: null };
        }
        if (contents[at] === contentHash) {
          return { contactId: asId(digest), contentHash, sameAs: lines[at] ?? null };
        }
      }
      throw new Error('The last key holds the line and is always free.');
    },
  };
}

/** From the one that changes least to the one that is always free. */
function* keysOf(contact: RowContact, line: number): Generator<string> {
  const name = folded(contact.name);
  const place = folded(
    [contact.street, contact.postcode, contact.city, contact.object, contact.unit].join('|'),
  );
  if (contact.externalId !== null) {
    yield `id|${contact.externalId}`;
    yield `id|${contact.externalId}|${name}`;
    yield `id|${contact.externalId}|${name}|${place}`;
  } else {
    yield `name|${name}|${place}`;
    yield `name|${name}|${place}|${contact.numbers.join(' ')}`;
  }
  yield `line|${name}|${place}|${line}`;
}

const folded = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[\s.,]+/g, ' ')
    .trim();
/** 48 bits: two of a million differ, but for one chance in five hundred, and then only the key gets longer. */
const numberOf = (digest: string): number => Number.parseInt(digest.slice(0, 12), 16);

/** In the form of our other ids; version 8 of RFC 9562: the content is the maker's own. */
function asId(digest: string): ContactId {
  const variant = '89ab'[Number.parseInt(digest[16] ?? '0', 16) % 4];
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}` as ContactId;
}
