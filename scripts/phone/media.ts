/**
 * The voice of one call: its own UDP socket, sending by the shared clock, hearing whatever comes from
 * the agreed address. A socket that fails is a line that is quiet, never an exception.
 */

import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { startTicking } from './clock.ts';
import { type Codec, codecs } from './codecs.ts';
import { Ears } from './ears.ts';
import { type RtpPacket, readRtp, writeRtp } from './rtp.ts';
import { FRAME, Voice } from './voice.ts';

export interface MediaRemote {
  host: string;
  port: number;
  codec: Codec;
  eventPayloadType: number | null;
  /** Whether the other side wants to hear us now. */
  wantsVoice: boolean;
}

export class Media {
  readonly ears = new Ears();
  readonly voice: Voice;
  /** Its port is known. Rejects with what `bind` throws. */
  readonly ready: Promise<void>;
  #socket: Socket;
  readonly #host: string;
  #remote: MediaRemote | null = null;
  #stopTicking: (() => void) | null = null;
  readonly #sentAt: number[] = [];
  readonly #sentSample: number[] = [];
  readonly #watchers = new Set<(now: number) => void>();
  #isClosed = false;

  constructor(host: string, isSending: boolean) {
    const random = randomBytes(10);
    this.#host = host;
    const { socket, bound } = openSocket(host);
    this.#socket = socket;
    this.ready = bound;
    this.voice = new Voice({
      codec: codecs.alaw,
      isSending,
      base: random.readUInt32BE(0),
      sequence: random.readUInt16BE(4),
      ssrc: random.readUInt32BE(6),
    });
    this.#listen(socket);
  }

  get port(): number {
    return this.#isClosed ? 0 : this.#socket.address().port;
  }

  /** Sends from now on what the voice has, to where was agreed. */
  connect(remote: MediaRemote): void {
    this.#remote = remote;
    this.voice.agree(remote.codec, remote.eventPayloadType);
    if (!this.#isClosed) this.#stopTicking ??= startTicking(now => this.#tick(now));
  }

  /** A new port, used from `commit` on; both are heard until then. */
  async prepareMove(): Promise<{ port: number; commit: () => void; abandon: () => void }> {
    const { socket, bound } = openSocket(this.#host);
    this.#listen(socket);
    await bound;
    const abandon = () => close(socket);
    const commit = () => {
      close(this.#isClosed ? socket : this.#socket);
      this.#socket = socket;
    };
    return { port: socket.address().port, commit, abandon };
  }

  sendNow(packet: RtpPacket): void {
    if (this.#remote && !this.#isClosed)
      this.#socket.send(writeRtp(packet), this.#remote.port, this.#remote.host, ignore);
  }

  /** How many samples of the time line had been sent at that moment (performance.now). */
  sentSamplesAt(ms: number): number {
    let [low, high] = [0, this.#sentAt.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sentAt[middle] ?? 0) <= ms) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : (this.#sentSample[low - 1] ?? 0) + FRAME;
  }

  /** Calls `watcher` every 20 ms while the call is up, until the answered function is called. */
  watch(watcher: (now: number) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopTicking?.();
    this.voice.end();
    this.#watchers.clear();
    close(this.#socket);
  }

  #tick(now: number): void {
    const sent = this.voice.next();
    if (sent && (sent.sample === null || this.#remote?.wantsVoice)) {
      this.sendNow(sent.packet);
      if (sent.sample !== null) {
        this.#sentAt.push(performance.now());
        this.#sentSample.push(sent.sample);
      }
    }
    for (const watcher of this.#watchers) watcher(now);
  }

  #listen(socket: Socket): void {
    socket.on('error', ignore);
    socket.on('message', (bytes, from) => {
      if (this.#isClosed || from.address !== this.#remote?.host || from.port !== this.#remote.port) return;
      const packet = readRtp(bytes);
      if (packet) this.ears.take(packet, performance.now(), this.#remote.eventPayloadType);
    });
  }
}

const ignore = () => {};

/** Addresses are numbers: asking a resolver for each packet would cost more than sending it. */
function openSocket(host: string): { socket: Socket; bound: Promise<void> } {
  const socket = createSocket({ type: 'udp4', lookup: (name, _options, answer) => answer(null, name, 4) });
  const bound = new Promise<void>((done, fail) => {
    socket.once('error', fail);
    socket.bind({ port: 0, address: host, exclusive: true }, () => {
      socket.removeListener('error', fail);
      done();
    });
  });
  bound.catch(ignore);
  return { socket, bound };
}

function close(socket: Socket): void {
  try {
    socket.close();
  } catch {
    // Closed already.
  }
}
