import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Pronunciation } from '../../domain/voice.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { getPronunciations, makeVoice, savePronunciations } from '../api-voices.ts';
import { de } from '../de.ts';
import { ErrorNote } from './error-note.tsx';
import { nextKey } from './greeting-draft.ts';
import { RemoveButton } from './greeting-times.tsx';
import { Icon } from './icon.tsx';
import { playing, stopPreview, togglePreview } from './preview.ts';
import { SectionForm } from './section-form.tsx';

interface Draft extends Pronunciation {
  key: number;
}

const asDraft = (each: Pronunciation): Draft => ({ ...each, key: nextKey() });
const asInput = ({ word, spoken }: Draft): Pronunciation => ({ word: word.trim(), spoken: spoken.trim() });

/** How the words of the house are said: a table with a preview for each word. */
export function PronunciationsSection() {
  const drafts = useSignal<Draft[] | null>(null);
  const savedText = useSignal('');
  const problem = useSignal<ApiProblem | null>(null);
  const read = async () => {
    problem.value = null;
    try {
      const { pronunciations } = await getPronunciations();
      drafts.value = pronunciations.map(asDraft);
      savedText.value = JSON.stringify(pronunciations);
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  useEffect(() => {
    read();
    return stopPreview;
  }, []);

  if (problem.value) return <ErrorNote problem={problem.value} onRetry={read} />;
  const list = drafts.value;
  if (!list) return null;
  const change = (key: number, part: Partial<Pronunciation>) => {
    drafts.value = list.map(each => (each.key === key ? { ...each, ...part } : each));
  };
  const add = () => {
    drafts.value = [...list, asDraft({ word: '', spoken: '' })];
    setTimeout(() => [...document.querySelectorAll<HTMLElement>('.pronunciation-word')].at(-1)?.focus(), 0);
  };
  return (
    <SectionForm
      title={de.pronunciations.title}
      intro={de.pronunciations.intro}
      fields={[]}
      isDirty={JSON.stringify(list.map(asInput)) !== savedText.value}
      onSave={async () => {
        const pronunciations = list.map(asInput);
        await savePronunciations({ pronunciations });
        savedText.value = JSON.stringify(pronunciations);
      }}
      footer={
        <button type="button" class="button" onClick={add}>
          <Icon name="plus" />
          {de.pronunciations.add}
        </button>
      }
    >
      {() =>
        list.length === 0 ? (
          <p class="quiet">{de.pronunciations.empty}</p>
        ) : (
          <table class="pronunciations">
            <thead>
              <tr>
                <th scope="col">{de.pronunciations.word}</th>
                <th scope="col">{de.pronunciations.spoken}</th>
                <th scope="col">
                  <span class="unseen">{de.pronunciations.listen}</span>
                </th>
                <th scope="col">
                  <span class="unseen">{de.greetings.remove}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map((each, index) => (
                <Row
                  key={each.key}
                  entry={each}
                  number={index + 1}
                  onChange={part => change(each.key, part)}
                  onRemove={() => {
                    drafts.value = list.filter(other => other !== each);
                  }}
                />
              ))}
            </tbody>
          </table>
        )
      }
    </SectionForm>
  );
}

function Row({
  entry,
  number,
  onChange,
  onRemove,
}: {
  entry: Pronunciation;
  number: number;
  onChange: (part: Partial<Pronunciation>) => void;
  onRemove: () => void;
}) {
  const heard = useSignal<{ spoken: string; audioId: string } | null>(null);
  const problem = useSignal<string | null>(null);
  const isWorking = useSignal(false);
  const name = entry.word.trim() || de.pronunciations.row(number);
  const spoken = entry.spoken.trim();
  const audioId = heard.value?.spoken === spoken ? heard.value.audioId : null;
  const isPlaying = audioId !== null && playing.value === audioId;
  const play = async () => {
    if (spoken === '' || isWorking.value) return;
    problem.value = null;
    isWorking.value = true;
    try {
      const id = audioId ?? (await makeVoice({ text: spoken })).audioId;
      heard.value = { spoken, audioId: id };
      if (!(await togglePreview(id))) problem.value = de.greetings.playFailed;
    } catch (error) {
      problem.value = asProblem(error).message;
    }
    isWorking.value = false;
  };
  return (
    <tr>
      <td>
        <input
          class="pronunciation-word"
          aria-label={`${de.pronunciations.row(number)}: ${de.pronunciations.word}`}
          required
          maxLength={60}
          value={entry.word}
          onInput={event => onChange({ word: event.currentTarget.value })}
        />
      </td>
      <td>
        <input
          aria-label={`${de.pronunciations.row(number)}: ${de.pronunciations.spoken}`}
          required
          maxLength={120}
          value={entry.spoken}
          onInput={event => onChange({ spoken: event.currentTarget.value })}
        />
        {problem.value && (
          <p class="field-error" role="alert">
            {problem.value}
          </p>
        )}
      </td>
      <td>
        <button
          type="button"
          class="button round"
          aria-label={isPlaying ? de.pronunciations.stop(name) : de.pronunciations.listenTo(name)}
          title={de.pronunciations.listen}
          aria-disabled={spoken === ''}
          onClick={play}
        >
          <Icon name={isPlaying ? 'pause' : 'play'} />
        </button>
      </td>
      <td>
        <RemoveButton label={de.pronunciations.remove(name)} onRemove={onRemove} />
      </td>
    </tr>
  );
}
