import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type ApiProblem, asProblem } from '../api.ts';
import { makeVoice } from '../api-voices.ts';
import { de } from '../de.ts';
import { Field } from './field.tsx';
import { type GreetingDraft, voiceKeyOf, voiceSourceOf } from './greeting-draft.ts';
import { Icon } from './icon.tsx';
import { playing, stopPreview, togglePreview } from './preview.ts';
import { SpokenText } from './spoken-text.tsx';
import { VoiceChoice } from './voice-choice.tsx';

/** Texts that were spoken, by `voiceKeyOf`: made on this page, or found to be there. */
export type Voices = Signal<ReadonlyMap<string, string>>;

/**
 * The text of a greeting with its voice. Old audio is never played for a new text, voice or pronunciation (R046):
 * what is neither saved nor spoken has to be spoken first.
 */
export function GreetingVoice({
  name,
  draft,
  saved,
  isStale,
  voices,
  onChange,
}: {
  name: string;
  draft: GreetingDraft;
  /** As it is saved; null: it is new. */
  saved: GreetingDraft | null;
  /** What is saved is not what callers hear. */
  isStale: boolean;
  voices: Voices;
  onChange: (part: Partial<GreetingDraft>) => void;
}) {
  const state = useSignal<'idle' | 'working' | 'made'>('idle');
  const problem = useSignal<ApiProblem | null>(null);
  const isUnplayable = useSignal(false);
  const note = useSignal<string | null>(null);
  useEffect(() => stopPreview, []);

  const source = voiceSourceOf(draft);
  const key = voiceKeyOf(source);
  const isEmpty = source.text === '';
  const savedSource = saved?.kind === 'voice' ? voiceSourceOf(saved) : null;
  const isSaved = savedSource !== null && voiceKeyOf(savedSource) === key;
  const audioId = voices.value.get(key) ?? null;
  const isOld = isSaved && isStale && audioId === null;
  const isNew = !isEmpty && audioId === null && (!isSaved || isOld);
  const isPlaying = audioId !== null && playing.value === audioId;

  const reset = () => {
    problem.value = null;
    note.value = null;
  };
  const change = (part: Partial<GreetingDraft>) => {
    if (isPlaying) stopPreview();
    state.value = 'idle';
    reset();
    onChange(part);
  };
  const make = async (): Promise<string | null> => {
    if (isEmpty || state.value === 'working') return null;
    state.value = 'working';
    reset();
    try {
      const made = await makeVoice(source);
      voices.value = new Map(voices.value).set(key, made.audioId);
      note.value = made.note;
      state.value = 'made';
      return made.audioId;
    } catch (error) {
      problem.value = asProblem(error);
      state.value = 'idle';
      return null;
    }
  };
  const play = async () => {
    if (isNew || isEmpty) return;
    // What is saved was spoken before: asking for it again only answers where it lies.
    const id = audioId ?? (await make());
    if (id === null) return;
    state.value = 'idle';
    isUnplayable.value = !(await togglePreview(id));
  };

  return (
    <>
      <VoiceChoice draft={draft} onChange={change} />
      <Field label={de.greetings.text} error={problem.value?.message}>
        {attributes => (
          <textarea
            {...attributes}
            rows={5}
            maxLength={2000}
            value={draft.text}
            onInput={event => change({ text: event.currentTarget.value })}
          />
        )}
      </Field>
      <SpokenText source={source} />
      {isOld && <p class="note warn">{de.voices.stale}</p>}
      <div class="voice-actions">
        <button
          type="button"
          class="button round"
          aria-label={isPlaying ? de.greetings.pauseNamed(name) : de.greetings.playNamed(name)}
          aria-disabled={isNew || isEmpty}
          onClick={play}
        >
          <Icon name={isPlaying ? 'pause' : 'play'} />
        </button>
        <span class="voice-state" role="status">
          {state.value === 'working' && <span class="quiet">{de.greetings.generating}</span>}
          {state.value === 'made' && !isSaved && (
            <span class="with-icon good">
              <Icon name="check" />
              {de.greetings.generated}
            </span>
          )}
          {isNew && state.value === 'idle' && (
            <span class="with-icon check">
              <Icon name="alert" />
              {savedSource?.text === source.text ? de.voices.voiceIsNew : de.greetings.isNew}
            </span>
          )}
          {isUnplayable.value && <span class="bad">{de.greetings.playFailed}</span>}
        </span>
        <button
          type="button"
          class="button"
          aria-disabled={isEmpty || state.value === 'working'}
          onClick={make}
        >
          <Icon name="audio" />
          {de.greetings.generate}
        </button>
      </div>
      {note.value !== null && (
        <p class="note warn" role="status">
          {note.value}
        </p>
      )}
    </>
  );
}
