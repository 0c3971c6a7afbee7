/**
 * The manager interface (AMI), a second and nearly powerless line to Asterisk: how registrations stand is told
 * nowhere else. It reconnects for ever and never throws from a socket. Replies may hold passwords: nothing of
 * what comes in is logged.
 */
import { connect, type Socket } from 'node:net';

const ACTION_TIMEOUT_MS = 5000;
const PING_EVERY_MS = 15_000;
const BACK_OFF_MS = [100, 200, 500, 1000, 2000, 5000];
/** Asterisk shuts out an address after some refused log-ins (manager.conf: authlimit). */
const REFUSED_WAIT_MS = 30_000;
/** A message is a few hundred bytes; more than this without an end is not AMI. */
const LONGEST_MESSAGE = 1 << 20;

export interface AmiAddress {
  /** On 127.0.0.1. */
  port: number;
  user: string;
  password: string;
}

/** One message: names as sent, the last of several equal ones counts. */
export type AmiMessage = ReadonlyMap<string, string>;

export interface AmiOptions {
  address: AmiAddress;
  /** Logged in (again): events before it are lost. */
  onUp: () => void;
  onEvent: (event: AmiMessage) => void;
  /** `reason` is for the log; told once until it is up again. */
  onDown: (reason: string) => void;
}

export interface AmiClient {
  /**
   * Sends an action; answers what came back: the events of a list, or the response alone. Rejects with an
   * Error when Asterisk refuses it, is gone, or does not answer in 5 s.
   */
  action(name: string, fields?: Readonly<Record<string, string>>): Promise<AmiMessage[]>;
  close(): void;
}

interface Waiting {
  events: AmiMessage[];
  done: (messages: AmiMessage[]) => void;
  fail: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** Connects in the background and stays connected until `close`. */
export function connectAmi(options: AmiOptions): AmiClient {
  const waiting = new Map<string, Waiting>();
  let socket: Socket | null = null;
  let isUp = false;
  let isClosed = false;
  let failures = 0;
  let lastId = 0;
  let retry: NodeJS.Timeout | undefined;
  let ping: NodeJS.Timeout | undefined;

  const action: AmiClient['action'] = (name, fields = {}) =>
    new Promise((done, fail) => {
      if (!socket || isClosed) return fail(new Error('the manager interface is not connected'));
      const id = String(++lastId);
      const timer = setTimeout(() => {
        waiting.delete(id);
        fail(new Error(`no answer to ${name}`));
        // It may be stuck: a fresh connection shows.
        socket?.destroy();
      }, ACTION_TIMEOUT_MS);
      waiting.set(id, { events: [], done, fail, timer });
      socket.write(writeMessage({ Action: name, ActionID: id, ...fields }));
    });

  const settle = (id: string, how: (entry: Waiting) => void): void => {
    const entry = waiting.get(id);
    if (!entry) return;
    waiting.delete(id);
    clearTimeout(entry.timer);
    how(entry);
  };

  const take = (message: AmiMessage): void => {
    const id = message.get('ActionID') ?? '';
    const entry = waiting.get(id);
    if (entry && message.has('Response')) {
      const isList = /^start$/i.test(message.get('EventList') ?? '');
      const isGood = message.get('Response') !== 'Error';
      if (!isGood) settle(id, each => each.fail(new Error(`refused: ${message.get('Message') ?? ''}`)));
      else if (!isList) settle(id, each => each.done([message]));
    } else if (entry && /^complete$/i.test(message.get('EventList') ?? '')) {
      settle(id, each => each.done(each.events));
    } else if (entry) {
      entry.events.push(message);
    } else if (message.has('Event')) {
      options.onEvent(message);
    }
  };

  const open = (): void => {
    const { port, user, password } = options.address;
    const line = connect({ host: '127.0.0.1', port });
    const read = readMessages(take, () => line.destroy());
    let reason = 'closed';
    let isRefused = false;
    socket = line;
    line.setNoDelay(true);
    line.setEncoding('utf8');
    line.on('data', text => read(String(text)));
    line.on('error', error => {
      reason = error.message;
    });
    line.once('connect', () => {
      action('Login', { Username: user, Secret: password }).then(
        () => {
          isUp = true;
          failures = 0;
          ping = setInterval(() => void action('Ping').catch(() => {}), PING_EVERY_MS);
          options.onUp();
        },
        (error: Error) => {
          isRefused = error.message.startsWith('refused');
          reason = error.message;
          line.destroy();
        },
      );
    });
    line.once('close', () => {
      clearInterval(ping);
      socket = null;
      for (const id of [...waiting.keys()]) settle(id, each => each.fail(new Error(reason)));
      if (isClosed) return;
      if (isUp || failures === 0) options.onDown(reason);
      isUp = false;
      const wait = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 5000;
      failures += 1;
      retry = setTimeout(open, isRefused ? REFUSED_WAIT_MS : wait);
    });
  };
  open();

  return {
    action,
    close() {
      isClosed = true;
      clearTimeout(retry);
      socket?.destroy();
    },
  };
}

/** Throws Error for a value that would begin another line. */
export function writeMessage(fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries(fields).map(([key, value]) => {
    if (/[\r\n]/.test(key + value)) throw new Error('a value of an action holds a line break');
    return `${key}: ${value}\r\n`;
  });
  return `${lines.join('')}\r\n`;
}

/** Takes text as it comes and tells each whole message; the greeting line before the first one is passed over. */
export function readMessages(
  tell: (message: AmiMessage) => void,
  onGarbage: () => void,
): (text: string) => void {
  let rest = '';
  return text => {
    rest += text;
    for (let end = rest.indexOf('\r\n\r\n'); end >= 0; end = rest.indexOf('\r\n\r\n')) {
      const block = rest.slice(0, end);
      rest = rest.slice(end + 4);
      const pairs = block.split('\r\n').flatMap(line => {
        const at = line.indexOf(':');
        return at <= 0 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()] as const];
      });
      if (pairs.length > 0) tell(new Map(pairs));
    }
    if (rest.length > LONGEST_MESSAGE) {
      rest = '';
      onGarbage();
    }
  };
}
