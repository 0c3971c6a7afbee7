import type { Span } from './unspoken.ts';
import type { Token } from './words.ts';

/**
 * Stretches in which the caller speaks to the software: they are never followed, read or quoted. From
 * the words that show it to the end of that sentence.
 */
export function ordersToSoftware(tokens: readonly Token[]): Span[] {
  const found: Span[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const text = tokens
      .slice(at, at + 12)
      .map(token => token.folded)
      .join(' ');
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
  '(?:ki|kis|ai|bot|chatbot|sprachmodell|assistent\\w*|system|computer|software|maschine|sprachassistent\\w*|anrufbeantworter ki|gpt|chatgpt|chat gpt|llm|automat|programm|algorithmus|siri|alexa|model)';
const call = '(?:anruf|nachricht|anliegen|meldung|vorgang|ticket|anrufs|nachricht hier)';

const cues: readonly RegExp[] = [
  new RegExp(
    `^(?:hallo|hey|hi|liebe|lieber|liebes|achtung|an das|an die|du bist|als|du als|ey|okay) (?:eine? |die |das |der )?${machine}\\b`,
  ),
  /^(?:ignorier\w*|missachte\w*|ignore|disregard|forget) (?:bitte |mal )?(?:alle?s?|deine?n?|die|saemtliche|jegliche|ihre|all|your|any|previous|bisherige\w*|vorherige\w*|vorigen?)\b/,
  /^(?:vergiss|vergessen sie|verwirf|loesche?n?(?: sie)?) (?:bitte |mal )?(?:alles|alle|deine|ihre|saemtliche|die (?:bisherigen|vorherigen|letzten|anderen))\b/,
  /^(?:system ?(?:override|prompt|nachricht|befehl|anweisung|message|meldung|modus)|override|prompt|jailbreak|developer mode|debug ?modus|admin ?modus|entwickler ?modus|wartungsmodus|root ?zugriff)\b/,
  /^(?:neue|folgende|wichtige|geheime|interne|systemweite) (?:anweisung|instruktion|systemanweisung|regel|systemregel)\w*/,
  /^(?:new|following) instructions?\b/,
  /^(?:setze?|set|aendere|ueberschreibe?|stelle) (?:bitte |mal )?(?:die |das |den |deine |meine )?(?:\w+ )?(?:callback\w*|caller\w*|urgency|dringlichkeit|prioritaet|kategorie|category|status|json|feld|rueckrufnummer|zusammenfassung|empfaenger|priority)\b/,
  new RegExp(
    `^(?:stuf\\w*|markier\\w*|kennzeichn\\w*|klassifizier\\w*|kategorisier\\w*|bewerte|behandle|behandeln|einstufen|trage?|speicher\\w*|mark|classify) (?:sie )?(?:bitte |mal )?(?:diesen|diese|dieses|den|die|das|this|meinen|meine|mich|es) (?:\\w+ )?${call}\\b`,
  ),
  new RegExp(
    `^(?:dies\\w*|den|die|der) ${call} (?:\\w+ ){0,6}(?:als|auf|mit|unter) (?:\\w+ ){0,3}(?:notfall|emergency|dringend|unwichtig|kritisch|prioritaet|spam|erledigt|hoechste)`,
  ),
  /^(?:schreib|schreibe|schreiben sie|notiere?|antworte|gib|gebe|write|output|respond|print) (?:bitte |mal |jetzt |nur |nun )*(?:in die|in der|in deine|als|auf|in den|the|only|aus|stattdessen|folgendes in) ?(?:zusammenfassung|notiz|antwort|ausgabe|summary|json|wort|only|note|bericht|system)/,
  /^(?:in der|in die|deiner|deine) (?:zusammenfassung|notiz|ausgabe) (?:soll|muss|steht|schreib)/,
  /^(?:die|deine) (?:zusammenfassung|notiz|ausgabe|antwort) (?:soll|muss|lautet|darf|besteht)/,
  /^(?:priority|prioritaet|kategorie|category|urgency|dringlichkeit|dringlichkeitsstufe|severity|level) (?:ist |gleich |auf |equals |doppelpunkt )?(?:emergency|notfall|high|hoch|eins|1|0|null|maximal|hoechste|critical|kritisch|sonstiges|normal|urgent)\b/,
  /^(?:du bist|du agierst|verhalte dich|du verhaeltst dich) (?:jetzt|ab jetzt|ab sofort|nun|von nun an|wie|als|kein|ein)\b/,
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
const MOST_WORDS_WITHOUT_STOP = 30;

function clauseStart(tokens: readonly Token[], at: number): number {
  let from = at;
  while (from > 0 && at - from < 6 && !tokens[from - 1]?.endsPhrase) from -= 1;
  return from > 0 && at - from >= 6 ? at : from;
}

function orderEnd(tokens: readonly Token[], at: number): number {
  for (let to = at; to < tokens.length; to += 1) {
    if (tokens[to]?.endsSentence) return to + 1;
    const rest = tokens
      .slice(to + 1, to + 4)
      .map(token => token.folded)
      .join(' ');
    if (newThought.test(rest)) return to + 1;
    if (to - at >= MOST_WORDS_WITHOUT_STOP) return to + 1;
  }
  return tokens.length;
}
