import { useSignal } from '@preact/signals';
import type { MailboxView } from '../../domain/api.ts';
import type { Forwarding, Menu } from '../../domain/menu.ts';
import { de } from '../de.ts';
import { formatPhone } from '../format.ts';
import type { SaveMailbox } from '../pages/flows.tsx';
import { Field } from './field.tsx';
import { nextKey } from './greeting-draft.ts';
import { RemoveButton } from './greeting-times.tsx';
import { Icon } from './icon.tsx';
import { readNumbers } from './read-numbers.ts';
import { SectionForm } from './section-form.tsx';

/** A forwarding while it is edited: numbers are text until they are saved. */
interface Draft extends Omit<Forwarding, 'ringSeconds'> {
  key: number;
  ringSeconds: string;
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

const asDraft = (forwarding: Forwarding): Draft => ({
  ...forwarding,
  key: nextKey(),
  target: formatPhone(forwarding.target),
  ringSeconds: String(forwarding.ringSeconds),
});

const asForwarding = ({ digit, name, target, ringSeconds, mustAccept, shownNumber }: Draft): Forwarding => ({
  digit,
  name: name.trim(),
  target: readNumbers(target)[0] ?? '',
  ringSeconds: Number(ringSeconds),
  mustAccept,
  shownNumber,
});

/** Weiterleitungen: which digit connects to whom, and what happens without a choice. */
export function MenuSection({ mailbox, save }: { mailbox: MailboxView; save: SaveMailbox }) {
  const saved = mailbox.flow.menu;
  const drafts = useSignal<Draft[]>(saved.forwardings.map(asDraft));
  const waitSeconds = useSignal(String(saved.waitSeconds));
  const withoutChoice = useSignal(saved.withoutChoice);
  const list = drafts.value;
  const next: Menu = {
    forwardings: list.map(asForwarding),
    waitSeconds: Number(waitSeconds.value),
    withoutChoice: withoutChoice.value,
  };
  const free = digits.filter(digit => !list.some(each => each.digit === digit));
  const change = (key: number, part: Partial<Draft>) => {
    drafts.value = list.map(each => (each.key === key ? { ...each, ...part } : each));
  };
  const add = () => {
    const digit = free[0];
    if (digit === undefined) return;
    drafts.value = [
      ...list,
      {
        key: nextKey(),
        digit,
        name: '',
        target: '+49 ',
        ringSeconds: '20',
        mustAccept: false,
        // Works on every line; showing the caller's number needs a feature of the provider.
        shownNumber: 'own',
      },
    ];
  };

  return (
    <SectionForm
      title={de.menu.title}
      intro={de.menu.intro}
      fields={[]}
      isDirty={printOf(next) !== printOf(saved)}
      onSave={() => save(mailbox, { flow: { ...mailbox.flow, menu: next } })}
      footer={
        <button type="button" class="button" aria-disabled={free.length === 0} onClick={add}>
          <Icon name="plus" />
          {de.menu.add}
        </button>
      }
    >
      {() => (
        <>
          <p class={list.length === 0 ? 'quiet' : 'note'}>
            {list.length === 0 ? de.menu.none : de.menu.needsZero}
          </p>
          {list.map(draft => (
            <ForwardingCard
              key={draft.key}
              draft={draft}
              choices={digits.filter(digit => digit === draft.digit || free.includes(digit))}
              onChange={part => change(draft.key, part)}
              onRemove={() => {
                drafts.value = list.filter(each => each !== draft);
              }}
            />
          ))}
          {list.length > 0 && (
            <div class="side-by-side">
              <Field label={de.menu.waitSeconds}>
                {attributes => (
                  <input
                    {...attributes}
                    type="number"
                    required
                    min={2}
                    max={20}
                    value={waitSeconds.value}
                    onInput={event => {
                      waitSeconds.value = event.currentTarget.value;
                    }}
                  />
                )}
              </Field>
              <Field label={de.menu.withoutChoice}>
                {attributes => (
                  <select
                    {...attributes}
                    value={withoutChoice.value}
                    onChange={event => {
                      withoutChoice.value = event.currentTarget.value as Menu['withoutChoice'];
                    }}
                  >
                    <option value="hang-up">{de.menu.without['hang-up']}</option>
                    <option value="record">{de.menu.without.record}</option>
                  </select>
                )}
              </Field>
            </div>
          )}
        </>
      )}
    </SectionForm>
  );
}

function printOf({ forwardings, waitSeconds, withoutChoice }: Menu): string {
  const rows = forwardings.map(each => [
    each.digit,
    each.name,
    each.target,
    each.ringSeconds,
    each.mustAccept,
    each.shownNumber,
  ]);
  return JSON.stringify([rows, waitSeconds, withoutChoice]);
}

function ForwardingCard({
  draft,
  choices,
  onChange,
  onRemove,
}: {
  draft: Draft;
  choices: readonly string[];
  onChange: (part: Partial<Draft>) => void;
  onRemove: () => void;
}) {
  return (
    <fieldset class="card">
      <legend class="unseen">{de.menu.one(draft.name)}</legend>
      <div class="forwarding-who">
        <Field label={de.menu.digit}>
          {attributes => (
            <select
              {...attributes}
              value={draft.digit}
              onChange={event => onChange({ digit: event.currentTarget.value })}
            >
              {choices.map(digit => (
                <option key={digit} value={digit}>
                  {digit}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={de.menu.name}>
          {attributes => (
            <input
              {...attributes}
              required
              maxLength={80}
              placeholder={de.menu.namePlaceholder}
              value={draft.name}
              onInput={event => onChange({ name: event.currentTarget.value })}
            />
          )}
        </Field>
        <RemoveButton label={de.menu.remove(draft.name)} onRemove={onRemove} />
      </div>
      <div class="side-by-side top">
        <Field label={de.menu.target} hint={de.menu.targetHint}>
          {attributes => (
            <input
              {...attributes}
              type="tel"
              class="number"
              required
              maxLength={40}
              autoComplete="off"
              value={draft.target}
              onInput={event => onChange({ target: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field label={de.menu.ringSeconds}>
          {attributes => (
            <input
              {...attributes}
              type="number"
              required
              min={5}
              max={60}
              value={draft.ringSeconds}
              onInput={event => onChange({ ringSeconds: event.currentTarget.value })}
            />
          )}
        </Field>
      </div>
      <Field
        label={de.menu.shownNumber}
        hint={draft.shownNumber === 'caller' ? de.menu.shownHint : undefined}
      >
        {attributes => (
          <select
            {...attributes}
            value={draft.shownNumber}
            onChange={event =>
              onChange({ shownNumber: event.currentTarget.value as Forwarding['shownNumber'] })
            }
          >
            <option value="own">{de.menu.shown.own}</option>
            <option value="caller">{de.menu.shown.caller}</option>
          </select>
        )}
      </Field>
      <label class="choice">
        <input
          type="checkbox"
          checked={draft.mustAccept}
          onChange={event => onChange({ mustAccept: event.currentTarget.checked })}
        />
        <span>
          {de.menu.mustAccept} <span class="field-hint">{de.menu.mustAcceptHint}</span>
        </span>
      </label>
    </fieldset>
  );
}
