/**
 * The file of trunks: written beside the old one, read back and compared, renamed, and read by Asterisk while
 * calls go on. What Asterisk does not take whole is taken back: a bad file never replaces a good one.
 */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { HausrufError } from '../domain/problem.ts';
import { readServer } from '../domain/trunk.ts';
import { type AriClient, AriRefusal } from './ari-client.ts';
import { isEndpoint, markOf, parseSections, renderSections, type Section } from './trunk-config.ts';

const FILE_NAME = 'trunks.conf';
/** Another reload may be under way; each takes some 10 ms (measured with 3 trunks). */
const RELOAD_TRIES = 20;
const RELOAD_WAIT_MS = 100;

export interface TrunkFileTarget {
  /** `<data>/asterisk/trunks`; asterisk-config/pjsip.conf reads the file in it. */
  folder: string;
  /** null: Asterisk is not connected; it reads the file when it starts. */
  request: AriClient['request'] | null;
}

/** `later`: the file is right, but Asterisk could not be asked. `refused`: the old file is back, and in use. */
export type TrunkFileOutcome =
  | { kind: 'done' }
  | { kind: 'later' }
  /** `missing`: names of the sections that Asterisk did not take, e.g. `transport-tls`. */
  | { kind: 'refused'; missing: string[] };

/** Whether the file holds exactly these sections. */
export async function holdsSections(folder: string, sections: readonly Section[]): Promise<boolean> {
  return (await readIfThere(join(folder, FILE_NAME))) === renderSections(sections);
}

/** Throws HausrufError INPUT_INVALID for sections that no file can hold, and what the file system throws. */
export async function replaceTrunkFile(
  target: TrunkFileTarget,
  sections: readonly Section[],
): Promise<TrunkFileOutcome> {
  const before = await readIfThere(join(target.folder, FILE_NAME));
  await writeTrunkFile(target.folder, sections);
  const outcome = await askAsterisk(target.request, sections);
  if (outcome.kind !== 'refused') return outcome;
  // Not parsed: whatever it was, it worked until now.
  await write(target.folder, before ?? '', null);
  await askAsterisk(target.request, []).catch(() => {});
  return outcome;
}

/** Writes the file without asking anybody. Throws as `replaceTrunkFile`. */
export const writeTrunkFile = (folder: string, sections: readonly Section[]): Promise<void> =>
  write(folder, renderSections(sections), sections);

/** Has Asterisk read the file, and asks whether it has taken all of it. */
export async function askAsterisk(
  request: AriClient['request'] | null,
  sections: readonly Section[],
): Promise<TrunkFileOutcome> {
  if (!request) return { kind: 'later' };
  try {
    await reload(request);
    const missing = await findMissing(request, sections);
    return missing.length === 0 ? { kind: 'done' } : { kind: 'refused', missing };
  } catch (error) {
    if (error instanceof HausrufError && error.code === 'ASTERISK_UNREACHABLE') return { kind: 'later' };
    if (error instanceof AriRefusal) return { kind: 'refused', missing: [] };
    throw error;
  }
}

async function reload(request: AriClient['request']): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await request('PUT', '/asterisk/modules/res_pjsip.so');
      return;
    } catch (error) {
      // 409: a reload is under way already.
      if (!(error instanceof AriRefusal) || error.status !== 409 || tries === RELOAD_TRIES) throw error;
      await new Promise(done => setTimeout(done, RELOAD_WAIT_MS));
    }
  }
}

/**
 * What Asterisk does not know in this form. An object that it refuses keeps its old form, so endpoints are
 * told by their mark; accounts have a new name at each change anyway.
 */
export async function findMissing(
  request: AriClient['request'],
  sections: readonly Section[],
): Promise<string[]> {
  const mark = markOf(sections);
  const missing: string[] = [];
  for (const section of sections) {
    const type = isEndpoint(section) ? 'endpoint' : textOf(section, 'type');
    if (!type || !['endpoint', 'aor', 'auth', 'transport'].includes(type)) continue;
    const known = await objectOf(request, type, section.name);
    const isSame =
      type === 'endpoint'
        ? known?.get('accountcode') === mark
        : type === 'transport'
          ? known?.get('bind') === textOf(section, 'bind')
          : known !== null;
    if (!isSame) missing.push(section.name);
  }
  return missing;
}

/** Where Asterisk takes calls by UDP; null: it does not say. Throws as a request does. */
export async function readBind(
  request: AriClient['request'],
): Promise<{ host: string; port: number } | null> {
  const bind = (await objectOf(request, 'transport', 'transport-udp'))?.get('bind') ?? '';
  const { host, port } = readServer(bind) ?? { host: '', port: null };
  return port === null ? null : { host, port };
}

const textOf = (section: Section, key: string): string | undefined =>
  section.entries.find(([name]) => name === key)?.[1];

/** Its attributes as Asterisk holds them (passwords among them: never log it); null: there is none. */
async function objectOf(
  request: AriClient['request'],
  type: string,
  name: string,
): Promise<Map<string, string> | null> {
  try {
    const reply = await request(
      'GET',
      `/asterisk/config/dynamic/res_pjsip/${type}/${encodeURIComponent(name)}`,
    );
    const attributes = Array.isArray(reply) ? (reply as { attribute?: unknown; value?: unknown }[]) : [];
    return new Map(attributes.map(each => [String(each.attribute), String(each.value)]));
  } catch (error) {
    if (error instanceof AriRefusal && error.status === 404) return null;
    throw error;
  }
}

/** Whole or not at all, and on the disk before it counts. `sections` null: not compared. */
async function write(folder: string, text: string, sections: readonly Section[] | null): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const file = join(folder, FILE_NAME);
  const part = `${file}.part`;
  const handle = await open(part, 'w', 0o640);
  try {
    // Our umask keeps the group out; Asterisk reads as our group or as the folder's.
    await handle.chmod(0o640);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (sections && !isDeepStrictEqual(parseSections(await readFile(part, 'utf8')), plain(sections))) {
    throw new HausrufError('INPUT_INVALID', 'The file of trunks did not read back as it was meant.');
  }
  await rename(part, file);
  const directory = await open(folder, 'r');
  await directory.sync().finally(() => directory.close());
}

const plain = (sections: readonly Section[]): Section[] =>
  sections.map(({ name, template, entries }) => ({
    name,
    template,
    entries: entries.map(([key, value]) => [key, value] as const),
  }));

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
