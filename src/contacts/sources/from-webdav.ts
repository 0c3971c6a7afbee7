/** A list in a folder of a Nextcloud, ownCloud or any other WebDAV server. Nothing on it is changed. */
import { rm } from 'node:fs/promises';
import { sourceFailed } from './failure.ts';
import { ask, lengthOf, receiveBody, refuse } from './from-https.ts';
import { type Look, type Seen, settled } from './looked-at.ts';
import { isFileName, isSameFile, makePicker, type RemoteFile } from './pick.ts';
import { makeListingReader } from './webdav-listing.ts';

/** 10,000 files are about 10 MB of answer. */
const LISTING_LIMIT_BYTES = 64 * 1024 * 1024;

const question = `<?xml version="1.0" encoding="utf-8"?>
<propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/><getlastmodified/><getetag/></prop></propfind>`;

/** Throws SOURCE_FAILED. */
export async function readWebdav(look: Look<'webdav'>): Promise<Seen> {
  const { isTest, signal } = look;
  const folder = folderOf(look.place.url);
  const newest = () => newestIn(look, folder);
  const first = await newest();
  look.onStep('file');
  if (first === null) throw sourceFailed('no-file', look.pattern);
  if (isTest) return { kind: 'there', fileName: first.name, bytes: first.size };
  const file = await settled<RemoteFile | null>({
    first,
    look: newest,
    isSame: (a, b) => a !== null && b !== null && isSameFile(a, b),
    waitMs: look.settleMs,
    signal,
    grows: () => sourceFailed('growing', first.name),
  });
  if (file === null) throw sourceFailed('no-file', look.pattern);
  // Its address is made of the folder's and the name: what the server says leads nowhere else.
  const url = new URL(encodeURIComponent(file.name), folder).href;
  const reply = await ask(look, { method: 'GET', url });
  refuse(reply, 'file');
  const length = lengthOf(reply);
  const received = await receiveBody(reply, { ...look, expectedBytes: length ?? file.size });
  const after = await newestNamed(look, folder, file.name).catch(() => null);
  if (after === null || !isSameFile(after, file) || (file.size !== null && received.bytes !== file.size)) {
    await rm(received.file, { force: true });
    signal.throwIfAborted();
    throw sourceFailed('growing', file.name);
  }
  const { name, size, modifiedAt, etag } = file;
  return {
    kind: 'file',
    fileName: name,
    received,
    mark: { name, size, modifiedAt, etag, lastModified: null },
  };
}

/** A folder's address ends with a slash; without it the file would lie beside it. */
function folderOf(text: string): URL {
  if (!URL.canParse(text)) throw sourceFailed('address');
  const url = new URL(text);
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

const newestIn = (look: Look<'webdav'>, folder: URL): Promise<RemoteFile | null> =>
  list(look, folder, () => true);
const newestNamed = (look: Look<'webdav'>, folder: URL, name: string): Promise<RemoteFile | null> =>
  list(look, folder, each => each === name);

async function list(
  look: Look<'webdav'>,
  folder: URL,
  wants: (name: string) => boolean,
): Promise<RemoteFile | null> {
  const reply = await ask(look, {
    method: 'PROPFIND',
    url: folder.href,
    headers: { depth: '1', 'content-type': 'application/xml; charset=utf-8' },
    body: question,
  });
  look.onStep('folder');
  if (reply.status === 405 || reply.status === 501 || reply.status === 200) {
    reply.body.destroy();
    throw sourceFailed('protocol', 'no WebDAV');
  }
  refuse(reply, 'folder', [207]);
  const picker = makePicker(look.pattern);
  const reader = makeListingReader();
  const decoder = new TextDecoder('utf-8');
  let bytes = 0;
  try {
    for await (const chunk of reply.body) {
      bytes += (chunk as Buffer).length;
      if (bytes > LISTING_LIMIT_BYTES) throw sourceFailed('too-many-files', '');
      for (const entry of reader.read(decoder.decode(chunk as Buffer, { stream: true }))) {
        const name = entry.isFolder ? null : nameIn(folder, entry.href);
        if (name !== null && wants(name)) picker.see({ ...entry, name });
      }
    }
  } catch (error) {
    look.signal.throwIfAborted();
    if ((error as { code?: unknown }).code === 'SOURCE_FAILED') throw error;
    throw (error as { code?: unknown }).code
      ? sourceFailed('broken-off', 'the listing ended early')
      : sourceFailed('protocol', 'no WebDAV');
  }
  const found = picker.newest();
  return found && { name: found.name, size: found.size, modifiedAt: found.modifiedAt, etag: found.etag };
}

/** The name of what lies directly in the folder; null: it does not. */
function nameIn(folder: URL, href: string): string | null {
  try {
    const path = decodeURIComponent(new URL(href, folder).pathname);
    const start = decodeURIComponent(folder.pathname);
    const name = path.startsWith(start) ? path.slice(start.length) : '';
    return isFileName(name) ? name : null;
  } catch {
    return null;
  }
}
