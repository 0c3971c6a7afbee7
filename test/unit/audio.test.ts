import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeAlaw, decodeUlaw, encodeAlaw } from '../../src/audio/g711.ts';
import { renderGreeting } from '../../src/audio/greetings.ts';
import { normaliseLevel, peakOf, rmsOf } from '../../src/audio/level.ts';
import { peaksOf } from '../../src/audio/peaks.ts';
import { resample } from '../../src/audio/resample.ts';
import { repairWavHeader } from '../../src/audio/salvage.ts';
import { encodeWav, readWav, samplesToBytes, wavFacts, writeWav } from '../../src/audio/wav.ts';
import { HausrufError } from '../../src/domain/problem.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hausruf-audio-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const tone = (hz: number, options: { sampleRate: number; seconds: number; share?: number }) =>
  Int16Array.from({ length: options.sampleRate * options.seconds }, (_, at) =>
    Math.round((options.share ?? 0.5) * 32767 * Math.sin((2 * Math.PI * hz * at) / options.sampleRate)),
  );
const second = tone(440, { sampleRate: 8000, seconds: 1 });

/** A WAV file whose writer was killed: Asterisk leaves both sizes as zero. */
async function killedRecording(name: string, tail = Buffer.alloc(0)): Promise<string> {
  const bytes = Buffer.concat([encodeWav(second, 8000), tail]);
  bytes.writeUInt32LE(0, 4);
  bytes.writeUInt32LE(0, 40);
  const file = join(folder, name);
  await writeFile(file, bytes);
  return file;
}

/** A WAV of 8 bit companded samples, by hand. */
function companded(format: 6 | 7, data: Uint8Array): Uint8Array {
  const header = Buffer.from(encodeWav(new Int16Array(0), 8000));
  header.writeUInt16LE(format, 20);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe('reading recordings', () => {
  it('gives back the samples that were written', async () => {
    const file = join(folder, 'whole.wav');
    await writeWav(file, second, 8000);
    expect(await readWav(file)).toEqual({ samples: second, sampleRate: 8000, headerWasBroken: false });
    expect(await wavFacts(file)).toEqual({
      bytes: 16044,
      durationMs: 1000,
      sampleRate: 8000,
      isHeaderBroken: false,
    });
  });

  it('hears all of a recording whose writer was killed, and does not stumble over an odd byte', async () => {
    for (const tail of [Buffer.alloc(0), Buffer.from([7])]) {
      const file = await killedRecording('killed.wav', tail);
      const audio = await readWav(file);
      expect(audio.headerWasBroken).toBe(true);
      expect(audio.samples).toEqual(second);
      expect((await wavFacts(file)).durationMs).toBe(1000);
    }
  });

  it('hears what is there of a file that was cut off', async () => {
    const file = join(folder, 'cut.wav');
    await writeWav(file, second, 8000);
    await truncate(file, 44 + 4001);
    const audio = await readWav(file);
    expect(audio.headerWasBroken).toBe(true);
    expect(audio.samples).toEqual(second.slice(0, 2000));
  });

  it('takes an empty recording for what it is', async () => {
    expect(await readWav(encodeWav(new Int16Array(0), 8000))).toEqual({
      samples: new Int16Array(0),
      sampleRate: 8000,
      headerWasBroken: false,
    });
  });

  it('finds the audio behind other chunks', async () => {
    const wav = Buffer.from(encodeWav(second, 8000));
    const list = Buffer.concat([Buffer.from('LIST'), Buffer.from([3, 0, 0, 0]), Buffer.from('abc\0')]);
    const withList = Buffer.concat([wav.subarray(0, 36), list, wav.subarray(36), list]);
    const audio = await readWav(withList);
    expect(audio).toEqual({ samples: second, sampleRate: 8000, headerWasBroken: false });
  });

  it('reads A-law and µ-law as the telephone network writes them', async () => {
    expect((await readWav(companded(6, allBytes))).samples).toEqual(decodeAlaw(allBytes));
    expect((await readWav(companded(7, allBytes))).samples).toEqual(decodeUlaw(allBytes));
    // Corner values of ITU-T G.711, tables 1a and 2a, in 16 bit.
    expect([...decodeAlaw(Uint8Array.of(0xaa, 0x2a, 0xd5, 0x55))]).toEqual([32256, -32256, 8, -8]);
    expect([...decodeUlaw(Uint8Array.of(0x80, 0x00, 0xff, 0x7f))]).toEqual([32124, -32124, 0, 0]);
  });

  it('refuses whatever is no mono telephone WAV, with one code and without a crash', async () => {
    const stereo = Buffer.from(encodeWav(second, 8000));
    stereo.writeUInt16LE(2, 22);
    const float = Buffer.from(encodeWav(second, 8000));
    float.writeUInt16LE(3, 20);
    for (const bytes of [
      new Uint8Array(0),
      Buffer.from('RIFF'),
      Buffer.from('ID3 not a wav at all'),
      stereo,
      float,
    ]) {
      await expect(readWav(bytes)).rejects.toMatchObject({ code: 'RECORDING_UNREADABLE', temporary: false });
    }
    await expect(readWav(join(folder, 'none.wav'))).rejects.toMatchObject({ code: 'RECORDING_UNREADABLE' });
  });

  it('survives any damage to a header', async () => {
    const wav = encodeWav(second.slice(0, 50), 8000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(43), fc.nat(255)), { maxLength: 6 }),
        fc.nat(wav.length),
        async (damage, length) => {
          const bytes = Uint8Array.from(wav).slice(0, length);
          for (const [place, value] of damage) if (place < length) bytes[place] = value;
          const samples = await readWav(bytes).then(
            audio => audio.samples.length,
            (error: unknown) => {
              expect(error).toBeInstanceOf(HausrufError);
              return 0;
            },
          );
          expect(samples).toBeLessThanOrEqual(100);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('salvaging recordings', () => {
  it('makes the header fit the audio, and leaves the audio as it was', async () => {
    for (const tail of [Buffer.alloc(0), Buffer.from([7])]) {
      const file = await killedRecording('repair.wav', tail);
      expect(await repairWavHeader(file)).toMatchObject({
        durationMs: 1000,
        isHeaderBroken: false,
        wasRepaired: true,
      });
      const bytes = await readFile(file);
      expect(bytes.readUInt32LE(4)).toBe(16036);
      expect(bytes.readUInt32LE(40)).toBe(16000);
      expect(await readWav(file)).toEqual({ samples: second, sampleRate: 8000, headerWasBroken: false });
      expect(await repairWavHeader(file)).toMatchObject({ wasRepaired: false });
    }
  });

  it('finds all of a recording whose size was written once and never again', async () => {
    const wav = Buffer.from(encodeWav(tone(440, { sampleRate: 8000, seconds: 3 }), 8000));
    wav.writeUInt32LE(36 + 16_000, 4);
    wav.writeUInt32LE(16_000, 40);
    const file = join(folder, 'stale.wav');
    await writeFile(file, wav);
    expect(await wavFacts(file)).toMatchObject({ durationMs: 3000, isHeaderBroken: true });
    expect(await repairWavHeader(file)).toMatchObject({ durationMs: 3000, wasRepaired: true });
    expect((await readWav(file)).samples).toHaveLength(24_000);
  });

  it('takes titles behind the audio for titles, however long', async () => {
    for (const text of ['x'.repeat(20_001), 'x'.repeat(20_002)]) {
      const title = Buffer.concat([Buffer.from('LIST\0\0\0\0'), Buffer.from(text)]);
      title.writeUInt32LE(text.length, 4);
      const file = join(folder, 'titled.wav');
      await writeFile(file, Buffer.concat([encodeWav(second, 8000), title]));
      expect(await readWav(file)).toEqual({ samples: second, sampleRate: 8000, headerWasBroken: false });
    }
  });

  it('finds the audio of a recording whose first block never reached the disk', async () => {
    const wav = Buffer.from(encodeWav(tone(440, { sampleRate: 8000, seconds: 3 }), 8000));
    const audio = Buffer.from(wav);
    for (const lost of [44, 4096]) {
      const file = join(folder, `lost-${lost}.wav`);
      await writeFile(file, Buffer.from(wav).fill(0, 0, lost));
      expect(await repairWavHeader(file)).toMatchObject({ durationMs: 3000, wasRepaired: true });
      const bytes = await readFile(file);
      expect(bytes.subarray(0, 44)).toEqual(wav.subarray(0, 44));
      expect(bytes.subarray(lost)).toEqual(audio.subarray(lost));
    }
    await writeFile(join(folder, 'zeros.wav'), Buffer.alloc(200_000));
    await expect(readWav(join(folder, 'zeros.wav'))).rejects.toMatchObject({ code: 'RECORDING_UNREADABLE' });
  });

  it('does not touch a file that is no recording', async () => {
    const file = join(folder, 'other.wav');
    await writeFile(file, 'something else entirely, and long enough for a header');
    await expect(repairWavHeader(file)).rejects.toMatchObject({ code: 'RECORDING_UNREADABLE' });
    expect(await readFile(file, 'utf8')).toBe('something else entirely, and long enough for a header');
  });
});

describe('converting', () => {
  it('keeps every A-law byte through decoding and encoding', () => {
    expect(encodeAlaw(decodeAlaw(allBytes))).toEqual(allBytes);
  });

  it('comes within one A-law step of any sample', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32768, max: 32767 }), sample => {
        const [decoded = 0] = decodeAlaw(encodeAlaw(Int16Array.of(sample)));
        // The largest code stands for 32256; below, a step is a sixteenth of its octave.
        const allowed = Math.max(16, Math.abs(sample) / 16, Math.abs(sample) - 32256);
        expect(Math.abs(decoded - sample)).toBeLessThanOrEqual(allowed);
      }),
    );
  });

  it('keeps a tone a tone at another sample rate', () => {
    for (const rates of [
      { fromHz: 8000, toHz: 16_000 },
      { fromHz: 22_050, toHz: 8000 },
      { fromHz: 22_050, toHz: 16_000 },
    ]) {
      const before = tone(1000, { sampleRate: rates.fromHz, seconds: 1 });
      const after = resample(before, rates);
      expect(after.length).toBe(rates.toHz);
      const wanted = tone(1000, { sampleRate: rates.toHz, seconds: 1 });
      // Away from the ends, where the filter has no neighbours.
      const middle = (samples: Int16Array) => samples.slice(2000, -2000);
      const error = middle(after).map((sample, at) => sample - (middle(wanted)[at] ?? 0));
      expect(rmsOf(error) / rmsOf(middle(wanted))).toBeLessThan(0.003);
    }
  });

  it('lets nothing above the new band fold back into speech', () => {
    const hiss = resample(tone(6000, { sampleRate: 22_050, seconds: 1 }), { fromHz: 22_050, toHz: 8000 });
    expect(rmsOf(hiss.slice(500, -500))).toBeLessThan(0.001);
  });

  it('brings quiet speech up, never over -3 dB, and leaves silence alone', () => {
    expect(rmsOf(normaliseLevel(tone(440, { sampleRate: 8000, seconds: 1, share: 0.02 })))).toBeCloseTo(
      0.1,
      2,
    );
    const spiky = tone(440, { sampleRate: 8000, seconds: 1, share: 0.01 });
    spiky[100] = 30_000;
    expect(peakOf(normaliseLevel(spiky))).toBeLessThanOrEqual(0.7081);
    expect(normaliseLevel(new Int16Array(100))).toEqual(new Int16Array(100));
  });

  it('draws the outline of a recording', () => {
    const loudEnd = new Int16Array(8000);
    loudEnd.fill(-32768, 7980);
    const peaks = peaksOf(loudEnd);
    expect(peaks).toHaveLength(400);
    expect(peaks.slice(0, 399).every(peak => peak === 0)).toBe(true);
    expect(peaks[399]).toBe(1);
    expect(peaksOf(new Int16Array(0))).toEqual([]);
  });
});

describe('greetings', () => {
  const voice = async () => ({ samples: tone(300, { sampleRate: 22_050, seconds: 1 }), sampleRate: 22_050 });

  it('stand ready in both formats that Asterisk plays, with silence at both ends', async () => {
    const greetings = join(folder, 'greetings');
    const { mediaPath } = await renderGreeting({ text: 'Guten Tag', synthesise: voice, folder: greetings });
    const alaw = await readFile(`${mediaPath}.alaw`);
    const sln16 = await readFile(`${mediaPath}.sln16`);
    // Sound is found in steps of 10 ms.
    expect(Math.abs(alaw.length - 1.4 * 8000)).toBeLessThanOrEqual(80);
    expect(sln16.length).toBe(alaw.length * 4);
    expect(peakOf(decodeAlaw(alaw.subarray(0, 1500)))).toBeLessThan(0.001);
    expect(peakOf(decodeAlaw(alaw.subarray(-1500)))).toBeLessThan(0.001);
    expect(rmsOf(decodeAlaw(alaw.subarray(2000, -2000)))).toBeCloseTo(0.1, 2);
    expect((await readdir(greetings)).filter(name => name.endsWith('.part'))).toEqual([]);
  });

  it('are made once for a text, anew for another text or voice', async () => {
    const greetings = join(folder, 'once');
    let made = 0;
    const counted = async () => {
      made++;
      return voice();
    };
    const first = await renderGreeting({ text: 'Eins', synthesise: counted, folder: greetings });
    expect(await renderGreeting({ text: 'Eins', synthesise: counted, folder: greetings })).toEqual(first);
    expect(made).toBe(1);
    await renderGreeting({ text: 'Zwei', synthesise: counted, folder: greetings });
    await renderGreeting({ text: 'Eins', voice: 'other', synthesise: counted, folder: greetings });
    expect(made).toBe(3);
  });

  it('survive a voice that fails: the error is told and the old files stay', async () => {
    const greetings = join(folder, 'failing');
    await renderGreeting({ text: 'Alt', synthesise: voice, folder: greetings });
    const before = await readdir(greetings);
    const failing = async () => {
      throw new HausrufError('TOOL_FAILED', 'no voice today');
    };
    const silent = async () => ({ samples: new Int16Array(1000), sampleRate: 8000 });
    for (const synthesise of [failing, silent]) {
      const attempt = renderGreeting({ text: 'Neu', synthesise, folder: greetings });
      await expect(attempt).rejects.toMatchObject({ code: 'TOOL_FAILED' });
    }
    expect(await readdir(greetings)).toEqual(before);
  });
});

it('turns samples into bytes as Asterisk expects them, low byte first', () => {
  expect([...samplesToBytes(Int16Array.of(1, -2))]).toEqual([1, 0, 254, 255]);
});
