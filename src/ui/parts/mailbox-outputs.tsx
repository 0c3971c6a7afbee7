import { useSignal } from '@preact/signals';
import type { MailboxView, TestMailReply } from '../../domain/api.ts';
import { asProblem, sendTestMail } from '../api.ts';
import { de } from '../de.ts';
import type { SaveMailbox } from '../pages/flows.tsx';
import { outputs } from '../texts/outputs.ts';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { SectionForm } from './section-form.tsx';

/** Ausgänge: where notes of this mailbox go, and a test that really sends one. */
export function MailboxOutputs({ mailbox, save }: { mailbox: MailboxView; save: SaveMailbox }) {
  const address = useSignal(mailbox.mailAddress ?? '');
  const attach = useSignal(mailbox.attachRecording);
  const toManager = useSignal(mailbox.sendToManager ?? false);
  const test = useSignal<TestMailReply | 'sending' | null>(null);
  const wanted = address.value.trim() || null;
  const isDirty =
    wanted !== mailbox.mailAddress ||
    attach.value !== mailbox.attachRecording ||
    toManager.value !== (mailbox.sendToManager ?? false);

  const tryOut = async () => {
    if (test.value === 'sending') return;
    if (wanted !== mailbox.mailAddress || wanted === null) {
      test.value = { isSent: false, message: de.flows.testUnsaved };
      return;
    }
    test.value = 'sending';
    try {
      test.value = await sendTestMail(mailbox.mailboxId);
    } catch (error) {
      test.value = { isSent: false, message: asProblem(error).message };
    }
  };

  return (
    <SectionForm
      title={de.flows.mail.title}
      intro={de.flows.mail.intro}
      fields={['mailAddress']}
      isDirty={isDirty}
      onSave={async () => {
        await save(mailbox, {
          mailAddress: wanted,
          attachRecording: attach.value,
          sendToManager: toManager.value,
        });
        test.value = null;
      }}
      footer={
        <button type="button" class="button" aria-disabled={test.value === 'sending'} onClick={tryOut}>
          <Icon name="mail" />
          {de.flows.testMail}
        </button>
      }
    >
      {errorOf => (
        <>
          <Field label={de.flows.mailAddress} hint={de.flows.mailHint} error={errorOf('mailAddress')}>
            {attributes => (
              <input
                {...attributes}
                type="email"
                maxLength={254}
                autoComplete="off"
                value={address.value}
                onInput={event => {
                  address.value = event.currentTarget.value;
                }}
              />
            )}
          </Field>
          <label class="choice">
            <input
              type="checkbox"
              checked={attach.value}
              onChange={event => {
                attach.value = event.currentTarget.checked;
              }}
            />
            {de.flows.attachRecording}
          </label>
          <label class="choice">
            <input
              type="checkbox"
              checked={toManager.value}
              aria-describedby="to-manager-hint"
              onChange={event => {
                toManager.value = event.currentTarget.checked;
              }}
            />
            {outputs.sendToManager}
          </label>
          <p class="small quiet" id="to-manager-hint">
            {outputs.sendToManagerHint}
          </p>
          <div role="status">
            {test.value === 'sending' && <p class="quiet">{de.flows.testSending}</p>}
            {test.value !== null && test.value !== 'sending' && (
              <p class={test.value.isSent ? 'note good' : 'note bad'}>{test.value.message}</p>
            )}
          </div>
        </>
      )}
    </SectionForm>
  );
}
