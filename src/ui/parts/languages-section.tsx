import { useSignal } from '@preact/signals';
import type { MailboxView } from '../../domain/api.ts';
import type { OtherLanguage } from '../../domain/spoken-languages.ts';
import type { SaveMailbox } from '../pages/flows.tsx';
import { spokenLanguages as words } from '../texts/languages.ts';
import { SectionForm } from './section-form.tsx';

const all = Object.keys(words.names) as OtherLanguage[];

/** In which languages messages of this mailbox may be written down. */
export function LanguagesSection({ mailbox, save }: { mailbox: MailboxView; save: SaveMailbox }) {
  const saved = mailbox.flow.otherLanguages ?? [];
  const chosen = useSignal<readonly string[]>(saved);
  // In the order of the list, whatever was ticked first.
  const next = all.filter(each => chosen.value.includes(each));
  return (
    <SectionForm
      title={words.title}
      intro={words.intro}
      fields={[]}
      isDirty={next.join() !== all.filter(each => saved.includes(each)).join()}
      onSave={() => save(mailbox, { flow: { ...mailbox.flow, otherLanguages: next } })}
    >
      {() => (
        <fieldset>
          <legend>{words.group}</legend>
          {all.map(each => (
            <label key={each} class="choice">
              <input
                type="checkbox"
                checked={chosen.value.includes(each)}
                onChange={event => {
                  chosen.value = event.currentTarget.checked
                    ? [...chosen.value, each]
                    : chosen.value.filter(other => other !== each);
                }}
              />
              {words.names[each]}
            </label>
          ))}
          <p class="quiet small">{words.hint}</p>
        </fieldset>
      )}
    </SectionForm>
  );
}
