/** What a hostile caller, or a broken telephone system, writes into the headers of a real call. */
import type { CallOptions } from '../../../scripts/phone/outgoing-call.ts';
import { numberOf } from './kit.ts';

export interface Garbage {
  what: string;
  options: () => Partial<CallOptions>;
  /** What may be shown of this caller. */
  callerNumber: (index: number) => string | null;
}

/** Makes a file where anything executes it. */
export const attack = (proof: string): string => `\${SHELL(touch ${proof})}`;

export const makeGarbage = (proof: string): Garbage[] => [
  { what: 'a shell command as the name', options: () => ({ name: attack(proof) }), callerNumber: numberOf },
  {
    what: 'a shell command as the number',
    options: () => ({ from: encodeURIComponent(attack(proof)) }),
    callerNumber: () => null,
  },
  {
    what: 'a shell command in P-Asserted-Identity',
    options: () => ({ pai: `"${attack(proof)}" <sip:${encodeURIComponent(attack(proof))}@x>` }),
    callerNumber: numberOf,
  },
  {
    what: 'a shell command in Diversion and History-Info',
    options: () => ({
      diversion: [`"${attack(proof)}" <sip:$\{EXTEN}@x>;reason="${attack(proof)}"`],
      historyInfo: [`<sip:$\{EXTEN}@x?Reason=${attack(proof)}>;index=1`],
    }),
    callerNumber: numberOf,
  },
  {
    what: 'SQL',
    options: () => ({
      name: "Robert'); DROP TABLE calls;--",
      headers: ["Subject: '; DELETE FROM messages; --"],
    }),
    callerNumber: numberOf,
  },
  {
    what: 'HTML',
    options: () => ({ name: '<script>alert(1)</script><img src=x onerror=alert(2)>' }),
    callerNumber: numberOf,
  },
  {
    what: 'line ends that are escaped',
    options: () => ({ name: 'a\\r\\nInjected: yes', pai: '<sip:%0d%0aInjected%3a%20yes@x>' }),
    callerNumber: numberOf,
  },
  { what: 'a very long name', options: () => ({ name: 'x'.repeat(6000) }), callerNumber: numberOf },
  {
    what: 'very long headers',
    options: () => ({
      diversion: [`<sip:${'9'.repeat(3000)}@x>`],
      historyInfo: [`<sip:${'8'.repeat(3000)}@x>;index=1`],
    }),
    callerNumber: numberOf,
  },
  {
    what: 'control characters',
    options: () => ({ name: 'bell\u0007 esc\u001b[31m del\u007f', headers: ['X-Noise: \u0001\u0002\u0003'] }),
    callerNumber: numberOf,
  },
  {
    what: 'a path as the number',
    options: () => ({ from: '..%2f..%2f..%2fetc%2fpasswd' }),
    callerNumber: () => null,
  },
  {
    what: 'a number of 500 digits in P-Asserted-Identity',
    options: () => ({ pai: `<sip:+${'4'.repeat(500)}@x>` }),
    callerNumber: numberOf,
  },
  {
    what: 'brackets that do not close',
    options: () => ({
      headers: ['Diversion: <sip:+491@x', 'History-Info: "', 'P-Asserted-Identity: <<<>>>'],
    }),
    callerNumber: numberOf,
  },
];
