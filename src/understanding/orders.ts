import type { Span } from './unspoken.ts';
import type { Token } from './words.ts';

/**
 * Stretches in which the caller speaks to the software: they are never followed, read or quoted. From
 * the words that show it to the end of that sentence.
 */
export function ordersToSoftware(tokens: readonly Token[]): Span[] {
  const found: Span[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const text = wordsAt(tokens, at, 12);
    if (!cues.some(cue => cue.test(text))) continue;
    const fromWord = clauseStart(tokens, at);
    const toWord = orderEnd(tokens, at);
    const last = found.at(-1);
    if (last && fromWord <= last.toWord) last.toWord = Math.max(last.toWord, toWord);
    else found.push({ fromWord, toWord });
    at = toWord - 1;
  }
  return found;
}

const machine =
  '(?:ki|kis|ai|bot|chatbot|roboter|sprachmodell|assistent\\w*|system|computer|software|maschine|sprachassistent\\w*|kuenstliche intelligenz|anrufbeantworter ki|gpt|chatgpt|chat gpt|llm|automat|programm|algorithmus|siri|alexa|model)';
const call = '(?:anruf|nachricht|anliegen|meldung|vorgang|ticket|anrufs|nachricht hier)';
/** What only a machine is given: without one of these words "vergessen Sie alle …" is a plain request. */
const rules =
  '(?:\\w*anweisung\\w*|instruktion\\w*|instructions?|regeln?|befehle?n?|vorgaben?|richtlinien?|einstellungen|prompts?|vorherige\\w*|bisherige\\w*|vorige\\w*|davor|zuvor|rules)';
const urgent = '(?:notfall|emergency|dringend\\w*|kritisch|hoechste\\w*|eilig\\w*)';

/** What the software shall write: the whole sentence is it. */
const dictating: readonly RegExp[] = [
  /^(?:deine|deine neue|dein|dein neuer) (?:aufgabe|auftrag|befehl|job|rolle) (?:ist|lautet|besteht)\b/,
  /^(?:tu|tue|tun sie) (?:bitte |mal )?so als\b/,
  /^(?:gib|gebe) (?:bitte |mal )?als (?:name|namen|nummer|rueckrufnummer|adresse|kategorie|dringlichkeit|anrufer|grund)\b/,
  /^(?:trag|trage|fueg|fuege|nimm|schreib|schreibe) (?:bitte |mal |noch )?(?:\w+ ){0,3}(?:in|als) (?:die |der |deine |den |das )?(?:zusammenfassung|notiz|ausgabe|json|feld|rueckrufnummer|kategorie|dringlichkeit)\b/,
  /^(?:tragen|fuegen|nehmen) sie (?:bitte |mal |noch )?(?:\w+ ){0,3}in (?:die |der |ihre |den |das )?(?:zusammenfassung|ausgabe|json|feld)\b/,
  /^(?:gib|lies|uebernimm|wiederhole?|schreibe?|kopiere?) (?:bitte |mal |nur |genau )?(?:den|das) (?:folgenden?|kommenden?) (?:text|satz|wortlaut|wort|inhalt)\b/,
  /^(?:setze?|set|aendere|ueberschreibe?|stelle) (?:bitte |mal )?(?:die |das |den |deine |meine )?(?:\w+ )?(?:callback\w*|caller\w*|urgency|dringlichkeit|prioritaet|kategorie|category|status|json|feld|rueckrufnummer|zusammenfassung|empfaenger|priority)\b/,
];

const cues: readonly RegExp[] = [
  ...dictating,
  new RegExp(
    `^(?:hallo|hey|hi|liebe|lieber|liebes|achtung|an das|an die|du bist|als|du als|ey|okay) (?:eine? |die |das |der )?${machine}\\b`,
  ),
  /^(?:ignorier\w*|missachte\w*|ignore|disregard|forget) (?:bitte |mal )?(?:alle?s?|deine?n?|die|saemtliche|jegliche|ihre|all|your|any|previous|bisherige\w*|vorherige\w*|vorigen?)\b/,
  new RegExp(
    `^(?:vergiss|vergessen sie|verwirf|verwerfen sie|loesche?n?(?: sie)?) (?:bitte |mal )?(?:alles|alle|deine|ihre|saemtliche|die) (?:\\w+ ){0,2}${rules}\\b`,
  ),
  new RegExp(
    `^(?:ignorieren|missachten) sie (?:bitte |mal )?(?:alle?s?|ihre|die|saemtliche) (?:\\w+ ){0,2}${rules}\\b`,
  ),
  /^(?:vergiss|verwirf) (?:bitte |mal )?alles\b/,
  // The verb at the end: "alle Regeln ignorieren", "das als Notfall einstufen".
  new RegExp(
    `^(?:alles|alle|deine|saemtliche|die) (?:\\w+ )?${rules} (?:\\w+ ){0,3}(?:ignorieren|vergessen|missachten|verwerfen|loeschen|ueberschreiben)\\b`,
  ),
  new RegExp(
    `^(?:als|auf) ${urgent} (?:\\w+ ){0,3}(?:behandeln|einstufen|einsortieren|eintragen|markieren|melden|kennzeichnen|klassifizieren|speichern|stufen|vermerken)\\b`,
  ),
  new RegExp(
    `^(?:fuer|an|die|der|das|dem|den) (?:lieben? )?${machine} (?:die |der |das |hier |bitte )*(?:soll|sollst|muss|musst|hat|zuhoert|mitliest|mithoert|auswertet|schreibt)\\b`,
  ),
  new RegExp(
    `^(?:nachricht|hinweis|notiz|anweisung|botschaft|befehl|info) (?:fuer|an) (?:die |das |den |deine? )?${machine}\\b`,
  ),
  /^(?:system ?(?:override|prompt|nachricht|befehl|anweisung|message|meldung|modus)|override|prompt|jailbreak|developer mode|debug ?modus|admin ?modus|entwickler ?modus|wartungsmodus|root ?zugriff)\b/,
  /^(?:neue|folgende|wichtige|geheime|interne|systemweite) (?:anweisung|instruktion|systemanweisung|regel|systemregel)\w*/,
  /^(?:new|following) instructions?\b/,
  new RegExp(
    `^(?:stuf\\w*|markier\\w*|kennzeichn\\w*|klassifizier\\w*|kategorisier\\w*|bewerte|einstufen|trage?|speicher\\w*|mark|classify) (?:sie )?(?:bitte |mal )?(?:diesen|diese|dieses|den|die|das|this|meinen|meine|mich|es) (?:\\w+ )?${call}\\b`,
  ),
  new RegExp(
    `^(?:behandle|behandeln) (?:sie )?(?:bitte |mal )?(?:diesen|diese|dieses|den|die|das|meinen|meine|mich|es) (?:\\w+ )?(?:${call} )?(?:bitte )?(?:als|wie)\\b`,
  ),
  new RegExp(
    `^(?:dies\\w*|den|die|der) ${call} (?:\\w+ ){0,6}(?:als|auf|mit|unter) (?:\\w+ ){0,3}(?:notfall|emergency|dringend|unwichtig|kritisch|prioritaet|spam|erledigt|hoechste)`,
  ),
  /^(?:schreib|schreibe|schreiben sie|notiere?|antworte|gib|gebe|write|output|respond|print) (?:bitte |mal |jetzt |nur |nun )*(?:in die|in der|in deine|als|auf|in den|the|only|aus|stattdessen|folgendes in) ?(?:zusammenfassung|notiz|antwort|ausgabe|summary|json|wort|only|note|bericht|system)/,
  /^(?:in der|in die|deiner|deine) (?:zusammenfassung|notiz|ausgabe) (?:soll|muss|steht|schreib)/,
  /^(?:die|deine) (?:zusammenfassung|notiz|ausgabe|antwort) (?:soll|muss|lautet|darf|besteht)/,
  /^(?:priority|prioritaet|kategorie|category|urgency|dringlichkeit|dringlichkeitsstufe|severity|level) (?:ist |gleich |auf |equals |doppelpunkt )?(?:emergency|notfall|high|hoch|eins|1|0|null|maximal|hoechste|critical|kritisch|sonstiges|normal|urgent)\b/,
  /^(?:du bist|du agierst|verhalte dich|du verhaeltst dich) (?:ab jetzt|ab sofort|nun|von nun an|jetzt|wie|als) (?:eine? |der |die |das |kein |nicht )?\w+/,
  new RegExp(
    `^du bist (?:ja |doch |nur |bloss |jetzt )?(?:k?eine? |der |die |das )?(?:\\w+ )?(?:${machine}|notdienst\\w*|disponent\\w*|leitstelle|feuerwehr\\w*|helfer|mitarbeiter\\w*|verwalter\\w*|pirat\\w*|dichter\\w*|uebersetzer\\w*)\\b`,
  ),
  /^(?:ab jetzt|ab sofort|von nun an) (?:bist|antwortest|schreibst|leitest|sendest|ignorierst) du\b/,
  /^(?:leite|leiten sie|sende|schick|schicke) (?:bitte )?(?:alle|saemtliche) (?:anrufe|nachrichten|mails|daten|aufnahmen|kontakte|transkripte)\b/,
  /^(?:schicke?|sende|leite) (?:bitte )?(?:diese|die) (?:nachricht|zusammenfassung|daten|aufnahme|kontaktliste|mieterliste|kundendaten)\b/,
  /^(?:deine|deiner|deinen) (?:anweisung|instruktion|regel|vorgabe|programmierung|richtlinie|prompt|einstellung)\w*/,
  /^(?:alarmiere?|wecke?|ruf|rufe) (?:bitte )?(?:sofort )?(?:den|alle) (?:notdienst|chef|bereitschaft) (?:automatisch|als system)/,
  /^(?:ende der|end of) (?:nachricht|transkription|transkript|message|transcript|instructions)\b/,
];

/** A new thought: an order in a message without punctuation ends here. */
const newThought =
  /^(?:haha|hihi|scherz|spass|okay|mein name ist|hier ist|hier spricht|jetzt mal ernst|im ernst|also ich|ich wohne|ich bin|ich wollte|ich rufe|guten tag|my name)\b/;
/** The beginning of a report: an order must not hide what happened in the house. */
const report =
  /^(?:bei (?:uns|mir)|im|in der|in meine[rm]|in unsere[rm]|hier|es|das wasser|das gas|da|wir|unser\w*|mein\w*|ich|aus der|aus dem|der keller|die wohnung|die heizung) \w+ \w+/;
/** Behind these words the order goes on. */
const goesOn = /^(?:und|stattdessen|dass|wie|als|waere|ob|sei|melde|schreibe?|sage?|notiere|soll)$/;
/** Behind a comma what burns or runs is a report too. */
const danger =
  /^(?:das |ein |eine |starker )?(?:feuer|brand|rauch|gas|wasser|rohrbruch|wasserrohrbruch|gasgeruch|stromausfall) \w+ \w+/;
const MOST_WORDS_WITHOUT_STOP = 30;
/** Fewer words are no order yet: a report cannot follow. */
const FEWEST_WORDS = 2;

function clauseStart(tokens: readonly Token[], at: number): number {
  let from = at;
  while (from > 0 && at - from < 6 && !tokens[from - 1]?.endsPhrase) from -= 1;
  return from > 0 && at - from >= 6 ? at : from;
}

function orderEnd(tokens: readonly Token[], at: number): number {
  const start = wordsAt(tokens, at, 12);
  if (dictating.some(cue => cue.test(start))) return dictationEnd(tokens, at, start);
  for (let to = at; to < tokens.length; to += 1) {
    if (tokens[to]?.endsSentence) return to + 1;
    // What is dictated behind a colon is no report.
    if (tokens[to]?.text.endsWith(':')) return sentenceEnd(tokens, to);
    const rest = wordsAt(tokens, to + 1, 4);
    if (newThought.test(rest)) return to + 1;
    if (
      to - at >= FEWEST_WORDS - 1 &&
      !goesOn.test(tokens[to]?.folded ?? '') &&
      isReport(tokens, to, rest) &&
      !holdsCue(tokens, to + 1)
    )
      return to + 1;
    if (to - at >= MOST_WORDS_WITHOUT_STOP) return to + 1;
  }
  return tokens.length;
}

/** Only a field of the note is to be set: what follows behind a comma may be the caller's report. */
const settingAField =
  /^(?:setze?|set|aendere|ueberschreibe?|stelle|trage?|tragen|gib|gebe|nimm|fueg|fuege)\b/;

/** The sentence; but an emergency or a name behind a comma is no dictation, whoever put the order before it. */
function dictationEnd(tokens: readonly Token[], at: number, start: string): number {
  const end = sentenceEnd(tokens, at);
  for (let to = at; to < end - 1; to += 1) {
    if (!/[,;]$/.test(tokens[to]?.text ?? '')) continue;
    const rest = wordsAt(tokens, to + 1, 4);
    // Who orders an emergency may dictate its words as well.
    const isUrged = /\b(?:notfall|emergency|dringend|alarm|eilig)/.test(wordsAt(tokens, at, to + 1 - at));
    const mayReport = settingAField.test(start) && !isUrged && (report.test(rest) || danger.test(rest));
    if ((newThought.test(rest) || mayReport) && !holdsCue(tokens, to + 1)) return to + 1;
  }
  return end;
}

/** `rest`: the words behind `at`. What is dictated behind a colon is no report. */
const isReport = (tokens: readonly Token[], at: number, rest: string): boolean =>
  tokens[at + 1]?.text.endsWith(':') !== true &&
  (report.test(rest) || (tokens[at]?.endsPhrase === true && danger.test(rest)));

function sentenceEnd(tokens: readonly Token[], at: number): number {
  let to = at;
  while (to < tokens.length && !tokens[to]?.endsSentence && to - at < MOST_WORDS_WITHOUT_STOP) to += 1;
  return Math.min(tokens.length, to + 1);
}

/** The rest of the sentence speaks to the software again. */
function holdsCue(tokens: readonly Token[], from: number): boolean {
  const end = sentenceEnd(tokens, from);
  for (let at = from; at < end; at += 1) {
    const text = wordsAt(tokens, at, 12);
    if (cues.some(cue => cue.test(text))) return true;
  }
  return false;
}

const wordsAt = (tokens: readonly Token[], at: number, count: number): string =>
  tokens
    .slice(at, at + count)
    .map(token => token.folded)
    .join(' ');
