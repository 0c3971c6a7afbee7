/**
 * Delivery of an alarm, once, to a mail address or a webhook. It must never say "done" without the other side's
 * own yes, and never send to anything but the output that is set.
 */
import type { Alarm, CallChainEntry } from '../domain/alarm.ts';
import type { DeliveryOutcome, Note } from '../domain/delivery.ts';
import type { ProblemCode } from '../domain/problem.ts';
import { type AlarmContent, alarmJson, alarmMail } from './alarm-text.ts';
import { type GuardedReply, guardedFetch } from './guarded-fetch.ts';
import { buildAlarmMail } from './mime.ts';
import { oneLine } from './plain-text.ts';
import { outcomeOfSmtp } from './smtp.ts';
import { readSmtpUrl, type SmtpTimeouts, sendBySmtp } from './smtp-session.ts';
import { signedHeaders } from './webhook-signature.ts';

export interface AlarmDeliveryOptions {
  /** Null: no mail server is set. */
  smtp: { url: string; from: string; timeouts?: SmtpTimeouts } | null;
  now: () => number;
  /** Read for each alarm: they may have been changed. */
  internalTargets: () => readonly string[];
  callChain: () => readonly CallChainEntry[];
  /** PEM of an authority to trust besides those that Node knows. */
  ca?: string;
  timeoutMs?: number;
}

/** Throws HausrufError CONFIG_INVALID for an SMTP address that cannot be used. */
export function makeSendAlarm(
  options: AlarmDeliveryOptions,
): (alarm: Alarm & { isTest?: boolean }, note: Note, signal?: AbortSignal) => Promise<DeliveryOutcome> {
  const server = options.smtp ? readSmtpUrl(options.smtp.url) : null;
  return async (alarm, note, signal) => {
    const content: AlarmContent = {
      messageId: alarm.messageId,
      raisedAt: alarm.raisedAt,
      facts: alarm.facts,
      note,
      callChain: options.callChain(),
      isTest: alarm.isTest ?? false,
    };
    const stop = signal ? { signal } : {};
    if (alarm.output.kind === 'webhook') return post(options, alarm, alarmJson(content), stop);
    if (!options.smtp || !server) return no('NO_DESTINATION', 'No mail server is set.');
    const { from, timeouts } = options.smtp;
    const to = alarm.output.target;
    const domain = from.split('@')[1] ?? 'hausruf.invalid';
    const raw = await buildAlarmMail({
      ...{ from, to, ...alarmMail(content) },
      messageId: `alarm.${alarm.idempotencyKey}@${domain}`,
      tryNumber: alarm.tryNumber,
    });
    return outcomeOfSmtp(
      await sendBySmtp(server, { from, to, raw }, { ...stop, ...(timeouts ? { timeouts } : {}) }),
    );
  };
}

async function post(
  options: AlarmDeliveryOptions,
  alarm: Alarm,
  body: string,
  stop: { signal?: AbortSignal },
): Promise<DeliveryOutcome> {
  const { target, secret } = alarm.output;
  if (secret === null) return no('NO_DESTINATION', 'The webhook has no secret.');
  const reply = await guardedFetch({
    url: target,
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Hausruf',
      ...signedHeaders({ id: alarm.idempotencyKey, at: options.now(), body, secret }),
    },
    body,
    internalTargets: options.internalTargets(),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    ...stop,
  });
  return outcomeOfReply(reply);
}

/** A server that asks to wait is believed up to this. */
const MOST_WAIT_MS = 15 * 60_000;
/** Come back later: RFC 9110 §15.5.9, RFC 8470, RFC 6585. */
const waiting = new Set([408, 425, 429]);

function outcomeOfReply(reply: GuardedReply): DeliveryOutcome {
  if (reply.kind === 'not-allowed') return no('ADDRESS_NOT_ALLOWED', reply.reason);
  if (reply.kind === 'broken') {
    const problem = { code: 'WEBHOOK_UNREACHABLE', message: reply.reason } as const;
    return reply.isSent ? { kind: 'unclear', problem } : { kind: 'later', problem };
  }
  const { status } = reply;
  if (status >= 200 && status < 300) return { kind: 'done', receipt: `HTTP ${status}` };
  // Not a word of the answer: it may repeat what we sent.
  if (status >= 300 && status < 400)
    return no('WEBHOOK_REFUSED', `HTTP ${status}: redirects are not followed.`);
  if (status >= 400 && status < 500 && !waiting.has(status)) return no('WEBHOOK_REFUSED', `HTTP ${status}`);
  const seconds = Number(oneLine(String(reply.headers['retry-after'] ?? ''), 20));
  const afterMs =
    Number.isFinite(seconds) && seconds > 0 ? Math.min(MOST_WAIT_MS, seconds * 1000) : undefined;
  const problem = { code: 'WEBHOOK_LATER', message: `HTTP ${status}` } as const;
  return { kind: 'later', problem, ...(afterMs === undefined ? {} : { afterMs }) };
}

const no = (code: ProblemCode, message: string): DeliveryOutcome => ({
  kind: 'no',
  problem: { code, message },
});
