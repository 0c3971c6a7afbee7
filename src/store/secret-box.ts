/**
 * Secrets at rest: each is sealed with AES-256-GCM under a key that lies outside the database, and bound to the row
 * and field it belongs to, so that it opens nowhere else. A copy of the database alone tells no password.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { HausrufError } from '../domain/problem.ts';

/** Where a secret belongs: `contact_sources`, the row's id, `secret`. */
export interface SecretPlace {
  table: string;
  row: string;
  field: string;
}

export interface SecretBox {
  seal(plain: string, place: SecretPlace): string;
  /** Throws HausrufError SECRET_LOST: the key is another one, or the value was changed or moved. */
  open(sealed: string, place: SecretPlace): string;
  /** True: sealed with an older key of the file; sealing it again makes it new. */
  isOutdated(sealed: string): boolean;
}

const KEY_BYTES = 32;
/** NIST SP 800-38D: 96 bits, random; far fewer than 2^32 secrets are ever sealed with one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Opens the box whose keys stand in `file` (one a line, base64; the first one seals, all open). A file that does not
 * exist is made with a new key and mode 0600. Throws HausrufError MASTER_KEY_INVALID.
 */
export function openSecretBox(file: string): SecretBox {
  const keys = readKeys(file);
  const [current] = keys;
  if (!current) throw invalid(file, 'holds no key');
  const byId = new Map(keys.map(key => [key.id, key.bytes]));
  return {
    seal(plain, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.bytes, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(boundTo(place, current.id));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return ['v1', current.id, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
    },
    open(sealed, place) {
      const [version, id = '', nonceText = '', text = '', ...rest] = sealed.split('.');
      const key = byId.get(id);
      const [nonce, bytes] = [nonceText, text].map(each => Buffer.from(each, 'base64url'));
      if (
        version !== 'v1' ||
        !key ||
        nonce?.length !== NONCE_BYTES ||
        !bytes ||
        bytes.length < TAG_BYTES ||
        rest.length > 0
      )
        throw lost(key ? 'its form is damaged' : `it was sealed with another key (${id.slice(0, 16)})`);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(boundTo(place, id));
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
        return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString(
          'utf8',
        );
      } catch {
        throw lost('it was changed or belongs elsewhere');
      }
    },
    isOutdated: sealed => sealed.split('.')[1] !== current.id,
  };
}

interface Key {
  /** Names the key without telling anything of it. */
  id: string;
  bytes: Buffer;
}

function readKeys(file: string): Key[] {
  const text = readText(file) ?? makeKey(file);
  const { mode } = statSync(file);
  if ((mode & 0o077) !== 0) throw invalid(file, 'can be read by others: chmod 600 it');
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .map(line => {
      const bytes = Buffer.from(line, 'base64');
      if (bytes.length !== KEY_BYTES || bytes.toString('base64') !== line)
        throw invalid(file, 'holds a damaged key');
      return {
        bytes,
        id: createHash('sha256').update('hausruf key id').update(bytes).digest('hex').slice(0, 16),
      };
    });
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw invalid(file, `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Whole or not at all, on the disk before the first secret is sealed with it, and never over another one. */
function makeKey(file: string): string {
  const text = `${randomBytes(KEY_BYTES).toString('base64')}\n`;
  const draft = `${file}.${process.pid}.new`;
  rmSync(draft, { force: true });
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
  return text;
}

/** No part can flow into the next one. */
const boundTo = (place: SecretPlace, keyId: string): Buffer =>
  Buffer.from(JSON.stringify([keyId, place.table, place.row, place.field]));

const invalid = (file: string, what: string) => new HausrufError('MASTER_KEY_INVALID', `${file} ${what}.`);
const lost = (why: string) => new HausrufError('SECRET_LOST', `A stored secret cannot be opened: ${why}.`);
