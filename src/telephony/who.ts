/** Who calls whom, out of what the trunk sent. All of it is the caller's to write: untrusted. */
import type { NumberSource } from '../domain/call.ts';
import type { NumberCandidate } from '../domain/diagnosis.ts';
import type { AriChannel } from './ari-events.ts';

export interface CallerFacts {
  /** As sent; null: suppressed or not sent. */
  callerNumber: string | null;
  numberSource: NumberSource;
  /** The number that was dialled, as sent. */
  dialledNumber: string;
  /** The user part of To, as sent; it differs from the dialled one behind some telephone systems. */
  toNumber: string | null;
  /** Which number was called before a telephone system diverted the call, as sent. */
  originalNumber: string | null;
  trunkId: string | null;
  /** Our own probe call, by its id; null: a caller's. */
  probeId: string | null;
  /** For the diagnosis page; nothing of a suppressed number is in it. */
  line: {
    headers: Record<string, string>;
    candidates: NumberCandidate[];
    codec: string | null;
    address: string | null;
  };
}

/** A number longer than this is no number (E.164 has 15 digits; some trunks add a prefix). */
const LONGEST = 32;
const LONGEST_HEADER = 600;

/** Variable of the dialplan (asterisk-config/extensions.conf, ari.conf) → header it holds. */
const headerOf = {
  HR_FROM: 'From',
  HR_TO: 'To',
  HR_PAI: 'P-Asserted-Identity',
  HR_RPID: 'Remote-Party-ID',
  HR_PRIVACY: 'Privacy',
  HR_DIV: 'Diversion',
  HR_DIV2: 'Diversion (2)',
  HR_HI: 'History-Info',
} as const;

/**
 * The caller's number is taken from P-Asserted-Identity, else Remote-Party-ID, else From: the network's word
 * before the telephone's. Diversion and History-Info never name a caller: they tell which number was called
 * before, and so unmask a telephone system that puts its own number where the caller's belongs (R170). A
 * caller who asked for privacy is never shown, even where the trunk passes the number on: Asterisk's
 * presentation flag says "allowed" for an anonymous From (asterisk.md §4.1), so the headers are read.
 * `isOwn` tells whether a number is one of ours; `normalise` makes two spellings of a number the same.
 */
export function callerFacts(
  channel: AriChannel,
  numbers: { isOwn: (number: string) => boolean; normalise: (raw: string) => string | null } = {
    isOwn: () => false,
    normalise: raw => raw,
  },
): CallerFacts {
  const value = (name: string): string => channel.channelvars?.[name] ?? '';
  const isPrivate =
    /(^|[;,\s])(id|user|full|session)([;,\s]|$)/i.test(value('HR_PRIVACY')) ||
    /privacy=(full|name|uri)/i.test(value('HR_RPID')) ||
    // Some trunks drop the Privacy header and only make From anonymous.
    /@anonymous\.invalid|sips?:(?:anonymous|restricted)@/i.test(unquoted(value('HR_FROM')));
  const diverted = [value('HR_DIV'), value('HR_DIV2')].map(numberOfHeader).filter(isNumber);
  const history = historyNumbers(value('HR_HI'));
  const originalNumber = diverted.at(-1) ?? (history.length > 1 ? (history[0] ?? null) : null);
  const same = (a: string, b: string) => (numbers.normalise(a) ?? a) === (numbers.normalise(b) ?? b);
  const isTheirs = (number: string) =>
    !numbers.isOwn(number) &&
    ![...diverted, originalNumber].some(each => each !== null && same(each, number));
  const candidates = judge(
    [
      {
        header: 'p-asserted-identity',
        number: numberOfHeader(value('HR_PAI')),
        isSent: value('HR_PAI') !== '',
      },
      {
        header: 'remote-party-id',
        number: numberOfHeader(value('HR_RPID')),
        isSent: value('HR_RPID') !== '',
      },
      // What Asterisk made of From, where the dialplan left no header (an older one, a probe).
      {
        header: 'from',
        number: numberOfHeader(value('HR_FROM')) ?? bare(channel.caller.number),
        isSent: true,
      },
    ],
    { isPrivate, isTheirs },
  );
  const used = candidates.find(each => each.verdict === 'used');
  return {
    callerNumber: used?.number ?? null,
    numberSource: !used ? 'none' : used.header === 'from' ? 'from' : 'p-asserted-identity',
    dialledNumber: channel.dialplan.exten.replace(/[^+0-9]/g, '').slice(0, LONGEST),
    toNumber: numberOfHeader(value('HR_TO')),
    originalNumber,
    trunkId: idOrNull(value('HR_TRUNK')),
    probeId: idOrNull(value('HR_PROBE')),
    line: {
      headers: shownHeaders(value, isPrivate),
      candidates,
      codec: /[a-z0-9]+/i.exec(value('HR_CODEC'))?.[0] ?? null,
      address: value('HR_ADDRESS').slice(0, 80) || null,
    },
  };
}

const idOrNull = (text: string): string | null => (/^[0-9a-f-]{36}$/.test(text) ? text : null);

function judge(
  offered: { header: NumberCandidate['header']; number: string | null; isSent: boolean }[],
  rules: { isPrivate: boolean; isTheirs: (number: string) => boolean },
): NumberCandidate[] {
  let isFound = false;
  return offered.flatMap(({ header, number, isSent }): NumberCandidate[] => {
    if (!isSent) return [];
    if (rules.isPrivate) return [{ header, number: null, verdict: 'private' }];
    if (number === null) return [{ header, number: null, verdict: 'no-number' }];
    if (!rules.isTheirs(number)) return [{ header, number, verdict: 'own-number' }];
    if (isFound) return [{ header, number, verdict: 'not-needed' }];
    isFound = true;
    return [{ header, number, verdict: 'used' }];
  });
}

/** The number in `"Name" <sip:+49…@host;…>;…`, `<tel:+49…>` or a bare URI; null: there is none. */
export function numberOfHeader(header: string): string | null {
  const uri = /(?:sips?|tel):([^@;>?\s]*)/i.exec(unquoted(header))?.[1] ?? '';
  return bare(
    decoded(uri).replace(
      /^(\+?)([0-9().\s-]+)$/,
      (_, plus: string, digits: string) => plus + digits.replace(/\D/g, ''),
    ),
  );
}

/** A quoted name may hold anything, also another address. */
const unquoted = (header: string): string => header.replace(/"(?:[^"\\]|\\.)*"/g, '');

const bare = (number: string): string | null => {
  const trimmed = number.trim();
  return isNumber(trimmed) ? trimmed : null;
};

const isNumber = (number: string | null): number is string =>
  number !== null && /^\+?[0-9*#]{1,32}$/.test(number) && number.length <= LONGEST && /[0-9]/.test(number);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The numbers of `History-Info` in their order: the first is who was called originally (RFC 7044). */
function historyNumbers(header: string): string[] {
  return header
    .split(',')
    .map(entry => ({ number: numberOfHeader(entry), index: /index=([0-9.]+)/i.exec(entry)?.[1] ?? '' }))
    .filter(entry => isNumber(entry.number))
    .sort((a, b) => compareIndex(a.index, b.index))
    .flatMap(entry => (entry.number === null ? [] : [entry.number]));
}

function compareIndex(a: string, b: string): number {
  const [x, y] = [a, b].map(each => each.split('.').map(Number));
  for (let at = 0; at < Math.max(x?.length ?? 0, y?.length ?? 0); at += 1) {
    const difference = (x?.[at] ?? -1) - (y?.[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** As sent, but with every digit of who called masked when he wants privacy: a name may be a number, too. */
function shownHeaders(value: (name: string) => string, isPrivate: boolean): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, header] of Object.entries(headerOf)) {
    const sent = value(name)
      .replace(/[^\P{C}]/gu, ' ')
      .slice(0, LONGEST_HEADER);
    if (sent === '') continue;
    const isAboutCaller = name === 'HR_FROM' || name === 'HR_PAI' || name === 'HR_RPID';
    shown[header] = isPrivate && isAboutCaller ? '(unterdrückt)' : sent;
  }
  return shown;
}
