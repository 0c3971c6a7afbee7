/** A list that a web server gives out at one address. */
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { PlaceOf, SourceMark, SourceSecret } from '../../domain/contact-source.ts';
import { type GuardedOutcome, guardedRequest } from '../../network/guarded-request.ts';
import { sourceFailed } from './failure.ts';
import { type Look, pause, type Seen } from './looked-at.ts';
import { isFileName } from './pick.ts';
import { receiveFile } from './receive.ts';

/** Redirects within the same server, as downloads of clouds have them. */
const REDIRECT_LIMIT = 3;

/** Throws SOURCE_FAILED. */
export async function readHttps(look: Look<'https'>): Promise<Seen> {
  const { place, isTest, mark } = look;
  const conditions = isTest || mark === null ? {} : conditionsOf(mark);
  let url = place.url;
  for (let hop = 0; ; hop += 1) {
    const reply = await ask(look, { method: 'GET', url, headers: conditions });
    const next = nextAddress(url, reply);
    if (next !== null) {
      reply.body.destroy();
      if (hop >= REDIRECT_LIMIT) throw sourceFailed('redirect');
      url = next;
      continue;
    }
    look.onStep('file');
    const fileName = nameOf(reply, url);
    if (reply.status === 304 && mark) {
      reply.body.destroy();
      return { kind: 'same', fileName: mark.name };
    }
    refuse(reply, 'file');
    const bytes = lengthOf(reply);
    if (isTest) {
      reply.body.destroy();
      return { kind: 'there', fileName, bytes };
    }
    const received = await receiveBody(reply, { ...look, expectedBytes: bytes });
    try {
      if (!(await isStill(look, { url, reply }))) throw sourceFailed('growing', fileName);
    } catch (error) {
      await rm(received.file, { force: true });
      throw error;
    }
    const { etag = null, 'last-modified': lastModified = null } = reply.headers;
    const seen = {
      name: fileName,
      size: received.bytes,
      modifiedAt: lastModified === null ? null : timeOf(lastModified),
      etag,
      lastModified,
    };
    return { kind: 'file', fileName, received, mark: seen };
  }
}

/**
 * Asks once more after a while: servers that remember a file's size send that many bytes of one that has grown since,
 * which looks whole. A server that answers no HEAD, or breaks off at it, is believed.
 */
async function isStill(look: Look<'https'>, { url, reply }: { url: string; reply: Reply }): Promise<boolean> {
  const { signal } = look;
  await pause(look.settleMs, signal);
  const again = await ask(look, { method: 'HEAD', url }).catch(() => null);
  again?.body.destroy();
  if (again === null) {
    signal.throwIfAborted();
    return true;
  }
  if (again.status !== 200) return true;
  const facts = ({ headers }: Reply) => [headers.etag, headers['last-modified'], headers['content-length']];
  const [before, after] = [facts(reply), facts(again)];
  return before.every(
    (fact, index) => fact === undefined || after[index] === undefined || fact === after[index],
  );
}

export type Reply = GuardedOutcome & { kind: 'reply' };

/** What HTTPS and WebDAV share of a look. */
export type WebLook = Pick<Look<'https'> | Look<'webdav'>, 'targets' | 'onStep' | 'secret' | 'signal'> & {
  place: PlaceOf<'https'> | PlaceOf<'webdav'>;
};

/** One request with the source's sign-in. Throws SOURCE_FAILED for whatever is no answer of a web server. */
export async function ask(
  look: WebLook,
  how: { method: string; url: string; headers?: Record<string, string>; body?: string },
): Promise<Reply> {
  const { place, secret, targets, signal } = look;
  look.onStep('dns');
  const outcome = await guardedRequest({
    ...how,
    headers: { ...signInOf(place.user, secret), ...how.headers },
    targets,
    ca: place.ca,
    signal,
  });
  if (outcome.kind === 'reply') {
    look.onStep('connect');
    look.onStep('sign-in');
    return outcome;
  }
  const { at, detail } = outcome;
  if (at === 'aborted') throw signal.reason;
  if (at === 'url') throw sourceFailed(/^http:/i.test(how.url) ? 'unencrypted' : 'address');
  if (at !== 'dns' && at !== 'private') look.onStep('connect');
  throw sourceFailed(at, detail);
}

function signInOf(user: string, secret: SourceSecret): Record<string, string> {
  if (user === '') return {};
  if (secret.password === null) throw sourceFailed('secret-missing');
  return { authorization: `Basic ${Buffer.from(`${user}:${secret.password}`, 'utf8').toString('base64')}` };
}

/** Throws SOURCE_FAILED for every status that brings nothing. */
export function refuse(reply: Reply, what: 'folder' | 'file', good: readonly number[] = [200]): void {
  const { status, headers, body } = reply;
  const isList = good.includes(status);
  const isPage = what === 'file' && /^text\/html\b/i.test(headers['content-type'] ?? '');
  if (isList && !isPage) return;
  body.destroy();
  if (isPage && status < 300) throw sourceFailed('web-page');
  if (status >= 300 && status < 400) throw sourceFailed('redirect', '');
  if (status === 401 || status === 407) throw sourceFailed('sign-in');
  if (status === 403) throw sourceFailed(`${what}-forbidden`);
  if (status === 404 || status === 410)
    throw sourceFailed(what === 'folder' ? 'folder-missing' : 'no-file', '');
  throw sourceFailed('status', String(status));
}

/** The body as a file. What breaks off on the way is no list. Throws SOURCE_FAILED. */
export async function receiveBody(
  reply: Reply,
  options: { folder: string; expectedBytes: number | null; signal: AbortSignal },
) {
  const { body, headers } = reply;
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    body.destroy();
    throw sourceFailed('protocol', 'packed although not asked for');
  }
  try {
    return await receiveFile({ from: body, ...options });
  } catch (error) {
    options.signal.throwIfAborted();
    throw isBrokenOff(error, body) ? sourceFailed('broken-off', 'the answer ended early') : error;
  }
}

const isBrokenOff = (error: unknown, body: IncomingMessage): boolean => {
  const { code = '', message = '' } = error as { code?: unknown; message?: string };
  return (
    /^(ECONN|EPIPE|ERR_STREAM_PREMATURE_CLOSE|HPE_)/.test(String(code)) ||
    (!body.complete && /aborted|stood still/.test(message))
  );
};

/** Where a redirect leads, if that is the same server; else null, or SOURCE_FAILED. */
function nextAddress(from: string, reply: Reply): string | null {
  const { location } = reply.headers;
  if (![301, 302, 303, 307, 308].includes(reply.status) || location === undefined) return null;
  const to = URL.canParse(location, from) ? new URL(location, from) : null;
  if (to && to.origin === new URL(from).origin && to.username === '' && to.password === '') return to.href;
  reply.body.destroy();
  throw sourceFailed('redirect', to?.origin ?? '');
}

const conditionsOf = ({ etag, lastModified }: SourceMark): Record<string, string> => ({
  ...(etag === null ? {} : { 'if-none-match': etag }),
  ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
});

/** As the server calls it, for the page. */
function nameOf(reply: Reply, url: string): string {
  const disposition = reply.headers['content-disposition'] ?? '';
  const said =
    decoded(/filename\*\s*=\s*UTF-8''([^;]+)/i.exec(disposition)?.[1]?.trim()) ??
    /filename\s*=\s*"?([^";]+)"?/i.exec(disposition)?.[1]?.trim() ??
    decoded(new URL(url).pathname.split('/').at(-1));
  return said !== undefined && isFileName(said) ? said : 'Liste';
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

export function lengthOf(reply: Reply): number | null {
  const text = reply.headers['content-length'] ?? '';
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : null;
}

/** Of an HTTP date; null: it is none. */
export function timeOf(text: string): number | null {
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
