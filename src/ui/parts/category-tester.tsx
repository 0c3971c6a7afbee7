import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { ReplayReply, TryReply } from '../../domain/api-categories.ts';
import type { CategoryInput } from '../../domain/category.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { replayCategories, tryCategories } from '../api-categories.ts';
import { formatWhen } from '../format.ts';
import { categories as texts } from '../texts/categories.ts';
import { ErrorNote } from './error-note.tsx';
import { Field } from './field.tsx';

/** Which category a sentence, or each past message, would get from the list as it stands on the page. */
export function CategoryTester({ categories }: { categories: CategoryInput[] }) {
  const id = useId();
  const sentence = useSignal('');
  const tried = useSignal<TryReply | null>(null);
  const replayed = useSignal<ReplayReply | null>(null);
  const isReplaying = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);

  const ask = async (work: () => Promise<void>) => {
    problem.value = null;
    try {
      await work();
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  const trySentence = (event: Event) => {
    event.preventDefault();
    const text = sentence.value.trim();
    if (text === '') return;
    ask(async () => {
      tried.value = await tryCategories({ text, categories });
    });
  };
  const replay = async () => {
    if (isReplaying.value) return;
    isReplaying.value = true;
    await ask(async () => {
      replayed.value = await replayCategories({ categories });
    });
    isReplaying.value = false;
  };

  return (
    <section class="section" aria-labelledby={id}>
      <h2 id={id}>{texts.tryTitle}</h2>
      <p class="quiet">{texts.tryIntro}</p>
      <form class="stack" onSubmit={trySentence}>
        <Field label={texts.sentence} hint={texts.sentenceHint}>
          {attributes => (
            <textarea
              {...attributes}
              rows={2}
              maxLength={5000}
              value={sentence.value}
              onInput={event => {
                sentence.value = event.currentTarget.value;
              }}
            />
          )}
        </Field>
        <div class="actions">
          <button type="submit" class="button">
            {texts.try}
          </button>
          <button type="button" class="button" disabled={isReplaying.value} onClick={replay}>
            {isReplaying.value ? texts.replaying : texts.replay}
          </button>
        </div>
      </form>
      {problem.value && <ErrorNote problem={problem.value} />}
      <div role="status" class="stack">
        {tried.value && <Tried reply={tried.value} />}
        {replayed.value && <Replayed reply={replayed.value} />}
      </div>
    </section>
  );
}

function Tried({ reply }: { reply: TryReply }) {
  return (
    <div>
      <p>
        <strong>{texts.result(reply.category)}</strong>
      </p>
      {reply.found.length === 0 && <p class="quiet">{texts.noHit}</p>}
      <ul>
        {reply.found.flatMap(({ name, hits }) =>
          hits.map(({ keyword, word, wordIndex, how }) => (
            <li key={`${name} ${wordIndex}`}>
              {name}: „{keyword}“ {how === 'word' ? `(${word})` : `${texts.hit[how]} „${word}“`}
            </li>
          )),
        )}
        {reply.ignored.map(({ word, wordIndex, because }) => (
          <li key={wordIndex} class="quiet">
            „{word}“ {texts.because[because]}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Replayed({ reply }: { reply: ReplayReply }) {
  const counted = reply.counts.filter(({ messages }) => messages > 0);
  return (
    <div>
      <p>{texts.replayed(reply.messages)}</p>
      <ul>
        {counted.map(({ name, messages }) => (
          <li key={name}>{texts.countOf(name, messages)}</li>
        ))}
      </ul>
      {reply.messages > 0 && reply.changed.length === 0 && <p>{texts.nothingChanges}</p>}
      {reply.changed.length > 0 && (
        <>
          <h3>{texts.changes}</h3>
          <ul>
            {reply.changed.map(({ callId, receivedAt, before, after, keywords }) => (
              <li key={callId}>
                {formatWhen(receivedAt, { withTime: true })}: {texts.change(before, after)}
                {keywords.length > 0 && ` (${keywords.map(word => `„${word}“`).join(', ')})`}
              </li>
            ))}
          </ul>
        </>
      )}
      {reply.suggestions.length > 0 && (
        <>
          <h3>{texts.suggestions}</h3>
          <p class="quiet">{texts.suggestionsIntro}</p>
          <ul>
            {reply.suggestions.map(({ word, messages }) => (
              <li key={word}>{texts.suggestion(word, messages)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
