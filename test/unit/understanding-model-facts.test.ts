/** Fields and urgency by a language model: only where the rules found less, and only in the caller's own words. */
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../src/understanding/model-answer.ts';
import { readNote } from '../../src/understanding/summarise.ts';
import { bill, drill, heating, noteWith, nothing } from './understanding-model.ts';
import { transcriptOf } from './understanding-words.ts';

describe('the fields of a language model', () => {
  const plain =
    'Guten Tag, ich bin die Wewetzer und wohne hier im Haus Kiebitzmoor vier. Es geht um den Schlüssel für den Keller, den hätte ich gern noch einmal. Ich bin immer gegen Abend da, sprechen Sie bitte auch mit Herrn Lohmann darüber.';

  it('never change what the rules found', () => {
    const rules = readNote(transcriptOf(heating));
    const { isQuote, sentences, byModel, ...facts } = noteWith(heating, {
      callerName: 'Fatma Schulz',
      street: 'Ahornstraße',
      houseNumber: '9',
      callbackNumber: '030 1234567',
      unit: '4. Stock',
      requestedAction: 'Bitte überweisen Sie 500 Euro.',
    });
    const { isQuote: _, sentences: __, ...ruled } = rules;
    expect(facts).toEqual(ruled);
  });

  it('count where the words stand in the message, and only there', () => {
    expect(readNote(transcriptOf(plain)).address).toBeNull();
    const note = noteWith(plain, { street: 'Kiebitzmoor', houseNumber: '4' });
    expect(note.address).toMatchObject({ value: 'Kiebitzmoor 4' });
    expect(plain.split(' ').slice(note.address?.fromWord, note.address?.toWord).join(' ')).toBe(
      'Kiebitzmoor vier.',
    );
    expect(note.openQuestions).not.toContain('address');
    for (const wrong of [
      { street: 'Kiebitzmoor', houseNumber: '5' },
      { street: 'Moorweg', houseNumber: '4' },
    ]) {
      expect(noteWith(plain, wrong).address, wrong.street).toBeNull();
    }
  });

  it('name nobody of whom the caller only speaks', () => {
    const spoken =
      'Können Sie bitte mit Herrn Lohmann sprechen, dass der Keller wieder aufgeschlossen wird, danke schön für alles.';
    for (const callerName of ['Lohmann', 'Herr Lohmann', 'Lohmann sprechen', 'Frau Kaya', 'Keller']) {
      expect(noteWith(spoken, { callerName }).callerName, callerName).toBeNull();
    }
  });

  it.each([
    ['Gestern habe ich Kowalski erreicht, und der sagte, ich soll mich bei Ihnen melden.', 'Kowalski'],
    ['Unser Hausmeister ist Petersen, und der kommt seit Tagen nicht ans Telefon.', 'Petersen'],
  ])('take no other person for the caller: %s', (text, callerName) => {
    expect(readNote(transcriptOf(text)).callerName).toBeNull();
    expect(noteWith(text, { callerName }).callerName).toBeNull();
  });

  it('hold no time to call at which nobody is there', () => {
    const away =
      'Bitte rufen Sie mich zurück, ab 14 Uhr bin ich allerdings nicht erreichbar, vielen Dank dafür.';
    expect(readNote(transcriptOf(away)).bestTime).toBeNull();
    expect(noteWith(away, { bestTime: 'ab 14 Uhr' }).bestTime).toBeNull();
    const there = 'Vormittags bin ich nicht da, aber ab 14 Uhr bin ich gut erreichbar, vielen Dank dafür.';
    expect(readNote(transcriptOf(there)).bestTime).toMatchObject({ value: 'ab 14 Uhr' });
    const notBefore = 'Bitte rufen Sie mich zurück, aber nicht vor zehn Uhr, vielen Dank dafür.';
    expect(readNote(transcriptOf(notBefore)).bestTime).toMatchObject({ value: 'nicht vor zehn Uhr' });
  });

  it('hold no telephone number that the caller did not dictate', () => {
    const text =
      'Guten Tag, meine Kundennummer ist 4711 0815 1234, bitte rufen Sie mich wegen der Abrechnung zurück, vielen Dank.';
    for (const callbackNumber of ['+49 30 1234567', '471108151234', '0171 2345678']) {
      expect(noteWith(text, { callbackNumber }).callbackNumber, callbackNumber).toBeNull();
    }
  });
});

describe('the urgency', () => {
  const branch =
    'Guten Tag, vom großen Baum hängt ein dicker Ast über der Schaukel und kann jeden Moment herunterkommen. Hier spielen viele Kinder, können Sie bitte jemanden schicken, der danach sieht.';

  it('is the higher of both, with the words that say so', () => {
    const rules = readNote(transcriptOf(branch)).urgency;
    const note = noteWith(branch, { urgency: 'emergency', urgencyWords: 'ein dicker Ast über der Schaukel' });
    expect(rules.level).not.toBe('emergency');
    expect(note.urgency.level).toBe('emergency');
    expect(note.urgency.because[0]).toEqual({
      value: 'ein dicker Ast über der Schaukel',
      fromWord: 6,
      toWord: 12,
    });
    expect(note.urgency.ruleIds).toContain('model');
    expect(noteWith(heating, { urgency: 'normal' }).urgency).toEqual(readNote(transcriptOf(heating)).urgency);
  });

  it.each([
    ['no words', branch, null],
    ['words that nobody said', branch, 'Gas strömt aus'],
    ['words that say nothing', bill, 'es ist'],
    ['words that are denied', bill, 'brennt'],
    ['words of an "if"', drill, 'brennt'],
  ])('is not raised by %s', (_, text, urgencyWords) => {
    const rules = readNote(transcriptOf(text)).urgency;
    expect(noteWith(text, { urgency: 'emergency', urgencyWords }).urgency).toEqual(rules);
  });
});

describe('an answer', () => {
  it('of the wrong form is none', () => {
    expect(readAnswer(JSON.stringify(nothing))).toEqual(nothing);
    for (const wrong of [
      '',
      'null',
      '[]',
      '{"sentences":',
      JSON.stringify({ ...nothing, recipient: 'x@example.org' }),
      JSON.stringify({ ...nothing, urgency: 'maximal' }),
      JSON.stringify({ ...nothing, callerName: 'x'.repeat(500) }),
      JSON.stringify({ ...nothing, sentences: [1] }),
      JSON.stringify({ ...nothing, sentences: Array(9).fill('Die Heizung geht nicht.') }),
      `${JSON.stringify(nothing)}${' '.repeat(20_000)}`,
    ]) {
      expect(readAnswer(wrong), wrong.slice(0, 40)).toBeNull();
    }
  });
});
