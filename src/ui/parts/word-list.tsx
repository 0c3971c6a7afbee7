import { useSignal } from '@preact/signals';
import { de } from '../de.ts';
import { Icon } from './icon.tsx';

/** Words as chips; what is typed is added by Enter, comma, pasting a list, or leaving the box. */
export function WordList({
  words,
  label,
  addLabel,
  removeLabel,
  onChange,
}: {
  words: string[];
  label: string;
  addLabel: string;
  removeLabel: (word: string) => string;
  onChange: (words: string[]) => void;
}) {
  const typed = useSignal('');
  const add = (text: string) => {
    const fresh = text
      .split(/[,;\n]+/)
      .map(word => word.trim())
      .filter(word => word.length >= 2 && !words.includes(word));
    typed.value = '';
    if (fresh.length > 0) onChange([...words, ...new Set(fresh)]);
  };
  return (
    <ul class="keyword-list" aria-label={label}>
      {words.map(word => (
        <li key={word} class="keyword">
          {word}
          <button
            type="button"
            aria-label={removeLabel(word)}
            title={de.settings.remove}
            onClick={() => onChange(words.filter(each => each !== word))}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
      <li>
        <input
          aria-label={addLabel}
          placeholder={addLabel}
          maxLength={500}
          autoComplete="off"
          value={typed.value}
          onInput={event => {
            const text = event.currentTarget.value;
            if (/[,;\n]/.test(text)) add(text);
            else typed.value = text;
          }}
          onKeyDown={event => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add(event.currentTarget.value);
          }}
          onBlur={event => add(event.currentTarget.value)}
        />
      </li>
    </ul>
  );
}
