import { useSignal } from '@preact/signals';
import type { MailboxView } from '../../domain/api.ts';
import type { GreetingSchedule } from '../../domain/greeting.ts';
import { ApiProblem } from '../api.ts';
import { makeVoice } from '../api-voices.ts';
import { de } from '../de.ts';
import type { SaveMailbox } from '../pages/flows.tsx';
import { GreetingCard } from './greeting-card.tsx';
import {
  draftOf,
  type GreetingDraft,
  newGreeting,
  printOf,
  sourceOf,
  standardId,
  timedOf,
  voiceKeyOf,
  voiceSourceOf,
} from './greeting-draft.ts';
import { Icon } from './icon.tsx';
import { SectionForm } from './section-form.tsx';
import { WeekGrid } from './week-grid.tsx';

/** The Standardansage and the timed greetings, saved together: whether two overlap only shows in all of them. */
export function GreetingsSection({ mailbox, save }: { mailbox: MailboxView; save: SaveMailbox }) {
  const saved = draftsOf(mailbox);
  const drafts = useSignal<GreetingDraft[]>(saved);
  const voices = useSignal<ReadonlyMap<string, string>>(new Map());
  const list = drafts.value;

  const change = (greetingId: string, part: Partial<GreetingDraft>) => {
    drafts.value = drafts.value.map(each => (each.greetingId === greetingId ? { ...each, ...part } : each));
  };
  const add = () => {
    const name = freeName(list);
    const text = de.flows.defaultGreeting(mailbox.name);
    drafts.value = [...list, newGreeting(name, text)];
    // The new card is where the work goes on.
    setTimeout(() => {
      const names = document.querySelectorAll<HTMLElement>('.greeting input[required][maxlength="80"]');
      [...names].at(-1)?.focus();
    }, 0);
  };
  const store = async () => {
    const { standard, timed } = scheduleOf(list);
    // A text that cannot be spoken is not saved: so callers keep the last good audio (R046).
    const known = new Set(
      saved.flatMap(each => (each.kind === 'voice' ? [voiceKeyOf(voiceSourceOf(each))] : [])),
    );
    for (const { kind, ...source } of [standard, ...timed.map(each => each.source)]) {
      if (kind !== 'voice' || !('text' in source)) continue;
      const key = voiceKeyOf(source);
      if (known.has(key) || voices.value.has(key)) continue;
      const { audioId } = await makeVoice(source);
      voices.value = new Map(voices.value).set(key, audioId);
    }
    const { flow } = mailbox;
    await save(mailbox, { flow: { ...flow, greetings: { ...flow.greetings, standard, timed } } });
  };

  return (
    <SectionForm
      title={de.greetings.title}
      intro={de.greetings.intro}
      fields={[]}
      isDirty={printOf(list) !== printOf(saved)}
      onSave={store}
      footer={
        <button type="button" class="button" onClick={add}>
          <Icon name="plus" />
          {de.greetings.add}
        </button>
      }
    >
      {() => (
        <div class="cards">
          {list.map(draft => {
            const before = saved.find(each => each.greetingId === draft.greetingId) ?? null;
            return (
              <GreetingCard
                key={draft.greetingId}
                mailbox={mailbox}
                draft={draft}
                saved={before}
                isMissing={isAmong(mailbox.missingGreetings, draft, before, voices.value)}
                isStale={isAmong(mailbox.staleGreetings, draft, before, voices.value)}
                voices={voices}
                onChange={part => change(draft.greetingId, part)}
                onRemove={() => {
                  drafts.value = list.filter(each => each !== draft);
                }}
              />
            );
          })}
          <WeekGrid drafts={list} />
        </div>
      )}
    </SectionForm>
  );
}

function draftsOf({ flow }: MailboxView): GreetingDraft[] {
  const { standard, timed } = flow.greetings;
  return [
    draftOf({ greetingId: standardId, name: de.greetings.standard, source: standard }),
    ...timed.map(each => draftOf(each)),
  ];
}

/** Throws what an office can mend at once, before the server is asked. */
function scheduleOf(drafts: readonly GreetingDraft[]): Pick<GreetingSchedule, 'standard' | 'timed'> {
  const all = drafts.map(draft => {
    const source = sourceOf(draft);
    if (source) return { draft, source };
    const { fileNeeded, textNeeded } = de.greetings;
    const message = draft.kind === 'upload' ? fileNeeded(draft.name) : textNeeded(draft.name);
    throw new ApiProblem(0, { code: 'PAGE', message });
  });
  const standard = all.find(({ draft }) => draft.greetingId === standardId);
  if (!standard) throw new Error('the Standardansage is gone');
  return {
    standard: standard.source,
    timed: all.filter(each => each !== standard).map(({ draft, source }) => timedOf(draft, source)),
  };
}

function isAmong(
  greetingIds: readonly string[],
  draft: GreetingDraft,
  saved: GreetingDraft | null,
  voices: ReadonlyMap<string, string>,
): boolean {
  if (!saved || !greetingIds.includes(draft.greetingId)) return false;
  // Made since the server was asked.
  return saved.kind !== 'voice' || !voices.has(voiceKeyOf(voiceSourceOf(saved)));
}

function freeName(drafts: readonly GreetingDraft[]): string {
  const names = new Set(drafts.map(each => each.name));
  let number = 1;
  while (names.has(de.greetings.newName(number))) number += 1;
  return de.greetings.newName(number);
}
