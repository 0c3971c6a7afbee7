import type { Forwarding } from '../../domain/menu.ts';
import { de } from '../de.ts';
import { lintGreeting, withSentence } from './greeting-lint.ts';
import { Icon } from './icon.tsx';

type Choice = Pick<Forwarding, 'digit' | 'name'>;

/** Below the text of a greeting: what is missing with its repair, how to write for the voice, examples. */
export function VoiceHints({
  text,
  mailboxName,
  forwardings,
  onText,
}: {
  text: string;
  mailboxName: string;
  forwardings: readonly Choice[];
  onText: (text: string) => void;
}) {
  return (
    <>
      {lintGreeting(text, forwardings).map(({ id, message, repair }) => (
        <div key={id} class="note warn lint">
          <span class="with-icon">
            <Icon name="alert" />
            {message}
          </span>
          <button
            type="button"
            class="button"
            aria-label={`${de.greetings.lint.repair}: ${repair}`}
            title={repair}
            onClick={() => onText(withSentence(text, repair))}
          >
            {de.greetings.lint.repair}
          </button>
        </div>
      ))}
      <details class="fold">
        <summary>{de.greetings.hintsTitle}</summary>
        <ul class="plain-list">
          {de.greetings.hints.map(hint => (
            <li key={hint}>{hint}</li>
          ))}
        </ul>
      </details>
      <details class="fold">
        <summary>{de.greetings.examplesTitle}</summary>
        <ul class="examples">
          {de.greetings.examples(mailboxName, forwardings).map(example => (
            <li key={example.title}>
              <strong>{example.title}</strong>
              <p>{example.text}</p>
              <button
                type="button"
                class="button"
                aria-label={de.greetings.takeExampleNamed(example.title)}
                onClick={() => onText(example.text)}
              >
                {de.greetings.takeExample}
              </button>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

/** Of a recording nobody knows the words: what it ought to say, for the office to hear after. */
export function UploadHints({ forwardings }: { forwardings: readonly Choice[] }) {
  const { lint } = de.greetings;
  return (
    <div class="note">
      <p>{lint.upload}</p>
      <ul class="plain-list">
        <li>{lint.uploadNotice}</li>
        {forwardings.map(each => (
          <li key={each.digit}>{lint.uploadDigit(each)}</li>
        ))}
        {forwardings.length > 0 && <li>{lint.uploadZero}</li>}
      </ul>
    </div>
  );
}
