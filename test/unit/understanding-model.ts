/** Messages and answers for the tests of what a language model may add to a note. */
import type { Summary } from '../../src/domain/summary.ts';
import type { ModelAnswer } from '../../src/understanding/model-answer.ts';
import { readNote } from '../../src/understanding/summarise.ts';
import { withAnswer } from '../../src/understanding/summarise-with-model.ts';
import { tokensOf } from '../../src/understanding/words.ts';
import { transcriptOf } from './understanding-words.ts';

export const nothing: ModelAnswer = {
  sentences: [],
  callerName: null,
  street: null,
  houseNumber: null,
  unit: null,
  callbackNumber: null,
  bestTime: null,
  requestedAction: null,
  urgency: 'normal',
  urgencyWords: null,
};

export function noteWith(text: string, answer: Partial<ModelAnswer>): Summary {
  const transcript = transcriptOf(text);
  const said = { tokens: tokensOf(transcript), model: 'test', rules: {} };
  return withAnswer(readNote(transcript), { ...nothing, ...answer }, said);
}

export const heating =
  'Guten Tag, hier ist Ayşe Kaya aus der Lindenstraße 12. Seit gestern Abend geht bei uns im dritten Stock die Heizung nicht mehr. Wir haben zwei kleine Kinder und es sind nur noch 15 Grad in der Wohnung. Bitte schicken Sie jemanden vorbei oder rufen Sie mich zurück unter null eins sieben eins zwei drei vier fünf sechs sieben acht. Danke.';
export const bill =
  'Hallo, Müller hier. Es brennt nicht, keine Sorge. Ich wollte nur fragen, ob Sie mir die Nebenkostenabrechnung für 2025 noch einmal zuschicken können. Meine Adresse haben Sie ja, es ist dieselbe.';
export const drill =
  'Wenn es bei uns brennt, wen soll ich dann eigentlich anrufen? Das steht nämlich bei uns an keiner Tür. Petersen, Hafenweg 3, vielen Dank für eine kurze Antwort.';
export const english =
  'Hello, this is James Miller from Lindenstraße 12. Our heating does not work since yesterday and it is very cold in the flat. Please call me back, we have two kids at home and we are freezing.';
