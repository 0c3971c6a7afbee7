import type { CallDetail } from '../../domain/api-calls.ts';
import { de } from '../de.ts';
import { formatDuration } from '../format.ts';
import type { CallModel, WordSpan } from './call-model.ts';

interface Claim extends WordSpan {
  value: string;
}

/**
 * Something the caller said, as a button that shows the words it rests on in the transcript (and plays
 * from there when the audio is loaded). `isPlace`: name the time instead of repeating the words.
 */
export function ClaimQuote({ claim, call, isPlace }: { claim: Claim; call: CallModel; isPlace?: boolean }) {
  return (
    <button
      type="button"
      class="quote"
      onClick={() => showWords(call, claim)}
      onMouseEnter={() => call.mark(claim)}
      onMouseLeave={() => call.mark(null)}
      onFocus={() => call.mark(claim)}
      onBlur={() => call.mark(null)}
    >
      {isPlace ? placeText(call.detail.value, claim) : `„${claim.value}“`}
    </button>
  );
}

/** Marks the words, brings them into view and, where the audio is loaded, goes there. */
export function showWords(call: CallModel, span: WordSpan): void {
  call.mark(span);
  document.getElementById(`word-${span.fromWord}`)?.scrollIntoView({ block: 'nearest' });
  const word = wordAt(call.detail.value, span.fromWord);
  if (word) call.player.value?.seek(word.fromMs);
}

function placeText(detail: CallDetail | null, span: WordSpan): string {
  const word = wordAt(detail, span.fromWord);
  return word ? de.detail.saidAt(formatDuration(word.fromMs)) : de.detail.saidSo;
}

function wordAt(detail: CallDetail | null, index: number) {
  return detail?.transcript?.kind === 'made' ? detail.transcript.words[index] : undefined;
}
