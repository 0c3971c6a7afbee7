/**
 * Which version of a file on its server a part is the beginning of. Noted beside the part, so that a later run
 * continues that version and no other: two halves of two versions are a gigabyte for nothing.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';

const noteOf = (part: string): string => `${part}.tag`;
/** As servers give them; whatever else stands there is no tag. */
const LONGEST = 300;

/** What tells this version from others, for `If-Range` (RFC 9110 §13.1.5); null: the server does not say. */
export function tagOf(headers: Headers): string | null {
  const tag = headers.get('etag');
  // A weak one promises the same meaning, not the same bytes.
  const strong = tag !== null && /^"[^"]*"$/.test(tag) ? tag : headers.get('last-modified');
  return strong !== null && strong.length <= LONGEST ? strong : null;
}

/** Null: nothing is known of this part. */
export async function readTag(part: string): Promise<string | null> {
  const tag = await readFile(noteOf(part), 'utf8').catch(() => '');
  return tag !== '' && tag.length <= LONGEST && !/[\r\n]/.test(tag) ? tag : null;
}

export async function keepTag(part: string, tag: string | null): Promise<void> {
  if (tag === null) await dropTag(part);
  else await writeFile(noteOf(part), tag);
}

/** The part is complete, or gone. */
export async function dropTag(part: string): Promise<void> {
  await rm(noteOf(part), { force: true });
}
