/** Passwords: how they are kept, compared, and which are refused. Parameters by OWASP's cheat sheet for scrypt. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const COST = { N: 2 ** 17, r: 8, p: 1 };
const HASH_BYTES = 32;
/** One hashing takes 128 MiB (128 · N · r) and half a second: more than two at once would starve the calls. */
const MOST_AT_ONCE = 2;
const MOST_WAITING = 20;

/** → `scrypt$N$r$p$salt$hash` (base64). Throws `TooBusy` when too many wait already. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

/** `stored` null (no such user): does the same work and answers false. Throws `TooBusy`. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = (stored ?? nobody).split('$');
  const expected = Buffer.from(hash, 'base64');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64'), cost);
  return actual.length === expected.length && timingSafeEqual(actual, expected) && stored !== null;
}

/** Why this password is refused, in German; null: it is good enough. Length is the schema's business. */
export function weaknessOf(password: string, userName: string): string | null {
  const folded = password.toLowerCase().normalize('NFKC');
  if (commonPasswords.has(folded)) {
    return 'Dieses Passwort gehört zu den häufigsten und würde schnell erraten. Bitte wählen Sie ein anderes.';
  }
  if (new Set(folded).size < 5) {
    return 'Dieses Passwort besteht aus zu wenigen verschiedenen Zeichen. Bitte wählen Sie ein anderes.';
  }
  const name = userName.toLowerCase().normalize('NFKC').trim();
  const words = name.length >= 3 ? [...contextWords, name] : contextWords;
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), folded);
  if (rest.replace(/[^\p{L}]/gu, '').length < 4 && rest.length < 8 && rest !== folded) {
    return 'Dieses Passwort besteht fast nur aus Namen, die man hier erwartet. Bitte wählen Sie ein anderes.';
  }
  return null;
}

/** More logins wait than can be worked off soon. */
export class TooBusy extends Error {
  override readonly name = 'TooBusy';
}

const nobody = `scrypt$${COST.N}$${COST.r}$${COST.p}$${'A'.repeat(22)}==$${'A'.repeat(43)}=`;

let running = 0;
const waiting: (() => void)[] = [];

async function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  if (running >= MOST_AT_ONCE) {
    if (waiting.length >= MOST_WAITING) throw new TooBusy('too many logins wait');
    // Whoever finishes hands its place over, so `running` stays as it is.
    await new Promise<void>(resolve => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await new Promise((resolve, reject) => {
      const options = { ...cost, maxmem: 256 * cost.N * cost.r };
      scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    });
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** Words an attacker tries first in this house. */
const contextWords = ['hausverwaltung', 'hausruf', 'verwaltung', 'anrufbeantworter', 'mailbox', 'muster'];

/** Own short list of what people type when 12 characters are demanded. */
const commonPasswords = new Set([
  '123456789012',
  '1234567890123',
  '12345678901234',
  '123456789abc',
  '123123123123',
  '121212121212',
  '012345678910',
  '1q2w3e4r5t6z',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  'qwertzuiopü+',
  'qwertzuiop12',
  'qwertzuiop123',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertz123456',
  'qwerty123456',
  'asdfghjklöä#',
  'yxcvbnm12345',
  'abcdefghijkl',
  'abcdef123456',
  'abc123456789',
  'passwort1234',
  'passwort12345',
  'passwort123!',
  'passwort2024',
  'passwort2025',
  'passwort2026',
  'passwortpasswort',
  'meinpasswort',
  'meinpasswort1',
  'password1234',
  'password123!',
  'passwordpassword',
  'mypassword123',
  'administrator',
  'administrator1',
  'admin1234567',
  'adminadminadmin',
  'willkommen12',
  'willkommen123',
  'willkommen2025',
  'willkommen2026',
  'welcome12345',
  'sommer202526',
  'sommer2025!!',
  'sommer2026!!',
  'winter2025!!',
  'winter2026!!',
  'geheim123456',
  'geheimgeheim',
  'hallohallo12',
  'hallo1234567',
  'ichliebedich',
  'iloveyou1234',
  'schalke04schalke',
  'bayernmünchen',
  'fcbayernmünchen',
  'schatzi12345',
  'letmein12345',
  'changeme1234',
  'trustno1trustno1',
  'startstart12',
  'testtesttest',
  'test12345678',
  'demo12345678',
  'deutschland1',
  'deutschland123',
]);
