import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { VoiceInput } from '../../domain/voice.ts';
import { getSpoken } from '../api-voices.ts';
import { de } from '../de.ts';

/** Who types is asked about once he rests. */
const restMs = 400;

/** Numbers, times and abbreviations as the voice will say them; nothing where it says what is written. */
export function SpokenText({ source }: { source: VoiceInput }) {
  const spoken = useSignal<string | null>(null);
  const asked = JSON.stringify(source);
  useEffect(() => {
    const text = source.text.trim();
    if (text === '') {
      spoken.value = null;
      return;
    }
    let isOver = false;
    const timer = setTimeout(() => {
      getSpoken({ ...source, text }).then(
        reply => {
          if (!isOver)
            spoken.value = reply.spokenText === text.replace(/\s+/g, ' ') ? null : reply.spokenText;
        },
        () => {
          // Only a convenience: the text can be spoken and heard all the same.
          if (!isOver) spoken.value = null;
        },
      );
    }, restMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [asked]);
  if (spoken.value === null) return null;
  return (
    <p class="spoken-text">
      <span class="quiet">{de.voices.spoken}</span> {spoken.value}
    </p>
  );
}
