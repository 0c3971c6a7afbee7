/**
 * Environment → one frozen Config; nothing else reads `process.env`. It must never start on a half
 * understood environment: an unknown or contradictory variable is a clear error.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { isAbsolute, join, resolve } from 'node:path';
import { HausrufError } from '../domain/problem.ts';
import { type VariableName, variables } from './variables.ts';

export interface Config {
  dataFolder: string;
  spoolFolder: string;
  http: { host: string; port: number };
  /** Without a slash at the end; null: none set. */
  publicUrl: string | null;
  /** null: not known yet (Asterisk has not been started on this data folder). */
  ari: AriAccess | null;
  /** null: no mail server is set, notes stay in the Inbox. */
  smtp: { url: string; from: string } | null;
  modelsFolder: string;
  isDemoModelAllowed: boolean;
  toolsFile: string;
  /** Where Asterisk mirrors its SIP messages; null: nowhere. */
  tapPort: number | null;
  numbers: { country: string; areaCode: string | null };
  provisionFile: string | null;
  /** Host names, addresses and networks of the own network that may be called by HTTP(S). */
  internalTargets: string[];
  /** Absolute paths: where contact lists may be watched. */
  importFolders: string[];
  isDemo: boolean;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  asterisk: {
    sipHost: string;
    sipPort: number;
    ariPort: number;
    amiPort: number;
    rtpStart: number;
    rtpEnd: number;
    trunkAddresses: string[];
    user: string | null;
  };
}

export interface AriAccess {
  url: string;
  user: string;
  password: string;
  /** Asterisk's manager interface on 127.0.0.1, for the state of registrations; null: not known. */
  ami: { port: number; user: string; password: string } | null;
}

type Environment = Record<string, string | undefined>;

/**
 * Reads the configuration. `projectFolder` is where relative defaults start.
 * Throws HausrufError CONFIG_UNKNOWN_VARIABLE or CONFIG_INVALID with what to correct.
 */
export function readConfig(environment: Environment, projectFolder: string): Config {
  refuseUnknown(environment);
  const read = (name: VariableName) => readVariable(environment, name);
  const folder = (name: VariableName, otherwise: string) => resolve(projectFolder, read(name) ?? otherwise);
  const dataFolder = folder('HAUSRUF_DATA', '.data');
  const rtpStart = port(read, 'HAUSRUF_RTP_START', 10_000);
  const rtpEnd = port(read, 'HAUSRUF_RTP_END', 10_199);
  if (rtpEnd < rtpStart + 3) {
    throw invalid('HAUSRUF_RTP_END', 'must be at least 3 above HAUSRUF_RTP_START');
  }
  return deepFreeze({
    dataFolder,
    spoolFolder: folder('HAUSRUF_SPOOL', join(dataFolder, 'spool')),
    http: { host: read('HAUSRUF_HTTP_HOST') ?? '127.0.0.1', port: port(read, 'HAUSRUF_HTTP_PORT', 8080) },
    publicUrl: readUrl(read, 'HAUSRUF_PUBLIC_URL', ['http:', 'https:'])?.replace(/\/+$/, '') ?? null,
    ari: readAri(read, dataFolder),
    smtp: readSmtp(read),
    modelsFolder: folder('HAUSRUF_MODELS', 'models'),
    isDemoModelAllowed: flag(read, 'HAUSRUF_DEMO_MODEL'),
    toolsFile: folder('HAUSRUF_TOOLS', '.runtime/tools.json'),
    tapPort: read('HAUSRUF_TAP_PORT') === '0' ? null : port(read, 'HAUSRUF_TAP_PORT', 9060),
    numbers: {
      country: matching(read, 'HAUSRUF_COUNTRY', /^[A-Z]{2}$/, 'two capital letters') ?? 'DE',
      areaCode: matching(read, 'HAUSRUF_AREA_CODE', /^[1-9][0-9]{1,5}$/, 'digits without the leading 0'),
    },
    internalTargets: targets(read, 'HAUSRUF_INTERNAL_TARGETS'),
    importFolders: read('HAUSRUF_IMPORT_FOLDERS')
      ? list(read, 'HAUSRUF_IMPORT_FOLDERS').map(each => resolve(projectFolder, each))
      : [join(dataFolder, 'import')],
    provisionFile: read('HAUSRUF_PROVISION') ? folder('HAUSRUF_PROVISION', '') : null,
    isDemo: flag(read, 'HAUSRUF_DEMO'),
    logLevel: oneOf(read, 'HAUSRUF_LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent']) ?? 'info',
    asterisk: {
      sipHost: read('HAUSRUF_SIP_HOST') ?? '0.0.0.0',
      sipPort: port(read, 'HAUSRUF_SIP_PORT', 5060),
      ariPort: port(read, 'HAUSRUF_ARI_PORT', 8188),
      amiPort: port(read, 'HAUSRUF_AMI_PORT', 5038),
      rtpStart,
      rtpEnd,
      trunkAddresses: list(read, 'HAUSRUF_TRUNK_ADDRESSES'),
      user: matching(read, 'HAUSRUF_ASTERISK_USER', /^[a-z_][a-z0-9_-]{0,31}$/, 'the name of a user'),
    },
  });
}

type Read = (name: VariableName) => string | null;

function refuseUnknown(environment: Environment): void {
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('HAUSRUF_')) continue;
    const plain = name.replace(/_FILE$/, '');
    if (plain in variables) continue;
    const near = Object.keys(variables).find(known => distance(known, plain) <= 2);
    throw new HausrufError(
      'CONFIG_UNKNOWN_VARIABLE',
      `The variable ${name} does not exist.${near ? ` Did you mean ${near}?` : ' docs/operating.md lists all of them.'}`,
    );
  }
}

function readVariable(environment: Environment, name: VariableName): string | null {
  const value = environment[name]?.trim();
  const file = environment[`${name}_FILE`]?.trim();
  if (value && file) throw invalid(name, `and ${name}_FILE are both set; keep one of them`);
  if (!file) return value ? value : null;
  try {
    const content = readFileSync(file, 'utf8').trim();
    if (content === '') throw new Error('it is empty');
    return content;
  } catch (error) {
    throw invalid(`${name}_FILE`, `cannot be read: ${(error as Error).message}`);
  }
}

const invalid = (name: string, what: string) => new HausrufError('CONFIG_INVALID', `${name} ${what}.`);

function port(read: Read, name: VariableName, otherwise: number): number {
  const text = read(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (!/^[0-9]+$/.test(text) || value < 1 || value > 65_535) {
    throw invalid(name, `must be a port from 1 to 65535, not "${text}"`);
  }
  return value;
}

function flag(read: Read, name: VariableName): boolean {
  return oneOf(read, name, ['0', '1']) === '1';
}

function oneOf<const Choice extends string>(
  read: Read,
  name: VariableName,
  choices: readonly Choice[],
): Choice | null {
  const text = read(name);
  if (text === null) return null;
  const found = choices.find(choice => choice === text);
  if (found === undefined) throw invalid(name, `must be one of ${choices.join(', ')}, not "${text}"`);
  return found;
}

function matching(read: Read, name: VariableName, pattern: RegExp, form: string): string | null {
  const text = read(name);
  if (text !== null && !pattern.test(text)) throw invalid(name, `must be ${form}`);
  return text;
}

function list(read: Read, name: VariableName): string[] {
  return (read(name) ?? '')
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '');
}

/** Host names, addresses and networks. A network that is half of the Internet is a slip of the pen. */
function targets(read: Read, name: VariableName): string[] {
  const entries = list(read, name);
  const wrong = entries.find(entry => {
    const [host = '', bits, ...rest] = entry.split('/');
    const version = isIP(host);
    if (bits === undefined)
      return version === 0 && !/^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?$/.test(host);
    const isBits =
      /^[0-9]{1,3}$/.test(bits) && Number(bits) >= 8 && Number(bits) <= (version === 6 ? 128 : 32);
    return version === 0 || rest.length > 0 || !isBits;
  });
  if (wrong === undefined) return entries;
  throw invalid(
    name,
    `must hold names, addresses or networks like cloud.buero.lan, 192.168.1.20 or 10.1.0.0/16, not "${wrong}"`,
  );
}

function readUrl(read: Read, name: VariableName, protocols: readonly string[]): string | null {
  const text = read(name);
  if (text === null) return null;
  // The value may hold a password: it never stands in a message.
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
    throw invalid(name, `must be an address beginning with ${protocols.map(p => `${p}//`).join(' or ')}`);
  }
  return text;
}

function readSmtp(read: Read): Config['smtp'] {
  const url = readUrl(read, 'HAUSRUF_SMTP_URL', ['smtp:', 'smtps:']);
  const from = matching(read, 'HAUSRUF_MAIL_FROM', /^[^\s@<>,;:"()\\]+@[^\s@<>,;:"()\\]+$/, 'a mail address');
  if (url === null && from === null) return null;
  if (url === null) throw invalid('HAUSRUF_MAIL_FROM', 'is set without HAUSRUF_SMTP_URL');
  if (from === null) throw invalid('HAUSRUF_SMTP_URL', 'is set without HAUSRUF_MAIL_FROM');
  return { url, from };
}

function readAri(read: Read, dataFolder: string): Config['ari'] {
  const url = readUrl(read, 'HAUSRUF_ARI_URL', ['http:', 'https:']);
  const user = read('HAUSRUF_ARI_USER');
  const password = read('HAUSRUF_ARI_PASSWORD');
  if (url && user && password) {
    const left = readAriFile(join(dataFolder, 'asterisk', 'ari.json'));
    return { url: url.replace(/\/+$/, ''), user, password, ami: left?.ami ?? null };
  }
  if (url || user || password) {
    throw invalid(
      'HAUSRUF_ARI_URL',
      'HAUSRUF_ARI_USER and HAUSRUF_ARI_PASSWORD belong together: set all or none',
    );
  }
  return readAriFile(join(dataFolder, 'asterisk', 'ari.json'));
}

/** What `scripts/run-asterisk.ts` left for us; null: it has not run on this data folder. */
export function readAriFile(file: string): Config['ari'] {
  if (!isAbsolute(file) || !existsSync(file)) return null;
  try {
    const { url, user, password, ami } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    if (typeof url === 'string' && typeof user === 'string' && typeof password === 'string') {
      return { url, user, password, ami: readAmi(ami) };
    }
  } catch {
    // Falls through to the same clear line as a file of another form.
  }
  throw new HausrufError('CONFIG_INVALID', `${file} is damaged. Remove it and start Asterisk again.`);
}

/** An older `run-asterisk.ts` left none. */
function readAmi(value: unknown): AriAccess['ami'] {
  const { port, user, password } = (value ?? {}) as Record<string, unknown>;
  return typeof port === 'number' && typeof user === 'string' && typeof password === 'string'
    ? { port, user, password }
    : null;
}

function deepFreeze<T extends object>(value: T): T {
  for (const each of Object.values(value)) if (typeof each === 'object' && each !== null) deepFreeze(each);
  return Object.freeze(value);
}

/** Edit distance, for "did you mean". */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + same);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
