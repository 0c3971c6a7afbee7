/** How sure a note is, in one plain word with its reasons. Pure: page, mail and API say the same. */
import type { Claim, SummaryResult } from './summary.ts';
import { type TranscriptResult, wordsOf } from './transcript.ts';

export interface NoteConfidence {
  /** `sure`: nothing speaks against it; `check`: somebody should listen. */
  level: 'sure' | 'check';
  /** German, each a short clause; empty when sure. */
  reasons: string[];
}

/** Below this an engine was guessing: the page marks such words, too. */
export const doubtfulBelow = 0.6;
/** A few doubtful words that carry no fact are usual on the telephone. */
const MOST_DOUBTFUL_SHARE = 0.2;

export function noteConfidence(transcript: TranscriptResult, summary: SummaryResult): NoteConfidence {
  const reasons =
    transcript.kind === 'missing' ? ['es gibt keine Abschrift'] : reasonsOf(transcript, summary);
  return { level: reasons.length === 0 ? 'sure' : 'check', reasons };
}

function reasonsOf(
  transcript: Exclude<TranscriptResult, { kind: 'missing' }>,
  summary: SummaryResult,
): string[] {
  const reasons: string[] = [];
  if (transcript.isDemo) reasons.push('Demo-Spracherkennung');
  const isDoubtful = transcript.segments.flatMap(segment =>
    segment.words.map(word => segment.doubt !== undefined || (word.confidence ?? 1) < doubtfulBelow),
  );
  const doubtful = isDoubtful.filter(each => each).length;
  if (wordsOf(transcript).length === 0) reasons.push('keine Wörter erkannt');
  if (summary.kind === 'missing') return [...reasons, 'es gibt keine Zusammenfassung'];
  const facts: [string, Claim | null | undefined][] = [
    ['Name', summary.callerName],
    ['Adresse', summary.address],
    ['Rufnummer', summary.callbackNumber],
    ['Einheit', summary.unit],
  ];
  for (const [name, claim] of facts) {
    if (claim && isDoubtful.slice(claim.fromWord, claim.toWord).some(each => each)) {
      reasons.push(`${name} undeutlich`);
    }
  }
  if (doubtful > isDoubtful.length * MOST_DOUBTFUL_SHARE) {
    reasons.push(doubtful === 1 ? '1 undeutliches Wort' : `${doubtful} undeutliche Wörter`);
  }
  const { callbackNumber, language, noSpeech, ordersToSoftware } = summary;
  if (summary.incompleteNumber) reasons.push('Rufnummer nicht vollständig');
  if (callbackNumber && !/^\+[1-9]\d{6,14}$/.test(callbackNumber.value))
    reasons.push('Rufnummer nicht vollständig');
  if (language && language !== 'de') reasons.push('andere Sprache');
  if (noSpeech) reasons.push('vermutlich keine Nachricht');
  if ((ordersToSoftware ?? []).length > 0) reasons.push('Anweisungen an das System');
  return reasons;
}
