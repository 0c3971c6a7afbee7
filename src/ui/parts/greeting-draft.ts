/** A greeting while it is edited: both sources side by side, rows with keys, and what they are once saved. */
import type { DateRange, GreetingSource, TimedGreeting, WeekWindow } from '../../domain/greeting.ts';
import type { Language, VoiceInput } from '../../domain/voice.ts';

type Upload = Extract<GreetingSource, { kind: 'upload' }>;

export interface WindowDraft extends WeekWindow {
  key: number;
}
export interface DateDraft extends DateRange {
  key: number;
}

export interface GreetingDraft {
  /** The greeting's id; `standard` for the Standardansage. */
  greetingId: string;
  name: string;
  kind: GreetingSource['kind'];
  text: string;
  language: Language;
  /** null: the plain voice of the language. */
  voice: string | null;
  upload: Omit<Upload, 'kind'> | null;
  windows: WindowDraft[];
  onHolidays: boolean;
  dates: DateDraft[];
}

export const standardId = 'standard';

let lastKey = 0;
export const nextKey = (): number => ++lastKey;

export function draftOf(greeting: Omit<TimedGreeting, 'windows' | 'dates' | 'onHolidays'>): GreetingDraft;
export function draftOf(greeting: TimedGreeting): GreetingDraft;
export function draftOf(
  greeting: Omit<TimedGreeting, 'windows' | 'dates' | 'onHolidays'> & Partial<TimedGreeting>,
): GreetingDraft {
  const { source } = greeting;
  return {
    greetingId: greeting.greetingId,
    name: greeting.name,
    ...sourceDraft(source),
    windows: (greeting.windows ?? []).map(each => ({ ...each, key: nextKey() })),
    onHolidays: greeting.onHolidays ?? false,
    dates: (greeting.dates ?? []).map(each => ({ ...each, key: nextKey() })),
  };
}

type SourceDraft = Pick<GreetingDraft, 'kind' | 'text' | 'language' | 'voice' | 'upload'>;

function sourceDraft(source: GreetingSource): SourceDraft {
  if (source.kind === 'voice') {
    const { kind, text, language = 'de', voice = null } = source;
    return { kind, text, language, voice, upload: null };
  }
  const { kind, ...upload } = source;
  return { kind, text: '', language: 'de', voice: null, upload };
}

/** A new greeting with the office's usual hours, to be changed. */
export function newGreeting(name: string, text: string): GreetingDraft {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return {
    // Not `randomUUID`: that is missing where the page is served without TLS.
    greetingId: Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(''),
    name,
    kind: 'voice',
    text,
    language: 'de',
    voice: null,
    upload: null,
    windows: [newWindow()],
    onHolidays: false,
    dates: [],
  };
}

export const newWindow = (): WindowDraft => ({
  key: nextKey(),
  weekdays: [1, 2, 3, 4, 5],
  from: '08:00',
  to: '17:00',
});

/** What will be saved; null: the chosen source has nothing to play yet. */
export function sourceOf(draft: SourceDraft): GreetingSource | null {
  if (draft.kind === 'upload') return draft.upload && { kind: 'upload', ...draft.upload };
  return draft.text.trim() === '' ? null : { kind: 'voice', ...voiceSourceOf(draft) };
}

/** What the voice is asked to say; what goes without saying is left out. */
export function voiceSourceOf({
  text,
  language,
  voice,
}: Pick<SourceDraft, 'text' | 'language' | 'voice'>): VoiceInput {
  return {
    text: text.trim(),
    ...(language === 'de' ? {} : { language }),
    ...(voice === null ? {} : { voice }),
  };
}

/** The same for the same text, language and voice. */
export const voiceKeyOf = (source: VoiceInput): string =>
  JSON.stringify([source.language ?? 'de', source.voice ?? null, source.text]);

export function timedOf(draft: GreetingDraft, source: GreetingSource): TimedGreeting {
  return {
    greetingId: draft.greetingId,
    name: draft.name.trim(),
    source,
    windows: draft.windows.map(({ key: _, ...window }) => window),
    onHolidays: draft.onHolidays,
    dates: draft.dates.map(({ key: _, ...range }) => range),
  };
}

/** Two drafts that are the same once saved have the same print. */
export const printOf = (drafts: readonly GreetingDraft[]): string =>
  JSON.stringify(
    drafts.map(draft => ({
      ...draft,
      name: draft.name.trim(),
      text: draft.kind === 'voice' ? draft.text.trim() : '',
      language: draft.kind === 'voice' ? draft.language : '',
      voice: draft.kind === 'voice' ? draft.voice : null,
      upload: draft.kind === 'upload' ? draft.upload : null,
      windows: draft.windows.map(({ key: _, ...window }) => window),
      dates: draft.dates.map(({ key: _, ...range }) => range),
    })),
  );
