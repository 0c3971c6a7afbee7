/**
 * The note by rules, and a language model beside it. The rules' note is always there first and goes out whatever the
 * model does: fails, hangs, answers nonsense, or invents.
 */
import type { Summarise } from '../domain/capabilities.ts';
import { type Missing, missing } from '../domain/missing.ts';
import type { Problem, StepResult } from '../domain/problem.ts';
import type { Summary } from '../domain/summary.ts';
import type { Transcript } from '../domain/transcript.ts';
import { type ModelAnswer, readAnswer } from './model-answer.ts';
import { higherUrgency, newFacts } from './model-facts.ts';
import { type Ask, askAbout } from './model-prompt.ts';
import { urgencyOfTranslation, writtenSummary } from './model-summary.ts';
import { type NoteOptions, readNote } from './summarise.ts';
import { unspokenSpans } from './unspoken.ts';
import { silentToken, type Token, tokensOf } from './words.ts';

/**
 * What a language model writes, unchecked: `failed` with MODEL_MISSING where none is installed, `retry` or `failed`
 * with a problem of the engine, `snoozed` when `signal` was aborted. `isWhole`: it ended by itself.
 */
export type AskModel = (
  ask: Ask,
  signal?: AbortSignal,
) => Promise<StepResult<{ text: string; isWhole: boolean; model: string }>>;

export interface WithModelOptions extends NoteOptions {
  askModel: AskModel;
  /** Told why the model's part is not there; never with a caller's words. */
  onProblem?: (problem: Problem) => void;
}

/** Answers `done` with the note, or `snoozed` when `signal` was aborted: the step is then done again. */
export function makeSummariseWithModel(options: WithModelOptions): Summarise {
  return async (transcript, signal) => {
    if (transcript.kind === 'missing') return done(missing('no-transcript'));
    const note = readNote(transcript, options);
    const said = spokenTokens(transcript, note);
    const ask = mayWait(note) ? askAbout(said) : null;
    if (!ask) return done(note);
    const without = (because: Missing['because'], problem: Problem) => {
      options.onProblem?.(problem);
      return done({ ...note, byModel: missing(because) });
    };
    const result = await options.askModel(ask, signal);
    if (result.kind === 'snoozed') return result;
    if (result.kind !== 'done') {
      const isAbsent = result.problem.code === 'MODEL_MISSING' || result.problem.code === 'MODEL_BROKEN';
      return without(isAbsent ? 'no-model' : 'engine-failed', result.problem);
    }
    const { text, isWhole, model } = result.value;
    const answer = isWhole ? readAnswer(text) : null;
    if (!answer) return without('engine-failed', nonsense);
    return done(withAnswer(note, answer, { tokens: said, model, rules: options }));
  };
}

/** The rules' note and what of the model's the words carry. Pure. */
export function withAnswer(
  note: Summary,
  answer: ModelAnswer,
  said: { tokens: readonly Token[]; model: string; rules: NoteOptions },
): Summary {
  const { tokens, model, rules } = said;
  const facts = newFacts(answer, note, { tokens, country: rules.country ?? 'DE' });
  const urgency = higherUrgency(note.urgency, answer, tokens);
  const known = { ...note, ...facts, urgency };
  const written = writtenSummary(answer.sentences, known, said);
  const openQuestions = note.openQuestions?.filter(
    question =>
      !(question === 'name' && known.callerName) &&
      !(question === 'address' && known.address) &&
      !(question === 'number' && known.callbackNumber),
  );
  return {
    ...known,
    ...(openQuestions ? { openQuestions } : {}),
    byModel: { kind: 'made', model },
    ...(written ? { sentences: written.sentences, isQuote: false } : {}),
    ...(written?.translatedFrom
      ? {
          translatedFrom: written.translatedFrom,
          urgency: urgencyOfTranslation(written, known, { modelLevel: answer.urgency, rules }),
        }
      : {}),
  };
}

const done = <T>(value: T) => ({ kind: 'done', value }) as const;
const nonsense: Problem = { code: 'ENGINE_FAILED', message: 'the language model answered nonsense' };

/** An emergency goes out at once, in the caller's own words; where nobody spoke there is nothing to sum up. */
const mayWait = (note: Summary): boolean => !note.noSpeech && note.urgency.level !== 'emergency';

/** Orders to the software, subtitles and greetings of other mailboxes are nothing for a model, either. */
function spokenTokens(transcript: Transcript, note: Summary): Token[] {
  const tokens = tokensOf(transcript);
  const hidden = [...unspokenSpans(tokens).map(each => each.span), ...(note.ordersToSoftware ?? [])];
  return tokens.map((token, at) =>
    hidden.some(span => span.fromWord <= at && at < span.toWord) ? silentToken : token,
  );
}
