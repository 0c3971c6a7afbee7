/**
 * An uploaded file → the audio of a greeting, in memory. Takes seconds of computing and reads what
 * strangers wrote: runs in `upload-child.ts`, never in the process that carries calls.
 */

import { encodePair, type GreetingPair } from './greeting-files.ts';
import type { MonoAudio } from './mix.ts';
import { decodeMp3 } from './mp3-decode.ts';
import { resample } from './resample.ts';
import { sniff } from './sniff.ts';
import { findSound, trimAround } from './trim.ts';
import { maxUploadBytes, maxUploadSeconds, minUploadSeconds, refused, refusedAs } from './upload-refusal.ts';
import { readAnyWav } from './wav-any.ts';

export interface DecodedUpload extends GreetingPair {
  format: 'mp3' | 'wav';
  /** Of the greeting as it will be played. */
  durationMs: number;
}

/**
 * MP3 or WAV bytes → greeting: mono, even level, 0.2 s of silence at both ends (R047). The content
 * decides what it is. Throws HausrufError INPUT_INVALID with a German message for everything else.
 */
export async function decodeUpload(bytes: Uint8Array): Promise<DecodedUpload> {
  if (bytes.length === 0) throw refused('empty');
  if (bytes.length > maxUploadBytes) throw refused('too-large');
  const sniffed = sniff(bytes);
  if (sniffed.kind === 'other') throw refusedAs(sniffed.what);
  if (sniffed.kind === 'maybe-mp3' && sniffed.isTagCutOff) throw refused('incomplete');
  const audio =
    sniffed.kind === 'wav'
      ? await decodeWav(bytes)
      : await decodeMp3(bytes, { start: sniffed.audioStart, maxSeconds: maxUploadSeconds });
  const greeting = toGreeting(audio);
  return {
    ...encodePair({ samples: greeting, sampleRate: workRate }),
    format: sniffed.kind === 'wav' ? 'wav' : 'mp3',
    durationMs: Math.round((greeting.length / workRate) * 1000),
  };
}

/** The better of the two rates that Asterisk gets. */
const workRate = 16_000;
const silenceSeconds = 0.2;
/** Half of full scale: room for what the filters add. */
const workPeak = 0.5;
/** −70 dB of full scale: less than the dither of a 16 bit recording of nothing, with some room. */
const silentPeak = 10 ** (-70 / 20);

async function decodeWav(bytes: Uint8Array): Promise<MonoAudio> {
  const wav = readAnyWav(bytes, { maxSeconds: maxUploadSeconds });
  return wav.kind === 'sound' ? wav.audio : decodeMp3(wav.bytes, { maxSeconds: maxUploadSeconds });
}

function toGreeting(audio: MonoAudio): Int16Array {
  if (audio.samples.length < minUploadSeconds * audio.sampleRate) throw refused('too-short');
  const even = toWorkLevel(audio.samples);
  const samples = resample(even, { fromHz: audio.sampleRate, toHz: workRate });
  const sound = findSound(samples, workRate);
  if (!sound) throw refused('silent');
  if (sound.to - sound.from < minUploadSeconds * workRate) throw refused('too-short');
  return trimAround(samples, { sampleRate: workRate, sound, silenceSeconds });
}

/** Without a constant offset, at one peak for all: faint 24 bit recordings keep their fineness, float over 1 does not clip. */
function toWorkLevel(samples: Float32Array): Int16Array {
  let sum = 0;
  for (const sample of samples) sum += sample;
  const mean = sum / samples.length;
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample - mean));
  if (peak < silentPeak) throw refused('silent');
  const gain = (workPeak / peak) * 32768;
  // A loop, for `from` gathers a list of boxed numbers first: a hundred times the memory.
  const even = new Int16Array(samples.length);
  for (let at = 0; at < even.length; at++) even[at] = Math.round(((samples[at] ?? 0) - mean) * gain);
  return even;
}
