/**
 * The network room: every HTTP request that Hausruf makes to an address which somebody has entered on the page. It
 * must never reach the house's own network (unless the administrator has named that address), never follow a
 * redirect, and never hang: the name is looked up once, checked, and the very address that was checked is called.
 */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Milliseconds } from '../domain/ids.ts';
import { reachOf } from './addresses.ts';

/** From the first packet to the head of the answer. */
const HEAD_LIMIT_MS = 30_000;
/** An answer that stands still for so long is dead. */
const IDLE_LIMIT_MS = 60_000;

export interface GuardedRequest {
  url: string;
  method: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Host names, addresses and networks (CIDR) of the own network that an administrator has named. */
  targets: readonly string[];
  /** Certificates to trust besides the usual ones, PEM; null: none. */
  ca: string | null;
  headLimitMs?: Milliseconds;
  idleLimitMs?: Milliseconds;
  /** Ends the request, and the reading of its answer. */
  signal: AbortSignal;
}

export type GuardedFailure =
  /** No address that can be called: not https (http is for named exceptions only), or with a password in it. */
  | 'url'
  /** The name is not known. */
  | 'dns'
  /** The name stands for an address in the own network which is no named exception. */
  | 'private'
  | 'connect'
  | 'tls'
  | 'time'
  /** Something else answered, no web server. */
  | 'protocol'
  | 'aborted';

export type GuardedOutcome =
  /** `body` has to be read or destroyed. */
  | { kind: 'reply'; status: number; headers: IncomingHttpHeaders; body: IncomingMessage }
  /**
   * `detail`: English, for the log; never a word of what was sent. `isSent`: the whole request had left, the other side
   * may have acted on it.
   */
  | { kind: 'failed'; at: GuardedFailure; detail: string; isSent: boolean };

/** Makes one request. Any status is a reply, redirects too: nobody follows them. */
export async function guardedRequest(options: GuardedRequest): Promise<GuardedOutcome> {
  const url = readUrl(options.url);
  if (!url) return failed('url', 'not an http(s) address, or with a user in it');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = await resolve(host, options.signal);
  if (found.kind === 'failed') return found;
  // All of them: else a name with two addresses would be a way in.
  const reaches = found.addresses.map(({ address }) => reachOf(address, host, options.targets));
  const closed = found.addresses[reaches.indexOf('closed')];
  if (closed) return failed('private', `the host leads to ${closed.address}, which is not public`);
  if (url.protocol === 'http:' && reaches.includes('public')) return failed('url', 'http without encryption');
  return send(url, { ...options, addresses: found.addresses, isEncrypted: url.protocol === 'https:', host });
}

function readUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' ? url : null;
}

type Resolved = { kind: 'found'; addresses: LookupAddress[] } | (GuardedOutcome & { kind: 'failed' });

async function resolve(host: string, signal: AbortSignal): Promise<Resolved> {
  const version = isIP(host);
  if (version !== 0) return { kind: 'found', addresses: [{ address: host, family: version }] };
  try {
    const addresses = await within(signal, lookup(host, { all: true }));
    return addresses.length > 0 ? { kind: 'found', addresses } : failed('dns', 'no address');
  } catch (error) {
    return signal.aborted ? aborted(signal) : failed('dns', codeOf(error));
  }
}

function send(
  url: URL,
  options: GuardedRequest & { addresses: LookupAddress[]; isEncrypted: boolean; host: string },
): Promise<GuardedOutcome> {
  const { signal, addresses, host } = options;
  const idleLimitMs = options.idleLimitMs ?? IDLE_LIMIT_MS;
  const body = options.body === undefined ? null : Buffer.from(options.body);
  return new Promise(done => {
    let hasTimedOut = false;
    let isSent = false;
    const request = (options.isEncrypted ? httpsRequest : httpRequest)(
      url,
      {
        method: options.method,
        headers: {
          'user-agent': 'Hausruf',
          'accept-encoding': 'identity',
          ...(body === null ? {} : { 'content-length': String(body.length) }),
          ...options.headers,
        },
        agent: false,
        signal,
        lookup: pinned(addresses),
        // A literal address has no name that a server could choose a certificate by.
        ...(options.isEncrypted && isIP(host) === 0 ? { servername: host } : {}),
        ...(options.ca === null ? {} : { ca: withUsual(options.ca) }),
        maxHeaderSize: 16_384,
      },
      answer => {
        clearTimeout(timer);
        request.setTimeout(idleLimitMs, () => answer.destroy(new Error('the answer stood still')));
        done({ kind: 'reply', status: answer.statusCode ?? 0, headers: answer.headers, body: answer });
      },
    );
    const timer = setTimeout(() => {
      hasTimedOut = true;
      request.destroy();
    }, options.headLimitMs ?? HEAD_LIMIT_MS);
    const settle = (otherwise: ReturnType<typeof failed>): void => {
      clearTimeout(timer);
      if (signal.aborted) done({ ...aborted(signal), isSent });
      else if (hasTimedOut) done({ ...failed('time', 'no answer in time'), isSent });
      else done({ ...otherwise, isSent });
    };
    request.on('error', error => settle(failed(failureOf(error), codeOf(error))));
    // "101 Switching Protocols" ends it with nothing else. After an answer or an error this changes nothing.
    request.on('close', () => settle(failed('protocol', 'the connection ended without an answer')));
    request.on('finish', () => {
      isSent = true;
    });
    request.end(body);
  });
}

/** Answers every look-up with what was checked: a second answer of the name server counts for nothing. */
export function pinned(addresses: LookupAddress[]): LookupFunction {
  return (_host, how, done) => {
    const first = addresses[0];
    if (how.all) done(null, addresses);
    else if (first) done(null, first.address, first.family);
    else done(new Error('no address'), '');
  };
}

/** Node takes `ca` instead of its own list, so its own has to be said, too. Loaded when it is needed: it is long. */
function withUsual(ca: string): string[] {
  const { rootCertificates } = process.getBuiltinModule('node:tls');
  return [...rootCertificates, ca];
}

function failureOf(error: unknown): GuardedFailure {
  const code = codeOf(error);
  if (/^(ERR_TLS|ERR_SSL|EPROTO|CERT_|UNABLE_|SELF_SIGNED|DEPTH_ZERO|ERR_OSSL)|_CERT|CERTIFICATE/.test(code))
    return 'tls';
  if (/^HPE_/.test(code)) return 'protocol';
  if (/^(ETIMEDOUT|ESOCKETTIMEDOUT)$/.test(code)) return 'time';
  return 'connect';
}

/** The code where there is one: messages of Node may quote what was sent. */
const codeOf = (error: unknown): string => {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return String((first as { code?: unknown } | null)?.code ?? (first as Error | null)?.name ?? 'unknown');
};

const failed = (at: GuardedFailure, detail: string) =>
  ({ kind: 'failed', at, detail, isSent: false }) as const;

/** `AbortSignal.timeout` ends with a TimeoutError: that was no wish of ours. */
const aborted = (signal: AbortSignal) =>
  (signal.reason as Error | undefined)?.name === 'TimeoutError'
    ? failed('time', 'took too long')
    : failed('aborted', 'stopped');

async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const end = new Promise<never>((_, fail) => {
    stop = () => fail(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    signal.removeEventListener('abort', stop);
    end.catch(() => {});
  }
}
