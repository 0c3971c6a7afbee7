/**
 * Listens to the SIP messages that our Asterisk mirrors on 127.0.0.1 (asterisk-config/hep.conf), to tell how a
 * digit came: ARI does not say. It must never hold up or end anything: without it, or when it misses
 * something, a digit's way is unknown and all else goes on. It keeps no numbers and logs nothing of what it sees.
 */
import { createSocket } from 'node:dgram';
import type { DigitSeen } from '../domain/diagnosis.ts';
import { readMirrored, type SipFacts, type VoiceFacts } from './hep.ts';

export interface SipTapOptions {
  /** UDP port of 127.0.0.1; 0: any. */
  port: number;
  /** The tap is off, now or from now on; once at most. */
  onProblem: (message: string, facts: Record<string, unknown>) => void;
  /** ms since 1970, the clock of `at`. Default: the system's. */
  now?: () => number;
}

export interface TappedCall {
  offersTelephoneEvent: boolean;
  agreesTelephoneEvent: boolean;
  /** Keys that came by SIP INFO, at most the last 50. */
  infoDigits: { digit: string; at: number }[];
  /** By the side that described its voice first. */
  codecsOffered: string[];
}

export interface SipTap {
  /** null: it is off. */
  port: number | null;
  /** By SIP Call-ID (ARI's `protocol_id`); null: nothing was seen of it, or too long ago. */
  callOf(callId: string): TappedCall | null;
  /**
   * How a digit came that began at `at` (when Asterisk told of it, less how long it took). To be asked once
   * for each digit, in their order. Resolves always, a moment later: ARI may be quicker than the mirror.
   */
  howCame(callId: string, digit: string, at: number): Promise<DigitSeen['by']>;
  /** Can be called again. */
  close(): Promise<void>;
}

/** More than Hausruf takes at once, and many refused ones besides. */
const MOST_CALLS = 500;
const FORGET_AFTER_MS = 15 * 60_000;
const MOST_INFO_DIGITS = 50;
/** Asterisk begins with a digit when its INFO is there and the digit before is over. */
const INFO_COUNTS_MS = 2000;
/**
 * How long a digit waits for what was mirrored before it: 2 to 4 ms were enough on a quiet machine, 16 on one
 * with six times the work it can do. Nobody presses the same key twice in that time.
 */
const MIRROR_LATE_MS = 150;
/** Bursts of many calls wait here while we are busy; the kernel gives what it allows. */
const RECEIVE_BYTES = 1 << 20;

interface Remembered {
  lastAt: number;
  /** The last ones that belong together; null: none yet. */
  offer: VoiceFacts | null;
  answer: VoiceFacts | null;
  /** An offer that is not answered yet, and the request that carries it (null: a response does). */
  pending: VoiceFacts | null;
  offerKey: string | null;
  /** `key`: of its request, for UDP repeats what is answered late. */
  infoDigits: { digit: string; at: number; key: string; isUsed: boolean }[];
  lastInfoUsedAt: number;
}

/** Resolves always; when the port cannot be had, with a tap that is off. */
export async function openSipTap(options: SipTapOptions): Promise<SipTap> {
  const memory = makeTapMemory(options.now ?? Date.now);
  const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BYTES });
  /** Answers that wait for the mirror. */
  const waiting = new Set<() => void>();
  let shutting: Promise<void> | undefined;
  const shut = (): Promise<void> => {
    shutting ??= new Promise(done => socket.close(() => done()));
    tap.port = null;
    clearInterval(timer);
    for (const answer of waiting) answer();
    return shutting;
  };
  const timer = setInterval(memory.prune, 60_000);
  timer.unref();
  const tap: SipTap = {
    port: null,
    callOf: memory.callOf,
    howCame(callId, digit, at) {
      if (tap.port === null) return Promise.resolve('unknown');
      return new Promise(done => {
        const answer = () => {
          waiting.delete(answer);
          done(memory.howCame(callId, digit, at));
        };
        waiting.add(answer);
        // Immediate: after whatever has come meanwhile, however busy we were.
        setTimeout(() => setImmediate(answer), MIRROR_LATE_MS);
      });
    },
    close: shut,
  };
  socket.on('message', datagram => {
    const facts = readMirrored(datagram);
    if (facts !== null) memory.take(facts);
  });
  await new Promise<void>(done => {
    socket.on('error', error => {
      if (shutting) return;
      options.onProblem('the SIP tap is off; how digits come is not known', {
        port: options.port,
        reason: (error as NodeJS.ErrnoException).code ?? error.message,
      });
      void shut();
      done();
    });
    // Exclusive: shared with nobody, whatever starts later.
    socket.bind({ address: '127.0.0.1', port: options.port, exclusive: true }, () => {
      tap.port = socket.address().port;
      done();
    });
  });
  // The process must not stay for it.
  socket.unref();
  return tap;
}

/** What the tap remembers of calls. `now` in ms since 1970. */
export function makeTapMemory(now: () => number): {
  take(facts: SipFacts): void;
  callOf: SipTap['callOf'];
  howCame(callId: string, digit: string, at: number): DigitSeen['by'];
  prune(): void;
  size(): number;
} {
  /** In the order of their last message. */
  const calls = new Map<string, Remembered>();

  const prune = (): void => {
    for (const [callId, call] of calls) {
      if (now() - call.lastAt < FORGET_AFTER_MS) return;
      calls.delete(callId);
    }
  };

  const find = (callId: string): Remembered | null => {
    const call = calls.get(callId);
    return call && now() - call.lastAt < FORGET_AFTER_MS ? call : null;
  };

  const take = (facts: SipFacts): void => {
    prune();
    const known = calls.get(facts.callId);
    // Registrations, scans and the like are no calls.
    if (!known && !(facts.method === 'INVITE' && facts.status === null)) return;
    const call = known ?? nothingYet();
    calls.delete(facts.callId);
    // Refused: nobody asks for it any more, and strangers must not push out those who talk.
    if (facts.method === 'INVITE' && (facts.status ?? 0) >= 300 && call.answer === null) return;
    if (!known && calls.size >= MOST_CALLS) calls.delete(leastMissed(calls));
    call.lastAt = now();
    calls.set(facts.callId, call);
    learnVoice(call, facts);
    learnDigit(call, facts, now());
  };

  return {
    take,
    prune,
    size: () => calls.size,
    callOf(callId) {
      const call = find(callId);
      if (!call) return null;
      return {
        offersTelephoneEvent: call.offer?.hasTelephoneEvent ?? call.pending?.hasTelephoneEvent ?? false,
        agreesTelephoneEvent: isAgreed(call),
        infoDigits: call.infoDigits.map(({ digit, at }) => ({ digit, at })),
        codecsOffered: [...((call.offer ?? call.pending)?.codecs ?? [])],
      };
    },
    howCame(callId, digit, at) {
      const call = find(callId);
      if (!call) return 'unknown';
      // Several at once are reported one after the other: the wait for the one before does not count.
      const info = call.infoDigits.find(
        each =>
          !each.isUsed &&
          each.digit === digit &&
          at - Math.max(each.at, call.lastInfoUsedAt) <= INFO_COUNTS_MS,
      );
      if (info) {
        info.isUsed = true;
        call.lastInfoUsedAt = Math.max(at, info.at);
        return 'info';
      }
      if (call.offer === null || call.answer === null) return 'unknown';
      return isAgreed(call) ? 'rfc4733' : 'in-band';
    },
  };
}

const nothingYet = (): Remembered => ({
  lastAt: 0,
  offer: null,
  answer: null,
  pending: null,
  offerKey: null,
  infoDigits: [],
  lastInfoUsedAt: 0,
});

const isAgreed = ({ offer, answer }: Remembered): boolean =>
  offer?.hasTelephoneEvent === true && answer?.hasTelephoneEvent === true;

/** The oldest call that nobody has answered, else the oldest. */
function leastMissed(calls: ReadonlyMap<string, Remembered>): string {
  for (const [callId, call] of calls) if (call.answer === null) return callId;
  return calls.keys().next().value ?? '';
}

/** Offer and answer as RFC 3264 and RFC 3261 §13.2.1 pair them: also anew in the call, and also the offer in the 200. */
function learnVoice(call: Remembered, { method, status, voice, requestKey }: SipFacts): void {
  const isOffering = method === 'INVITE' || method === 'UPDATE';
  if (voice === null || (status ?? 0) >= 300) return;
  const isOffer = status === null ? isOffering : requestKey !== call.offerKey;
  if (isOffer) {
    call.pending = voice;
    call.offerKey = status === null ? requestKey : null;
    return;
  }
  // Without a pending one: a repeated answer, or the 200 after a 183.
  call.offer = call.pending ?? call.offer;
  call.pending = null;
  call.answer = voice;
}

/** Whoever sent it: to a caller we send no keys. */
function learnDigit(call: Remembered, { digit, requestKey }: SipFacts, at: number): void {
  if (digit === null || call.infoDigits.some(each => each.key === requestKey)) return;
  call.infoDigits.push({ digit, at, key: requestKey, isUsed: false });
  if (call.infoDigits.length > MOST_INFO_DIGITS) call.infoDigits.shift();
}
