/** The flows: mailboxes at the left, what callers meet (Eingänge) and where notes go (Ausgänge). */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { MailboxView } from '../../domain/api.ts';
import type { MailboxInput } from '../../domain/mailbox.ts';
import { type ApiProblem, asProblem, listMailboxes, saveMailbox } from '../api.ts';
import { de } from '../de.ts';
import { formatPhone } from '../format.ts';
import { AddMailbox } from '../parts/add-mailbox.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { MailboxInputs } from '../parts/mailbox-inputs.tsx';
import { MailboxOutputs } from '../parts/mailbox-outputs.tsx';
import { go, hrefOf, route } from '../route.ts';

export function Flows() {
  const mailboxes = useSignal<MailboxView[] | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const read = async () => {
    problem.value = null;
    try {
      mailboxes.value = (await listMailboxes()).mailboxes;
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  useEffect(() => {
    document.title = `${de.flows.title} · ${de.productName}`;
    read();
  }, []);

  if (problem.value) return <ErrorNote problem={problem.value} onRetry={read} />;
  if (!mailboxes.value) return null;

  const [chosenId, area = 'eingaenge'] = route.value.rest;
  const chosen = mailboxes.value.find(each => each.mailboxId === chosenId) ?? mailboxes.value[0] ?? null;
  const save: SaveMailbox = async (mailbox, change) => {
    const saved = await saveMailbox(mailbox.mailboxId, { ...inputOf(mailbox), ...change });
    replace(saved);
  };
  const replace = (saved: MailboxView) => {
    const others = mailboxes.value ?? [];
    mailboxes.value = others.map(each => (each.mailboxId === saved.mailboxId ? saved : each));
  };
  const added = (mailbox: MailboxView) => {
    mailboxes.value = [...(mailboxes.value ?? []), mailbox];
    go(hrefOf(['flows', mailbox.mailboxId]));
  };

  return (
    <div class="flows">
      <nav class="side" aria-label={de.flows.mailboxes}>
        <h1>{de.flows.title}</h1>
        <ul class="side-list">
          {mailboxes.value.map(each => (
            <li key={each.mailboxId}>
              <a
                href={hrefOf(['flows', each.mailboxId, area])}
                aria-current={each.mailboxId === chosen?.mailboxId ? 'true' : undefined}
              >
                <span>{each.name}</span>
                <span class="quiet number small">{each.numbers.map(formatPhone).join(', ')}</span>
              </a>
            </li>
          ))}
        </ul>
        <AddMailbox onAdded={added} />
      </nav>
      {chosen ? (
        <div class="column" key={chosen.mailboxId}>
          <h2 class="column-title">{chosen.name}</h2>
          <nav class="tabs" aria-label={chosen.name}>
            <a
              href={hrefOf(['flows', chosen.mailboxId, 'eingaenge'])}
              aria-current={area === 'ausgaenge' ? undefined : 'page'}
            >
              {de.flows.inputs}
            </a>
            <a
              href={hrefOf(['flows', chosen.mailboxId, 'ausgaenge'])}
              aria-current={area === 'ausgaenge' ? 'page' : undefined}
            >
              {de.flows.outputs}
            </a>
          </nav>
          {area === 'ausgaenge' ? (
            <MailboxOutputs mailbox={chosen} save={save} />
          ) : (
            <MailboxInputs mailbox={chosen} save={save} />
          )}
        </div>
      ) : (
        <div class="column empty">
          <p>{de.flows.empty}</p>
        </div>
      )}
    </div>
  );
}

/** Saves one section: everything else of the mailbox goes back as the server has it. */
export type SaveMailbox = (mailbox: MailboxView, change: Partial<MailboxInput>) => Promise<void>;

function inputOf(mailbox: MailboxView): MailboxInput {
  const { mailboxId: _, greetingState: __, missingGreetings: ___, staleGreetings: ____, ...input } = mailbox;
  return input;
}
