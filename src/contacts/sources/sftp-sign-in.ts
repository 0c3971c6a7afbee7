/** The way into an SFTP server: name, connection, its key, sign-in. Each step is told when it begins. */
import { createHash } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';
import type { KeyboardQuestion, default as SftpClient } from 'ssh2-sftp-client';
import { isOwnNetwork, reachOf } from '../../network/addresses.ts';
import { pinned } from '../../network/guarded-request.ts';
import { failureOf, sourceFailed } from './failure.ts';
import type { Look } from './looked-at.ts';

/** From the first packet to the end of the sign-in; slow directories take their time. */
const SIGN_IN_LIMIT_MS = 30_000;
const CONNECT_LIMIT_MS = 15_000;
/** Three unanswered questions: the server is gone. */
const KEEPALIVE = { keepaliveInterval: 10_000, keepaliveCountMax: 3 };

/** A client that is signed in; whoever gets it destroys it. Throws SOURCE_FAILED. */
export async function signIn(look: Look<'sftp'>): Promise<SftpClient> {
  const { place, secret, signal } = look;
  const addresses = await addressesOf(look);
  if (place.signIn === 'key') await checkPrivateKey(secret.privateKey, secret.passphrase);
  else if (secret.password === null) throw sourceFailed('secret-missing');
  const { default: Client } = await import('ssh2-sftp-client');
  signal.throwIfAborted();
  const client = new Client('hausruf', { error: () => {}, end: () => {}, close: () => {} });
  const stop = () => client.client.destroy();
  signal.addEventListener('abort', stop, { once: true });
  let changedTo: string | null = null;
  let isVerified = false;
  look.onStep('connect');
  try {
    const sock = await dial(addresses, look);
    // Servers that ask through PAM put the same question in another way: once, unseen, and that is the password.
    let isAsked = false;
    client.client.on('keyboard-interactive', (...[, , , prompts, answer]: KeyboardQuestion) => {
      const isPassword = !isAsked && prompts.length === 1 && prompts[0]?.echo !== true;
      isAsked ||= prompts.length > 0;
      answer(isPassword ? [secret.password ?? ''] : []);
    });
    await client.connect({
      sock,
      username: place.user,
      readyTimeout: SIGN_IN_LIMIT_MS,
      ...KEEPALIVE,
      ...(place.signIn === 'key'
        ? {
            privateKey: secret.privateKey ?? '',
            ...(secret.passphrase === null ? {} : { passphrase: secret.passphrase }),
          }
        : { password: secret.password ?? '', tryKeyboard: true }),
      hostVerifier(key) {
        look.onStep('host-key');
        const shown = fingerprint(key);
        look.onHostKey(shown);
        if (look.hostKey !== null && look.hostKey !== shown) {
          changedTo = shown;
          return false;
        }
        isVerified = true;
        look.onStep('sign-in');
        return true;
      },
    });
    return client;
  } catch (error) {
    client.client.destroy();
    signal.throwIfAborted();
    if (changedTo !== null) throw sourceFailed('host-key', look.hostKey ?? '', changedTo);
    if (failureOf(error).reason !== 'unknown') throw error;
    throw refusedBy(error, isVerified);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** `SHA256:…` as ssh-keygen shows it. */
export const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

async function addressesOf(look: Look<'sftp'>): Promise<LookupAddress[]> {
  const { host } = look.place;
  look.onStep('dns');
  const found = await lookup(host, { all: true }).catch(error => {
    throw sourceFailed('dns', String(error.code ?? ''));
  });
  if (found.length === 0) throw sourceFailed('dns', 'no address');
  // Servers in the office are common, and SSH gives nothing away to another service. Only this machine is closed.
  const isOpen = (address: string) =>
    isOwnNetwork(address) || reachOf(address, host, look.targets) !== 'closed';
  const closed = found.find(({ address }) => !isOpen(address));
  if (closed) throw sourceFailed('private', closed.address);
  return found;
}

/** One of the addresses that were checked, and no other, whatever the name leads to a moment later. */
function dial(addresses: LookupAddress[], { place, signal }: Look<'sftp'>): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect({
      host: place.host,
      port: place.port,
      lookup: pinned(addresses),
      autoSelectFamily: true,
      // A folder is asked for in many small questions: none should wait for company.
      noDelay: true,
      signal,
    });
    socket.setTimeout(CONNECT_LIMIT_MS, () => socket.destroy(sourceFailed('time')));
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.removeAllListeners('error');
      done(socket);
    });
    socket.once('error', error => {
      if (signal.aborted) fail(signal.reason);
      else fail(failureOf(error).reason === 'time' ? error : sourceFailed('connect', codeOf(error)));
    });
  });
}

const codeOf = (error: unknown): string => {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return String((first as { code?: unknown } | null)?.code ?? '');
};

/** Tried here, so that a wrong passphrase is told as such and not as a refusal of the server. */
async function checkPrivateKey(privateKey: string | null, passphrase: string | null): Promise<void> {
  if (privateKey === null) throw sourceFailed('secret-missing');
  const { default: ssh2 } = await import('ssh2');
  const parsed = ssh2.utils.parseKey(privateKey, passphrase ?? undefined);
  if (parsed instanceof Error) {
    throw sourceFailed(
      'key-unreadable',
      /passphrase|bad decrypt|integrity/i.test(parsed.message) ? 'passphrase' : '',
    );
  }
}

function refusedBy(error: unknown, isVerified: boolean): Error {
  const {
    code = '',
    message = '',
    level = '',
  } = error as { code?: string; message?: string; level?: string };
  if (/authentication methods failed|authentication fail/i.test(message)) return sourceFailed('sign-in');
  if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/.test(`${code} ${message}`))
    return sourceFailed('connect', code);
  if (/ETIMEDOUT|timed out/i.test(`${code} ${message}`)) return sourceFailed('time');
  // Whoever signs in without SFTP being allowed: the channel is refused afterwards.
  if (isVerified && /subsystem|unable to start|channel open/i.test(message))
    return sourceFailed('protocol', 'no SFTP');
  if (/handshake|protocol|no matching|greeting|Invalid/i.test(`${level} ${message}`))
    return sourceFailed('protocol', 'no SSH');
  return sourceFailed(isVerified ? 'broken-off' : 'connect', code);
}
