import { useId } from 'preact/hooks';
import type { MailboxView } from '../../domain/api.ts';
import { de } from '../de.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { Field } from './field.tsx';
import { type GreetingDraft, standardId } from './greeting-draft.ts';
import { UploadHints, VoiceHints } from './greeting-hints.tsx';
import { GreetingTimes } from './greeting-times.tsx';
import { GreetingUpload } from './greeting-upload.tsx';
import { GreetingVoice, type Voices } from './greeting-voice.tsx';
import { Icon } from './icon.tsx';
import { Tabs } from './tabs.tsx';

const sources = [
  { name: 'voice', title: de.greetings.voice },
  { name: 'upload', title: de.greetings.upload },
] as const;

/** One greeting: where its audio comes from and, but for the Standardansage, when it plays. */
export function GreetingCard({
  mailbox,
  draft,
  saved,
  isMissing,
  isStale,
  voices,
  onChange,
  onRemove,
}: {
  mailbox: MailboxView;
  draft: GreetingDraft;
  /** As it is saved; null: it is new. */
  saved: GreetingDraft | null;
  /** Callers do not hear it now, though it is saved. */
  isMissing: boolean;
  /** Callers still hear what was saved before. */
  isStale: boolean;
  voices: Voices;
  onChange: (part: Partial<GreetingDraft>) => void;
  onRemove: () => void;
}) {
  const id = useId();
  const isStandard = draft.greetingId === standardId;
  const { forwardings } = mailbox.flow.menu;
  const name = draft.name.trim() || de.greetings.name;
  const onText = (text: string) => onChange({ text });
  return (
    <section class="card greeting" aria-labelledby={id}>
      <div class="greeting-top">
        <h3 id={id}>{name}</h3>
        <Tabs
          label={de.greetings.source(name)}
          tabs={sources}
          chosen={draft.kind}
          panelId={`${id}-panel`}
          onChoose={kind => onChange({ kind })}
        />
      </div>
      {isStandard ? (
        <p class="quiet small">{de.greetings.standardHint}</p>
      ) : (
        <Field label={de.greetings.name}>
          {attributes => (
            <input
              {...attributes}
              required
              maxLength={80}
              value={draft.name}
              onInput={event => onChange({ name: event.currentTarget.value })}
            />
          )}
        </Field>
      )}
      <div
        class="greeting-panel"
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-panel-${draft.kind}`}
      >
        {isMissing && <p class="note warn">{de.greetings.missing}</p>}
        {draft.kind === 'voice' ? (
          <>
            <GreetingVoice
              name={name}
              draft={draft}
              saved={saved}
              isStale={isStale}
              voices={voices}
              onChange={onChange}
            />
            <VoiceHints
              text={draft.text}
              mailboxName={mailbox.name}
              forwardings={forwardings}
              onText={onText}
            />
          </>
        ) : (
          <>
            <GreetingUpload name={name} upload={draft.upload} onUpload={upload => onChange({ upload })} />
            <UploadHints forwardings={forwardings} />
          </>
        )}
      </div>
      {!isStandard && (
        <>
          <GreetingTimes draft={draft} onChange={onChange} />
          <div>
            <ConfirmButton
              label={de.greetings.removeNamed(name)}
              question={de.greetings.removeQuestion(name)}
              action={de.greetings.remove}
              onConfirm={onRemove}
            >
              <Icon name="close" />
              {de.greetings.remove}
            </ConfirmButton>
          </div>
        </>
      )}
    </section>
  );
}
