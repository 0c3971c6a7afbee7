/** One case of transcripts.jsonl. */
export interface MatchCase {
  id: string;
  caller: string | null;
  text: string;
  gold: { decision: Decision; contact_ids: string[] };
  accept: Decision[];
  evidence: 'strong' | 'weak';
  tags: string[];
}

export type Decision = 'matched' | 'ambiguous' | 'unknown';

export interface Predicted {
  id: string;
  decision: Decision;
  candidates: { contact_id: string; score: number }[];
  ms: number;
}

/** Figures of the bench's line; shares from 0 to 1, null where there is no case. Counts as the shared score.mjs does. */
export function scoreMatching(cases: readonly MatchCase[], predicted: ReadonlyMap<string, Predicted>) {
  const counted = cases
    // Another name is spoken on a contact's phone: a decision of the product, in no headline figure.
    .filter(({ tags }) => !tags[0]?.startsWith('phone-of-other'))
    .map(each => ({ each, ...judge(each, predicted.get(each.id)) }));
  const strong = (isPhone: boolean) =>
    counted.filter(
      ({ each }) =>
        each.gold.decision === 'matched' &&
        each.evidence === 'strong' &&
        (each.tags[0] ?? '').startsWith('phone') === isPhone,
    );
  const matched = counted.filter(({ decision }) => decision === 'matched');
  const strangers = counted.filter(({ each }) => each.gold.decision === 'unknown');
  const unsure = counted.filter(({ each }) => each.gold.decision === 'ambiguous');
  return {
    cases: counted.length,
    matched: matched.length,
    precision: share(matched, one => one.isRight),
    falseId: share(counted, one => one.isFalse),
    falseIdStrangers: share(strangers, one => one.isFalse),
    recallTranscript: share(strong(false), one => one.isRight),
    recallPhone: share(strong(true), one => one.isRight),
    ambiguousKept: share(unsure, one => one.decision === 'ambiguous' && one.isNamed),
  };
}

function judge(each: MatchCase, prediction: Predicted | undefined) {
  const gold = new Set(each.gold.contact_ids);
  const ids = (prediction?.candidates ?? []).map(candidate => candidate.contact_id);
  const decision = prediction?.decision ?? 'unknown';
  const isRight = decision === 'matched' && each.gold.decision === 'matched' && gold.has(ids[0] ?? '');
  return {
    decision,
    isRight,
    isFalse: decision === 'matched' && !isRight,
    isNamed: ids.slice(0, 10).some(id => gold.has(id)),
  };
}

const share = <T>(all: readonly T[], isGood: (one: T) => boolean): number | null =>
  all.length === 0 ? null : Math.round((all.filter(isGood).length / all.length) * 100_000) / 100_000;
