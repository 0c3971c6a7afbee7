/** Who calls whom, out of what the trunk sent. All of it is the caller's to write: untrusted. */
import type { NumberSource } from '../domain/call.ts';
import type { AriChannel } from './ari-events.ts';

export interface CallerFacts {
  /** As sent; null: suppressed or not sent. */
  callerNumber: string | null;
  numberSource: NumberSource;
  /** The number that was dialled, as sent. */
  dialledNumber: string;
}

/** A number longer than this is no number (E.164 has 15 digits; some trunks add a prefix). */
const LONGEST = 32;

/**
 * Asterisk has already chosen P-Asserted-Identity over From (`trust_id_inbound`). A caller who asked
 * for privacy is never shown, even where the trunk passes the number on: its presentation flag says
 * "allowed" for an anonymous From (asterisk.md §4.1), so the headers are read too.
 */
export function callerFacts(channel: AriChannel): CallerFacts {
  const header = (name: string) => channel.channelvars?.[name] ?? '';
  const isPrivate = /(^|[;,\s])(id|user|full|session)([;,\s]|$)/i.test(header('HR_PRIVACY'));
  const number = channel.caller.number.trim();
  const isNumber = /^\+?[0-9*#]+$/.test(number) && number.length <= LONGEST;
  const callerNumber = isPrivate || !isNumber ? null : number;
  return {
    callerNumber,
    numberSource: callerNumber === null ? 'none' : header('HR_PAI') ? 'p-asserted-identity' : 'from',
    dialledNumber: channel.dialplan.exten.replace(/[^+0-9]/g, '').slice(0, LONGEST),
  };
}
