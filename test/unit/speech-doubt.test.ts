import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Segment, type Transcript, withoutInvented, wordsOf } from '../../src/domain/transcript.ts';
import { hasLoop, markDoubt } from '../../src/speech/hallucination.ts';
import { chooseHotWords, isPromptEcho, promptOf } from '../../src/speech/hot-words.ts';

/** Half a second for each word. */
function segmentOf(text: string, options: { fromMs?: number; confidence?: number | null } = {}): Segment {
  const { fromMs = 0, confidence = 0.9 } = options;
  const words = text.split(' ').map((word, index) => ({
    text: word,
    fromMs: fromMs + index * 500,
    toMs: fromMs + index * 500 + 450,
    confidence,
  }));
  return { fromMs, toMs: words.at(-1)?.toMs ?? fromMs, words };
}

const doubtOf = (
  segment: Segment,
  options: { spans?: { fromMs: number; toMs: number }[]; hotWords?: string[] } = {},
) =>
  markDoubt([segment], {
    spans: options.spans ?? [{ fromMs: segment.fromMs, toMs: segment.toMs }],
    hotWords: options.hotWords ?? [],
  })[0]?.doubt ?? null;

describe('words that nobody may have said', () => {
  it.each([
    'Untertitel der Amara.org-Community',
    'Untertitel im Auftrag des ZDF für funk, 2017',
    'Untertitelung des ZDF, 2020',
    'Untertitelung aufgrund der Amara.org-Community',
    'Vielen Dank fürs Zuschauen!',
    'Vielen Dank für die Aufmerksamkeit.',
    'Danke fürs Zuhören.',
    'Copyright WDR 2021',
    'SWR 2020',
  ])('are marked when they are a subtitle credit: %s', text => {
    expect(doubtOf(segmentOf(text))).toBe('phrase');
  });

  it.each([
    'Vielen Dank, auf Wiederhören.',
    'Vielen Dank für Ihren Rückruf.',
    'Danke schön, tschüss.',
    'Der Fernseher zeigt kein ZDF mehr, seit die Antenne ab ist.',
    'Hier ist Müller, die Untertitel auf dem Klingelschild sind falsch.',
    'Null eins sieben null null null null null null null null null vier.',
  ])('are not marked when a caller says them: %s', text => {
    expect(doubtOf(segmentOf(text))).toBeNull();
  });

  it('are marked only near the edge of speech, where engines invent them', () => {
    const text = 'Vielen Dank fürs Zuschauen';
    const middle = segmentOf(text, { fromMs: 20_000 });
    expect(doubtOf(middle, { spans: [{ fromMs: 0, toMs: 60_000 }] })).toBeNull();
    expect(doubtOf(middle, { spans: [{ fromMs: 0, toMs: 22_500 }] })).toBe('phrase');
  });

  it('are marked alone when a caller spoke before them in the same breath', () => {
    const said = segmentOf('Bitte rufen Sie zurück. Untertitel im Auftrag des ZDF, 2020');
    const marked = markDoubt([said], { spans: [{ fromMs: 0, toMs: said.toMs }], hotWords: [] });
    expect(marked.map(segment => [segment.words.length, segment.doubt ?? null])).toEqual([
      [4, null],
      [6, 'phrase'],
    ]);
  });

  it('are marked when they go round in a loop', () => {
    expect(doubtOf(segmentOf('und dann ist es '.repeat(5).trim()))).toBe('repeats');
    expect(doubtOf(segmentOf('bitte bitte bitte rufen Sie mich bitte bitte zurück'))).toBeNull();
  });

  it('are marked where the detector heard nobody', () => {
    const segment = segmentOf('Das Wasser läuft schon wieder aus', { fromMs: 10_000 });
    expect(doubtOf(segment, { spans: [{ fromMs: 0, toMs: 4000 }] })).toBe('no-speech');
  });

  it('are marked when the engine was unsure of most of them', () => {
    expect(doubtOf(segmentOf('Morgen kommt der Zug', { confidence: 0.2 }))).toBe('unsure');
    expect(doubtOf(segmentOf('Morgen kommt der Zug', { confidence: 0.5 }))).toBeNull();
    expect(doubtOf(segmentOf('Morgen kommt der Zug', { confidence: null }))).toBeNull();
  });

  it('are marked when they are the list that the engine was given', () => {
    const hotWords = ['Rosenweg', 'Am Alten Markt', 'Hoffmeister', 'Schillerplatz'];
    expect(doubtOf(segmentOf('Schillerplatz, Hoffmeister, Am Alten Markt.'), { hotWords })).toBe('echo');
    const said = 'Hier ist Hoffmeister aus dem Rosenweg, Ecke Schillerplatz.';
    expect(doubtOf(segmentOf(said), { hotWords })).toBeNull();
    expect(isPromptEcho(segmentOf('Anna Müller').words, ['Anna Müller'])).toBe(false);
    expect(isPromptEcho(segmentOf('Hoffmeister, Rosenweg.').words, ['Rosenweg', 'Hoffmeister'])).toBe(true);
  });

  it('are never dropped or moved', () => {
    const word = fc.constantFrom('Untertitel', 'des', 'ZDF', 'null', 'ja', 'Rosenweg', 'bitte', '…');
    fc.assert(
      fc.property(fc.array(fc.array(word, { minLength: 1, maxLength: 20 }), { maxLength: 5 }), texts => {
        const segments = texts.map((text, index) =>
          segmentOf(text.join(' '), { fromMs: index * 12_000, confidence: 0.1 }),
        );
        const marked = markDoubt(segments, { spans: [], hotWords: ['Rosenweg', 'ZDF'] });
        expect(marked.flatMap(segment => segment.words)).toEqual(segments.flatMap(segment => segment.words));
      }),
    );
  });

  it('are a loop only with three words four times', () => {
    expect(hasLoop(segmentOf('eins zwei Haus eins zwei Haus eins zwei Haus').words)).toBe(false);
    expect(hasLoop(segmentOf('eins zwei Haus eins zwei Haus eins zwei Haus eins zwei Haus').words)).toBe(
      true,
    );
    expect(hasLoop([])).toBe(false);
  });
});

describe('hot words', () => {
  it('are each given once, and no more than fit, the first ones first', () => {
    const many = Array.from({ length: 500 }, (_, index) => `Straße ${index}`);
    const chosen = chooseHotWords(['Rosenweg', 'rosenweg', ...many]);
    expect(chosen.slice(0, 2)).toEqual(['Rosenweg', 'Straße 0']);
    expect(chosen.length).toBeLessThanOrEqual(24);
    expect(promptOf(chosen)?.length).toBeLessThanOrEqual(240);
  });

  it('hold nothing but letters, digits and what stands in names, whatever the address book says', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { maxLength: 40 }), words => {
        for (const word of chooseHotWords(words)) {
          expect(word).toMatch(/^[\p{L}\p{N} .'-]{3,40}$/u);
        }
        expect(promptOf(chooseHotWords(words)) ?? '').not.toMatch(/^-/);
      }),
    );
  });

  it('are no prompt when there are none', () => {
    expect(promptOf(chooseHotWords(['', '  ', 'ab']))).toBeNull();
  });
});

describe('what is made of a transcript', () => {
  const made = (segments: Segment[]): Transcript => ({
    kind: 'made',
    text: segments.flatMap(each => each.words.map(word => word.text)).join(' '),
    segments,
    language: 'de',
    engine: 'whisper.cpp',
    model: 'test',
    isDemo: false,
    speechMs: 1000,
  });
  const said = segmentOf('Die Heizung ist kalt.');
  const unsure: Segment = { ...segmentOf('Mein Name ist Brandl.', { fromMs: 3000 }), doubt: 'unsure' };
  const invented: Segment = { ...segmentOf('Copyright WDR 2021', { fromMs: 9000 }), doubt: 'phrase' };

  it('rests on no word that was probably invented, and counts the words as before', () => {
    const whole = made([said, unsure, invented]);
    const read = withoutInvented(whole);
    expect(read.text).toBe('Die Heizung ist kalt. Mein Name ist Brandl.');
    expect(wordsOf(read)).toHaveLength(wordsOf(whole).length);
    expect(wordsOf(read).map(word => word.fromMs)).toEqual(wordsOf(whole).map(word => word.fromMs));
    expect(wordsOf(whole).at(-1)?.text).toBe('2021');
  });

  it('stays as it is where nothing is in doubt', () => {
    const whole = made([said]);
    expect(withoutInvented(whole)).toBe(whole);
  });
});

describe('what runs on over pauses', () => {
  const turn = (fromMs: number) => segmentOf('und dann noch einmal', { fromMs });
  const marked = (segments: Segment[], hotWords: string[] = []) =>
    markDoubt(segments, {
      spans: segments.map(({ fromMs, toMs }) => ({ fromMs, toMs })),
      hotWords,
    }).map(segment => segment.doubt ?? null);

  it('is a loop, though each stretch holds one turn of it', () => {
    const said = segmentOf('Hier ist Lindner aus der Bahnhofstraße.');
    const turns = [4000, 7000, 10_000, 13_000].map(turn);
    expect(marked([said, ...turns])).toEqual([null, 'repeats', 'repeats', 'repeats', 'repeats']);
    expect(marked([said, ...turns.slice(0, 3)])).toEqual([null, null, null, null]);
  });

  it('is an echo of the names, though a pause stands in the middle of it', () => {
    const names = ['Lindenweg', 'Bahnhofstraße', 'Parkresidenz'];
    const halves = [segmentOf('Parkresidenz Bahnhofstraße'), segmentOf('Lindenweg.', { fromMs: 3000 })];
    expect(marked(halves, names)).toEqual(['echo', 'echo']);
    expect(
      marked([segmentOf('Ich wohne im Lindenweg.'), segmentOf('Danke.', { fromMs: 4000 })], names),
    ).toEqual([null, null]);
  });
});
