/**
 * Understanding: what the caller wants, by rules. The summary quotes the caller, and every claim names
 * the words it rests on. It must never say what is not in the words, and never take them as orders.
 */
import type { Summarise } from '../domain/capabilities.ts';
import { missing } from '../domain/missing.ts';
import type { Claim, OpenQuestion, Summary } from '../domain/summary.ts';
import type { Transcript } from '../domain/transcript.ts';
import { type Address, findAddress } from './address.ts';
import { findCallerName } from './caller-name.ts';
import { findIncompleteNumber } from './incomplete-number.ts';
import { guessLanguage } from './language.ts';
import { findNoSpeech } from './no-speech.ts';
import { findCallbackNumber, findShownNumberWish } from './numbers.ts';
import { ordersToSoftware } from './orders.ts';
import type { EmergencyRule } from './rule.ts';
import { chooseSentences } from './sentences.ts';
import { findUnit } from './unit.ts';
import { unspokenSpans } from './unspoken.ts';
import { figureSpans, findUrgency, sentencesOf } from './urgency.ts';
import { findBestTime, findRequest } from './wishes.ts';
import { silentToken, type Token, tokensOf } from './words.ts';

/**
 * `country`: whose numbers callers say without a country code (ISO 3166). `callDate`: day of the call
 * (ISO 8601), for what presses in winter only; without it the words tell the season.
 */
export function makeSummarise(options: NoteOptions = {}): Summarise {
  return async transcript => ({
    kind: 'done',
    value: transcript.kind === 'missing' ? missing('no-transcript') : readNote(transcript, options),
  });
}

export interface NoteOptions {
  country?: string;
  callDate?: string | null;
  /** What makes an emergency, as the office has set it; without it the built-in rules. */
  rules?: readonly EmergencyRule[];
}

/** All that the words say, each with where. Pure: no clock, no model. */
export function readNote(transcript: Transcript, options: NoteOptions = {}): Summary {
  const heard = tokensOf(transcript);
  const unspoken = unspokenSpans(heard).map(each => each.span);
  const spoken = silenced(heard, unspoken);
  const orders = ordersToSoftware(spoken);
  const tokens = silenced(spoken, orders);
  const callerName = findCallerName(tokens);
  const address = findAddress(tokens);
  const callbackNumber = findCallbackNumber(tokens, { country: options.country ?? 'DE', address });
  const shown = findShownNumberWish(tokens);
  const { callDate = null, rules } = options;
  const urgency = findUrgency(tokens, callerName, { callDate, ...(rules ? { rules } : {}) });
  const unit = findUnit(tokens, address);
  const claimed = [callerName, address, callbackNumber, unit].filter(claim => claim !== null);
  const signs = unspoken.filter(span =>
    heard.slice(span.fromWord, span.toWord).every(token => token.folded === ''),
  );
  const figures = [...figureSpans(tokens), ...signs];
  const hidden = [...unspoken, ...orders, ...figures];
  const pressing = urgency.because;
  const sentences = chooseSentences(transcript, tokens, { claimed, pressing, hidden, figures });
  const noSpeech = findNoSpeech(heard, tokens, { claimed, urgency, hasOrders: orders.length > 0 });
  const requestedAction = noSpeech
    ? null
    : findRequest(
        tokens,
        sentencesOf(tokens).filter(span => !hidden.some(other => overlap(span, other))),
      );
  return {
    kind: 'made',
    sentences: noSpeech ? [] : sentences,
    isQuote: true,
    callerName,
    address: address && { value: address.value, fromWord: address.fromWord, toWord: address.toWord },
    callbackNumber,
    urgency,
    ...streetAndNumber(address),
    unit,
    bestTime: findBestTime(tokens),
    requestedAction,
    wantsShownNumber:
      shown && !shown.isRefused
        ? { value: shown.value, fromWord: shown.fromWord, toWord: shown.toWord }
        : null,
    incompleteNumber: callbackNumber || noSpeech ? null : findIncompleteNumber(tokens, address),
    openQuestions: openQuestions({ callerName, address, callbackNumber: callbackNumber ?? shown, sentences }),
    language: noSpeech ? null : guessLanguage(tokens),
    noSpeech,
    ordersToSoftware: orders,
  };
}

function silenced(tokens: readonly Token[], spans: readonly { fromWord: number; toWord: number }[]): Token[] {
  return tokens.map((token, at) =>
    spans.some(span => span.fromWord <= at && at < span.toWord) ? silentToken : token,
  );
}

const overlap = (a: { fromWord: number; toWord: number }, b: { fromWord: number; toWord: number }): boolean =>
  a.fromWord < b.toWord && b.fromWord < a.toWord;

function streetAndNumber(address: Address | null): { street: Claim | null; houseNumber: Claim | null } {
  if (!address) return { street: null, houseNumber: null };
  const span = { fromWord: address.fromWord, toWord: address.toWord };
  return {
    street: { value: address.street, ...span },
    houseNumber: address.houseNumber === null ? null : { value: address.houseNumber, ...span },
  };
}

function openQuestions(found: {
  callerName: unknown;
  address: unknown;
  callbackNumber: unknown;
  sentences: readonly unknown[];
}): OpenQuestion[] {
  const open: OpenQuestion[] = [];
  if (!found.callerName) open.push('name');
  if (!found.address) open.push('address');
  if (!found.callbackNumber) open.push('number');
  if (found.sentences.length === 0) open.push('concern');
  return open;
}
