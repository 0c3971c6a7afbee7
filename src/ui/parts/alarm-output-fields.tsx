import type { ComponentChildren } from 'preact';
import type { AlarmOutputInput } from '../../domain/alarm.ts';
import { alarms as texts } from '../texts/alarms.ts';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';

/** An output while it is edited; `secret` empty: none typed. */
export interface OutputDraft extends AlarmOutputInput {
  secret: string;
  hasSecret: boolean;
  key: number;
}

/** One place that alarms go to. `children`: what can be done with it. */
export function AlarmOutputFields({
  output,
  onChange,
  onRemove,
  children,
}: {
  output: OutputDraft;
  onChange: (part: Partial<OutputDraft>) => void;
  onRemove: () => void;
  children: ComponentChildren;
}) {
  const isMail = output.kind === 'mail';
  return (
    <fieldset class="card">
      <legend>{texts.kinds[output.kind]}</legend>
      <div class="with-button">
        <Field label={texts.outputName}>
          {attributes => (
            <input
              {...attributes}
              required
              maxLength={60}
              value={output.name}
              onInput={event => onChange({ name: event.currentTarget.value })}
            />
          )}
        </Field>
        <button
          type="button"
          class="button plain"
          aria-label={texts.removeOutput(output.name)}
          title={texts.removeOutput(output.name)}
          onClick={onRemove}
        >
          <Icon name="close" />
        </button>
      </div>
      <Field
        label={isMail ? texts.mailTarget : texts.webhookTarget}
        hint={isMail ? texts.mailHint : texts.webhookHint}
      >
        {attributes => (
          <input
            {...attributes}
            {...(isMail ? ({ type: 'email' } as const) : ({ type: 'url' } as const))}
            required
            maxLength={500}
            value={output.target}
            onInput={event => onChange({ target: event.currentTarget.value })}
          />
        )}
      </Field>
      {!isMail && <Secret output={output} onChange={onChange} />}
      <label class="choice">
        <input
          type="checkbox"
          checked={output.isOn}
          onChange={event => onChange({ isOn: event.currentTarget.checked })}
        />
        {texts.outputOn}
      </label>
      {children}
    </fieldset>
  );
}

function Secret({
  output,
  onChange,
}: {
  output: OutputDraft;
  onChange: (part: Partial<OutputDraft>) => void;
}) {
  return (
    <>
      <Field label={texts.secret} hint={output.hasSecret ? texts.secretKept : texts.secretHint}>
        {attributes => (
          <input
            {...attributes}
            autoComplete="off"
            spellcheck={false}
            maxLength={120}
            value={output.secret}
            onInput={event => onChange({ secret: event.currentTarget.value })}
          />
        )}
      </Field>
      <div class="actions">
        <button type="button" class="button" onClick={() => onChange({ secret: newSecret() })}>
          {texts.makeSecret}
        </button>
      </div>
    </>
  );
}

/** Standard Webhooks: 24 to 64 bytes in base64. */
function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
