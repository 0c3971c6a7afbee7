/**
 * Brings Asterisk's calls and our conversations together. Before anything is played to a caller the call
 * stands in the database; a call that cannot be written down goes to Asterisk's own fallback.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { runCall } from './calls/run-call.ts';
import type { IncomingCall, PhoneCommand } from './domain/call.ts';
import type { DigitSeen, LineDiagnosis } from './domain/diagnosis.ts';
import type { CallId, TrunkId } from './domain/ids.ts';
import type { Mailbox } from './domain/mailbox.ts';
import type { Forwarding } from './domain/menu.ts';
import { refusedTarget, type TelephoneSettings } from './domain/telephone.ts';
import type { GreetingDesk } from './greetings.ts';
import type { IntakeDesk } from './intake-desk.ts';
import { chooseMailbox } from './mailbox-of-call.ts';
import { addCall, findCallByChannel, keepDiagnosis } from './store/calls.ts';
import { addForward, countForwardsSince, endForward } from './store/forwards.ts';
import { findMailbox, listMailboxes } from './store/mailboxes.ts';
import { newId } from './store/new-id.ts';
import type { Db } from './store/open.ts';
import type { AriAddress } from './telephony/ari-client.ts';
import type { SipTap } from './telephony/sip-tap.ts';
import {
  type BegunCall,
  openSwitchboard,
  type Switchboard,
  type SwitchboardOptions,
} from './telephony/switchboard.ts';
import { callerFacts } from './telephony/who.ts';

/** The name that asterisk-config/extensions.conf gives our application. */
const APP = 'hausruf';
const HOUR_MS = 3_600_000;
/** More digits than this tell nothing more about a line. */
const MOST_DIGITS = 100;

/** What of the trunks a call needs. */
export interface TrunkFacts {
  /** Calls at the same time; null: no limit of its own. */
  channelLimit(trunkId: TrunkId | null): number | null;
  /** What dials out for a call that came over this trunk, and the number that is ours there; null: nothing can. */
  wayOut(trunkId: TrunkId | null): { endpoint: string; ownNumber: string | null } | null;
  /** Our own numbers on all trunks: they are nobody's caller number. */
  ownNumbers(): string[];
}

/** A call in progress, for those who watch it. */
export interface CallInProgress {
  callId: CallId;
  channelId: string;
  mailbox: Mailbox;
  kind: IncomingCall['kind'];
  callerNumber: string | null;
  /** Of our own probe call; null: a caller's. */
  probeId: string | null;
  diagnosis: LineDiagnosis;
  arrivedAt: number;
}

export interface TelephoneOptions {
  db: Db;
  address: AriAddress;
  /** The folder Asterisk records into. */
  spoolFolder: string;
  greetings: GreetingDesk;
  intake: IntakeDesk;
  trunks: TrunkFacts;
  settings: () => TelephoneSettings;
  normaliseNumber: (raw: string | null) => string | null;
  isLifeless: (samples: Int16Array) => boolean;
  now: () => number;
  /** How a digit came; by SIP Call-ID. */
  howCame: SipTap['howCame'];
  mailboxOfProbe: (probeId: string) => Mailbox | null;
  /** The robot's end of a probe call; true when it was taken. */
  takeOther: SwitchboardOptions['takeOther'];
  onEvent: SwitchboardOptions['onEvent'];
  onBegun: (call: CallInProgress) => void;
  onChanged: (callId: CallId) => void;
  onConnection: (isUp: boolean) => void;
  log: Logger;
}

interface Held extends CallInProgress {
  trunkId: TrunkId | null;
  isTurnedAway: boolean;
  forwarding: Forwarding | null;
}

export interface Telephone extends Switchboard {
  callOf(channelId: string): CallInProgress | null;
}

export function openTelephone(options: TelephoneOptions): Telephone {
  const { db, log, now } = options;
  /** Channel → call, as long as it lasts. */
  const held = new Map<string, Held>();
  // Steady: a clock that is set must not end a recording or prolong one.
  const steadyNow = () => Math.round(performance.timeOrigin + performance.now());

  const begin: SwitchboardOptions['begin'] = ({ channel, args }, perform, onOver): BegunCall | null => {
    const channelId = channel.id;
    const known = findCallByChannel(db, channelId);
    const mailboxes = listMailboxes(db);
    const own = new Set([...mailboxes.flatMap(each => each.numbers), ...options.trunks.ownNumbers()]);
    const facts = callerFacts(channel, {
      isOwn: number => own.has(options.normaliseNumber(number) ?? number),
      normalise: options.normaliseNumber,
    });
    const chosen = chooseMailbox(mailboxes, facts, options.normaliseNumber);
    const probed = facts.probeId === null ? null : options.mailboxOfProbe(facts.probeId);
    const mailbox = known ? findMailbox(db, known.mailboxId) : (probed ?? chosen.mailbox);
    if (!mailbox) return null;
    const normal = (raw: string | null) => (raw === null ? null : (options.normaliseNumber(raw) ?? raw));
    const call: IncomingCall = {
      callId: known?.id ?? newId<'call'>(),
      mailboxId: mailbox.mailboxId,
      kind: facts.probeId === null ? 'caller' : 'probe',
      callerNumber: options.normaliseNumber(facts.callerNumber),
      numberSource: facts.numberSource,
      dialledNumber: normal(facts.dialledNumber) ?? '',
      originalNumber: normal(facts.originalNumber),
      trunkId: facts.trunkId as TrunkId | null,
      arrivedAt: known?.arrivedAt ?? now(),
    };
    // After a cut line the one in our hands has seen more than the stored one.
    const diagnosis: LineDiagnosis = held.get(channelId)?.diagnosis ??
      known?.diagnosis ?? {
        ...facts.line,
        mailboxBy: chosen.by,
        digits: [],
        quality: null,
      };
    if (!known) addCall(db, { ...call, channelId, answeredBy: 'controller', diagnosis });
    // Back from a forwarding that nobody here remembers.
    else if (args[0] === 'forwarded') {
      endForward(db, { callId: call.callId, number: null, result: 'unknown', talkMs: 0, now: now() });
    }
    const isTurnedAway = known === null && call.kind === 'caller' && isTooMany(call.trunkId);
    log.info(
      { callId: call.callId, mailboxId: call.mailboxId, isAdopted: known !== null, isTurnedAway },
      'call begun',
    );
    const plan = options.greetings.plan(mailbox, now());
    if (isTurnedAway) plan.turnedAway = options.greetings.later;
    const inProgress: Held = {
      callId: call.callId,
      channelId,
      mailbox,
      kind: call.kind,
      callerNumber: call.callerNumber,
      diagnosis,
      arrivedAt: call.arrivedAt,
      probeId: facts.probeId,
      trunkId: call.trunkId,
      isTurnedAway,
      forwarding: null,
    };
    held.set(channelId, inProgress);
    const conversation = runCall({
      call: { callId: call.callId, plan },
      perform: command => carryOut(inProgress, command, perform, conversation.push),
      now: steadyNow,
      onFinish: end => {
        held.delete(channelId);
        onOver();
        log.info({ callId: call.callId, outcome: end.outcome, recordingEnd: end.recordingEnd }, 'call ended');
        options.intake.callEnded({ callId: call.callId, ...end, diagnosis });
        if (end.outcome === 'handed-over') options.intake.sweep();
      },
    });
    options.onBegun(inProgress);
    options.onChanged(call.callId);
    return { call, plan, conversation };
  };

  /** For looking back only: a disk that is full must not end the process with other calls in its hands. */
  const keep = (callId: CallId, diagnosis: LineDiagnosis): void => {
    try {
      keepDiagnosis(db, callId, diagnosis);
    } catch (error) {
      log.warn({ callId, reason: String(error) }, 'a diagnosis could not be kept');
    }
  };

  /** R180: beyond these, a caller hears "later" and stands in the Inbox; who is there already is not disturbed. */
  const isTooMany = (trunkId: TrunkId | null): boolean => {
    const served = [...held.values()].filter(call => !call.isTurnedAway && call.kind === 'caller');
    const limit = options.trunks.channelLimit(trunkId);
    // A forwarded call needs a second line on its trunk.
    const lines = served
      .filter(call => call.trunkId === trunkId)
      .reduce((sum, call) => sum + (call.forwarding ? 2 : 1), 0);
    return served.length >= options.settings().maxCalls || (limit !== null && lines >= limit);
  };

  const carryOut = async (
    call: Held,
    command: PhoneCommand,
    perform: Parameters<SwitchboardOptions['begin']>[1],
    push: BegunCall['conversation']['push'],
  ) => {
    if (command.type === 'noteForward') {
      call.forwarding = null;
      endForward(db, { ...command, callId: call.callId, now: now() });
      options.onChanged(call.callId);
      return;
    }
    if (command.type !== 'forward') return perform(command);
    addForward(db, { ...command, callId: call.callId, now: now() });
    const refusal = whyNotForwarded(command.forwarding);
    if (refusal !== null) {
      log.warn({ callId: call.callId, digit: command.forwarding.digit, refusal }, 'a forwarding was refused');
      push({ type: 'forwardEnded', result: 'not-allowed' });
      return;
    }
    call.forwarding = command.forwarding;
    options.onChanged(call.callId);
    return perform(command);
  };

  /** R078: checked again where it is dialled, whatever was true when it was saved. */
  const whyNotForwarded = (forwarding: Forwarding): string | null => {
    const rules = options.settings().forwarding;
    if (refusedTarget(forwarding.target, rules) !== null) return 'number not allowed';
    const atOnce = [...held.values()].filter(call => call.forwarding !== null).length;
    if (atOnce >= rules.maxSimultaneous) return 'too many at once';
    // Its own row stands there already.
    return countForwardsSince(db, now() - HOUR_MS) > rules.maxPerHour ? 'too many in this hour' : null;
  };

  const switchboard = openSwitchboard({
    address: options.address,
    app: APP,
    begin,
    takeOther: options.takeOther,
    onEvent(channelId, event) {
      const call = held.get(channelId);
      if (call && event.type === 'ChannelDtmfReceived' && call.diagnosis.digits.length < MOST_DIGITS) {
        const { digit, duration_ms: durationMs } = event;
        const seen: DigitSeen = { digit, atMs: now() - call.arrivedAt, durationMs, by: 'unknown' };
        call.diagnosis.digits.push(seen);
        void options.howCame(event.channel.protocol_id ?? '', digit, now() - durationMs).then(by => {
          seen.by = by;
          // The call may have ended meanwhile.
          if (held.get(channelId) !== call) keep(call.callId, call.diagnosis);
        });
      }
      options.onEvent(channelId, event);
    },
    knownCall: channelId => {
      const known = findCallByChannel(db, channelId);
      return known ? { callId: known.id } : null;
    },
    spooledSince: recordingName => {
      try {
        const { birthtimeMs, mtimeMs } = statSync(spooled(options, recordingName));
        // Some file systems know no birth time and say 0.
        return Math.round(birthtimeMs > 0 ? birthtimeMs : mtimeMs);
      } catch {
        return null;
      }
    },
    ear: {
      fileOf: recordingName => spooled(options, recordingName),
      isLifeless: options.isLifeless,
      now: steadyNow,
    },
    routeOf(channelId, forwarding) {
      const way = options.trunks.wayOut(held.get(channelId)?.trunkId ?? null);
      if (!way) return null;
      return { endpoint: way.endpoint, shownNumber: forwarding.shownNumber === 'own' ? way.ownNumber : null };
    },
    onReady: () => options.intake.sweep(),
    onConnection: options.onConnection,
    onProblem: (message, facts) => log.warn(facts, message),
  });
  return { ...switchboard, callOf: channelId => held.get(channelId) ?? null };
}

const spooled = (options: TelephoneOptions, recordingName: string): string =>
  join(options.spoolFolder, `${recordingName}.wav`);
