import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseModel } from '../../src/speech/choose-model.ts';
import { cutPieces } from '../../src/speech/pieces.ts';
import { wordsFromJson } from '../../src/speech/whisper-json.ts';
import { segmentsOf, wordsFromTokens } from '../../src/speech/words.ts';

describe('cutting into pieces', () => {
  const limits = { maxMs: 20_000, joinGapMs: 0 };

  it('gives pieces that fit the engine, cover all speech once, and lie in the recording', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 30, max: 70_000 })), {
          maxLength: 6,
        }),
        fc.constantFrom(0, 2000),
        (gaps, joinGapMs) => {
          const spans: { fromMs: number; toMs: number }[] = [];
          let at = 0;
          for (const [pause, length] of gaps) {
            spans.push({ fromMs: at + pause, toMs: at + pause + length });
            at += pause + length;
          }
          // 100 Hz is enough for the arithmetic of cutting, and quick.
          const audio = { samples: new Int16Array(Math.ceil(at / 10) + 1), sampleRate: 100 };
          const pieces = cutPieces(audio, spans, { ...limits, joinGapMs });
          for (const [index, piece] of pieces.entries()) {
            expect(piece.toMs - piece.fromMs).toBeGreaterThanOrEqual(100);
            expect(piece.toMs - piece.fromMs).toBeLessThanOrEqual(20_000);
            expect(piece.fromMs).toBeGreaterThanOrEqual(0);
            const next = pieces[index + 1];
            if (next) expect(next.fromMs).toBeGreaterThan(piece.fromMs);
          }
          for (const span of spans.filter(one => one.toMs - one.fromMs >= 100)) {
            for (const ms of [span.fromMs + 1, (span.fromMs + span.toMs) / 2, span.toMs - 1]) {
              expect(pieces.some(piece => piece.fromMs <= ms && ms <= piece.toMs)).toBe(true);
            }
          }
        },
      ),
    );
  });

  it('cuts a long speech where it is quietest', () => {
    const samples = new Int16Array(8000 * 30).fill(5000);
    samples.fill(0, 8000 * 15, 8000 * 15.2);
    const pieces = cutPieces({ samples, sampleRate: 8000 }, [{ fromMs: 0, toMs: 30_000 }], limits);
    expect(pieces).toHaveLength(2);
    expect(pieces[0]?.toMs).toBeGreaterThan(15_000);
    expect(pieces[0]?.toMs).toBeLessThan(15_200);
    expect(pieces[1]?.fromMs).toBe(pieces[0]?.toMs);
  });

  it('never hands over less than a tenth of a second', () => {
    const audio = { samples: new Int16Array(400), sampleRate: 8000 };
    expect(cutPieces(audio, [{ fromMs: 0, toMs: 50 }], limits)).toEqual([]);
  });
});

describe('words with times', () => {
  const token = (text: string, fromMs: number) => ({ text, fromMs, toMs: null, confidence: null });

  it('are put together from the pieces that an engine gives', () => {
    const tokens = [token('H', 40), token('a', 80), token('ll', 160), token('o', 240), token(',', 360)];
    const words = wordsFromTokens(
      [...tokens, token(' ', 440), token('h', 640), token('ie', 680), token('r', 760)],
      2000,
    );
    expect(words).toEqual([
      { text: 'Hallo,', fromMs: 40, toMs: 440, confidence: null },
      { text: 'hier', fromMs: 640, toMs: 1160, confidence: null },
    ]);
    const parakeet = [token('▁Gu', 0), token('ten', 80), token('▁Tag', 200)];
    expect(wordsFromTokens(parakeet, 500).map(word => word.text)).toEqual(['Guten', 'Tag']);
  });

  it('stay in order and inside the recording, whatever the engine says', () => {
    const word = (text: string, fromMs: number, toMs: number) => ({ text, fromMs, toMs, confidence: 0.5 });
    const words = [
      word('a', -50, 100),
      word('b', 900, 700),
      word('c', 300, 99_999),
      word('d', 5000.4, 5100.2),
    ];
    const spans = [
      { fromMs: 0, toMs: 1000 },
      { fromMs: 4000, toMs: 6000 },
    ];
    const segments = segmentsOf(words, spans, 6000);
    const flat = segments.flatMap(segment => segment.words);
    expect(flat.map(one => one.text)).toEqual(['a', 'b', 'c', 'd']);
    flat.forEach((one, index) => {
      expect(one.fromMs).toBeGreaterThanOrEqual(flat[index - 1]?.fromMs ?? 0);
      expect(one.toMs).toBeGreaterThanOrEqual(one.fromMs);
      expect(one.toMs).toBeLessThanOrEqual(6000);
      expect(Number.isInteger(one.fromMs)).toBe(true);
    });
    expect(segments.length).toBe(2);
  });
});

describe("whisper-cli's JSON", () => {
  const piece = { fromMs: 10_000, toMs: 12_000 };
  const token = (text: string, from: number, to: number, p = 0.9) => ({ text, p, offsets: { from, to } });
  const file = (...tokens: ReturnType<typeof token>[]) =>
    Buffer.from(JSON.stringify({ transcription: [{ tokens }] }), 'latin1');

  it('becomes words at their place in the recording, with the least certain token as confidence', () => {
    const bytes = (text: string) => Buffer.from(text).toString('latin1');
    const json = file(
      token('[_BEG_]', 0, 0),
      token(bytes(' M'), 0, 200),
      // The two bytes of "ü" in two tokens, as whisper's vocabulary has it.
      token(bytes('ü').slice(0, 1), 200, 250, 0.3),
      token(bytes('ü').slice(1), 250, 300),
      token(bytes('llerà,'), 300, 500, 1.7),
      token(bytes(' ja'), 600, 700, Number.MIN_VALUE),
      token('[_TT_100]', 700, 700),
    );
    expect(wordsFromJson(json, piece)).toEqual([
      { text: 'Müllerà,', fromMs: 10_000, toMs: 10_500, confidence: 0.3 },
      { text: 'ja', fromMs: 10_600, toMs: 10_700, confidence: Number.MIN_VALUE },
    ]);
  });

  it('may hold control characters, which part words', () => {
    const json = Buffer.from(
      file(token(' eins X zwei', 0, 10))
        .toString()
        .replace('X', '\u0007\n'),
    );
    expect(wordsFromJson(json, piece).map(word => word.text)).toEqual(['eins', 'zwei']);
  });

  it('of another form is a problem, never a crash', () => {
    const wrong = ['', '{', '[]', '{"transcription":[{"tokens":[{"text":1}]}]}', '{"transcription":"none"}'];
    for (const text of wrong) {
      expect(() => wordsFromJson(Buffer.from(text), piece)).toThrow(
        expect.objectContaining({ code: 'ENGINE_FAILED' }),
      );
    }
  });
});

describe('the choice of a model', () => {
  const model = (
    name: string,
    kind: 'stt-whisper' | 'stt-sherpa-ctc' | 'stt-sherpa-transducer' | 'vad-silero',
    isDemo = false,
  ) => ({
    name,
    kind,
    isDemo,
    files: {},
  });
  const whisperTool = { command: 'whisper-cli', args: [], env: {}, cwd: null };
  const all = [
    model('silero', 'vad-silero'),
    model('demo', 'stt-sherpa-ctc', true),
    model('parakeet', 'stt-sherpa-transducer'),
    model('turbo', 'stt-whisper'),
    model('small', 'stt-whisper'),
  ];
  const choose = (names: string[], options: { allowDemoModel?: boolean; whisperTool?: null } = {}) =>
    chooseModel({
      models: () => all.filter(one => names.includes(one.name)),
      allowDemoModel: options.allowDemoModel ?? false,
      whisperTool: options.whisperTool === null ? null : whisperTool,
    })?.name ?? null;

  it('never falls on the demo model for a real caller', () => {
    expect(choose(['demo', 'silero'])).toBeNull();
    expect(choose(['demo', 'silero'], { allowDemoModel: true })).toBe('demo');
  });

  it('takes the first of the real ones, also in the demo', () => {
    expect(choose(['demo', 'parakeet', 'turbo', 'small'], { allowDemoModel: true })).toBe('turbo');
    expect(choose(['demo', 'parakeet'], { allowDemoModel: true })).toBe('parakeet');
    expect(choose(['silero'])).toBeNull();
  });

  it('does not count on a program that is not there', () => {
    expect(choose(['turbo'], { whisperTool: null })).toBeNull();
    expect(choose(['turbo', 'parakeet'], { whisperTool: null })).toBe('parakeet');
  });
});
