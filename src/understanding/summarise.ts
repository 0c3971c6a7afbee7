/**
 * Understanding: what the caller wants, by rules. The summary quotes the caller, and every claim names
 * the words it rests on. It must never say what is not in the words, and never take them as orders.
 */
import type { Summarise } from '../domain/capabilities.ts';
import { missing } from '../domain/missing.ts';
import type { Claim, Summary } from '../domain/summary.ts';
import type { Transcript } from '../domain/transcript.ts';
import { findAddress } from './address.ts';
import { findCallerName } from './caller-name.ts';
import { findCallbackNumber } from './numbers.ts';
import { chooseSentences } from './sentences.ts';
import { findUrgency } from './urgency.ts';
import { tokensOf } from './words.ts';

/** `country`: whose numbers callers say without a country code (ISO 3166). */
export function makeSummarise(options: { country?: string } = {}): Summarise {
  return async transcript => ({
    kind: 'done',
    value:
      transcript.kind === 'missing'
        ? missing('no-transcript')
        : summaryOf(transcript, options.country ?? 'DE'),
  });
}

function summaryOf(transcript: Transcript, country: string): Summary {
  const tokens = tokensOf(transcript);
  const callerName = findCallerName(tokens);
  const address = findAddress(tokens);
  const callbackNumber = findCallbackNumber(tokens, { country, address });
  const urgency = findUrgency(tokens, callerName);
  const claimed = [callerName, address, callbackNumber].filter((claim): claim is Claim => claim !== null);
  return {
    kind: 'made',
    sentences: chooseSentences(transcript, tokens, { claimed, pressing: urgency.because }),
    isQuote: true,
    callerName,
    address,
    callbackNumber,
    urgency,
  };
}
