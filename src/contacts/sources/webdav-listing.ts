/** The answer of PROPFIND, read as it comes: each `response` by itself, so that a folder of any size takes little memory. Pure. */
import type { RemoteFile } from './pick.ts';

/** One entry is about a kilobyte; longer ones are somebody's joke. */
const ENTRY_LIMIT = 8000;

export interface ListedEntry extends Omit<RemoteFile, 'name'> {
  /** As the server wrote it: a path or a whole address. */
  href: string;
  isFolder: boolean;
}

/** Feed it text as it arrives; it answers the entries that are complete. Throws a plain Error for what is no listing. */
export function makeListingReader(): { read(text: string): ListedEntry[] } {
  let rest = '';
  let isBegun = false;
  return {
    read(text) {
      rest += text;
      if (!isBegun && rest.length > 4000) begin();
      const entries: ListedEntry[] = [];
      for (;;) {
        const end = /<\/(?:[\w.-]+:)?response\s*>/.exec(rest);
        if (!end) break;
        if (!isBegun) begin();
        if (end.index > ENTRY_LIMIT) throw tooLong();
        entries.push(...entryOf(rest.slice(0, end.index)));
        rest = rest.slice(end.index + end[0].length);
      }
      if (rest.length > ENTRY_LIMIT) throw tooLong();
      return entries;
    },
  };

  function begin(): void {
    // No list of ours defines words of its own; whoever does wants to have them unfolded.
    if (/<!DOCTYPE|<!ENTITY/i.test(rest)) throw new Error('a document type');
    if (!/<(?:[\w.-]+:)?multistatus[\s>]/.test(rest)) throw new Error('no multistatus');
    isBegun = true;
  }
}

const tooLong = () => new Error('an entry is too long');

function entryOf(xml: string): ListedEntry[] {
  const start = /<(?:[\w.-]+:)?response(?:\s[^<>]*)?>/.exec(xml);
  const text = start ? xml.slice(start.index) : '';
  const href = textIn(text, 'href');
  if (href === null) return [];
  // Properties that the server does not have stand under a status of their own.
  const parts = text
    .split(/<\/(?:[\w.-]+:)?propstat\s*>/)
    .filter(part => / 200(\s|$)/.test(textIn(part, 'status') ?? ' 200'));
  const good = parts.join('');
  const size = textIn(good, 'getcontentlength');
  const modified = textIn(good, 'getlastmodified');
  const at = modified === null ? Number.NaN : Date.parse(modified);
  return [
    {
      href,
      isFolder: /<(?:[\w.-]+:)?collection(?:\s[^<>]*)?\/?>/.test(good),
      size: size !== null && /^[0-9]{1,15}$/.test(size) ? Number(size) : null,
      modifiedAt: Number.isNaN(at) ? null : at,
      etag: textIn(good, 'getetag'),
    },
  ];
}

/** The text of the first element of this name, whatever its prefix; null: there is none. */
function textIn(xml: string, name: string): string | null {
  const start = new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^<>]*)?>`).exec(xml);
  if (!start || start[0].endsWith('/>')) return null;
  const from = start.index + start[0].length;
  const end = xml.indexOf('</', from);
  return end < 0 ? null : unescaped(xml.slice(from, end)).trim();
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  const plain = text.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1');
  if (plain !== text) return plain;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));/gi,
    (whole, hex, decimal, name) => {
      if (name) return named[name.toLowerCase()] ?? whole;
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
