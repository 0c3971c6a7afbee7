/** Which file of a folder is the list: the newest one whose name fits. Pure. */

export interface RemoteFile {
  name: string;
  size: number | null;
  modifiedAt: number | null;
  etag: string | null;
}

/** Names that programs use while they write, and what office programs leave beside an open file. */
const unfinished = /^(\.|~\$)|\.(part|partial|filepart|tmp|temp|crdownload|lock)$|~$/i;

export interface Picker {
  /** True: a file of this name may be the list. */
  wants(name: string): boolean;
  see(file: RemoteFile): void;
  newest(): RemoteFile | null;
}

/**
 * Collects what is listed and keeps only the newest that fits: a folder of any size takes no memory. `pattern`: `*`
 * and `?`, several separated by `;`; upper and lower case count alike, as on the office's machines.
 */
export function makePicker(pattern: string): Picker {
  const patterns = pattern
    .split(';')
    .map(each => plain(each.trim()))
    .filter(each => each !== '');
  let newest: RemoteFile | null = null;
  const wants = (name: string): boolean => {
    if (!isFileName(name) || unfinished.test(name)) return false;
    const text = plain(name);
    return patterns.some(each => fits(text, each));
  };
  return {
    wants,
    see(file) {
      if (wants(file.name) && (newest === null || isNewer(file, newest))) newest = file;
    },
    newest: () => newest,
  };
}

/** A name that stays in its folder, whatever a server says. */
export const isFileName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && name.length <= 255 && !/[/\\\0\r\n]/.test(name);

/** The same file, as far as its outside tells. */
export const isSameFile = (a: RemoteFile, b: RemoteFile): boolean =>
  a.name === b.name && a.size === b.size && a.modifiedAt === b.modifiedAt && a.etag === b.etag;

/** Where a server tells no time, the name decides: `2026-11-24.csv` comes after `2026-11-23.csv`. */
function isNewer(a: RemoteFile, b: RemoteFile): boolean {
  const [at, bt] = [a.modifiedAt ?? 0, b.modifiedAt ?? 0];
  return at !== bt ? at > bt : a.name > b.name;
}

/** A Mac writes ü as u and two dots. */
const plain = (text: string): string => text.normalize('NFC').toLowerCase();

/** In one pass with one mark to go back to: no name, however odd, takes long. */
function fits(text: string, pattern: string): boolean {
  let at = 0;
  let of = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    if (pattern[of] === '*') {
      star = of;
      mark = at;
      of += 1;
    } else if (of < pattern.length && (pattern[of] === '?' || pattern[of] === text[at])) {
      at += 1;
      of += 1;
    } else if (star >= 0) {
      mark += 1;
      at = mark;
      of = star + 1;
    } else return false;
  }
  while (pattern[of] === '*') of += 1;
  return of === pattern.length;
}
