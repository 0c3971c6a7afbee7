/**
 * How a German name sounds, as keys to look up and as a likeness from 0 to 1. Keys find candidates and prove
 * nothing: Kölner puts Meyer and Maier together, but also many who are strangers to one another.
 */

/** "Großmüller-Şahin" → "grossmuellersahin": only a–z and 0–9. */
export function fold(text: string): string {
  // Most words are plain already, and a list has millions.
  if (/^[a-z0-9]*$/i.test(text)) return text.toLowerCase();
  return text
    .toLowerCase()
    .replace(/[äöüßæøåłıđð]/g, sign => folded[sign] ?? sign)
    .normalize('NFD')
    .replace(/[^a-z0-9]/g, '');
}

/** What the ear keeps of a folded word: one sign per sound, doubled letters once. */
export function skeleton(key: string): string {
  const text = key
    .replace(/er$/, 'a')
    .replace(/sch/g, 'S')
    .replace(/chs|cks|ks|gs(?=$)/g, 'x')
    .replace(/ph|pf(?=f)/g, 'f')
    .replace(/th|dt/g, 't')
    .replace(/tsch|tz|ts|zz/g, 's')
    .replace(/z|c(?=[eiy])/g, 's')
    .replace(/ck|c(?!h)|q/g, 'k')
    .replace(/aeu|eu|oi|oy/g, 'O')
    .replace(/ei|ey|ai|ay/g, 'A')
    .replace(/ae/g, 'e')
    .replace(/oe/g, 'o')
    .replace(/(?<![aeq])ue(?!$)/g, 'u')
    .replace(/ie|y|j(?=[^aeou])/g, 'i')
    .replace(/[vw]/g, 'f')
    .replace(/d/g, 't')
    .replace(/b/g, 'p')
    .replace(/g/g, 'k')
    .replace(/(?<!^)(?<!c)h/g, '')
    .replace(/(.)\1+/g, '$1');
  return text === '' ? key : text;
}

/** Kölner Phonetik of a folded word (Postel 1969). */
export function koelner(key: string): string {
  let code = '';
  for (let at = 0; at < key.length; at += 1) code += codeOf(key, at);
  const once = code.replace(/(.)\1+/g, '$1');
  return once.slice(0, 1) + once.slice(1).replaceAll('0', '');
}

/** 1: the same; 0: nothing in common. Both folded. */
export function likeness(heard: string, known: string): number {
  return heard === known ? 1 : soundingLike(heard, skeleton(heard), known, skeleton(known));
}

/** The same where the skeletons are known. */
export function soundingLike(heard: string, heardSounds: string, known: string, knownSounds: string): number {
  if (heard === known) return 1;
  const letters = ratio(heard, known);
  const sounds = ratio(heardSounds, knownSounds);
  return Math.max(letters, 0.985 * sounds, (letters + sounds) / 2);
}

/** Three-letter pieces with a mark at both ends, each once. */
export function grams(text: string): string[] {
  const marked = `^${text}$`;
  const found = new Set<string>();
  for (let at = 0; at + 3 <= marked.length; at += 1) found.add(marked.slice(at, at + 3));
  return [...found];
}

const folded: Record<string, string> = {
  ...{ ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', æ: 'ae', ø: 'oe', å: 'a', ł: 'l', ı: 'i', đ: 'd', ð: 'd' },
};

function codeOf(key: string, at: number): string {
  const sign = key[at] ?? '';
  const next = key[at + 1] ?? '';
  const before = key[at - 1] ?? '';
  if ('aeijouy'.includes(sign)) return '0';
  if (sign === 'h') return '';
  if (sign === 'b' || (sign === 'p' && next !== 'h')) return '1';
  if ('dt'.includes(sign)) return next !== '' && 'csz'.includes(next) ? '8' : '2';
  if ('fvwp'.includes(sign)) return '3';
  if ('gkq'.includes(sign)) return '4';
  if (sign === 'c') return codeOfC({ at, next, before });
  if (sign === 'x') return before !== '' && 'ckq'.includes(before) ? '8' : '48';
  if (sign === 'l') return '5';
  if ('mn'.includes(sign)) return '6';
  if (sign === 'r') return '7';
  return 'sz'.includes(sign) ? '8' : sign;
}

function codeOfC({ at, next, before }: { at: number; next: string; before: string }): string {
  const opens = next !== '' && (at === 0 ? 'ahkloqrux' : 'ahkoqux').includes(next);
  return opens && !(before !== '' && 'sz'.includes(before)) ? '4' : '8';
}

function ratio(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  if (longest === 0) return 0;
  const most = 1 - Math.abs(a.length - b.length) / longest;
  // So different in length that nobody asks how different exactly.
  return most < 0.5 ? most / 2 : 1 - distance(a, b) / longest;
}

/** Levenshtein; a swap of two neighbours counts as one. Names are short: two rows of a table. */
function distance(a: string, b: string): number {
  let older: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (older[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    older = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
