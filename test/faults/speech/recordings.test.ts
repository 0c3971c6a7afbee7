/** Recordings in the spool that are empty, cut, of another kind, or far too large: row 33, and what is near it. */
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../../scripts/tools.ts';
import { longestSeconds } from '../../../src/audio/mp3.ts';
import type { SpeechModel } from '../../../src/speech/engine-types.ts';
import { said } from '../../e2e/kit.ts';
import { mp3Of } from '../../unit/audio-upload-kit.ts';
import { seeded } from './hostile-files.ts';
import { expectAudio, type Office, openOffice, tooLong, unreadable } from './office.ts';

const recording = readFileSync(said('laerm'));
const seconds = (recording.length - 44) / 16_000;
const heard = /Kowalczyk|Schillerplatz|gefeiert/;
/** Of the controller, while such files are taken in: half an hour of audio three times over, and its MP3. */
const mostGrowthMb = 300;

let office: Office;
beforeAll(async () => {
  const folder = join(projectFolder, 'models/demo-stt-de');
  const demo: SpeechModel = {
    name: 'demo-stt-de',
    kind: 'stt-sherpa-ctc',
    isDemo: true,
    files: { model: join(folder, 'model.int8.onnx'), tokens: join(folder, 'tokens.txt') },
  };
  office = await openOffice({ models: () => [demo] });
});
afterAll(() => office?.close());

function changed(change: (bytes: Buffer) => Buffer | undefined): Buffer {
  const bytes = Buffer.from(recording);
  return change(bytes) ?? bytes;
}

describe('a recording of nothing', () => {
  it.each([
    ['0 bytes', Buffer.alloc(0)],
    ['a header alone', recording.subarray(0, 44)],
    ['a tenth of a second', recording.subarray(0, 44 + 1600)],
  ])('(%s) is an attempt, and nothing is sent', async (_, bytes) => {
    const left = await office.leave(bytes);
    expect(left).toMatchObject({ mail: null, recording: null, attemptReason: 'no-audio' });
    expect(office.spooled()).toEqual([]);
  });
});

describe('a damaged recording', () => {
  const damages: [string, Buffer, number][] = [
    ['whose writer was killed', changed(bytes => void bytes.writeUInt32LE(0, 40)), seconds],
    [
      'whose size was never brought up to date',
      changed(bytes => void bytes.writeUInt32LE(16_000, 40)),
      seconds,
    ],
    ['whose size is 4 GB', changed(bytes => void bytes.fill(0xff, 40, 44)), seconds],
    ['cut in the middle', recording.subarray(0, 44 + 160_001), 10],
    ['whose first block never reached the disk', changed(bytes => void bytes.fill(0, 0, 4096)), seconds],
  ];
  it.each(damages)('%s comes with its words, its audio, and a mark', async (_, bytes, length) => {
    const left = await office.leave(bytes);
    expectAudio(left, { seconds: length, says: 'unvollständig' });
    expect(left.recording).toMatchObject({ isComplete: false });
    expect(left.transcript?.kind === 'made' ? left.transcript.text : '').toMatch(heard);
    // Not a byte of what was said is touched.
    const kept = readFileSync(office.keptFile(left.recording?.file ?? ''));
    expect(kept.subarray(4096).equals(bytes.subarray(4096))).toBe(true);
    expect(office.spooled()).toEqual([]);
  });

  it('with any damage to its header comes as a note, with a reason where its sound cannot be had', async () => {
    const random = seeded(2311);
    let readable = 0;
    for (let turn = 0; turn < 12; turn += 1) {
      const bytes = Buffer.from(recording.subarray(0, 44 + 16_000 * 4));
      for (let change = 0; change < 3; change += 1)
        bytes[Math.floor(random() * 44)] = Math.floor(random() * 256);
      const { mail, transcript, attemptReason } = await office.leave(bytes);
      // What sounds like nothing at its new rate or length is an attempt; everything else is sent.
      expect(mail !== null || attemptReason !== null).toBe(true);
      if (mail && transcript?.kind !== 'made') expect(mail.text).toMatch(/Abschrift nicht verfügbar: /);
      if (transcript?.kind === 'made') readable += 1;
    }
    console.log(JSON.stringify({ test: 'damaged headers', files: 12, withWords: readable }));
    expect(office.spooled()).toEqual([]);
  });
});

describe('a file of another kind', () => {
  const kinds: [string, () => Buffer][] = [
    ['a page', () => Buffer.from(`<!doctype html><script>alert(1)</script>${'x'.repeat(20_000)}`)],
    ['a program', () => Buffer.concat([Buffer.from('\x7fELF', 'latin1'), Buffer.alloc(20_000, 1)])],
    ['an MP3', () => mp3Of(recording)],
    ['noise', () => Buffer.from(Uint8Array.from({ length: 20_000 }, (_, at) => (at * 7919) >> 3))],
    ['zeros', () => Buffer.alloc(20_000)],
    ['stereo', () => changed(bytes => void bytes.writeUInt16LE(2, 22))],
  ];
  it.each(kinds)('(%s) comes as a note that says so, and is kept as it is', async (_, make) => {
    const bytes = make();
    const left = await office.leave(bytes);
    expect(left.mail?.text).toMatch(unreadable);
    expect(left.mail?.attachments).toEqual([]);
    expect(left.mail?.html).not.toMatch(/<script/i);
    expect(readFileSync(office.keptFile(left.recording?.file ?? '')).equals(bytes)).toBe(true);
    expect(office.spooled()).toEqual([]);
  });
});

describe('a recording that is far too large', () => {
  /** Speech, then silence to the end: a line that nobody hung up. No block of the silence is on the disk. */
  const stuck = (bytes: number, isHeaderRight: boolean) => (file: string) => {
    const handle = openSync(file, 'w');
    const head = Buffer.from(recording);
    if (isHeaderRight) head.writeUInt32LE(Math.min(bytes - 44, 0xffff_ffff), 40);
    else head.writeUInt32LE(0, 40);
    writeSync(handle, head);
    ftruncateSync(handle, bytes);
    closeSync(handle);
  };

  it.each([
    ['3 hours', 44 + 3 * 3600 * 16_000, true],
    ['2 GB, and no size in the header', 44 + 2 * 1024 ** 3, false],
  ] as const)('(%s) comes with its beginning as audio, and a reason', async (_, bytes, isHeaderRight) => {
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss - before);
    }, 20);
    const left = await office.leave(stuck(bytes, isHeaderRight), 400_000);
    clearInterval(watch);
    expectAudio(left, { seconds: longestSeconds, says: tooLong });
    expect(left.recording?.durationMs).toBe(Math.round((bytes - 44) / 16));
    expect(statSync(office.keptFile(left.recording?.file ?? '')).size).toBe(bytes);
    expect(office.spooled()).toEqual([]);
    const growthMb = Math.round(most / 1024 ** 2);
    console.log(JSON.stringify({ test: 'a huge recording', bytes, growthMb }));
    expect(growthMb).toBeLessThan(mostGrowthMb);
  });

  it('leaves the next one its words', async () => {
    const left = await office.leave(recording);
    expectAudio(left, { seconds, says: heard });
    expect(existsSync(office.keptFile(left.recording?.file ?? ''))).toBe(true);
  });
});
