import { describe, expect, it } from 'vitest';
import { encodeWav, readWav } from '../../src/audio/wav.ts';
import { readAnyWav } from '../../src/audio/wav-any.ts';
import { withWavInfo } from '../../src/audio/wav-info.ts';

const samples = Int16Array.from({ length: 1601 }, (_, at) => 8000 * Math.sin(at / 5));
const marked = withWavInfo(encodeWav(samples, 16_000), {
  ISFT: 'Hausruf',
  ICMT: 'Synthetische Stimme (KI): espeak:de',
});

describe('what a WAV file says about itself', () => {
  it('stands behind the audio, whole, at an even place', () => {
    const file = Buffer.from(marked);
    expect(file.readUInt32LE(4)).toBe(file.length - 8);
    expect(file.length % 2).toBe(0);
    const list = file.indexOf('LIST');
    expect(list).toBe(44 + samples.length * 2);
    expect(file.readUInt32LE(list + 4)).toBe(file.length - list - 8);
    expect(file.toString('latin1', list + 8, list + 16)).toBe('INFOISFT');
    expect(file.includes('Synthetische Stimme (KI): espeak:de\0')).toBe(true);
  });

  it('is passed over by both readers: the same samples, no broken header', async () => {
    const read = await readWav(marked);
    expect([read.samples, read.sampleRate, read.headerWasBroken]).toEqual([samples, 16_000, false]);
    const any = readAnyWav(marked, { maxSeconds: 10 });
    if (any.kind !== 'sound') throw new Error('it is a WAV file');
    expect([any.audio.samples.length, any.audio.sampleRate]).toEqual([samples.length, 16_000]);
  });

  it('is left out where nothing is to be said', () => {
    const wav = encodeWav(samples, 16_000);
    expect(withWavInfo(wav, {})).toBe(wav);
  });
});
