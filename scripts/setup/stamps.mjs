/** Stamps: what was done from which input, so that a warm run has nothing to do. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * One SHA-256 over named parts; neither order nor borders of the parts can be confused.
 * @param {Record<string, string | Buffer>} parts
 */
export function stampOf(parts) {
  const hash = createHash('sha256');
  for (const name of Object.keys(parts).sort()) {
    const part = Buffer.from(parts[name] ?? '');
    hash.update(`${name.length}:${name}${part.length}:`).update(part);
  }
  return hash.digest('hex');
}

/**
 * The content of files and folders as parts for `stampOf`; what does not exist is left out.
 * @param {string} root
 * @param {string[]} names relative to root
 * @returns {Record<string, Buffer>}
 */
export function contentOf(root, names) {
  /** @type {Record<string, Buffer>} */
  const parts = {};
  for (const name of names) {
    const path = join(root, name);
    if (!existsSync(path)) continue;
    const entries = readdirOf(path);
    if (entries === null) parts[name] = readFileSync(path);
    else
      Object.assign(
        parts,
        contentOf(
          root,
          entries.map(entry => `${name}/${entry}`),
        ),
      );
  }
  return parts;
}

/** @param {string} path */
function readdirOf(path) {
  try {
    return readdirSync(path);
  } catch {
    return null;
  }
}

/**
 * What a file holds, or null: a stamp that cannot be read is no stamp.
 * @param {string} file
 */
export function readStamp(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

/**
 * Writes a file so that a reader sees the old or the new content, never a half.
 * @param {string} file
 * @param {string} content
 */
export function writeWhole(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, content);
  renameSync(draft, file);
}
