import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CallDetail } from '../../domain/api-calls.ts';
import type { CorrectionFacts } from '../../domain/api-identify.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { correctContact, getCorrectionFacts } from '../api-identify.ts';
import { identify as words } from '../texts/identify.ts';
import { ContactSearch } from './contact-search.tsx';
import { type Chosen, CorrectionLearn, type Lesson } from './correction-learn.tsx';
import { ErrorNote } from './error-note.tsx';

/**
 * Who it was: one of the candidates, somebody found by search, or nobody. What is to be learned is asked when the
 * contact is chosen: only then it can be said what that is.
 */
export function CorrectionForm({ detail }: { detail: CallDetail }) {
  const { callId } = detail.item;
  const facts = useSignal<CorrectionFacts | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const chosen = useSignal<Chosen | null>(null);
  const isBusy = useSignal(false);
  const saved = useSignal('');
  const status = useRef<HTMLParagraphElement>(null);
  const attempt = async (work: () => Promise<void>) => {
    if (isBusy.value) return;
    isBusy.value = true;
    problem.value = null;
    saved.value = '';
    try {
      await work();
    } catch (error) {
      problem.value = asProblem(error);
    } finally {
      isBusy.value = false;
    }
  };
  const read = async () => {
    problem.value = null;
    try {
      facts.value = await getCorrectionFacts(callId, null);
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  useEffect(() => {
    void read();
  }, [callId, detail.match]);
  useEffect(() => {
    chosen.value = null;
    saved.value = '';
  }, [callId]);
  /** The button that was pressed is gone: the line that says what came of it takes the focus. */
  const leave = (done: string) => {
    chosen.value = null;
    saved.value = done;
    status.current?.focus();
  };
  const send = async (contactId: string | null, lesson: Lesson, done: string) => {
    await correctContact(callId, { contactId, ...lesson });
    leave(done);
  };
  const choose = (contactId: string, name: string) =>
    attempt(async () => {
      const { number, learnable } = await getCorrectionFacts(callId, contactId);
      const spelling = learnable?.spelling ?? null;
      if (learnable && (number !== null || spelling)) chosen.value = { contactId, name, number, learnable };
      else await send(contactId, NOTHING, words.saved(name));
    });
  const known = facts.value;
  if (!known)
    return problem.value ? (
      <ErrorNote problem={problem.value} onRetry={read} />
    ) : (
      <p role="status">{words.loading}</p>
    );
  const candidates = detail.match?.candidates ?? [];
  const now = chosen.value;
  return (
    <div class="stack">
      <p role="status" ref={status} tabIndex={-1}>
        {isBusy.value && !now ? words.loading : saved.value}
      </p>
      {known.firstDecided !== null && <p class="quiet">{words.firstDecided(known.firstDecided)}</p>}
      {known.heardName !== null && <p class="quiet">{words.heardName(known.heardName)}</p>}
      {problem.value && (
        <p class="note bad" role="alert">
          {problem.value.message}
        </p>
      )}
      {now && (
        <CorrectionLearn
          key={now.contactId}
          chosen={now}
          isBusy={isBusy.value}
          onSave={lesson => void attempt(() => send(now.contactId, lesson, words.saved(now.name)))}
          onCancel={() => {
            if (!isBusy.value) leave(words.notSaved);
          }}
        />
      )}
      {!now && candidates.length > 0 && (
        <ul class="plain-list">
          {candidates.map(each => (
            <li key={each.contactId}>
              <button
                type="button"
                class="button"
                aria-disabled={isBusy.value}
                onClick={() => void choose(each.contactId, each.name)}
              >
                {words.thisOne(each.name)}
              </button>{' '}
              <span class="quiet">{[each.street, each.unit].filter(part => part !== null).join(', ')}</span>
            </li>
          ))}
        </ul>
      )}
      {!now && (
        <ContactSearch
          action={contact => (
            <button
              type="button"
              class="button"
              aria-disabled={isBusy.value}
              onClick={() => void choose(contact.contactId, contact.name)}
            >
              {words.thisOne(contact.name)}
            </button>
          )}
        />
      )}
      {!now && (
        <p>
          <button
            type="button"
            class="button plain"
            aria-disabled={isBusy.value}
            onClick={() => void attempt(() => send(null, NOTHING, words.savedNobody))}
          >
            {words.nobody}
          </button>
        </p>
      )}
    </div>
  );
}

const NOTHING: Lesson = { learnNumber: false, learnSpelling: false };
