import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ContactPage, FoundContact } from '../../domain/api-identify.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { searchContacts } from '../api-identify.ts';
import { formatPhone } from '../format.ts';
import { identify as words } from '../texts/identify.ts';
import { Field } from './field.tsx';

const AT_ONCE = 10;
/** So long after the last key the server is asked. */
const WAIT_MS = 250;
/** Two letters begin half of a large list. */
const LEAST_CHARACTERS = 3;

/** A field that finds contacts while one types. `action`: what stands beside each of them. */
export function ContactSearch({ action }: { action?: (contact: FoundContact) => ComponentChildren }) {
  const query = useSignal('');
  const page = useSignal<ContactPage | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const asked = useRef(0);

  const ask = async (offset: number) => {
    asked.current += 1;
    const mine = asked.current;
    const text = query.value.trim();
    if (text.length < LEAST_CHARACTERS) {
      page.value = null;
      return;
    }
    try {
      const found = await searchContacts(text, offset, AT_ONCE);
      if (mine !== asked.current) return;
      problem.value = null;
      const before = offset === 0 ? [] : (page.value?.contacts ?? []);
      page.value = { contacts: [...before, ...found.contacts], total: found.total };
    } catch (error) {
      if (mine === asked.current) problem.value = asProblem(error);
    }
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  const found = page.value;
  return (
    <div class="stack">
      <Field label={words.search} hint={words.searchHint} error={problem.value?.message}>
        {attributes => (
          <input
            {...attributes}
            type="search"
            maxLength={120}
            autoComplete="off"
            value={query.value}
            onInput={event => {
              query.value = event.currentTarget.value;
              clearTimeout(timer.current);
              timer.current = setTimeout(() => void ask(0), WAIT_MS);
            }}
          />
        )}
      </Field>
      <p role="status" class="quiet">
        {found && words.found(found.total)}
      </p>
      {found && found.contacts.length > 0 && (
        <ul class="plain-list">
          {found.contacts.map(contact => (
            <li key={contact.contactId}>
              <strong>{contact.name}</strong> <span class="quiet">{placeOf(contact)}</span>
              {contact.numbers.length > 0 && (
                <span class="number"> · {contact.numbers.map(formatPhone).join(', ')}</span>
              )}{' '}
              {action?.(contact)}
            </li>
          ))}
        </ul>
      )}
      {found && found.contacts.length < found.total && (
        <button type="button" class="button" onClick={() => void ask(found.contacts.length)}>
          {words.more}
        </button>
      )}
    </div>
  );
}

const placeOf = ({ role, company, name, street, city, unit, object }: FoundContact): string =>
  [role, company === name ? null : company, street, city, unit, object === street ? null : object]
    .filter(part => part !== null && part !== '')
    .join(' · ');
