/** Every field of a note in one form: what it says, and the words that it rests on. */
import type { NoteView } from '../domain/api-note.ts';
import type { CategorisationResult } from '../domain/category.ts';
import { languageName } from '../domain/language-name.ts';
import { noteConfidence } from '../domain/note-confidence.ts';
import type { Claim, OpenQuestion, Summary, SummaryResult, WordSpan } from '../domain/summary.ts';
import { type TranscriptResult, wordsOf } from '../domain/transcript.ts';

type Field = NoteView['fields'][number];

/** `categorisation` and `summary` null: that step has not run yet. */
export function noteView(
  transcript: TranscriptResult,
  categorisation: CategorisationResult | null,
  summary: SummaryResult | null,
): NoteView | null {
  if (!summary) return null;
  const note = summary.kind === 'made' ? summary : null;
  return {
    fields: [...(note ? fieldsOf(note, transcript) : []), ...categoryField(transcript, categorisation)],
    confidence: noteConfidence(transcript, summary),
    languageName: note?.language ? languageName(note.language) : null,
  };
}

function fieldsOf(note: Summary, transcript: TranscriptResult): Field[] {
  const { urgency, sentences, language = null } = note;
  const level = { normal: 'Normal', urgent: 'Dringend', emergency: 'Notfall' }[urgency.level];
  const reason = urgency.level === 'normal' ? level : `${level}, weil: ${urgency.label ?? 'so gesagt'}`;
  return [
    {
      name: 'summary',
      value: sentences.map(({ text }) => text).join(' ') || null,
      evidence: sentences.map(spanOf),
    },
    field('concern', concernOf(note)),
    field('requestedAction', note.requestedAction),
    field('callerName', note.callerName),
    field('address', note.address),
    field('street', note.street),
    field('houseNumber', note.houseNumber),
    field('unit', note.unit),
    // What he said; else the words that ask for a call to the number shown.
    field('callbackNumber', note.callbackNumber ?? note.wantsShownNumber),
    field('bestTime', note.bestTime),
    { name: 'urgency', value: reason, evidence: urgency.because.map(spanOf) },
    { name: 'language', value: language, evidence: language === null ? [] : wholeOf(transcript) },
    {
      name: 'openQuestions',
      value: (note.openQuestions ?? []).map(each => questions[each]).join(', ') || null,
      // What was not said stands nowhere.
      evidence: [],
    },
  ];
}

const questions: Record<OpenQuestion, string> = {
  name: 'Name',
  address: 'Adresse',
  number: 'Rufnummer',
  concern: 'Anliegen',
};

/** What it is about: the sentence with the words that press, else the first that asks for nothing. */
function concernOf({ urgency, sentences, requestedAction, concern }: Summary): Claim | null {
  if (concern !== undefined) return concern;
  const [first] = urgency.because;
  const pressing =
    first && sentences.find(each => each.fromWord <= first.fromWord && first.toWord <= each.toWord);
  const plain = sentences.find(each => !requestedAction || each.fromWord !== requestedAction.fromWord);
  const found = pressing ?? plain ?? sentences[0];
  return found ? { value: found.text, fromWord: found.fromWord, toWord: found.toWord } : null;
}

const field = (name: Field['name'], claim: Claim | null | undefined): Field => ({
  name,
  value: claim?.value ?? null,
  evidence: claim ? [spanOf(claim)] : [],
});

const spanOf = ({ fromWord, toWord }: WordSpan): WordSpan => ({ fromWord, toWord });

function wholeOf(transcript: TranscriptResult): WordSpan[] {
  const toWord = transcript.kind === 'made' ? wordsOf(transcript).length : 0;
  return toWord === 0 ? [] : [{ fromWord: 0, toWord }];
}

function categoryField(transcript: TranscriptResult, categorisation: CategorisationResult | null): Field[] {
  if (categorisation?.kind !== 'made') return [{ name: 'category', value: null, evidence: [] }];
  const hits = categorisation.hits.map(({ wordIndex }) => ({ fromWord: wordIndex, toWord: wordIndex + 1 }));
  const evidence = [...(categorisation.emergency?.because ?? []).map(spanOf), ...hits];
  const last = transcript.kind === 'made' ? wordsOf(transcript).length : 0;
  return [
    {
      name: 'category',
      value: categorisation.name,
      evidence: evidence.filter(({ toWord }) => toWord <= last),
    },
  ];
}
