import { useId } from 'preact/hooks';
import type { ContactsOverview, ImportReply } from '../../domain/api-contacts.ts';
import { acceptImport, discardImport } from '../api-contacts.ts';
import { formatCount } from '../format.ts';
import { contacts as words } from '../texts/contacts.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { ContactColumns } from './contact-columns.tsx';
import { ContactProblems } from './contact-problems.tsx';

export type Act = (work: () => Promise<ContactsOverview>) => Promise<void>;

/** A list that waits: what it would change, and the user's answer. */
export function ContactImport({ shown, act }: { shown: ImportReply; act: Act }) {
  const id = useId();
  const { importId, because, counts, examples } = shown;
  const isDoubtful = because === 'shrunken' || because === 'empty';
  return (
    <section class={`note ${isDoubtful ? 'warn' : ''}`} aria-labelledby={id}>
      <h3 id={id}>{shown.fileName}</h3>
      <p>{shown.message}</p>
      {because && <p>{words.because[because]}</p>}
      {counts && examples && because !== 'unmapped' && (
        <ul>
          {(['added', 'changed', 'gone'] as const).map(kind => (
            <li key={kind}>
              {formatCount(counts[kind])} {words[kind]}
              {examples[kind].length > 0 && <span class="quiet"> · {words.examples(examples[kind])}</span>}
            </li>
          ))}
        </ul>
      )}
      <ContactProblems importId={importId} />
      <ContactColumns shown={shown} act={act} />
      <div class="actions">
        {because !== 'unmapped' && counts && (
          <ConfirmButton
            label={isDoubtful ? words.acceptAnyway : words.accept}
            question={words.acceptQuestion(counts.contacts, counts.before)}
            action={words.accept}
            look={isDoubtful ? '' : 'primary'}
            onConfirm={() => act(() => acceptImport(importId))}
          >
            {isDoubtful ? words.acceptAnyway : words.accept}
          </ConfirmButton>
        )}
        <button type="button" class="button" onClick={() => act(() => discardImport(importId))}>
          {words.discard}
        </button>
      </div>
    </section>
  );
}
