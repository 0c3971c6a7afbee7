/**
 * One HTTPS request with its whole answer, to an address that somebody entered: the guarded door of `network/`
 * (checked and pinned addresses, no redirects), https only, and an end to size and time.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { reachOf } from '../network/addresses.ts';
import { guardedRequest } from '../network/guarded-request.ts';

export interface GuardedFetch {
  /** https://…; without user and password. */
  url: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers: Record<string, string>;
  body: string | Uint8Array;
  /** Host names, addresses or networks (CIDR) of our own network that are allowed all the same. */
  internalTargets: readonly string[];
  /** PEM of an authority to trust besides the usual ones. */
  ca?: string;
  timeoutMs?: number;
  mostReplyBytes?: number;
  signal?: AbortSignal;
}

export type GuardedReply =
  /** `body`: UTF-8, cut off at `mostReplyBytes`. */
  | { kind: 'answered'; status: number; headers: IncomingHttpHeaders; body: string }
  /** Not sent, by our own rules. English, without the address's path. */
  | { kind: 'not-allowed'; reason: string }
  /** No answer. `isSent`: the whole request had left, the other side may have acted on it. */
  | { kind: 'broken'; isSent: boolean; reason: string };

const TIMEOUT_MS = 15_000;
const MOST_REPLY_BYTES = 64 * 1024;

/** Never throws for what the other side does. */
export async function guardedFetch(asked: GuardedFetch): Promise<GuardedReply> {
  const url = readUrl(asked.url);
  if (typeof url === 'string') return { kind: 'not-allowed', reason: url };
  const limit = AbortSignal.timeout(asked.timeoutMs ?? TIMEOUT_MS);
  const outcome = await guardedRequest({
    url: asked.url,
    method: asked.method,
    headers: asked.headers,
    body: asked.body,
    targets: asked.internalTargets,
    ca: asked.ca ?? null,
    signal: asked.signal ? AbortSignal.any([asked.signal, limit]) : limit,
  });
  if (outcome.kind === 'failed') {
    const { at, detail, isSent } = outcome;
    if (at === 'private' || at === 'url') return { kind: 'not-allowed', reason: `${detail}.` };
    return { kind: 'broken', isSent, reason: `${at}: ${detail}` };
  }
  const { status, headers, body } = outcome;
  const text = await readUpTo(body, asked.mostReplyBytes ?? MOST_REPLY_BYTES);
  return { kind: 'answered', status, headers, body: text };
}

/** The status has come, and that is what counts: an answer that breaks off is taken as far as it came. */
async function readUpTo(body: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= most) break;
    }
  } catch {
    // As far as it came.
  }
  body.destroy();
  return Buffer.concat(chunks).subarray(0, most).toString('utf8');
}

/** The address, or why it cannot be used (English). */
export function readUrl(text: string): URL | string {
  if (!URL.canParse(text)) return 'It is no address.';
  const url = new URL(text);
  if (url.protocol !== 'https:') return 'The address must begin with https://.';
  if (url.username !== '' || url.password !== '') return 'The address must hold no user and no password.';
  return url.hostname === '' ? 'The address names no host.' : url;
}

/** As far as the address itself tells: a name is looked up when it is called. */
export function mayBeReached(url: URL, internalTargets: readonly string[]): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return reachOf(host, host, internalTargets) !== 'closed';
  const isThisMachine = /^(?:localhost|.*\.localhost)$/i.test(host);
  return !isThisMachine || internalTargets.some(target => target.toLowerCase() === host.toLowerCase());
}
