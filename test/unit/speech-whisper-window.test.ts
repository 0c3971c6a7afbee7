import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextSmallerModel } from '../../src/speech/choose-model.ts';
import type { SpeechModel } from '../../src/speech/engine-types.ts';
import { planRuns, whisperPieces } from '../../src/speech/whisper-window.ts';

describe("whisper's window", () => {
  it('holds the whole piece and a second of silence after it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: whisperPieces.maxMs }), ms => {
        const [run] = planRuns([ms]);
        const steps = run?.audioContext || 1500;
        expect(steps * 20).toBeGreaterThanOrEqual(ms + 1000);
        expect(steps).toBeGreaterThanOrEqual(512);
        // Half a window at most for a message of ten seconds: most of what it costs.
        if (ms <= 10_600) expect(steps).toBeLessThanOrEqual(640);
      }),
    );
  });

  it('is the whole one where a piece is longer than our cutter ever makes it', () => {
    expect(planRuns([29_000])).toEqual([{ audioContext: 0, pieces: [0] }]);
  });

  it('is shared by pieces of like length: few runs, each piece in one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 100, max: 30_000 }), { maxLength: 20 }), lengths => {
        const runs = planRuns(lengths);
        expect(runs.length).toBeLessThanOrEqual(8);
        expect(runs.flatMap(run => run.pieces).sort((a, b) => a - b)).toEqual(
          lengths.map((_, index) => index),
        );
        for (const run of runs) {
          for (const index of run.pieces)
            expect(planRuns([lengths[index] ?? 0])[0]?.audioContext).toBe(run.audioContext);
        }
      }),
    );
  });
});

describe('after a model failed', () => {
  const model = (name: string, kind: SpeechModel['kind'], isDemo = false): SpeechModel => ({
    name,
    kind,
    isDemo,
    files: {},
  });
  const sizes: Record<string, number> = { turbo: 574, parakeet: 670, small: 190, base: 60, demo: 4 };
  const all = [
    model('turbo', 'stt-whisper'),
    model('small', 'stt-whisper'),
    model('base', 'stt-whisper'),
    model('parakeet', 'stt-sherpa-transducer'),
    model('demo', 'stt-sherpa-ctc', true),
    model('silero', 'vad-silero'),
  ];
  const next = (failed: string, installed: string[], whisper = true) =>
    nextSmallerModel(
      {
        models: () => all.filter(one => installed.includes(one.name)),
        allowDemoModel: true,
        whisperTool: whisper ? { command: 'whisper-cli', args: [], env: {}, cwd: null } : null,
      },
      all.find(one => one.name === failed) ?? model('none', 'stt-whisper'),
      one => sizes[one.name] ?? 0,
    )?.name ?? null;

  it('the largest of the smaller ones is tried, never the same, never one for other things', () => {
    expect(next('turbo', ['turbo', 'small', 'base', 'silero'])).toBe('small');
    expect(next('small', ['turbo', 'small', 'base'])).toBe('base');
    expect(next('base', ['turbo', 'small', 'base', 'silero'])).toBeNull();
    expect(next('parakeet', ['parakeet', 'turbo'])).toBe('turbo');
  });

  it('the demo model never stands in for a real one, nor a program that is not there', () => {
    expect(next('base', ['base', 'demo'])).toBeNull();
    expect(next('parakeet', ['parakeet', 'turbo'], false)).toBeNull();
  });
});
