import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type ApiProblem, asProblem } from '../api.ts';
import { makeVoice } from '../api-telephone.ts';
import { de } from '../de.ts';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { playing, stopPreview, togglePreview } from './preview.ts';

/** Texts with a voice, by text: made on this page, or found to be there. */
export type Voices = Signal<ReadonlyMap<string, string>>;

/**
 * The text of a greeting with its voice. Old audio is never played for a new text (R046): a text that is
 * neither saved nor spoken has to be spoken first.
 */
export function GreetingVoice({
  name,
  text,
  savedText,
  voices,
  onText,
}: {
  name: string;
  text: string;
  /** The text callers hear now; null: none. */
  savedText: string | null;
  voices: Voices;
  onText: (text: string) => void;
}) {
  const state = useSignal<'idle' | 'working' | 'made'>('idle');
  const problem = useSignal<ApiProblem | null>(null);
  const isUnplayable = useSignal(false);
  useEffect(() => stopPreview, []);

  const wanted = text.trim();
  const audioId = voices.value.get(wanted) ?? null;
  const isNew = wanted !== '' && wanted !== savedText && audioId === null;
  const isPlaying = audioId !== null && playing.value === audioId;

  const make = async (): Promise<string | null> => {
    if (wanted === '' || state.value === 'working') return null;
    state.value = 'working';
    problem.value = null;
    try {
      const made = await makeVoice(wanted);
      voices.value = new Map(voices.value).set(wanted, made.audioId);
      state.value = 'made';
      return made.audioId;
    } catch (error) {
      problem.value = asProblem(error);
      state.value = 'idle';
      return null;
    }
  };
  const play = async () => {
    if (isNew || wanted === '') return;
    // What is saved was spoken before: asking for it again only answers where it lies.
    const id = audioId ?? (await make());
    if (id === null) return;
    state.value = 'idle';
    isUnplayable.value = !(await togglePreview(id));
  };

  return (
    <>
      <Field label={de.greetings.text} error={problem.value?.message}>
        {attributes => (
          <textarea
            {...attributes}
            rows={5}
            maxLength={2000}
            value={text}
            onInput={event => {
              if (isPlaying) stopPreview();
              state.value = 'idle';
              problem.value = null;
              onText(event.currentTarget.value);
            }}
          />
        )}
      </Field>
      <div class="voice-actions">
        <button
          type="button"
          class="button round"
          aria-label={isPlaying ? de.greetings.pauseNamed(name) : de.greetings.playNamed(name)}
          aria-disabled={isNew || wanted === ''}
          onClick={play}
        >
          <Icon name={isPlaying ? 'pause' : 'play'} />
        </button>
        <span class="voice-state" role="status">
          {state.value === 'working' && <span class="quiet">{de.greetings.generating}</span>}
          {state.value === 'made' && wanted !== savedText && (
            <span class="with-icon good">
              <Icon name="check" />
              {de.greetings.generated}
            </span>
          )}
          {isNew && state.value === 'idle' && (
            <span class="with-icon check">
              <Icon name="alert" />
              {de.greetings.isNew}
            </span>
          )}
          {isUnplayable.value && <span class="bad">{de.greetings.playFailed}</span>}
        </span>
        <button
          type="button"
          class="button"
          aria-disabled={wanted === '' || state.value === 'working'}
          onClick={make}
        >
          <Icon name="audio" />
          {de.greetings.generate}
        </button>
      </div>
    </>
  );
}
