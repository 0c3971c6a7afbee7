/** What a language model writes counts only where the caller's words carry it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriedSentences } from '../../src/understanding/model-sentence.ts';
import { readNote } from '../../src/understanding/summarise.ts';
import { tokensOf } from '../../src/understanding/words.ts';
import { bill, drill, english, heating, noteWith } from './understanding-model.ts';
import { transcriptOf } from './understanding-words.ts';

/** What is left of the sentences. */
function kept(text: string, ...sentences: string[]): string[] {
  const transcript = transcriptOf(text);
  const { callerName, address, language = null } = readNote(transcript);
  const facts = [callerName, address].filter(claim => claim !== null);
  return carriedSentences(sentences, { tokens: tokensOf(transcript), facts, language }).map(
    each => each.text,
  );
}

describe('a sentence of a language model', () => {
  it.each([
    'Die Heizung geht seit gestern Abend nicht mehr.',
    'Bei Ayşe Kaya in der Lindenstraße 12 ist seit gestern Abend die Heizung ausgefallen.',
    'Heizungsausfall im dritten Stock seit gestern Abend.',
    'In der Wohnung sind es nur noch 15 Grad, die Kinder sind klein. Die Heizung geht nicht mehr.',
  ])('stays when the words carry it: %s', sentence => {
    expect(kept(heating, sentence)).toEqual([sentence]);
  });

  it('knows the words it rests on', () => {
    const note = noteWith(heating, {
      sentences: ['Heizung geht seit gestern nicht mehr.', 'Bittet um Rückruf.'],
    });
    const words = heating.split(' ');
    const texts = note.sentences.map(({ fromWord, toWord }) => words.slice(fromWord, toWord).join(' '));
    expect(texts[0]).toBe('Seit gestern Abend geht bei uns im dritten Stock die Heizung nicht mehr.');
    expect(note.isQuote).toBe(false);
    expect(texts.at(-1)).toMatch(/^Bitte schicken Sie .* rufen Sie mich zurück/);
  });

  const heats = 'Die Heizung geht nicht mehr.';
  it.each([
    ['a name', 'Herr Schmidt bittet um Rückruf.'],
    ['another first name', 'Die Heizung von Fatma Kaya geht nicht mehr.'],
    ['a number', 'In der Wohnung sind nur noch 12 Grad.'],
    ['a number in words', 'Es gibt drei kleine Kinder.'],
    ['a floor', 'Die Heizung im vierten Stock geht nicht mehr.'],
    ['a day', 'Die Heizung geht seit Montag nicht mehr.'],
    ['a time', 'Die Heizung geht seit 18 Uhr nicht mehr.'],
    ['a house number', 'Kaya wohnt in der Lindenstraße 14.'],
    ['a street', 'Kaya wohnt in der Ahornstraße 12.'],
    ['a telephone number', 'Bitte rufen Sie +49 30 1234567 an.'],
    ['an urgency', 'Bitte sofort jemanden vorbeischicken.'],
    ['an order', 'Bitte einen Notdienst schicken und die Rechnung an info@example.org senden.'],
    ['the opposite', 'Die Heizung geht wieder.'],
    ['what was left out', 'Die Heizung geht seit gestern.'],
    ['a cause', 'Die Heizung ist wegen eines Rohrbruchs ausgefallen.'],
    ['markdown', '**Die Heizung** geht nicht mehr.'],
    ['a link', 'Die Heizung geht nicht mehr, siehe https://example.org'],
    ['a heading', '# Die Heizung geht nicht mehr.'],
    ['HTML', 'Die Heizung geht <b>nicht</b> mehr.'],
    ['signs of a model', 'Die Heizung geht nicht mehr.<|im_end|>'],
    ['another language', 'The heating does not work since yesterday.'],
    ['another script', 'Отопление не работает со вчерашнего вечера.'],
    ['one word', 'Heizung.'],
    ['a sex', 'Die Anruferin bittet um Rückruf.'],
    ['direction marks', 'Die Heizung geht \u202Enicht mehr.'],
  ])('goes when it invents or brings %s', (_, sentence) => {
    expect(kept(heating, heats, sentence)).toEqual([heats]);
  });

  it('cannot turn a "no", an "if" or a question round', () => {
    expect(kept(bill, 'Es brennt.', 'Bei Müller brennt es.')).toEqual([]);
    expect(kept(drill, 'Es brennt bei Petersen.', 'Bei Petersen brennt es.')).toEqual([]);
    const asked = 'Müller fragt, ob die Nebenkostenabrechnung für 2025 noch einmal zugeschickt werden kann.';
    expect(kept(bill, asked)).toEqual([asked]);
    expect(kept(bill, 'Müller fragt nach der Nebenkostenabrechnung für 2024.')).toEqual([]);
  });

  it('is written once, and all of them are never longer than the message', () => {
    const [first, second] = ['Die Heizung geht nicht mehr.', 'Die Kinder sind klein und es sind 15 Grad.'];
    expect(kept(heating, first, first, second)).toEqual([first, second]);
    const short =
      'Guten Tag, im Keller an der Treppe ist seit Tagen das Licht kaputt, bitte reparieren Sie es.';
    const long = Array.from({ length: 4 }, (_, at) =>
      [
        'Im Keller an der Treppe ist seit Tagen das Licht kaputt',
        'bitte reparieren',
        'das ist es',
        'und es ist an der Treppe',
      ]
        .slice(0, at + 1)
        .join(', '),
    );
    const note = noteWith(short, { sentences: long });
    const length = note.sentences.map(each => each.text).join(' ').length;
    expect(length).toBeLessThanOrEqual(short.length);
  });

  it.each([
    ['Die Klingel ist nicht kaputt, nur sehr leise.', 'Die Klingel ist kaputt.'],
    [
      'Es ist nicht die Heizung, sondern das Warmwasser ist bei uns ausgefallen.',
      'Die Heizung ist ausgefallen.',
    ],
    ['Die Heizung läuft. Der Nachbar macht aber die Tür nicht auf.', 'Die Heizung läuft nicht.'],
    [
      'Mein Nachbar zahlt seit Mai keine Miete, das wollte ich sagen.',
      'Der Anrufer zahlt seit Mai keine Miete.',
    ],
    ['Unser Hausmeister hat den Schlüssel verloren.', 'Er hat den Schlüssel verloren.'],
  ])('turns nothing round and gives nobody what another did: %s', (text, sentence) => {
    expect(kept(text, sentence)).toEqual([]);
    expect(kept(text, text.split('. ')[0]?.replace(/\.?$/, '.') ?? '')).toHaveLength(1);
  });

  it('of whatever words never brings one that was not said', () => {
    const transcript = transcriptOf(heating);
    const said = { tokens: tokensOf(transcript), facts: [], language: 'de' };
    const words = heating.split(/[ .,]+/).filter(word => word !== '');
    const others = ['Schmidt', 'Notfall', '99', 'Rohrbruch', 'https://x.de', '<b>', 'Gasleck', 'morgen'];
    const pieces = fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...words) },
      { weight: 1, arbitrary: fc.constantFrom(...others) },
      { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
    );
    const sentence = fc.array(pieces, { minLength: 2, maxLength: 6 }).map(parts => parts.join(' '));
    let stayed = 0;
    fc.assert(
      fc.property(fc.array(sentence, { maxLength: 4 }), list => {
        const left = carriedSentences(list, said);
        stayed += left.length;
        for (const { text } of left) {
          expect(text).not.toMatch(/Schmidt|Notfall|99|Rohrbruch|https?:|<|Gasleck|morgen/);
        }
      }),
      { numRuns: 150, seed: 5 },
    );
    // Else nothing was tried.
    expect(stayed).toBeGreaterThan(5);
  });
});

describe('a summary by a language model', () => {
  it('keeps in quotation marks what the rules chose and the model left out', () => {
    const note = noteWith(heating, { sentences: ['Die Heizung geht seit gestern Abend nicht mehr.'] });
    expect(note).toMatchObject({ isQuote: false, byModel: { kind: 'made', model: 'test' } });
    expect(note.sentences.map(each => each.text)).toEqual([
      'Die Heizung geht seit gestern Abend nicht mehr.',
      '„Wir haben zwei kleine Kinder und es sind nur noch 15 Grad in der Wohnung.“',
    ]);
  });

  it('is the quotation where nothing of it stands, or only what the quotation says in full', () => {
    const tap =
      'Guten Tag, Eike Trumpf, Amselweg 5. Kein Notfall, nur zur Kenntnis, der Wasserhahn im Garten tropft. Bevor der Winter kommt, sollte das einmal gemacht werden.';
    for (const sentences of [
      [],
      ['Der Wasserhahn im Garten ist seit Montag defekt.'],
      ['Es ist kein Notfall.'],
    ]) {
      const note = noteWith(tap, { sentences });
      expect(note).toMatchObject({ isQuote: true, byModel: { kind: 'made' } });
      expect(note.sentences).toEqual(readNote(transcriptOf(tap)).sentences);
    }
  });

  it('is never more alarming than the message, also where each word was said', () => {
    const mended =
      'Guten Tag, Plassmann. Vor drei Wochen hatten wir ja den Rohrbruch im Bad. Die Fliesen fehlen noch, wann kommt denn der Fliesenleger, mein Mann möchte das Bad auch einmal wieder schön haben.';
    expect(readNote(transcriptOf(mended)).urgency.level).toBe('normal');
    const sentence = 'Im Bad ist ein Rohrbruch.';
    expect(kept(mended, sentence)).toEqual([sentence]);
    const note = noteWith(mended, { sentences: [sentence] });
    expect(note).toMatchObject({ isQuote: true, urgency: { level: 'normal' } });
  });

  it('is not made of a very short message: that is quoted', () => {
    const text = 'Meyer hier, die Haustür geht nicht mehr zu, bitte rufen Sie zurück.';
    const note = noteWith(text, { sentences: ['Die Haustür geht nicht mehr zu.'] });
    expect(note.isQuote).toBe(true);
    expect(note.sentences.map(each => each.text)).toEqual([text]);
  });

  it('of another language is German, marked as a translation, and names only whom and what was named', () => {
    const right = ['James Miller meldet: Die Heizung funktioniert nicht, und es ist sehr kalt.'];
    const note = noteWith(english, { sentences: right });
    expect(note).toMatchObject({ isQuote: false, translatedFrom: 'en', language: 'en' });
    expect(note.sentences.map(each => each.text)).toEqual(right);
    for (const wrong of [
      'Peter Miller meldet, dass die Heizung nicht funktioniert.',
      'Herr Schulz soll die Heizung reparieren.',
      'Die Heizung in der Ahornstraße 12 funktioniert nicht.',
      'Die Heizung funktioniert seit Montag nicht.',
      'Die Heizung hat nur noch 9 Grad.',
      'The heating does not work.',
    ]) {
      expect(kept(english, wrong), wrong).toEqual([]);
    }
  });
});

describe('the urgency of a translation', () => {
  // No rule knows Vietnamese.
  const foreign =
    'Xin chào, tôi là Nguyen Van Minh. Nước đang chảy từ trần nhà và tôi không biết phải làm gì, xin hãy đến ngay, cảm ơn.';
  const sentences = ['Nguyen Van Minh meldet: Das Wasser läuft aus der Decke.'];

  it('is raised where model and rules agree on what it says', () => {
    expect(readNote(transcriptOf(foreign)).urgency.level).toBe('normal');
    const note = noteWith(foreign, { sentences, urgency: 'emergency' });
    expect(note).toMatchObject({ translatedFrom: 'vi', urgency: { level: 'emergency' } });
    expect(note.urgency.label).toMatch(/Wasser/);
    expect(noteWith(foreign, { sentences, urgency: 'normal' }).urgency.level).toBe('normal');
    const other = noteWith(foreign, { sentences: ['Nguyen Van Minh ruft an.'], urgency: 'emergency' });
    expect(other.urgency.level).toBe('normal');
  });
});
