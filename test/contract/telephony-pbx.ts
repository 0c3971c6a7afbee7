/** What the stories need of a telephone system, whether it is a real Asterisk or the fake one. */
import type { IncomingCall } from '../../scripts/phone/incoming-call.ts';
import type { CallOptions, OutgoingCall } from '../../scripts/phone/outgoing-call.ts';
import type { AriAddress } from '../../src/telephony/ari-client.ts';

/** Somebody who calls. */
export type Caller = Pick<
  OutgoingCall,
  | 'answered'
  | 'ended'
  | 'hasEnded'
  | 'press'
  | 'say'
  | 'stopMedia'
  | 'hangUp'
  | 'hearsTone'
  | 'waitForTone'
  | 'waitForToneEnd'
  | 'heardSince'
>;

/** Somebody who is called. */
export type Person = Pick<
  IncomingCall,
  'from' | 'to' | 'ring' | 'refuse' | 'ended' | 'press' | 'say' | 'hangUp' | 'hearsTone' | 'waitForTone'
> & { answer(): Promise<void> };

export type Dialled = Pick<CallOptions, 'from' | 'to' | 'name' | 'pai' | 'diversion'>;

export interface Pbx {
  ari: AriAddress;
  /** Where recordings grow. */
  spoolFolder: string;
  /** Folder of the announcements of the fallback. */
  soundsFolder: string;
  /** What can be dialled out by: `<number>@<endpoint>`. */
  endpoint: string;
  call(dialled: Dialled): Promise<Caller>;
  /** What happens at the telephone with this number; nobody is there (480) until it is said. */
  person(number: string, behave: (person: Person) => void | Promise<void>): void;
  /** Ends at once, as without power. */
  kill(): Promise<void>;
  /** Starts again at the same address, with an empty house. */
  restart(): Promise<void>;
  /** For whoever reads of a failed story. */
  log(): string;
  close(): Promise<void>;
}
