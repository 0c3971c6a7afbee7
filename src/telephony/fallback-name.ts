/** What the dialplan fallback wrote into the name of a recording (asterisk-config/extensions.conf). */
export interface FallbackFacts {
  /** Milliseconds since 1970 UTC; the dialplan knows whole seconds. */
  arrivedAt: number;
  /** As sent by the trunk; null: suppressed or not sent. */
  callerNumber: string | null;
  /** As sent by the trunk; empty when none was. */
  dialledNumber: string;
  /** Which number was called before a telephone system diverted the call; null: not said. */
  originalNumber: string | null;
  channelId: string;
}

/** Reads `fb_<epoch seconds>_<caller or anonym>_<dialled>[.<original>]_<channel id>.wav`; null for any other name. */
export function parseFallbackName(name: string): FallbackFacts | null {
  const found =
    /^fb_([0-9]{9,11})_(anonym|p?[0-9]{1,32})_(p?[0-9]{0,32})(?:\.(p?[0-9]{1,32}))?_([A-Za-z0-9.-]{3,80})\.wav$/.exec(
      name,
    );
  if (!found) return null;
  const [, seconds = '', caller = '', dialled = '', original, channelId = ''] = found;
  return {
    arrivedAt: Number(seconds) * 1000,
    callerNumber: caller === 'anonym' ? null : plus(caller),
    dialledNumber: plus(dialled),
    originalNumber: original === undefined ? null : plus(original),
    channelId,
  };
}

/** A plus sign does not belong into file names of all systems: the dialplan writes `p` for it. */
const plus = (text: string) => text.replace(/^p/, '+');
