/**
 * Engines invent text: subtitle credits on silence, one phrase over and over, sentences where nobody
 * spoke. What looks invented is marked for the reader, never dropped: it may have been said. Pure.
 */
import type { Doubt, Segment, Word } from '../domain/transcript.ts';
import type { Span } from './energy-gate.ts';
import { isPromptEcho, plainWords } from './hot-words.ts';

/**
 * The same words with the same times; stretches that look invented have the reason. A subtitle credit at
 * the beginning or the end of a stretch becomes one of its own.
 */
export function markDoubt(
  segments: readonly Segment[],
  heard: {
    /** Where the detector found speech, without padding. */
    spans: readonly Span[];
    /** What the engine was given. */
    hotWords: readonly string[];
  },
): Segment[] {
  const parts = segments.flatMap(splitCredits);
  return parts.map((segment, index) => {
    const doubt = doubtOf(segment, heard) ?? doubtAcross(parts, index, heard);
    return doubt === null ? segment : { ...segment, doubt };
  });
}

/**
 * A loop or an echo does not stop at a pause, and the stretches between pauses may each hold one turn of it:
 * so each is also looked at together with its neighbours.
 */
function doubtAcross(
  parts: readonly Segment[],
  index: number,
  heard: Parameters<typeof markDoubt>[1],
): Doubt | null {
  const words = parts[index]?.words ?? [];
  const nearby = parts.slice(Math.max(0, index - neighbours), index + neighbours + 1);
  const looped = loopedTriples(nearby.flatMap(part => part.words));
  if (triplesOf(words).some(triple => looped.has(triple))) return 'repeats';
  const next = parts[index + 1]?.words ?? [];
  const before = parts[index - 1]?.words ?? [];
  const isEcho = [
    [...words, ...next],
    [...before, ...words],
  ].some(pair => pair.length > words.length && isPromptEcho(pair, heard.hotWords));
  return isEcho ? 'echo' : null;
}

/** So many stretches on either side: four turns of a loop, one in each. */
const neighbours = 3;

function splitCredits(segment: Segment): Segment[] {
  const { words } = segment;
  const ends = words.flatMap((word, index) => (/[.!?]$/.test(word.text) ? [index + 1] : []));
  const afterFirst = ends[0] ?? words.length;
  const beforeLast = ends.filter(end => end < words.length).at(-1) ?? 0;
  const from = isCredit(words.slice(0, afterFirst)) ? afterFirst : 0;
  const to = beforeLast >= from && isCredit(words.slice(beforeLast)) ? beforeLast : words.length;
  return [words.slice(0, from), words.slice(from, to), words.slice(to)].flatMap(part => {
    const [first, last] = [part[0], part.at(-1)];
    return first && last
      ? [{ fromMs: first.fromMs, toMs: Math.max(first.fromMs, last.toMs), words: part }]
      : [];
  });
}

/** True when three words in a row come four times: the sign of an engine that is caught in a loop. */
export function hasLoop(words: readonly Word[]): boolean {
  return loopedTriples(words).size > 0;
}

/** The three words that come four times. */
function loopedTriples(words: readonly Word[]): Set<string> {
  const times = new Map<string, number>();
  for (const triple of triplesOf(words)) times.set(triple, (times.get(triple) ?? 0) + 1);
  return new Set([...times].flatMap(([triple, count]) => (count >= loopTimes ? [triple] : [])));
}

/** All runs of three words but those of figures: a telephone number said slowly may hold the same digit often. */
function triplesOf(words: readonly Word[]): string[] {
  const plain = words.flatMap(word => plainWords(word.text));
  const isFigure = (word: string) => numberWords.has(word) || /^\d+$/.test(word);
  return plain
    .map((_, at) => plain.slice(at, at + 3))
    .filter(three => three.length === 3 && !three.every(isFigure))
    .map(three => three.join(' '));
}

function doubtOf(segment: Segment, heard: Parameters<typeof markDoubt>[1]): Doubt | null {
  const { words } = segment;
  if (isPromptEcho(words, heard.hotWords)) return 'echo';
  if (hasLoop(words)) return 'repeats';
  if (isCredit(words) && isNearEdge(segment, heard.spans)) return 'phrase';
  if (shareInSpeech(segment, heard.spans) < leastInSpeech) return 'no-speech';
  const probability = meanProbability(words);
  return probability !== null && probability < leastProbability ? 'unsure' : null;
}

/** Four times: research/engines.md §3. */
const loopTimes = 4;
const numberWords = new Set(
  'null eins ein eine zwei zwo drei vier fünf sechs sieben acht neun zehn doppel'.split(' '),
);

/**
 * What whisper learnt from subtitles and writes on silence, music and noise; the whole segment must be
 * one. Public reports of users (whisper.cpp issue 1724), none of it measured here.
 */
const credits: RegExp[] = [
  /^untertitel(?:ung)?(?: (?:der|des|von|im auftrag des|aufgrund der))? (?:amara|zdf|ard|wdr|ndr|mdr|swr|br|funk|srf|orf)\b/,
  /^untertitel(?:ung)? (?:im auftrag|aufgrund)\b/,
  /^(?:vielen dank|danke)(?: (?:schön|sehr))? (?:fürs?|für das|für die) (?:zuschauen|zusehen|zuhören|ansehen|anschauen|aufmerksamkeit)/,
  /^copyright (?:wdr|zdf|ard|ndr|swr|mdr|br|orf|srf)\b/,
  /^(?:swr|wdr|zdf|ndr|mdr|ard|br|orf|srf)(?: \d{4})+$/,
  /^(?:bis zum|das war) nächste[ns] (?:mal|video)$/,
  /^(?:thanks|thank you) for watching/,
  /^(?:bitte )?(?:abonniert|abonnieren sie|liked?)\b.*\b(?:kanal|video)\b/,
];

function isCredit(words: readonly Word[]): boolean {
  const text = words.flatMap(word => plainWords(word.text)).join(' ');
  return credits.some(pattern => pattern.test(text));
}

/** Invented phrases stand where the speech begins or ends, or where there is hardly any. */
function isNearEdge(segment: Segment, spans: readonly Span[]): boolean {
  const near = (ms: number, edge: number) => Math.abs(ms - edge) <= edgeMs;
  return (
    spans.every(span => span.toMs <= segment.fromMs || span.fromMs >= segment.toMs) ||
    spans.some(span => near(segment.fromMs, span.fromMs) || near(segment.toMs, span.toMs))
  );
}

const edgeMs = 1500;

/** Share of the segment's time at which the detector heard somebody, 0.3 s of padding around it. */
function shareInSpeech({ fromMs, toMs }: Segment, spans: readonly Span[]): number {
  if (toMs <= fromMs) return 1;
  const inside = spans.reduce((sum, span) => {
    return (
      sum + Math.max(0, Math.min(toMs, span.toMs + paddingMs) - Math.max(fromMs, span.fromMs - paddingMs))
    );
  }, 0);
  return inside / (toMs - fromMs);
}

const paddingMs = 300;
const leastInSpeech = 0.3;

/** Geometric mean over the words; null where the engine gives none. */
function meanProbability(words: readonly Word[]): number | null {
  const logs = words.flatMap(word =>
    word.confidence === null ? [] : [Math.log(Math.max(word.confidence, 1e-6))],
  );
  if (logs.length === 0) return null;
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}

/**
 * Mean log probability −1.0, as whisper's own guard has it, though of tokens; a word counts here by its
 * least certain token, so this marks a little more.
 */
const leastProbability = Math.exp(-1);
