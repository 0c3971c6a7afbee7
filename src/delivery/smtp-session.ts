import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { HausrufError } from '../domain/problem.ts';
import { oneLine } from './plain-text.ts';

export interface SmtpServer {
  host: string;
  /** null: the usual one (587, with smtps 465). */
  port: number | null;
  /** TLS from the first byte on (smtps). */
  isSecure: boolean;
  /** Without TLS nothing is said, not even the login. False: only on this machine, or by ?tls=none. */
  needsTls: boolean;
  login: { user: string; password: string } | null;
}

/** How one session ended. */
export type SmtpResult =
  | { kind: 'accepted'; reply: string }
  | { kind: 'refused'; code: number; reply: string; at: 'session' | 'login' | 'message' }
  /** The message is larger than the server said it takes. */
  | { kind: 'too-large' }
  /** The envelope cannot be said in SMTP at all. */
  | { kind: 'unusable'; reason: string }
  /** No answer. `isSent`: the whole message was handed over before, the other side may have it. */
  | { kind: 'broken'; isSent: boolean; reason: string };

export interface SmtpTimeouts {
  connectMs: number;
  greetingMs: number;
  silenceMs: number;
  sessionMs: number;
}

export const defaultTimeouts: SmtpTimeouts = {
  connectMs: 15_000,
  greetingMs: 15_000,
  silenceMs: 60_000,
  // A server that trickles must not hold a worker for ever: 15 MB at 0.5 Mbit/s take 4 minutes.
  sessionMs: 300_000,
};

/** smtp[s]://user:password@host:port[?tls=none|required]. Throws HausrufError CONFIG_INVALID, without the URL. */
export function readSmtpUrl(text: string): SmtpServer {
  if (!URL.canParse(text)) throw invalidUrl('is no address');
  const url = new URL(text);
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') {
    throw invalidUrl('must begin with smtp:// or smtps://');
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === '') throw invalidUrl('names no host');
  const unknown = [...url.searchParams.keys()].find(key => key !== 'tls');
  const tls = url.searchParams.get('tls');
  if (unknown !== undefined || (tls !== null && tls !== 'none' && tls !== 'required')) {
    throw invalidUrl('knows only the options tls=none and tls=required');
  }
  const isSecure = url.protocol === 'smtps:';
  const isPlainWanted = tls === null ? isLoopback(host) : tls === 'none';
  return {
    host,
    port: url.port === '' ? null : Number(url.port),
    isSecure,
    needsTls: isSecure || !isPlainWanted,
    login: url.username === '' ? null : { user: decoded(url.username), password: decoded(url.password) },
  };
}

/** The options of one connection. Certificates are always checked. */
export function connectionOptions(server: SmtpServer, timeouts: SmtpTimeouts) {
  return {
    host: server.host,
    ...(server.port === null ? {} : { port: server.port }),
    secure: server.isSecure,
    requireTLS: server.needsTls && !server.isSecure,
    // A mail server on this machine has no certificate that anybody could check.
    ignoreTLS: !server.needsTls,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.silenceMs,
    dnsTimeout: timeouts.connectMs,
    socketCloseTimeout: 1000,
    maxResponseSize: 64 * 1024,
  };
}

/** How long a stop waits for the answer to a mail that is handed over. */
const LAST_ANSWER_MS = 4000;

/**
 * One session, one message, one recipient. Resolves however it ends. nodemailer reports a connection
 * lost after the final dot like one that never was (ECONNECTION, command CONN); so we hand over the
 * message as our own stream and look whether it was read to its end.
 */
export function sendBySmtp(
  server: SmtpServer,
  mail: { from: string; to: string; raw: Uint8Array },
  options: { timeouts?: SmtpTimeouts; signal?: AbortSignal | undefined } = {},
): Promise<SmtpResult> {
  const timeouts = options.timeouts ?? defaultTimeouts;
  const { signal } = options;
  return new Promise(resolve => {
    const connection = new SMTPConnection(connectionOptions(server, timeouts));
    let isSent = false;
    let isOver = false;
    const end = (result: SmtpResult): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(deadline);
      signal?.removeEventListener('abort', onAbort);
      if (result.kind === 'accepted') connection.quit();
      else connection.close();
      resolve(result);
    };
    const broken = (reason: string): void => end({ kind: 'broken', isSent, reason });
    const fail = (error: unknown): void => end(resultOf(error, isSent, server));
    const deadline = setTimeout(() => broken('the session took too long'), timeouts.sessionMs);
    // Once all is handed over, an answer that still comes saves a second mail.
    const onAbort = (): void => {
      const stop = (): void => broken('stopped by us');
      if (isSent) setTimeout(stop, LAST_ANSWER_MS);
      else stop();
    };
    if (signal?.aborted) return broken('stopped by us');
    signal?.addEventListener('abort', onAbort, { once: true });
    connection.on('error', fail);
    // nodemailer says first that the connection has ended and then, in the same turn, with which answer.
    connection.on('end', () => setImmediate(() => broken('the connection was closed')));

    const send = (): void => {
      const stream = Readable.from(chunksOf(mail.raw), { objectMode: false });
      stream.once('end', () => {
        isSent = true;
      });
      const envelope = { from: mail.from, to: [mail.to], size: mail.raw.length };
      connection.send(envelope, stream, (error, info) => {
        if (error) return fail(error);
        end({ kind: 'accepted', reply: cleanReply(info.response, server) });
      });
    };
    connection.connect(error => {
      if (error) return fail(error);
      if (!server.login || !connection.allowsAuth) return send();
      const { user, password } = server.login;
      connection.login({ credentials: { user, pass: password } }, loginError =>
        loginError ? fail(loginError) : send(),
      );
    });
  });
}

const CHUNK_BYTES = 16 * 1024;

function* chunksOf(bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield Buffer.from(bytes.subarray(at, at + CHUNK_BYTES));
  }
}

/** The fields nodemailer puts on its errors: https://nodemailer.com/errors/ */
interface SmtpError {
  code?: string;
  responseCode?: number;
  response?: string;
  message?: string;
}

/** RFC 4954 §6: said to a sender who should log in, or log in better; no word about the message. */
const loginCodes = new Set([530, 534, 535, 538]);

function resultOf(error: unknown, isSent: boolean, server: SmtpServer): SmtpResult {
  const { code, responseCode, response, message } = error as SmtpError;
  if (typeof responseCode === 'number' && responseCode >= 400) {
    const at = placeOf(code, responseCode);
    // What a server answers to a login is nobody's reading.
    return {
      kind: 'refused',
      code: responseCode,
      reply: at === 'login' ? String(responseCode) : cleanReply(response ?? '', server),
      at,
    };
  }
  if (code === 'EMESSAGE' && /larger than allowed/i.test(message ?? '')) return { kind: 'too-large' };
  const reason = cleanReply(`${code ?? 'error'}: ${message ?? ''}`, server);
  if (code === 'EENVELOPE') return { kind: 'unusable', reason };
  return { kind: 'broken', isSent, reason };
}

function placeOf(code: string | undefined, responseCode: number): 'session' | 'login' | 'message' {
  if (code === 'EAUTH' || loginCodes.has(responseCode)) return 'login';
  return code === 'EENVELOPE' || code === 'EMESSAGE' ? 'message' : 'session';
}

/** One line for receipt and log, never with our password in it. */
function cleanReply(text: string, server: SmtpServer): string {
  const password = server.login?.password;
  return oneLine(password ? text.replaceAll(password, '***') : text, 200);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A password with a bare % in it.
    return part;
  }
}

const invalidUrl = (what: string): HausrufError =>
  new HausrufError('CONFIG_INVALID', `HAUSRUF_SMTP_URL ${what}.`);
