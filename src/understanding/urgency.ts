import type { Claim, Urgency } from '../domain/summary.ts';
import { boundariesIn, clauseAround } from './clause.ts';
import { withoutDialect } from './dialect.ts';
import { emergencyRules } from './emergency-rules.ts';
import { figuresOfSpeech } from './figures-of-speech.ts';
import { isHypothetical, isNegated, isPast, withdrawalsIn } from './reality.ts';
import type { EmergencyRule } from './rule.ts';
import { findPatterns, patternsOf } from './word-patterns.ts';
import { type Token, withoutUmlauts } from './words.ts';

/**
 * How pressing the message is, by the words that say so. "Nicht dringend" and "kein Gasgeruch" do not
 * count, nor does a Frau Brand, what is past, mended or only imagined. Nothing is felt from the tone.
 * @param callerName its words are a name, whatever else they mean
 * @param options.callDate day of the call (ISO), for what matters in winter only
 */
export function findUrgency(
  tokens: readonly Token[],
  callerName: Span | null,
  options: { callDate?: string | null; rules?: readonly EmergencyRule[] } = {},
): Urgency {
  const named = tokens.map((token, at) => (isName(tokens, at, callerName) ? blank(token) : token));
  const readable = withoutDialect(withoutFigures(named));
  const unnamed = callerName ? withoutFigures(tokens) : readable;
  const isWinter = isHeatingSeason(readable, options.callDate ?? null);
  const hits: Hit[] = [];
  for (const rule of compiledOf(options.rules ?? emergencyRules)) {
    if (rule.season === 'winter' && !isWinter) continue;
    hits.push(...hitsOf(rule, rule.isForeign ? unnamed : readable));
  }
  return urgencyOf(distinct(standingOf(hits, readable)), tokens, readable);
}

/** What is not taken back behind it. A weak word for it leaves somebody to call in the morning. */
function standingOf(hits: readonly Hit[], tokens: readonly Token[]): Hit[] {
  const takenBack = withdrawalsIn(tokens);
  const standing: Hit[] = [];
  for (const hit of hits) {
    const against = takenBack.filter(each => hit.toWord <= each.toWord && hit.fromWord < each.fromWord);
    const own = clauseAround(tokens, { fromWord: 0, toWord: tokens.length }, hit);
    if (against.some(each => !each.isWeak || each.fromWord < own.toWord)) continue;
    standing.push(against.length > 0 ? { ...hit, rule: { ...hit.rule, level: 'urgent' } } : hit);
  }
  return standing;
}

interface Span {
  fromWord: number;
  toWord: number;
}

interface Hit extends Span {
  rule: Pick<EmergencyRule, 'ruleId' | 'level' | 'label'>;
}

type Patterns = ReturnType<typeof patternsOf>;
type Compiled = Omit<EmergencyRule, 'never'> & {
  lists: Patterns[];
  others: Patterns[];
  not: Patterns;
  farNot: Patterns;
  sure: Patterns;
  never: Patterns;
};

/** Of the words of `unless` these tell of the whole sentence; the others of their own clause. */
const tellsAll: ReadonlySet<string> = new Set(
  'übung probealarm leer niemand_drin keiner_drin kamin* osterfeuer lagerfeuer feuerstelle schornsteinfeger wenn gutachter* trocknung* versicherung* schadensmeldung sanierung zeitung abgestellt_wird nicht_ab'.split(
    ' ',
  ),
);

const compile = (rule: EmergencyRule): Compiled => ({
  ...rule,
  lists: rule.all.map(patternsOf),
  others: (rule.elsewhere ?? []).map(patternsOf),
  not: patternsOf(rule.unless ?? ''),
  farNot: patternsOf(
    (rule.unless ?? '')
      .split(' ')
      .filter(word => tellsAll.has(word))
      .join(' '),
  ),
  sure: patternsOf(rule.strong ?? ''),
  never: patternsOf(rule.never ?? ''),
});

/** Made once for each list: those of the house, and those of an office until it changes them. */
const compiledLists = new WeakMap<readonly EmergencyRule[], Compiled[]>();

function compiledOf(rules: readonly EmergencyRule[]): Compiled[] {
  const known = compiledLists.get(rules);
  if (known) return known;
  const made = rules.map(compile);
  compiledLists.set(rules, made);
  return made;
}

const figures = patternsOf(figuresOfSpeech.join(' '));

const MOST_REASONS = 5;
/** How far apart the words of one rule may stand. */
const NEAR_WORDS = 14;
/** A declared emergency without a word of what happened wakes someone only where nothing else is said. */
const DECLARED_WORDS = 24;

function urgencyOf(hits: readonly Hit[], tokens: readonly Token[], readable: readonly Token[]): Urgency {
  const isCalm = findPatterns(calm, readable, { fromWord: 0, toWord: readable.length }).length > 0;
  const weighed = hits
    .map(hit => ({ ...hit, level: hit.rule.level }))
    .map(hit =>
      hit.rule.ruleId === 'declared' && readable.length > DECLARED_WORDS
        ? { ...hit, level: 'urgent' as const }
        : hit,
    )
    .filter(hit => hit.level === 'emergency' || !isCalm);
  const isEmergency = weighed.some(hit => hit.level === 'emergency');
  const shown = weighed
    .sort((a, b) => rank(a.level) - rank(b.level))
    .slice(0, MOST_REASONS)
    .sort((a, b) => a.fromWord - b.fromWord);
  const urgency: Urgency = {
    level: isEmergency ? 'emergency' : weighed.length > 0 ? 'urgent' : 'normal',
    because: shown.map(hit => claimOf(tokens, hit)),
  };
  const first = weighed[0];
  if (first) {
    urgency.label = first.rule.label;
    urgency.ruleIds = [...new Set(weighed.map(hit => hit.rule.ruleId))];
  }
  return urgency;
}

const rank = (level: EmergencyRule['level']): number => (level === 'emergency' ? 0 : 1);
const calm = patternsOf(
  'kein_notfall keine_eile nicht_eilig nicht_dringend nicht_so_dringend nicht_sehr_dringend nicht_*_*_dringend hat_zeit eilt_nicht eilt_ja_nicht nicht_schlimm nichts_dringendes nichts_eiliges keine_hektik nicht_wild',
);

function hitsOf(rule: Compiled, tokens: readonly Token[]): Hit[] {
  const everywhere = { fromWord: 0, toWord: tokens.length };
  if (rule.others.some(list => findPatterns(list, tokens, everywhere).length === 0)) return [];
  const hits: Hit[] = [];
  for (const sentence of sentencesOf(tokens)) {
    const span = smallest(
      rule.lists.map(list => findPatterns(list, tokens, sentence)),
      tokens,
    );
    if (!span) continue;
    const clause = clauseAround(tokens, sentence, span);
    const around = {
      fromWord: Math.max(clause.fromWord, span.fromWord - NEAR_WORDS),
      toWord: Math.min(clause.toWord, span.toWord + NEAR_WORDS),
    };
    const near = {
      fromWord: Math.max(sentence.fromWord, span.fromWord - NEAR_WORDS),
      toWord: Math.min(sentence.toWord, span.toWord + NEAR_WORDS),
    };
    if (findPatterns(rule.never, tokens, around).length > 0) continue;
    const isSure = findPatterns(rule.sure, tokens, near).length > 0;
    if (!isSure && findPatterns(rule.not, tokens, around).length > 0) continue;
    if (!isSure && findPatterns(rule.farNot, tokens, near).length > 0) continue;
    if (!rule.isNegative && isNegated(tokens, span)) continue;
    if (isHypothetical(tokens, sentence, span) || isPast(tokens, sentence, span)) continue;
    hits.push({ ...span, rule });
  }
  return hits;
}

/** The shortest stretch with one find of each list; null: there is none near enough. */
function smallest(lists: readonly Span[][], tokens: readonly Token[]): Span | null {
  let best: Span | null = null;
  const walk = (at: number, span: Span | null): void => {
    const list = lists[at];
    if (!list) {
      const isShorter = span && (!best || span.toWord - span.fromWord < best.toWord - best.fromWord);
      // In one clause or in neighbours: over more commas the words tell of different things.
      if (span && isShorter && boundariesIn(tokens, span) < Math.max(2, lists.length)) best = span;
      return;
    }
    for (const each of list.slice(0, 40)) {
      const joined = span
        ? { fromWord: Math.min(span.fromWord, each.fromWord), toWord: Math.max(span.toWord, each.toWord) }
        : each;
      if (joined.toWord - joined.fromWord <= NEAR_WORDS) walk(at + 1, joined);
    }
  };
  walk(0, null);
  return best;
}

/** By their ends; where an engine set none, the whole. */
export function sentencesOf(tokens: readonly Token[]): Span[] {
  const spans: Span[] = [];
  let fromWord = 0;
  for (const [at, token] of tokens.entries()) {
    if (!token.endsSentence && at + 1 < tokens.length) continue;
    spans.push({ fromWord, toWord: at + 1 });
    fromWord = at + 1;
  }
  return spans;
}

/** Stretches that are figures of speech; where a room or a thing of the house stands beside one, it is meant. */
export function figureSpans(tokens: readonly Token[]): Span[] {
  const everywhere = { fromWord: 0, toWord: tokens.length };
  return findPatterns(figures, tokens, everywhere).filter(span => {
    const words = tokens.slice(span.fromWord, span.toWord).map(token => token.folded);
    if (!words.some(word => maybeMeant.test(word))) return true;
    const clause = clauseAround(tokens, everywhere, span);
    return !tokens.slice(clause.fromWord, clause.toWord).some((token, at) => {
      const isInside = clause.fromWord + at >= span.fromWord && clause.fromWord + at < span.toWord;
      return !isInside && ofTheHouse.test(token.folded);
    });
  });
}

const maybeMeant = /^(?:feuer|decke|wasser|hals|brennt|huette|baum|oberkante)$/;
const ofTheHouse =
  /^(?:\w*keller\w*|\w*kueche|\w*zimmer|bad|badezimmer|\w*flur|treppenhaus|dach|dachboden|garage|tiefgarage|balkon|wohnung|vorhang|sofa|bett|matratze|schrank|herd|teppich|gardine\w*|muelltonne\w*|tonne|container|kinderwagen|waschmaschine|trockner|runter|herunter|herab|stuecke|putz|auto|adventskranz|weihnachtsbaum)$/;

function withoutFigures(tokens: readonly Token[]): Token[] {
  const spans = figureSpans(tokens);
  return tokens.map((token, at) =>
    spans.some(span => span.fromWord <= at && at < span.toWord) ? blank(token) : token,
  );
}

const blank = (token: Token): Token => ({ ...token, folded: '', stem: '' });

function isName(tokens: readonly Token[], at: number, callerName: Span | null): boolean {
  if (callerName && callerName.fromWord <= at && at < callerName.toWord) return !isThing(tokens, at);
  if (!tokens[at]?.isCapitalised) return false;
  // "Frau Brand", "Frau Gisela Brand"; but "Herr Lohmann, Rohrbruch bei uns" without its comma.
  if (tokens[at - 1]?.isCapitalised && !title.test(tokens[at - 1]?.folded ?? '') && isThing(tokens, at))
    return false;
  for (let before = at - 1; before >= Math.max(0, at - 3); before -= 1) {
    const token = tokens[before];
    if (!token?.isCapitalised || token.endsPhrase) return false;
    if (title.test(token.folded)) return true;
  }
  return false;
}

const title = /^(?:frau|herrn?|familie)$/;

const inTheHouse =
  /^(?:\w*keller|treppenhaus|\w*flur|haus|wohnung|bad|\w*kueche|\w*dach\w*|\w*garage|muellraum)$/;

/** A word for what happened, never a surname; "Brand" is one unless a place follows. */
function isThing(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.folded ?? '';
  if (/\w(?:bruch|geruch|schaden|ausfall|brand|alarm|leck|austritt|einbruch)$/.test(word)) return true;
  const next = tokens[at + 1]?.folded ?? '';
  const place = tokens[at + 2]?.folded ?? '';
  return (
    /^(?:brand|feuer|rauch|wasser|gas)$/.test(word) && /^(?:im|in)$/.test(next) && inTheHouse.test(place)
  );
}

function isHeatingSeason(tokens: readonly Token[], callDate: string | null): boolean {
  const month = /^\d{4}-(\d\d)/.exec(callDate ?? '')?.[1];
  if (month) return [10, 11, 12, 1, 2, 3, 4].includes(Number(month));
  return !tokens.some(token =>
    /^(?:sommer|hochsommer|hitze|juni|juli|august)$/.test(withoutUmlauts(token.folded)),
  );
}

function distinct(hits: readonly Hit[]): Hit[] {
  const kept: Hit[] = [];
  for (const hit of hits) {
    if (!kept.some(other => hit.fromWord < other.toWord && other.fromWord < hit.toWord)) kept.push(hit);
  }
  return kept;
}

function claimOf(tokens: readonly Token[], span: Span): Claim {
  const value = tokens
    .slice(span.fromWord, span.toWord)
    .map(token => token.text)
    .join(' ')
    .replace(/[\s,;:.!?…–—-]+$/u, '');
  return { value, fromWord: span.fromWord, toWord: span.toWord };
}
