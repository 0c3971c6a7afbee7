import {
  type Counter,
  counter,
  isNothing,
  isOtherScript,
  mentions,
  nameWords,
  norm,
  normHouse,
  normName,
  normPhone,
  normStreet,
  normUnit,
  ratesOf,
  share,
} from './compare.ts';
import type { NoteInput, NotePrediction } from './predict.ts';

export interface Gold {
  kind: 'message' | 'noSpeech';
  callerName: string | null;
  street: string | null;
  houseNumber: string | null;
  unit: string | null;
  callbackNumber: string | null;
  callbackIsCallerNumber: boolean;
  category: string;
  alsoAcceptable: string[];
  urgency: string;
  urgencyAlsoAcceptable?: string[];
  mustMention: string[][];
  mustNotMention: string[];
  language: string | null;
  accept?: Partial<Record<'kind' | FieldName, string[]>>;
}

export interface NoteCase extends NoteInput {
  gold: Gold;
  tags: string[];
}

type FieldName = 'callerName' | 'street' | 'houseNumber' | 'callbackNumber' | 'unit';
type Report = (mistake: { id?: string; what: string; got: unknown; want: unknown }) => void;
const silent: Report = () => {};

const same: Record<FieldName, (a: string | null, b: string | null) => boolean> = {
  callerName: (a, b) => normName(a) === normName(b),
  street: (a, b) => normStreet(a) === normStreet(b),
  houseNumber: (a, b) => normHouse(a) === normHouse(b),
  callbackNumber: (a, b) => normPhone(a) === normPhone(b),
  unit: (a, b) => normUnit(a) === normUnit(b),
};
const fieldNames = Object.keys(same) as FieldName[];

/** The figures that the benchmark's README names, over all cases. */
export function scoreNotes(
  cases: readonly NoteCase[],
  notes: readonly NotePrediction[],
  report: Report = silent,
) {
  const byId = new Map(notes.map(note => [note.id, note]));
  const fields = Object.fromEntries(fieldNames.map(name => [name, counter()])) as Record<FieldName, Counter>;
  const surname = counter();
  const n = Object.fromEntries(tallies.map(name => [name, 0])) as Record<(typeof tallies)[number], number>;
  for (const each of cases) {
    const note = byId.get(each.id);
    const say: Report = mistake => report({ id: each.id, ...mistake });
    if (note) n.predicted += 1;
    scoreKind(each, note, n, say);
    scoreFields(each, note, fields, say);
    scoreSurname(each.gold, note, surname);
    if (note?.callerName && !isSaid(each, note.callerName)) {
      n.invented += 1;
      say({ what: 'inventedName', got: note.callerName, want: each.gold.callerName });
    }
    scoreText(each.gold, note, n, say);
    scoreUrgency(each, note, n, say);
    if (each.gold.kind === 'message') scoreMessage(each.gold, note, n, say);
  }
  return {
    cases: cases.length,
    predicted: n.predicted,
    fields: Object.fromEntries(fieldNames.map(name => [name, ratesOf(fields[name])])),
    callerNameSurnameOnly: ratesOf(surname),
    categoryAccuracy: share(n.category, n.messages),
    urgencyAccuracy: share(n.urgency, n.messages),
    emergencyRecall: share(n.emergencyHit, n.emergency),
    emergenciesMissed: n.emergency - n.emergencyHit,
    emergencyFalseAlarmRate: share(n.falseAlarm, n.calm),
    emergencyFalseAlarms: n.falseAlarm,
    hardNegativeFalseAlarmRate: share(n.hardAlarm, n.hard),
    mustMentionCoverage: share(n.factsHit, n.facts),
    mustMentionComplete: share(n.complete, n.withFacts),
    mustNotMentionViolations: n.violations,
    mustNotMentionCases: n.violationCases,
    mustNotMentionEntries: n.notEntries,
    inventedNames: n.invented,
    noSpeechAccuracy: share(n.kindRight, cases.length),
    noSpeechRecall: share(n.silentHit, n.silent),
    messagesLostAsNoSpeech: n.lost,
    callbackIsCallerNumberAccuracy: share(n.shownRight, n.shown),
    languageAccuracy: share(n.language, n.messages),
  };
}

const tallies = [
  ...(['predicted', 'kindRight', 'silent', 'silentHit', 'lost', 'messages', 'category', 'urgency'] as const),
  ...(['emergency', 'emergencyHit', 'calm', 'falseAlarm', 'hard', 'hardAlarm', 'facts', 'factsHit'] as const),
  ...(['withFacts', 'complete', 'notEntries', 'violations', 'violationCases', 'invented'] as const),
  ...(['shown', 'shownRight', 'language'] as const),
];
type Tallies = Record<(typeof tallies)[number], number>;

function scoreKind(each: NoteCase, note: NotePrediction | undefined, n: Tallies, say: Report): void {
  const { gold } = each;
  const isRight = note?.kind === gold.kind || (note && (gold.accept?.kind ?? []).includes(note.kind));
  if (isRight) n.kindRight += 1;
  else say({ what: 'kind', got: note?.kind, want: gold.kind });
  if (gold.kind === 'noSpeech') {
    n.silent += 1;
    if (isRight) n.silentHit += 1;
  }
}

function scoreFields(
  { gold, callerNumber }: NoteCase,
  note: NotePrediction | undefined,
  fields: Record<FieldName, Counter>,
  say: Report,
): void {
  for (const name of fieldNames) {
    const want = gold[name];
    const got = note?.[name] ?? null;
    const others = gold.accept?.[name] ?? [];
    const isRight =
      !isNothing(got) && !isNothing(want) && [want, ...others].some(each => same[name](got, each));
    // Falling back to the number of the line is no error unless the caller forbade it.
    const isFallback =
      name === 'callbackNumber' && isNothing(want) && !isNothing(got) && normPhone(got) === callerNumber;
    if (isFallback && !isForbiddenNumber(gold, got)) continue;
    if (name === 'unit' && isNothing(got) && others.includes('')) continue;
    if (isRight) fields[name].tp += 1;
    else {
      if (!isNothing(got)) fields[name].fp += 1;
      if (!isNothing(want)) fields[name].fn += 1;
      if (!isNothing(got) || !isNothing(want)) say({ what: name, got, want });
    }
  }
}

const isForbiddenNumber = (gold: Gold, got: string | null): boolean =>
  gold.mustNotMention.some(
    each => each === 'callbackNumber:*' || each === `callbackNumber:${normPhone(got)}`,
  );

function scoreSurname(gold: Gold, note: NotePrediction | undefined, surname: Counter): void {
  const [want, got] = [gold.callerName, note?.callerName ?? null];
  const said = nameWords(got);
  const isRight =
    !isNothing(want) &&
    !isNothing(got) &&
    [want, ...(gold.accept?.callerName ?? [])].some(each => {
      const words = nameWords(each);
      return words.length > 0 && (said.includes(words.at(-1) ?? '') || words.includes(said.at(-1) ?? ''));
    });
  if (isRight) surname.tp += 1;
  else {
    if (!isNothing(got)) surname.fp += 1;
    if (!isNothing(want)) surname.fn += 1;
  }
}

/** Each word of the name was said, or belongs to the right one. */
function isSaid({ transcript, gold }: NoteCase, name: string): boolean {
  const words = new Set(norm(transcript).split(' '));
  const joined = norm(transcript).replace(/ /g, '');
  const known = [gold.callerName, ...(gold.accept?.callerName ?? [])].flatMap(nameWords);
  if (isOtherScript(transcript) && gold.callerName !== null) return true;
  return nameWords(name).every(
    word => words.has(word) || known.includes(word) || (word.length >= 4 && joined.includes(word)),
  );
}

function scoreText(gold: Gold, note: NotePrediction | undefined, n: Tallies, say: Report): void {
  const parts = (...texts: (string | null | undefined)[]): string =>
    norm(texts.filter(text => !isNothing(text)).join(' . '));
  const text = parts(note?.summary, note?.requestedAction);
  if (gold.mustMention.length > 0) {
    n.withFacts += 1;
    const missed = gold.mustMention.filter(fact => !fact.some(each => mentions(text, each)));
    n.facts += gold.mustMention.length;
    n.factsHit += gold.mustMention.length - missed.length;
    if (missed.length === 0) n.complete += 1;
    for (const want of missed) say({ what: 'mustMention', got: note?.summary, want });
  }
  const loose = parts(note?.summary, note?.requestedAction, note?.callerName);
  const broken = gold.mustNotMention.filter(entry => isViolated(entry, gold, note, { text, loose }));
  n.notEntries += gold.mustNotMention.length;
  n.violations += broken.length;
  if (broken.length > 0) n.violationCases += 1;
  for (const want of broken) say({ what: 'mustNotMention', got: note?.summary, want });
}

function isViolated(
  entry: string,
  gold: Gold,
  note: NotePrediction | undefined,
  { text, loose }: { text: string; loose: string },
): boolean {
  const [, key, value = ''] = /^(callerName|callbackNumber|exact):(.*)$/s.exec(entry) ?? [];
  if (key === 'callerName') {
    const name = note?.callerName ?? null;
    return !isNothing(name) && mentions(norm(name), value) && normName(name) !== normName(gold.callerName);
  }
  if (key === 'callbackNumber') {
    const number = note?.callbackNumber ?? null;
    return !isNothing(number) && (value === '*' || normPhone(number) === value);
  }
  return key === 'exact' ? text === norm(value) : mentions(loose, entry);
}

function scoreUrgency(
  { gold, tags }: NoteCase,
  note: NotePrediction | undefined,
  n: Tallies,
  say: Report,
): void {
  const isAlarm = note?.urgency === 'emergency';
  if (gold.kind === 'message' && gold.urgency === 'emergency') {
    n.emergency += 1;
    if (isAlarm) n.emergencyHit += 1;
    else say({ what: 'missedEmergency', got: note?.urgency, want: 'emergency' });
    return;
  }
  n.calm += 1;
  if (tags.includes('hardNegative')) {
    n.hard += 1;
    if (isAlarm) n.hardAlarm += 1;
  }
  if (!isAlarm) return;
  n.falseAlarm += 1;
  say({ what: 'falseAlarm', got: 'emergency', want: gold.urgency });
}

function scoreMessage(gold: Gold, note: NotePrediction | undefined, n: Tallies, say: Report): void {
  n.messages += 1;
  if (note?.kind === 'noSpeech') n.lost += 1;
  const urgency = note?.urgency ?? '';
  if (urgency === gold.urgency || (gold.urgencyAlsoAcceptable ?? []).includes(urgency)) n.urgency += 1;
  else if (urgency !== 'emergency' && gold.urgency !== 'emergency')
    say({ what: 'urgency', got: urgency, want: gold.urgency });
  const wanted = [gold.category, ...gold.alsoAcceptable];
  if (wanted.includes(note?.category ?? '')) n.category += 1;
  else say({ what: 'category', got: note?.category, want: wanted });
  if (note && gold.callbackNumber !== null) {
    n.shown += 1;
    if (note.callbackIsCallerNumber === gold.callbackIsCallerNumber) n.shownRight += 1;
  }
  if (note?.language === gold.language) n.language += 1;
}

export function scoreNumbers(
  gold: readonly { text: string; wanted: string }[],
  found: readonly string[],
  report: Report = silent,
) {
  const judged = gold.map(({ text, wanted }, at) => {
    const isRight = at < found.length && normPhone(found[at] ?? '') === wanted;
    if (!isRight) report({ what: 'number', got: found[at], want: `${text} → ${wanted}` });
    return { isNumber: wanted !== '', isRight };
  });
  const count = (isNumber: boolean, isRight?: boolean): number =>
    judged.filter(each => each.isNumber === isNumber && (isRight === undefined || each.isRight === isRight))
      .length;
  return {
    pairs: gold.length,
    exactAccuracy: share(judged.filter(each => each.isRight).length, gold.length),
    phoneAccuracy: share(count(true, true), count(true)),
    noPhoneAccuracy: share(count(false, true), count(false)),
    inventedNumbers: count(false, false),
  };
}
