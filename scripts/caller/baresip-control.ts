/** baresip's control port (module ctrl_tcp): JSON in netstrings, commands in, answers and events out. */
import { connect, type Socket } from 'node:net';

export interface BaresipEvent {
  /** In baresip's words: CALL_INCOMING, CALL_RINGING, CALL_ESTABLISHED, CALL_CLOSED, AUDIO_ERROR … */
  type: string;
  /** When it was told, in ms since 1970. */
  at: number;
  /** The other side's URI; null: not about a call. */
  peerUri: string | null;
  /** What baresip says about it: why a call was closed. */
  about: string | null;
}

export interface BaresipControl {
  /** Throws Error with baresip's words when it refuses. */
  command(name: string, parameters?: string): Promise<void>;
  events(): readonly BaresipEvent[];
  /** The first one, past or to come, for which `isIt`; null: aborted before it came. */
  waitFor(
    isIt: (event: BaresipEvent, index: number) => boolean,
    signal: AbortSignal,
  ): Promise<BaresipEvent | null>;
  /** Returns how to stop listening. */
  onEvent(listener: (event: BaresipEvent) => void): () => void;
  close(): void;
}

/** What baresip sends, of both kinds. */
interface Told {
  response?: boolean;
  token?: string;
  ok?: boolean;
  data?: string;
  event?: boolean;
  type?: string;
  peeruri?: string;
  param?: string;
}

const ANSWER_LIMIT_MS = 10_000;

/** Connects as soon as the port is open. Throws Error when it is not within the time. */
export async function openControl(options: { port: number; withinMs: number }): Promise<BaresipControl> {
  const socket = await connectInTime(options.port, options.withinMs);
  const events: BaresipEvent[] = [];
  const listeners = new Set<(event: BaresipEvent) => void>();
  const waiting = new Map<string, { done: () => void; fail: (error: Error) => void }>();
  let count = 0;
  let unread: Buffer = Buffer.alloc(0);

  const take = (told: Told) => {
    if (told.event) {
      const event = {
        type: told.type ?? '',
        at: Date.now(),
        peerUri: told.peeruri ?? null,
        about: told.param ?? null,
      };
      events.push(event);
      for (const listener of listeners) listener(event);
      return;
    }
    const command = waiting.get(told.token ?? '');
    waiting.delete(told.token ?? '');
    if (told.ok) command?.done();
    else command?.fail(new Error(`baresip refused: ${told.data?.trim() || 'no reason given'}`));
  };
  socket.on('data', chunk => {
    const { messages, rest } = readNetstrings(Buffer.concat([unread, chunk]));
    unread = rest;
    for (const message of messages) take(JSON.parse(message) as Told);
  });
  const fail = () => {
    for (const { fail: tell } of waiting.values()) tell(new Error('baresip is gone'));
    waiting.clear();
  };
  socket.on('error', fail);
  socket.on('close', fail);

  const onEvent: BaresipControl['onEvent'] = listener => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    command(name, parameters) {
      count += 1;
      const token = String(count);
      const text = JSON.stringify({ command: name, ...(parameters ? { params: parameters } : {}), token });
      return new Promise((done, refuse) => {
        const timer = setTimeout(
          () => refuse(new Error(`baresip does not answer to ${name}`)),
          ANSWER_LIMIT_MS,
        );
        waiting.set(token, {
          done: () => {
            clearTimeout(timer);
            done();
          },
          fail: error => {
            clearTimeout(timer);
            refuse(error);
          },
        });
        if (socket.destroyed) fail();
        else socket.write(`${Buffer.byteLength(text)}:${text},`);
      });
    },
    events: () => events,
    waitFor: (isIt, signal) =>
      new Promise(done => {
        const past = events.find(isIt);
        if (past) return done(past);
        const end = (event: BaresipEvent | null) => {
          stop();
          signal.removeEventListener('abort', giveUp);
          done(event);
        };
        const giveUp = () => end(null);
        const stop = onEvent(event => {
          if (isIt(event, events.length - 1)) end(event);
        });
        signal.addEventListener('abort', giveUp);
      }),
    onEvent,
    close: () => socket.destroy(),
  };
}

/** `LENGTH:TEXT,` again and again; the last one may not be there whole. */
export function readNetstrings(bytes: Buffer): { messages: string[]; rest: Buffer } {
  const messages: string[] = [];
  let start = 0;
  for (;;) {
    const colon = bytes.indexOf(':', start);
    if (colon < 0) break;
    const length = Number(bytes.toString('latin1', start, colon));
    if (!Number.isInteger(length)) throw new Error('baresip sent something that is no netstring');
    const end = colon + 1 + length;
    if (bytes.length <= end) break;
    messages.push(bytes.toString('utf8', colon + 1, end));
    start = end + 1;
  }
  return { messages, rest: bytes.subarray(start) };
}

async function connectInTime(port: number, withinMs: number): Promise<Socket> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await new Promise((done, fail) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.off('error', fail);
          done(socket);
        });
        socket.once('error', fail);
      });
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise(done => setTimeout(done, 50));
    }
  }
}
