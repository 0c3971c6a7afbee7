import { useSignal } from '@preact/signals';
import type { AlarmOutputInput } from '../../domain/alarm.ts';
import type { AlarmOutputView, AlarmTestReply } from '../../domain/api-alarms.ts';
import { asProblem } from '../api.ts';
import { saveAlarmOutputs, testAlarmOutput } from '../api-alarms.ts';
import { alarms as texts } from '../texts/alarms.ts';
import { AlarmOutputFields, type OutputDraft } from './alarm-output-fields.tsx';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { SectionForm } from './section-form.tsx';

let lastKey = 0;
const asDraft = (output: AlarmOutputView): OutputDraft => ({ ...output, secret: '', key: ++lastKey });
const fresh = (kind: OutputDraft['kind']): OutputDraft => ({
  outputId: null,
  name: texts.kinds[kind].replace(/ .*/, ''),
  kind,
  target: '',
  secret: '',
  hasSecret: false,
  isOn: true,
  key: ++lastKey,
});
const asInput = ({ outputId, name, kind, target, secret, isOn }: OutputDraft): AlarmOutputInput => ({
  outputId,
  name: name.trim(),
  kind,
  target: target.trim(),
  secret: secret.trim() === '' ? null : secret.trim(),
  isOn,
});
const linesOf = (text: string): string[] => text.split(/[\s,;]+/).filter(line => line !== '');

/** Where alarms go, saved as a whole. A test alarm goes to what is saved. */
export function AlarmOutputs(props: { outputs: AlarmOutputView[]; internalTargets: string[] }) {
  const drafts = useSignal(props.outputs.map(asDraft));
  const internal = useSignal(props.internalTargets.join('\n'));
  const asText = () => JSON.stringify([drafts.value.map(asInput), linesOf(internal.value)]);
  const savedText = useSignal(asText());
  const list = drafts.value;
  const isDirty = asText() !== savedText.value;
  const change = (key: number, part: Partial<OutputDraft>) => {
    drafts.value = list.map(each => (each.key === key ? { ...each, ...part } : each));
  };
  return (
    <SectionForm
      title={texts.outputs}
      intro={texts.outputsIntro}
      fields={['internalTargets']}
      isDirty={isDirty}
      onSave={async () => {
        const body = await saveAlarmOutputs({
          outputs: list.map(asInput),
          internalTargets: linesOf(internal.value),
        });
        drafts.value = body.outputs.map(asDraft);
        internal.value = body.internalTargets.join('\n');
        savedText.value = asText();
      }}
      footer={(['mail', 'webhook'] as const).map(kind => (
        <button
          key={kind}
          type="button"
          class="button"
          onClick={() => {
            drafts.value = [...list, fresh(kind)];
          }}
        >
          <Icon name="plus" />
          {kind === 'mail' ? texts.addMail : texts.addWebhook}
        </button>
      ))}
    >
      {errorOf => (
        <>
          {list.length === 0 && <p class="note warn">{texts.noOutputs}</p>}
          {list.map(output => (
            <AlarmOutputFields
              key={output.key}
              output={output}
              onChange={part => change(output.key, part)}
              onRemove={() => {
                drafts.value = list.filter(each => each.key !== output.key);
              }}
            >
              <TestButton outputId={isDirty ? null : output.outputId} />
            </AlarmOutputFields>
          ))}
          {list.some(output => output.kind === 'webhook') && (
            <Field label={texts.internal} hint={texts.internalHint} error={errorOf('internalTargets')}>
              {attributes => (
                <textarea
                  {...attributes}
                  rows={2}
                  maxLength={2000}
                  value={internal.value}
                  onInput={event => {
                    internal.value = event.currentTarget.value;
                  }}
                />
              )}
            </Field>
          )}
        </>
      )}
    </SectionForm>
  );
}

/** `outputId` null: not saved as it stands there. */
function TestButton({ outputId }: { outputId: string | null }) {
  const reply = useSignal<AlarmTestReply | null>(null);
  const isBusy = useSignal(false);
  const test = async () => {
    if (outputId === null || isBusy.value) return;
    isBusy.value = true;
    try {
      reply.value = await testAlarmOutput(outputId);
    } catch (error) {
      reply.value = { isSent: false, message: asProblem(error).message };
    }
    isBusy.value = false;
  };
  return (
    <div class="actions">
      <button type="button" class="button" disabled={outputId === null || isBusy.value} onClick={test}>
        {isBusy.value ? texts.testing : texts.test}
      </button>
      <span class={reply.value && !reply.value.isSent ? 'bad' : 'quiet'} role="status">
        {outputId === null ? texts.saveFirst : reply.value?.message}
      </span>
    </div>
  );
}
