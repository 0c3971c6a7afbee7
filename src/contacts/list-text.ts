/** A text file of a contact list → its lines, in pieces: a list of a million rows never stands in memory as a whole. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { ListEncoding } from '../domain/contact-import.ts';

export interface TextLine {
  /** Counted from 1. */
  number: number;
  text: string;
  /** Longer than any row of a list: what follows was left out. */
  isCut: boolean;
}

export type KnownEncoding = Exclude<ListEncoding, 'auto'>;

/**
 * How the text is written. A byte order mark decides, then the zero bytes of UTF-16, then whether it is
 * UTF-8; what is left is Windows-1252, in which Excel writes on a German Windows. Single damaged places do
 * not turn a UTF-8 file into another: all other umlauts would be lost with it.
 */
export function findEncoding(file: string): KnownEncoding {
  let isFirst = true;
  let known: KnownEncoding | null = null;
  let isStrict = true;
  let damaged = 0;
  let foreign = 0;
  const strict = new TextDecoder('utf-8', { fatal: true });
  const loose = new TextDecoder('utf-8');
  for (const bytes of chunksOf(file)) {
    if (isFirst) known = encodingOfStart(bytes);
    isFirst = false;
    if (known) return known;
    if (isStrict) {
      try {
        strict.decode(bytes, { stream: true });
      } catch {
        isStrict = false;
      }
    }
    for (const sign of loose.decode(bytes, { stream: true }).match(/[^\p{ASCII}]/gu) ?? []) {
      if (sign === '\ufffd') damaged += 1;
      else foreign += 1;
    }
  }
  return isStrict || damaged * 10 < foreign ? 'utf-8' : 'windows-1252';
}

/** The lines, whatever ends them (\n, \r\n, \r). The file is closed when the loop ends, however it ends. */
export function* linesOf(file: string, encoding: KnownEncoding): Generator<TextLine> {
  const decoder = new TextDecoder(encoding);
  let number = 0;
  let rest = '';
  let isCut = false;
  const line = (text: string): TextLine => {
    number += 1;
    const found = {
      number,
      text: text.slice(0, MOST_CHARACTERS),
      isCut: isCut || text.length > MOST_CHARACTERS,
    };
    isCut = false;
    return found;
  };
  for (const bytes of chunksOf(file)) {
    const text = rest + decoder.decode(bytes, { stream: true });
    let from = 0;
    for (;;) {
      const end = nextEnd(text, from);
      // A \r at the very end may be the first half of \r\n.
      if (end < 0 || (end === text.length - 1 && text[end] === '\r')) break;
      yield line(text.slice(from, end));
      from = text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
    }
    rest = text.slice(from);
    if (rest.length > MOST_CHARACTERS) {
      isCut = true;
      rest = rest.slice(0, MOST_CHARACTERS) + (rest.endsWith('\r') ? '\r' : '');
    }
  }
  rest += decoder.decode();
  for (const text of rest.split(/\r\n|\r|\n/)) if (text !== '') yield line(text);
}

/** No row of a list is as long; one of 10 MB is somebody's accident or attack. */
const MOST_CHARACTERS = 65_536;
const CHUNK_BYTES = 256 * 1024;

function* chunksOf(file: string): Generator<Uint8Array> {
  const handle = openSync(file, 'r');
  try {
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const length = readSync(handle, chunk);
      if (length === 0) return;
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(handle);
  }
}

function nextEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  const limit = newline < 0 ? text.length : newline;
  // Searched only up to the line feed: else every line of a file without \r would be looked through to the end.
  for (let at = from; at < limit; at += 1) if (text.charCodeAt(at) === CARRIAGE_RETURN) return at;
  return newline;
}

const CARRIAGE_RETURN = 13;

function encodingOfStart(bytes: Uint8Array): KnownEncoding | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  const seen = bytes.subarray(0, 4096);
  let even = 0;
  let odd = 0;
  seen.forEach((byte, index) => {
    if (byte !== 0) return;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  });
  // Letters of western Europe have a zero in every second byte, and text in any other encoding has none.
  if (odd > seen.length / 5 && even < odd / 8) return 'utf-16le';
  if (even > seen.length / 5 && odd < even / 8) return 'utf-16be';
  return null;
}
