import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallDetail } from '../../domain/api-calls.ts';
import type { CorrectionFacts } from '../../domain/api-identify.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { correctContact, getCorrectionFacts } from '../api-identify.ts';
import { formatPhone } from '../format.ts';
import { identify as words } from '../texts/identify.ts';
import { ContactSearch } from './contact-search.tsx';
import { ErrorNote } from './error-note.tsx';

/** Who it was: one of the candidates, somebody found by search, or nobody; and what is to be learned from it. */
export function CorrectionForm({ detail }: { detail: CallDetail }) {
  const { callId } = detail.item;
  const facts = useSignal<CorrectionFacts | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const learnNumber = useSignal(true);
  const learnSpelling = useSignal(true);
  const isSending = useSignal(false);
  const read = async () => {
    problem.value = null;
    try {
      facts.value = await getCorrectionFacts(callId);
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  useEffect(() => {
    void read();
  }, [callId, detail.match]);
  const choose = async (contactId: string | null) => {
    if (isSending.value) return;
    isSending.value = true;
    problem.value = null;
    try {
      await correctContact(callId, {
        contactId,
        learnNumber: learnNumber.value && facts.value?.number !== null,
        learnSpelling: learnSpelling.value,
      });
    } catch (error) {
      problem.value = asProblem(error);
    }
    isSending.value = false;
  };
  const known = facts.value;
  if (!known)
    return problem.value ? (
      <ErrorNote problem={problem.value} onRetry={read} />
    ) : (
      <p role="status">{words.loading}</p>
    );
  const candidates = detail.match?.candidates ?? [];
  return (
    <div class="stack">
      {known.firstDecided !== null && <p class="quiet">{words.firstDecided(known.firstDecided)}</p>}
      {known.number !== null && (
        <label class="choice">
          <input
            type="checkbox"
            checked={learnNumber.value}
            onChange={event => {
              learnNumber.value = event.currentTarget.checked;
            }}
          />{' '}
          {words.learnNumber(formatPhone(known.number))}
        </label>
      )}
      {known.heardName !== null && (
        <label class="choice">
          <input
            type="checkbox"
            checked={learnSpelling.value}
            onChange={event => {
              learnSpelling.value = event.currentTarget.checked;
            }}
          />{' '}
          {words.learnSpelling(known.heardName)}
        </label>
      )}
      {problem.value && (
        <p class="note bad" role="alert">
          {problem.value.message}
        </p>
      )}
      {candidates.length > 0 && (
        <ul class="plain-list">
          {candidates.map(each => (
            <li key={each.contactId}>
              <button
                type="button"
                class="button"
                disabled={isSending.value}
                onClick={() => void choose(each.contactId)}
              >
                {words.thisOne(each.name)}
              </button>{' '}
              <span class="quiet">{[each.street, each.unit].filter(part => part !== null).join(', ')}</span>
            </li>
          ))}
        </ul>
      )}
      <ContactSearch
        action={contact => (
          <button
            type="button"
            class="button"
            disabled={isSending.value}
            aria-label={words.thisOne(contact.name)}
            onClick={() => void choose(contact.contactId)}
          >
            {words.thisOne(contact.name)}
          </button>
        )}
      />
      <p>
        <button
          type="button"
          class="button plain"
          disabled={isSending.value}
          onClick={() => void choose(null)}
        >
          {words.nobody}
        </button>
      </p>
    </div>
  );
}
