import { useSignal } from '@preact/signals';
import type { CallChainEntry } from '../../domain/alarm.ts';
import { saveCallChain } from '../api-alarms.ts';
import { alarms as texts } from '../texts/alarms.ts';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { NumberField } from './number-field.tsx';
import { SectionForm } from './section-form.tsx';

interface Draft {
  key: number;
  name: string;
  number: string;
  ringSeconds: string;
}

let lastKey = 0;
const asDraft = (entry: CallChainEntry): Draft => ({
  ...entry,
  ringSeconds: String(entry.ringSeconds),
  key: ++lastKey,
});
const asInput = ({ name, number, ringSeconds }: Draft): CallChainEntry => ({
  name: name.trim(),
  number: number.replace(/[\s/()-]/g, '').replace(/^00/, '+'),
  ringSeconds: Number(ringSeconds),
});

/** Whom to ring in an emergency, in order. Prepared: nobody dials it yet, and the page says so. */
export function CallChain({ people }: { people: CallChainEntry[] }) {
  const drafts = useSignal(people.map(asDraft));
  const savedText = useSignal(JSON.stringify(drafts.value.map(asInput)));
  const list = drafts.value;
  const change = (key: number, part: Partial<Draft>) => {
    drafts.value = list.map(each => (each.key === key ? { ...each, ...part } : each));
  };
  return (
    <SectionForm
      title={texts.chain}
      intro={texts.chainIntro}
      fields={[]}
      isDirty={JSON.stringify(list.map(asInput)) !== savedText.value}
      onSave={async () => {
        const body = await saveCallChain({ callChain: list.map(asInput) });
        drafts.value = body.callChain.map(asDraft);
        savedText.value = JSON.stringify(body.callChain);
      }}
      footer={
        <button
          type="button"
          class="button"
          onClick={() => {
            drafts.value = [...list, asDraft({ name: '', number: '', ringSeconds: 30 })];
          }}
        >
          <Icon name="plus" />
          {texts.addPerson}
        </button>
      }
    >
      {() =>
        list.map((person, at) => (
          <Person
            key={person.key}
            person={person}
            onChange={part => change(person.key, part)}
            onUp={
              at === 0
                ? null
                : () => {
                    const others = list.filter(each => each.key !== person.key);
                    drafts.value = [...others.slice(0, at - 1), person, ...others.slice(at - 1)];
                  }
            }
            onRemove={() => {
              drafts.value = list.filter(each => each.key !== person.key);
            }}
          />
        ))
      }
    </SectionForm>
  );
}

function Person({
  person,
  onChange,
  onUp,
  onRemove,
}: {
  person: Draft;
  onChange: (part: Partial<Draft>) => void;
  /** null: stands first. */
  onUp: (() => void) | null;
  onRemove: () => void;
}) {
  return (
    <fieldset class="card">
      <legend class="unseen">{person.name || texts.personName}</legend>
      <Field label={texts.personName}>
        {attributes => (
          <input
            {...attributes}
            required
            maxLength={60}
            value={person.name}
            onInput={event => onChange({ name: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={texts.personNumber} hint={texts.personNumberHint}>
        {attributes => (
          <input
            {...attributes}
            type="tel"
            required
            maxLength={30}
            value={person.number}
            onInput={event => onChange({ number: event.currentTarget.value })}
          />
        )}
      </Field>
      <NumberField
        label={texts.ringSeconds}
        range={[10, 120]}
        value={person.ringSeconds}
        onValue={ringSeconds => onChange({ ringSeconds })}
      />
      <div class="actions">
        {onUp && (
          <button type="button" class="button" onClick={onUp}>
            {texts.up(person.name)}
          </button>
        )}
        <button type="button" class="button" onClick={onRemove}>
          <Icon name="close" />
          {texts.removePerson(person.name)}
        </button>
      </div>
    </fieldset>
  );
}
