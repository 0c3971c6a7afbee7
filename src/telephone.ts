/**
 * Brings Asterisk's calls and our conversations together. Before a call is answered it stands in the
 * database; a call that cannot be written down goes to Asterisk's own fallback.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { runCall } from './calls/run-call.ts';
import type { IncomingCall } from './domain/call.ts';
import type { CallId } from './domain/ids.ts';
import type { GreetingDesk } from './greetings.ts';
import type { IntakeDesk } from './intake-desk.ts';
import { addCall, findCallByChannel } from './store/calls.ts';
import { findMailbox, mailboxForNumber } from './store/mailboxes.ts';
import { newId } from './store/new-id.ts';
import type { Db } from './store/open.ts';
import type { AriAddress } from './telephony/ari-client.ts';
import {
  type BegunCall,
  openSwitchboard,
  type Switchboard,
  type SwitchboardOptions,
} from './telephony/switchboard.ts';

/** The name that asterisk-config/extensions.conf gives our application. */
const APP = 'hausruf';

export interface TelephoneOptions {
  db: Db;
  address: AriAddress;
  /** The folder Asterisk records into. */
  spoolFolder: string;
  greetings: GreetingDesk;
  intake: IntakeDesk;
  normaliseNumber: (raw: string | null) => string | null;
  now: () => number;
  onChanged: (callId: CallId) => void;
  onConnection: (isUp: boolean) => void;
  log: Logger;
}

export function openTelephone(options: TelephoneOptions): Switchboard {
  const { db, log, now } = options;

  const begin: SwitchboardOptions['begin'] = (facts, perform, onOver): BegunCall | null => {
    const known = findCallByChannel(db, facts.channelId);
    const dialledNumber = options.normaliseNumber(facts.dialledNumber) ?? facts.dialledNumber;
    const mailbox = known ? findMailbox(db, known.mailboxId) : mailboxForNumber(db, dialledNumber);
    if (!mailbox) return null;
    const call: IncomingCall = {
      callId: known?.id ?? newId<'call'>(),
      mailboxId: mailbox.mailboxId,
      callerNumber: options.normaliseNumber(facts.callerNumber),
      numberSource: facts.numberSource,
      dialledNumber,
      arrivedAt: known?.arrivedAt ?? now(),
    };
    if (!known) addCall(db, { ...call, channelId: facts.channelId, answeredBy: 'controller' });
    log.info({ callId: call.callId, mailboxId: call.mailboxId, isAdopted: known !== null }, 'call begun');
    const plan = options.greetings.plan(mailbox);
    const conversation = runCall({
      call: { callId: call.callId, plan },
      perform,
      // Steady: a clock that is set must not end a recording or prolong one.
      now: () => Math.round(performance.timeOrigin + performance.now()),
      onFinish: end => {
        onOver();
        log.info({ callId: call.callId, outcome: end.outcome, recordingEnd: end.recordingEnd }, 'call ended');
        options.intake.callEnded({ callId: call.callId, ...end });
        if (end.outcome === 'handed-over') options.intake.sweep();
      },
    });
    options.onChanged(call.callId);
    return { call, plan, conversation };
  };

  return openSwitchboard({
    address: options.address,
    app: APP,
    begin,
    knownCall: channelId => {
      const known = findCallByChannel(db, channelId);
      return known ? { callId: known.id } : null;
    },
    spooledSince: recordingName => {
      try {
        const { birthtimeMs, mtimeMs } = statSync(join(options.spoolFolder, `${recordingName}.wav`));
        // Some file systems know no birth time and say 0.
        return Math.round(birthtimeMs > 0 ? birthtimeMs : mtimeMs);
      } catch {
        return null;
      }
    },
    onReady: () => options.intake.sweep(),
    onConnection: options.onConnection,
    onProblem: (message, facts) => log.warn(facts, message),
  });
}
