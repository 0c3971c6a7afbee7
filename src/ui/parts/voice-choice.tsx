import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Language, VoiceView } from '../../domain/voice.ts';
import { getVoices } from '../api-voices.ts';
import { de } from '../de.ts';
import { Field } from './field.tsx';
import type { GreetingDraft } from './greeting-draft.ts';

/** The voices of this house; null: not asked yet, or not to be had: the plain ones are always there. */
const known = signal<VoiceView[] | null>(null);
const languages = Object.entries(de.voices.languages) as [Language, string][];

/** R041: in which language and by whom a greeting is spoken. */
export function VoiceChoice({
  draft,
  onChange,
}: {
  draft: Pick<GreetingDraft, 'language' | 'voice'>;
  onChange: (part: Pick<GreetingDraft, 'language' | 'voice'>) => void;
}) {
  useEffect(() => {
    getVoices().then(
      reply => {
        known.value = reply.voices;
      },
      () => {
        // Without the list the plain voices can still be chosen; what fails is said where it is spoken.
      },
    );
  }, []);
  const { language, voice } = draft;
  const plain = `espeak:${language}`;
  const others = (known.value ?? []).filter(each => each.language === language && each.voiceId !== plain);
  const isGone = voice !== null && known.value !== null && !others.some(each => each.voiceId === voice);
  return (
    <div class="side-by-side voice-choice">
      <Field
        label={de.voices.language}
        hint={language === 'de' || language === 'en' ? undefined : de.voices.asWritten}
      >
        {attributes => (
          <select
            {...attributes}
            value={language}
            onChange={event => onChange({ language: event.currentTarget.value as Language, voice: null })}
          >
            {languages.map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={de.voices.voice}>
        {attributes => (
          <select
            {...attributes}
            value={voice ?? ''}
            onChange={event => onChange({ language, voice: event.currentTarget.value || null })}
          >
            <option value="">{de.voices.plain}</option>
            {others.map(each => (
              <option key={each.voiceId} value={each.voiceId}>
                {each.name}
              </option>
            ))}
            {voice !== null && (isGone || known.value === null) && (
              <option value={voice}>{isGone ? de.voices.notInstalled(nameOf(voice)) : nameOf(voice)}</option>
            )}
          </select>
        )}
      </Field>
    </div>
  );
}

const nameOf = (voiceId: string): string => voiceId.slice(voiceId.indexOf(':') + 1);
