/** Models and measures for test/contract/transcribe.test.ts. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Transcript, wordsOf } from '../../src/domain/transcript.ts';
import { findModels, type Manifest, type ModelEntry, readManifest } from '../../src/engines/models.ts';
import type { SpeechModel } from '../../src/speech/engine-types.ts';

export const root = join(import.meta.dirname, '../..');
export const shared = join(root, '../shared');

/** Null: its file is not there. */
export type TestModels = Record<'demo' | 'silero' | 'whisper', SpeechModel | null>;

/** The shipped manifest, with a random-weights whisper added; files of ../shared where that folder is there. */
export async function installModels(folder: string): Promise<TestModels> {
  const manifest: Manifest = await readManifest(join(root, 'models/manifest.json'));
  const synthetic: ModelEntry = {
    name: 'synthetic-whisper',
    title: 'synthetic',
    needs: { cores: 1, memoryMb: 100 },
    quality: 'nonsense',
    kind: 'stt-whisper',
    isDemo: false,
    licence: 'MIT',
    source: 'random weights',
    note: 'nonsense',
    files: [
      {
        role: 'model',
        path: 'synthetic-whisper/model.bin',
        bytes: 5183119,
        sha256: 'd2bc15214ec81e6e9417e0ff13917eb3747b6eda3169a857b895495cf383f1c2',
      },
    ],
  };
  const copies: [string, string][] = [
    ['silero_vad.onnx', 'silero-vad/silero_vad.onnx'],
    ['synthetic-micro-whisper-q8_0.bin', 'synthetic-whisper/model.bin'],
  ];
  for (const [from, to] of copies) {
    const source = join(shared, 'models', from);
    if (!existsSync(source)) continue;
    await mkdir(join(folder, to, '..'), { recursive: true });
    await copyFile(source, join(folder, to));
  }
  const found = await findModels({
    folders: [join(root, 'models'), folder],
    manifest: { models: [...manifest.models, synthetic] },
    cacheFile: null,
  });
  expect(found.problems).toEqual([]);
  const named = (name: string) => found.models.find(model => model.name === name) ?? null;
  return { demo: named('demo-stt-de'), silero: named('silero-vad'), whisper: named('synthetic-whisper') };
}

/** Every transcript's promise to its readers, whoever made it. */
export function expectSound(transcript: Transcript, durationMs: number): void {
  const words = wordsOf(transcript);
  expect(words.length).toBeGreaterThan(0);
  expect(transcript.text).toBe(words.map(word => word.text).join(' '));
  expect(transcript.language).toBe('de');
  expect(transcript.speechMs).toBeGreaterThan(1000);
  expect(transcript.speechMs).toBeLessThanOrEqual(durationMs + 32);
  let earliest = 0;
  for (const word of words) {
    expect(word.text).toMatch(/^\S+$/);
    expect(word.fromMs).toBeGreaterThanOrEqual(earliest);
    expect(word.toMs).toBeGreaterThanOrEqual(word.fromMs);
    expect(word.toMs).toBeLessThanOrEqual(durationMs);
    earliest = word.fromMs;
    if (word.confidence !== null) expect(word.confidence).toBeGreaterThanOrEqual(0);
    if (word.confidence !== null) expect(word.confidence).toBeLessThanOrEqual(1);
  }
  for (const segment of transcript.segments) {
    expect(segment.words.length).toBeGreaterThan(0);
    expect(segment.fromMs).toBe(segment.words[0]?.fromMs);
  }
}

export const plainWords = (text: string) =>
  text
    .toLowerCase()
    .replace(/[.,?!]/g, '')
    .split(/\s+/)
    .filter(word => word !== '');

/** Words to insert, drop or replace to get from one to the other. */
export function wordErrors(said: string[], heard: string[]): number {
  let row = Array.from({ length: heard.length + 1 }, (_, at) => at);
  for (const [index, word] of said.entries()) {
    const next = [index + 1];
    for (const [at, other] of heard.entries()) {
      const replaced = (row[at] ?? 0) + (word === other ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
