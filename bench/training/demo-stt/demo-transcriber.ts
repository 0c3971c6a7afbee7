/** The product's own path from a recording to words, with a demo model from any folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readWav, writeWav } from '../../../src/audio/wav.ts';
import type { Transcribe } from '../../../src/domain/capabilities.ts';
import { makeEngine } from '../../../src/engines/engine-process.ts';
import { makeQueue } from '../../../src/engines/queue.ts';
import { makeRunProgram } from '../../../src/engines/run-program.ts';
import type { SpeechModel } from '../../../src/speech/engine-types.ts';
import { makeTranscribe } from '../../../src/speech/transcribe.ts';

export interface DemoTranscriber {
  transcribe: Transcribe;
  /** The words of a recording; '' when nobody speaks. Throws Error when the engine fails. */
  textOf(wavFile: string): Promise<string>;
  close(): Promise<void>;
}

/** `modelFolder` holds model.int8.onnx and tokens.txt; `vadFile`: silero_vad.onnx, null: the built-in gate. */
export function openDemoTranscriber(place: { modelFolder: string; vadFile: string | null }): DemoTranscriber {
  const tempFolder = mkdtempSync(join(tmpdir(), 'hausruf-demo-stt-'));
  const queue = makeQueue();
  const engine = makeEngine({
    program: resolve(import.meta.dirname, '../../../src/engines/speech-child.ts'),
    queue,
    idleMs: 60_000,
  });
  const models: SpeechModel[] = [
    {
      name: 'demo-stt-de',
      kind: 'stt-sherpa-ctc',
      isDemo: true,
      files: {
        model: resolve(place.modelFolder, 'model.int8.onnx'),
        tokens: resolve(place.modelFolder, 'tokens.txt'),
      },
    },
  ];
  if (place.vadFile !== null) {
    models.push({
      name: 'silero-vad',
      kind: 'vad-silero',
      isDemo: false,
      files: { model: resolve(place.vadFile) },
    });
  }
  const transcribe = makeTranscribe({
    models: () => models,
    allowDemoModel: true,
    runEngine: engine.run,
    runProgram: makeRunProgram(queue),
    whisperTool: null,
    readWav,
    writeWav,
    tempFolder,
    threads: 1,
  });
  return {
    transcribe,
    async textOf(wavFile) {
      const result = await transcribe({ wavFile, durationMs: 0 });
      if (result.kind === 'snoozed') throw new Error('stopped');
      if (result.kind !== 'done') throw new Error(`${wavFile}: ${result.problem.message}`);
      if (result.value.kind === 'made') return result.value.text;
      if (result.value.because === 'no-speech') return '';
      throw new Error(`${wavFile}: ${result.value.because}`);
    },
    async close() {
      await engine.close();
      rmSync(tempFolder, { recursive: true, force: true });
    },
  };
}
