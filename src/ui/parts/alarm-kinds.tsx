import { useSignal } from '@preact/signals';
import type { AlarmKindInput } from '../../domain/alarm.ts';
import type { AlarmKindView } from '../../domain/api-alarms.ts';
import { saveAlarmKinds } from '../api-alarms.ts';
import { alarms as texts } from '../texts/alarms.ts';
import { AlarmTester } from './alarm-tester.tsx';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { SectionForm } from './section-form.tsx';
import { WordList } from './word-list.tsx';

/** A kind while it is edited; `key` tells it from others whatever its name is. */
interface Draft extends Omit<AlarmKindView, 'kindId'> {
  kindId: string | null;
  key: number;
}

let lastKey = 0;
const asDraft = (kind: Omit<Draft, 'key'>): Draft => ({ ...kind, key: ++lastKey });
const asInput = ({ kindId, name, isOn, words, exceptions }: Draft): AlarmKindInput => ({
  kindId,
  name: name.trim(),
  isOn,
  words,
  exceptions,
});

/** What counts as an emergency: each kind can be switched off, given more words, and exceptions. */
export function AlarmKinds({ kinds }: { kinds: AlarmKindView[] }) {
  const drafts = useSignal<Draft[]>(kinds.map(asDraft));
  const savedText = useSignal(JSON.stringify(drafts.value.map(asInput)));
  const list = drafts.value;
  const change = (key: number, part: Partial<Draft>) => {
    drafts.value = list.map(each => (each.key === key ? { ...each, ...part } : each));
  };
  return (
    <>
      <SectionForm
        title={texts.title}
        intro={texts.intro}
        fields={[]}
        isDirty={JSON.stringify(list.map(asInput)) !== savedText.value}
        onSave={async () => {
          const body = await saveAlarmKinds({ kinds: list.map(asInput) });
          drafts.value = body.kinds.map(asDraft);
          savedText.value = JSON.stringify(drafts.value.map(asInput));
        }}
        footer={
          <button
            type="button"
            class="button"
            onClick={() => {
              const fresh = { kindId: null, name: '', isOn: true, words: [], exceptions: [] };
              drafts.value = [...list, asDraft({ ...fresh, isBuiltIn: false, knows: [] })];
            }}
          >
            <Icon name="plus" />
            {texts.addKind}
          </button>
        }
      >
        {() => (
          <>
            <p class="note warn with-icon">
              <Icon name="alert" />
              {texts.no112}
            </p>
            <div class="stack">
              {list.map(kind => (
                <KindCard
                  key={kind.key}
                  kind={kind}
                  onChange={part => change(kind.key, part)}
                  onRemove={() => {
                    drafts.value = list.filter(each => each.key !== kind.key);
                  }}
                />
              ))}
            </div>
          </>
        )}
      </SectionForm>
      <AlarmTester kinds={list.map(asInput).filter(({ name }) => name !== '')} />
    </>
  );
}

function KindCard({
  kind,
  onChange,
  onRemove,
}: {
  kind: Draft;
  onChange: (part: Partial<Draft>) => void;
  onRemove: () => void;
}) {
  const hasOwn = kind.isBuiltIn && kind.words.length + kind.exceptions.length > 0;
  return (
    <details class="card alarm-kind" open={kind.kindId === null}>
      <summary>
        <strong>{kind.name || texts.newKind}</strong>
        <span class={kind.isOn ? 'quiet' : 'check'}>
          {kind.isOn ? texts.state.on : texts.state.off}
          {hasOwn && `, ${texts.changed}`}
        </span>
      </summary>
      <div class="stack">
        {!kind.isBuiltIn && <OwnName name={kind.name} onChange={onChange} onRemove={onRemove} />}
        {kind.knows.length > 0 && <p class="quiet">{texts.knows(kind.knows.join(', '))}</p>}
        <label class="choice">
          <input
            type="checkbox"
            checked={kind.isOn}
            onChange={event => onChange({ isOn: event.currentTarget.checked })}
          />
          {texts.isOn}
        </label>
        {!kind.isOn && (
          <p class="note warn with-icon" role="status">
            <Icon name="alert" />
            {texts.offWarning}
          </p>
        )}
        <p>{texts.words}</p>
        <WordList
          words={kind.words}
          label={texts.words}
          addLabel={texts.addWord}
          removeLabel={texts.removeWord}
          onChange={words => onChange({ words })}
        />
        <p class="field-hint">{texts.wordsHint}</p>
        <p>{texts.exceptions}</p>
        <WordList
          words={kind.exceptions}
          label={texts.exceptions}
          addLabel={texts.addException}
          removeLabel={texts.removeWord}
          onChange={exceptions => onChange({ exceptions })}
        />
      </div>
    </details>
  );
}

function OwnName({
  name,
  onChange,
  onRemove,
}: {
  name: string;
  onChange: (part: Partial<Draft>) => void;
  onRemove: () => void;
}) {
  return (
    <div class="with-button">
      <Field label={texts.kindName}>
        {attributes => (
          <input
            {...attributes}
            required
            maxLength={60}
            value={name}
            onInput={event => onChange({ name: event.currentTarget.value })}
          />
        )}
      </Field>
      <button
        type="button"
        class="button plain"
        aria-label={texts.removeKind(name)}
        title={texts.removeKind(name)}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
