import { alarmFactsOf } from '../../src/domain/alarm.ts';
import type { Category } from '../../src/domain/category.ts';
import type { CategoryId } from '../../src/domain/ids.ts';
import type { Summary } from '../../src/domain/summary.ts';
import type { Transcript } from '../../src/domain/transcript.ts';
import { defaultCategories } from '../../src/understanding/categorise.ts';
import { makeCategoriseMessage } from '../../src/understanding/categorise-message.ts';
import { findCallbackNumber } from '../../src/understanding/numbers.ts';
import { readNote } from '../../src/understanding/summarise.ts';
import { type AskModel, makeSummariseWithModel } from '../../src/understanding/summarise-with-model.ts';
import { tokensOf } from '../../src/understanding/words.ts';

/** A case as the reader may see it; its gold and tags are for the scorer. */
export interface NoteInput {
  id: string;
  transcript: string;
  callerNumber: string | null;
  dateHint?: string;
}

export interface NotePrediction {
  id: string;
  kind: 'message' | 'noSpeech';
  callerName: string | null;
  street: string | null;
  houseNumber: string | null;
  unit: string | null;
  callbackNumber: string | null;
  callbackIsCallerNumber: boolean;
  category: string;
  urgency: 'emergency' | 'high' | 'normal';
  language: string | null;
  summary: string;
  requestedAction: string | null;
}

/** The note of one case by rules alone, in the words of the benchmark. */
export function predictByRules(input: NoteInput): NotePrediction {
  const transcript = transcriptOf(input.transcript);
  return predictionOf(input, transcript, readNote(transcript, rulesFor(input)));
}

/** The same with a language model beside the rules. Throws when it was stopped. */
export async function predictWithModel(
  input: NoteInput,
  askModel: AskModel,
): Promise<{ prediction: NotePrediction; note: Summary }> {
  const transcript = transcriptOf(input.transcript);
  const result = await makeSummariseWithModel({ ...rulesFor(input), askModel })(transcript);
  if (result.kind !== 'done' || result.value.kind !== 'made') throw new Error('the note was not made');
  return { prediction: predictionOf(input, transcript, result.value), note: result.value };
}

const rulesFor = (input: NoteInput) => ({ country: 'DE', callDate: input.dateHint ?? null });

function predictionOf(input: NoteInput, transcript: Transcript, note: Summary): NotePrediction {
  if (note.noSpeech) return nothing(input.id);
  const shown = note.wantsShownNumber ? input.callerNumber : null;
  const callbackNumber = note.callbackNumber?.value ?? shown;
  return {
    id: input.id,
    kind: 'message',
    callerName: note.callerName?.value ?? null,
    street: note.street?.value ?? null,
    houseNumber: note.houseNumber?.value ?? null,
    unit: note.unit?.value ?? null,
    callbackNumber,
    callbackIsCallerNumber: callbackNumber !== null && callbackNumber === input.callerNumber,
    category: categoryOf(transcript, note),
    urgency: note.urgency.level === 'urgent' ? 'high' : note.urgency.level,
    language: note.language ?? null,
    summary: summaryText(note),
    requestedAction: note.requestedAction?.value ?? null,
  };
}

/** The telephone number in one line of number words; '': none. */
export function predictNumber(text: string): string {
  return findCallbackNumber(tokensOf(transcriptOf(text)), { country: 'DE' })?.value ?? '';
}

function nothing(id: string): NotePrediction {
  return {
    id,
    kind: 'noSpeech',
    callerName: null,
    street: null,
    houseNumber: null,
    unit: null,
    callbackNumber: null,
    callbackIsCallerNumber: false,
    category: 'sonstiges',
    urgency: 'normal',
    language: null,
    summary: '',
    requestedAction: null,
  };
}

/** What the mail shows: why it presses, and the caller's own sentences. */
function summaryText(note: Summary): string {
  const said = note.sentences.map(sentence => sentence.text).join(' ');
  const remark =
    (note.ordersToSoftware ?? []).length > 0 ? 'Der Anrufer richtete Anweisungen an das System.' : '';
  const reason = note.urgency.level === 'emergency' ? `Notfall, weil: ${note.urgency.label}.` : '';
  return [reason, said, remark].filter(text => text !== '').join(' ');
}

/** The pre-filled categories of the product, by the benchmark's names. */
const benchNames: Record<string, string> = {
  Wasserschaden: 'wasser',
  Heizung: 'heizung',
  Strom: 'strom',
  Aufzug: 'aufzug',
  Schlüssel: 'schluessel',
  Abrechnung: 'abrechnung',
  Kündigung: 'kuendigung',
  Wohnungssuche: 'wohnungssuche',
  Eigentümerversammlung: 'versammlung',
  Lärm: 'laerm',
  Müll: 'muell',
  Mietvertrag: 'mietvertrag',
  'Schäden und Mängel': 'schaeden',
  Handwerker: 'handwerker',
};

const categorise = makeCategoriseMessage(
  defaultCategories.map((category, at): Category => ({ ...category, categoryId: `c${at}` as CategoryId })),
);

/** As the product does it, with the rules and the pre-filled categories. */
function categoryOf(transcript: Transcript, note: Summary): string {
  const result = categorise(transcript, alarmFactsOf(note));
  return result.kind === 'made' ? (benchNames[result.name] ?? 'sonstiges') : 'sonstiges';
}

function transcriptOf(text: string): Transcript {
  const words = text.split(/\s+/).filter(word => word !== '');
  const msPerWord = 400;
  return {
    kind: 'made',
    text: words.join(' '),
    segments: [
      {
        fromMs: 0,
        toMs: words.length * msPerWord,
        words: words.map((word, at) => ({
          text: word,
          fromMs: at * msPerWord,
          toMs: (at + 1) * msPerWord,
          confidence: null,
        })),
      },
    ],
    language: 'de',
    engine: 'whisper.cpp',
    model: 'bench',
    isDemo: false,
    speechMs: words.length * msPerWord,
  };
}
