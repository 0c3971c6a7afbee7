import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedTool } from '../../scripts/tools.ts';
import { resample } from '../../src/audio/resample.ts';
import { readWav } from '../../src/audio/wav.ts';
import { findSpeechByEnergy, type Sensitivity } from '../../src/speech/energy-gate.ts';
import { makeSynthesise } from '../../src/speech/synthesise.ts';

const fixtures = join(import.meta.dirname, '../fixtures');
const wavs = readdirSync(fixtures).filter(name => name.endsWith('.wav'));
const both: Sensitivity[] = ['normal', 'sensitive'];

/** 10 s at 8 kHz; `sound` gives -1 to 1. */
const tenSeconds = (sound: (at: number) => number) => ({
  samples: Int16Array.from({ length: 80_000 }, (_, at) =>
    Math.max(-32768, Math.min(32767, Math.round(32768 * sound(at)))),
  ),
  sampleRate: 8000,
});
const sine = (hz: number, at: number) => Math.sin((2 * Math.PI * hz * at) / 8000);

/** The same hiss in every run, from -1 to 1. */
function hiss(): () => number {
  let state = 1;
  return () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return (state / 0x7fffffff) * 2 - 1;
  };
}

const secondsOf = (spans: { fromMs: number; toMs: number }[]) =>
  spans.reduce((sum, span) => sum + span.toMs - span.fromMs, 0) / 1000;

describe('the gate without a model', () => {
  it.each(wavs.filter(name => name.startsWith('neg-')))(
    'hears nobody in %s, not even on the second look',
    async name => {
      for (const sensitivity of both) {
        expect(await findSpeechByEnergy(await readWav(join(fixtures, name)), sensitivity)).toEqual([]);
      }
    },
  );

  it('hears nobody in hiss, hum, keys, clicks or a tone on a noisy line', async () => {
    const noise = hiss();
    let brown = 0;
    const sounds: Record<string, (at: number) => number> = {
      'loud hiss': () => 0.17 * noise(),
      'faint hiss': () => 0.005 * noise(),
      rumble: () => {
        brown = 0.99 * brown + 0.02 * noise();
        return brown;
      },
      'hiss that sets in': at => (at > 24_000 ? 0.02 * noise() : 0),
      'hiss that comes and goes': at => (Math.floor(at / 8000) % 2 ? 0.05 * noise() : 0),
      'mains hum': at => 0.05 * sine(50, at) + 0.02 * sine(150, at) + 0.001 * noise(),
      'pressed keys': at => (Math.floor(at / 1600) % 2 ? 0.2 * sine(770, at) + 0.2 * sine(1336, at) : 0),
      'busy tone on a noisy line': at =>
        (Math.floor(at / 3840) % 2 ? 0.2 * sine(425, at) : 0) + 0.005 * noise(),
      'dial tone on a noisy line': at => 0.2 * sine(425, at) + 0.02 * noise(),
      clicks: at => (at % 16_000 < 40 ? 0.8 : 0.0005) * noise(),
    };
    for (const [name, sound] of Object.entries(sounds)) {
      for (const sensitivity of both) {
        expect([name, await findSpeechByEnergy(tenSeconds(sound), sensitivity)]).toEqual([name, []]);
      }
    }
  });

  it.each(wavs.filter(name => name.startsWith('demo-')))('hears nearly all of %s', async name => {
    const audio = await readWav(join(fixtures, name));
    const seconds = audio.samples.length / audio.sampleRate;
    for (const sensitivity of both) {
      expect(secondsOf(await findSpeechByEnergy(audio, sensitivity))).toBeGreaterThan(0.85 * seconds);
    }
  });

  it('hears a caller on a line with as much noise as voice, and a very faint one on the second look', async () => {
    const { samples } = await readWav(join(fixtures, 'demo-laerm.wav'));
    const pink = (await readWav(join(fixtures, 'neg-pinknoise-10s.wav'))).samples;
    const level = (of: Int16Array) =>
      Math.sqrt(of.reduce((sum, sample) => sum + sample * sample, 0) / of.length);
    const gain = level(samples) / level(pink);
    const noisy = samples.map((sample, at) => {
      const noise = gain * (pink[at % pink.length] ?? 0);
      return Math.max(-32768, Math.min(32767, sample + noise));
    });
    expect(
      secondsOf(await findSpeechByEnergy({ samples: noisy, sampleRate: 8000 }, 'normal')),
    ).toBeGreaterThan(10);
    const faint = { samples: samples.map(sample => sample * 0.005), sampleRate: 8000 };
    expect(secondsOf(await findSpeechByEnergy(faint, 'sensitive'))).toBeGreaterThan(10);
  });

  it('hears whispering on the second look', async () => {
    const whisper = makeSynthesise(installedTool('espeak-ng'), { readWav, voice: 'de+whisper' });
    const said = await whisper('Bitte rufen Sie mich zurück, hier ist Meier.');
    const samples = resample(said.samples, { fromHz: said.sampleRate, toHz: 8000 });
    expect(await findSpeechByEnergy({ samples, sampleRate: 8000 }, 'normal')).toEqual([]);
    expect(secondsOf(await findSpeechByEnergy({ samples, sampleRate: 8000 }, 'sensitive'))).toBeGreaterThan(
      1.5,
    );
  });

  it('hears a single "Ja" in a long silence, and where it is', async () => {
    const said = await makeSynthesise(installedTool('espeak-ng'), { readWav })('Ja.');
    const word = resample(said.samples, { fromHz: said.sampleRate, toHz: 16_000 });
    const samples = new Int16Array(160_000);
    samples.set(word, 80_000);
    const [span, ...more] = await findSpeechByEnergy({ samples, sampleRate: 16_000 }, 'normal');
    expect(more).toEqual([]);
    expect(span?.fromMs).toBeGreaterThan(4900);
    expect(span?.toMs).toBeLessThan(6000);
  });

  it('takes an empty and a very short recording for what they are', async () => {
    for (const length of [0, 1, 255, 256]) {
      const audio = { samples: new Int16Array(length), sampleRate: 8000 };
      expect(await findSpeechByEnergy(audio, 'sensitive')).toEqual([]);
    }
  });

  it('lets other work run in between', async () => {
    const { samples } = await readWav(join(fixtures, 'demo-laerm.wav'));
    let turns = 0;
    let isBusy = true;
    const count = () => {
      turns++;
      if (isBusy) setImmediate(count);
    };
    setImmediate(count);
    await findSpeechByEnergy({ samples, sampleRate: 8000 }, 'normal');
    isBusy = false;
    expect(turns).toBeGreaterThan(10);
  });
});
