/** Calls as the line shows them: forwarded ones, running ones, and what is known of their line. */
import type { LineDiagnosis } from '../../src/domain/diagnosis.ts';
import type { CallId } from '../../src/domain/ids.ts';
import type { Forwarding, ForwardResult } from '../../src/domain/menu.ts';
import { endCall } from '../../src/store/calls.ts';
import { addForward, endForward } from '../../src/store/forwards.ts';
import { newId } from '../../src/store/new-id.ts';
import { type Place, seedCall } from './seed.ts';

/** A call that goes on, or (with `end`) one that a person took or did not take. */
export function seedForwarded(
  place: Place,
  options: {
    forward: Forwarding;
    end: { result: ForwardResult; talkMs: number } | null;
    callerNumber?: string | null;
    originalNumber?: string | null;
    arrivedAt?: number;
    diagnosis?: LineDiagnosis;
  },
): CallId {
  const { db } = place;
  const callId = newId<'call'>();
  const arrivedAt = options.arrivedAt ?? Date.now();
  seedCall(place, { ...options, callId, callerNumber: options.callerNumber, arrivedAt });
  const number = 1;
  addForward(db, { callId, number, forwarding: options.forward, now: arrivedAt + 5_000 });
  if (options.end) {
    const { result, talkMs } = options.end;
    const endedAt = arrivedAt + 20_000 + talkMs;
    endForward(db, { callId, number, result, talkMs, now: endedAt });
    const outcome =
      result === 'answered'
        ? ({ type: 'forwarded' } as const)
        : ({ type: 'attempt', reason: 'not-reached' } as const);
    endCall(db, { callId, outcome, endedAt });
  }
  return callId;
}

export const hausmeister: Forwarding = {
  digit: '1',
  name: 'Hausmeister',
  target: '+491701234567',
  ringSeconds: 20,
  mustAccept: false,
  shownNumber: 'own',
};

/** A line as a trunk of ours shows it: the number from P-Asserted-Identity, one digit, a little loss. */
export const lineDiagnosis: LineDiagnosis = {
  headers: {
    From: '<sip:+493023125543@trunk.example>;tag=abc',
    'P-Asserted-Identity': '<sip:+493023125543@trunk.example>',
    To: '<sip:+493023125100@trunk.example>',
  },
  candidates: [
    { header: 'p-asserted-identity', number: '+493023125543', verdict: 'used' },
    { header: 'from', number: '+493023125543', verdict: 'not-needed' },
  ],
  mailboxBy: 'dialled-number',
  codec: 'alaw',
  address: '192.0.2.10:5060',
  digits: [{ digit: '1', atMs: 3_200, durationMs: 160, by: 'rfc4733' }],
  quality: { packetsReceived: 990, packetsLost: 10, jitterMs: 1.5, levelDb: -23.4, silentMs: 0 },
};

/** A call that goes on, with what is known of its line; the caller's own, so nothing ends it but the test. */
export function seedRunning(place: Place, diagnosis: LineDiagnosis): CallId {
  const callId = newId<'call'>();
  const numberSource = 'p-asserted-identity';
  seedCall(place, { callId, callerNumber: undefined, arrivedAt: Date.now(), diagnosis, numberSource });
  return callId;
}
