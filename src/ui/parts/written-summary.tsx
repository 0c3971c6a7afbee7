import type { CallDetail } from '../../domain/api-calls.ts';
import { de } from '../de.ts';
import type { CallModel } from './call-model.ts';
import { showWords } from './claim-quote.tsx';

type Summary = Extract<CallDetail['summary'], { kind: 'made' }>;

/** What a language model wrote: marked as such, each sentence a way to the words that it rests on. */
export function WrittenSummary({
  summary: { sentences, translatedFrom },
  languageName,
  call,
}: {
  summary: Summary;
  /** Of the language that was spoken, in German. */
  languageName: string | null;
  call: CallModel;
}) {
  return (
    <>
      <p class="summary">
        {sentences.map(sentence => (
          <button
            key={`${sentence.fromWord}-${sentence.text}`}
            type="button"
            class="quote"
            onClick={() => showWords(call, sentence)}
            onMouseEnter={() => call.mark(sentence)}
            onMouseLeave={() => call.mark(null)}
            onFocus={() => call.mark(sentence)}
            onBlur={() => call.mark(null)}
          >
            {sentence.text}
          </button>
        ))}
      </p>
      <p class="small">
        <span class="tag" title={de.detail.writtenHint}>
          {translatedFrom ? de.detail.translated(languageName ?? translatedFrom) : de.detail.written}
        </span>
      </p>
    </>
  );
}
