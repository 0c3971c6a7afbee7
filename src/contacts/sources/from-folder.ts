/** A list in a folder of this machine: a share, or what a program of the office writes. Nothing in it is changed. */
import { constants } from 'node:fs';
import { lstat, open, opendir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { sourceFailed } from './failure.ts';
import { type Look, type Seen, settled } from './looked-at.ts';
import { isSameFile, makePicker, type RemoteFile } from './pick.ts';
import { receiveFile } from './receive.ts';

const FILE_LIMIT = 100_000;

/** Throws SOURCE_FAILED. */
export async function readFolder(look: Look<'folder'>): Promise<Seen> {
  const { signal, mark, isTest } = look;
  look.onStep('folder');
  const folder = await allowedFolder(look.place.path, look.importFolders);
  const newest = () => newestIn(folder, look.pattern);
  const first = await newest();
  look.onStep('file');
  if (first === null) throw sourceFailed('no-file', look.pattern);
  if (isTest) return { kind: 'there', fileName: first.name, bytes: first.size };
  if (mark && mark.name === first.name && mark.size === first.size && mark.modifiedAt === first.modifiedAt) {
    return { kind: 'same', fileName: first.name };
  }
  const file = await settled<RemoteFile | null>({
    first,
    look: newest,
    isSame: (a, b) => a !== null && b !== null && isSameFile(a, b),
    waitMs: look.settleMs,
    signal,
    grows: () => sourceFailed('growing', first.name),
  });
  if (file === null) throw sourceFailed('no-file', look.pattern);
  const path = join(folder, file.name);
  // A link could lead out of the folder between the look and the reading.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    error => {
      throw sourceFailed(error.code === 'ENOENT' ? 'growing' : 'file-forbidden', file.name);
    },
  );
  try {
    const opened = await handle.stat();
    if (!opened.isFile()) throw sourceFailed('file-forbidden', file.name);
    const from = handle.createReadStream({ autoClose: false });
    const received = await receiveFile({ from, folder: look.folder, expectedBytes: opened.size, signal });
    const after = await lstat(path).catch(() => null);
    if (after?.size !== file.size || after?.mtimeMs !== file.modifiedAt || after.ino !== opened.ino) {
      throw sourceFailed('growing', file.name);
    }
    const { name, size, modifiedAt } = file;
    return {
      kind: 'file',
      fileName: name,
      received,
      mark: { name, size, modifiedAt, etag: null, lastModified: null },
    };
  } finally {
    await handle.close();
  }
}

/** The folder as it really lies on the disk, where that is one of those that may be watched or inside one. */
async function allowedFolder(path: string, allowed: readonly string[]): Promise<string> {
  const real = await realpath(path).catch(error => {
    throw sourceFailed(error.code === 'EACCES' ? 'folder-forbidden' : 'folder-missing', path);
  });
  const roots = await Promise.all(allowed.map(each => realpath(each).catch(() => each)));
  if (!roots.some(root => real === root || real.startsWith(root.endsWith(sep) ? root : root + sep))) {
    throw sourceFailed('folder-foreign', allowed.join(', '));
  }
  if (!(await stat(real)).isDirectory()) throw sourceFailed('folder-missing', path);
  return real;
}

async function newestIn(folder: string, pattern: string): Promise<RemoteFile | null> {
  const names = await opendir(folder).catch(error => {
    throw sourceFailed(error.code === 'EACCES' ? 'folder-forbidden' : 'folder-missing', folder);
  });
  const picker = makePicker(pattern);
  let count = 0;
  for await (const entry of names) {
    count += 1;
    if (count > FILE_LIMIT) throw sourceFailed('too-many-files', String(FILE_LIMIT));
    if (!picker.wants(entry.name)) continue;
    const facts = await lstat(join(folder, entry.name)).catch(() => null);
    if (!facts?.isFile()) continue;
    picker.see({ name: entry.name, size: facts.size, modifiedAt: facts.mtimeMs, etag: null });
  }
  return picker.newest();
}
