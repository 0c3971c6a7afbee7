/** What an office may enter as words of an emergency. Pure. */
import type { AlarmKindInput } from '../domain/alarm.ts';
import { alarmKinds } from './alarm-kinds.ts';
import { wordsOf } from './alarm-rules.ts';
import { fold } from './words.ts';

const MOST_WORDS_OF_PHRASE = 6;
/** Each is looked for at every word of a message. */
const MOST_PHRASES = 60;
const LONGEST_WORD = 40;

/** Null, or in German what is wrong with the first entry that cannot be used. */
export function findAlarmKindProblem(kinds: readonly AlarmKindInput[]): string | null {
  const names = new Set<string>();
  const ids = new Set<string>();
  for (const { kindId, name, words, exceptions } of kinds) {
    if (name.trim() === '') return 'Eine Art von Notfall hat keinen Namen. Bitte geben Sie ihr einen.';
    if (names.has(fold(name)))
      return `„${name}“ gibt es zweimal. Bitte geben Sie einer Art einen anderen Namen.`;
    names.add(fold(name));
    if (kindId !== null && ids.has(kindId))
      return `„${name}“ steht zweimal in der Liste. Bitte laden Sie die Seite neu.`;
    if (kindId !== null) ids.add(kindId);
    const isOwn = !alarmKinds.some(each => each.kindId === kindId);
    if (isOwn && words.length === 0) {
      return `„${name}“ hat keine Wörter. Bitte tragen Sie ein, woran man diesen Notfall erkennt.`;
    }
    if (words.length > MOST_PHRASES || exceptions.length > MOST_PHRASES) {
      return `„${name}“ hat zu viele Wörter. Bitte tragen Sie höchstens ${MOST_PHRASES} Wörter und ${MOST_PHRASES} Ausnahmen ein.`;
    }
    for (const phrase of words) {
      const problem = phraseProblem(phrase) ?? harmlessProblem(phrase);
      if (problem) return `„${name}“: ${problem}`;
    }
    for (const phrase of exceptions) {
      const problem = phraseProblem(phrase) ?? emptyException(phrase) ?? harmlessException(phrase);
      if (problem) return `„${name}“, Ausnahme: ${problem}`;
    }
  }
  return null;
}

function phraseProblem(phrase: string): string | null {
  if (!/\p{L}{2}/u.test(phrase)) {
    return `„${phrase}“ ist kein Wort. Bitte schreiben Sie ein Wort mit mindestens zwei Buchstaben.`;
  }
  if (/[^\p{L}\p{M}\p{N}\s'’-]/u.test(phrase)) {
    return `„${phrase}“ enthält Zeichen, die niemand spricht. Bitte nehmen Sie nur Buchstaben, Ziffern und Bindestriche.`;
  }
  const words = wordsOf(phrase);
  if (words.length > MOST_WORDS_OF_PHRASE) {
    return `„${phrase}“ ist zu lang. Bitte schreiben Sie höchstens ${MOST_WORDS_OF_PHRASE} Wörter, besser zwei oder drei.`;
  }
  const long = words.find(word => [...word].length > LONGEST_WORD);
  return long ? `„${long}“ ist zu lang für ein Wort. Bitte teilen Sie es.` : null;
}

/** One everyday word would wake somebody with nearly every message. */
function harmlessProblem(phrase: string): string | null {
  const words = wordsOf(phrase).map(fold);
  if (!words.every(word => harmless.has(word))) return null;
  return `„${phrase}“ kommt auch in harmlosen Nachrichten vor. Bitte schreiben Sie dazu, was passiert ist, zum Beispiel „Heizung raucht“.`;
}

/** An exception of such a word would silence the alarm for nearly every message. */
function emptyException(phrase: string): string | null {
  const words = wordsOf(phrase).map(fold);
  if (!words.every(word => empty.has(word))) return null;
  return `„${phrase}“ kommt in fast jeder Nachricht vor; dann würde niemand mehr alarmiert. Bitte nehmen Sie ein genaueres Wort.`;
}

/** "Gas" as an exception of "Gasgeruch" would keep every such message from alarming. */
function harmlessException(phrase: string): string | null {
  const words = wordsOf(phrase).map(fold);
  if (!words.every(word => harmless.has(word))) return null;
  return `„${phrase}“ wird auch in echten Notfällen gesagt; dann würde niemand mehr alarmiert. Bitte schreiben Sie dazu, was harmlos ist, zum Beispiel „Gas abgelesen“.`;
}

const set = (words: string): Set<string> =>
  new Set(
    words
      .split(/\s+/)
      .filter(word => word !== '')
      .map(fold),
  );

const empty = set(`
  ich du er sie es wir ihr man mein meine meiner meinem unser unsere und oder aber auch noch schon nur sehr ganz jetzt
  heute morgen gestern hier da dort der die das den dem ein eine einen einem einer kein keine nicht ist sind war wird
  werden hat habe haben kann bitte danke hallo guten tag abend auf aus an ab im in am bei mit von vom zu zum zur für
  wegen seit um uhr nach vor ja nein mal dass wenn weil name nummer telefon rückruf anruf zurückrufen melden herr frau
  sofort dringend schnell problem kommt kommen läuft geht steht macht`);
const harmless = new Set([
  ...empty,
  ...set(`wasser heizung strom licht gas aufzug fahrstuhl lift tür haustür wohnung haus keller bad küche treppenhaus
    fenster dach balkon mieter mieterin vermieter nachbar nachbarin hausmeister schlüssel miete rechnung abrechnung müll
    garage termin handwerker hausverwaltung verwaltung warm kalt`),
]);
