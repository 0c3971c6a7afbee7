/**
 * What may be wrong with a line, from what one call showed of it: the five causes of the manual's FAQ (R170
 * to R174), each with what was seen and what to do. Pure. It names a cause only where the call gives evidence
 * for it; German, for the office.
 */
import type { DiagnosedLine } from '../domain/diagnosis.ts';
import type { Milliseconds } from '../domain/ids.ts';

export type Cause =
  | 'number-missing'
  | 'number-of-own-system'
  | 'cut-off-in-silence'
  | 'zero-not-pressed'
  | 'digits-do-not-arrive'
  | 'forward-target-is-called-number'
  | 'forward-line-busy'
  | 'no-voice';

export interface Finding {
  cause: Cause;
  /** What was seen. */
  seen: string;
  /** What to do about it. */
  remedy: string;
}

/** A person who has finished hangs up at once; a machine that does it waits some seconds of silence. */
const TELLING_SILENCE_MS = 2500;
/** A target that is dropped this fast has not rung. */
const NO_RING_MS = 2500;

export function diagnose(call: DiagnosedLine): Finding[] {
  return [number(call), cutOff(call), menu(call), forwarding(call), voice(call)].flat();
}

/** R170. */
function number(call: DiagnosedLine): Finding[] {
  if (call.callerNumber !== null) return [];
  const { candidates } = call.diagnosis;
  const own = candidates.find(each => each.verdict === 'own-number');
  if (own) {
    return [
      {
        cause: 'number-of-own-system',
        seen: `Als Rufnummer kam ${own.number}: Das ist Ihre eigene Nummer, nicht die des Anrufers.`,
        remedy:
          'Ihre Telefonanlage sendet bei der Weiterleitung ihre eigene Nummer. Stellen Sie dort ein, dass die Nummer des Anrufers übertragen wird (oft „Anrufernummer anzeigen“ oder „CLIP no screening“).',
      },
    ];
  }
  if (candidates.some(each => each.verdict === 'private')) return [];
  return [
    {
      cause: 'number-missing',
      seen: 'Der Anruf brachte keine Rufnummer des Anrufers mit.',
      remedy:
        'Bitten Sie Ihren Telefonanbieter, „CLIP no screening“ für Ihren Anschluss freizuschalten (bei der Telekom kostenpflichtig zu beauftragen). Prüfen Sie auch, ob das Telefon, von dem Sie testen, seine Nummer unterdrückt.',
    },
  ];
}

/** R171. */
function cutOff({ recording, maxSilenceSeconds }: DiagnosedLine): Finding[] {
  if (recording?.end !== 'hung-up') return [];
  const silence = recording.trailingSilenceMs;
  if (silence < TELLING_SILENCE_MS || silence >= maxSilenceSeconds * 1000) return [];
  return [
    {
      cause: 'cut-off-in-silence',
      seen: `Die Gegenseite hat nach ${seconds(silence)} Stille aufgelegt. Hausruf hätte ${maxSilenceSeconds} s gewartet.`,
      remedy:
        'Haben Sie nicht selbst aufgelegt, dann trennt Ihre Telefonanlage bei Stille. Schalten Sie dort die Stille-Erkennung ab oder verlängern Sie sie auf mehr als 10 Sekunden.',
    },
  ];
}

/** R172 and R173. */
function menu({ hasMenu, hasEnded, attemptReason, diagnosis }: DiagnosedLine): Finding[] {
  if (!hasMenu || !hasEnded) return [];
  const isLost = attemptReason === 'no-choice' || attemptReason === 'hung-up-early';
  // Who pressed 0 and hung up on the beep had understood the menu.
  if (!isLost || diagnosis.digits.some(each => each.digit === '0')) return [];
  const pressed = diagnosis.digits.map(each => each.digit).join(' ');
  if (pressed !== '') {
    return [
      {
        cause: 'zero-not-pressed',
        seen: `Es kamen nur Ziffern ohne Ziel an: ${pressed}. Mit einer Weiterleitung beginnt die Aufnahme erst nach der 0.`,
        remedy:
          'Sagen Sie in der Ansage jede belegte Ziffer und die 0 für eine Nachricht an. Sie können unter Flows auch einstellen, dass ohne Auswahl aufgenommen wird.',
      },
    ];
  }
  return [
    {
      cause: 'zero-not-pressed',
      seen: 'Es kam keine Ziffer an. Mit einer Weiterleitung beginnt die Aufnahme erst nach der 0.',
      remedy: 'Haben Sie keine Taste gedrückt? Dann sagen Sie die 0 in der Ansage an.',
    },
    {
      cause: 'digits-do-not-arrive',
      seen: 'Haben Sie eine Taste gedrückt, dann ist ihr Ton nicht angekommen.',
      remedy:
        'Rufen Sie die Mailbox einmal direkt an, ohne Weiterleitung. Kommt die Ziffer dann an, überträgt Ihre Telefonanlage Tasten auf andere Weise: Stellen Sie dort RFC 4733 (auch „RFC 2833“) ein, oder im Telefonanschluss von Hausruf „Tastentöne im Sprachkanal“. Hilft beides nicht, legen Sie das Menü in die Telefonanlage oder verzichten Sie darauf.',
    },
  ];
}

/** R174. */
function forwarding({ forwards, originalNumber, dialledNumber }: DiagnosedLine): Finding[] {
  return forwards.flatMap(({ target, result, ringMs }): Finding[] => {
    if (target === originalNumber || target === dialledNumber) {
      return [
        {
          cause: 'forward-target-is-called-number',
          seen: `Die Weiterleitung führt auf ${target}, die Nummer, die angerufen wurde.`,
          remedy:
            'Wählen Sie ein anderes Ziel, zum Beispiel eine zusätzliche Rufnummer oder ein Mobiltelefon.',
        },
      ];
    }
    const isDropped = result === 'busy' || (result === 'unreachable' && ringMs < NO_RING_MS);
    if (!isDropped) return [];
    return [
      {
        cause: 'forward-line-busy',
        seen: `Das Ziel ${target} war ${result === 'busy' ? 'besetzt' : 'sofort nicht erreichbar'}.`,
        remedy:
          'Eine Weiterleitung belegt eine zweite Leitung: Ihr Anschluss braucht mindestens zwei freie Sprachkanäle. Prüfen Sie auch, ob das Ziel gerade telefoniert und ob der Anschluss nach außen wählen darf.',
      },
    ];
  });
}

/** One-way audio: the call stands, and nothing comes. */
function voice({ hasEnded, diagnosis }: DiagnosedLine): Finding[] {
  const { quality } = diagnosis;
  if (!hasEnded || quality === null || quality.packetsReceived > 0) return [];
  return [
    {
      cause: 'no-voice',
      seen: 'Es kam keine Sprache an: kein einziges Sprachpaket.',
      remedy:
        'Meist hält eine Firewall oder ein Router die Sprachpakete auf. Geben Sie die Sprachports von Hausruf (UDP, HAUSRUF_RTP_START bis HAUSRUF_RTP_END) frei und schalten Sie „SIP ALG“ im Router ab.',
    },
  ];
}

const seconds = (ms: Milliseconds): string =>
  `${(ms / 1000).toLocaleString('de-DE', { maximumFractionDigits: 1 })} s`;
