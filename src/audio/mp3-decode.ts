/**
 * MP3 → sound, by libmpg123 as WebAssembly (npm: mpg123-decoder): whatever a file does to it stays in
 * its own memory. It may still loop on damaged input, so this runs only in `upload-child.ts`, which has
 * a deadline, never in the process that carries calls.
 */
import { MPEGDecoder } from 'mpg123-decoder';
import { type MonoAudio, mixDown } from './mix.ts';
import { findMp3Frames } from './mp3-frames.ts';
import { refused } from './upload-refusal.ts';

/**
 * From `start` (behind the tags) on. Throws HausrufError INPUT_INVALID: no MP3, damaged, incomplete, or
 * longer than `maxSeconds`, which is known before anything is decoded.
 */
export async function decodeMp3(
  bytes: Uint8Array,
  options: { start?: number; maxSeconds: number },
): Promise<MonoAudio> {
  const frames = findMp3Frames(bytes, options.start);
  if (!frames) throw refused('not-audio');
  // An encoder pads by up to two frames and more; 0.2 s over the limit shall not matter.
  if (frames.sampleCount / frames.sampleRate > options.maxSeconds + 0.2) throw refused('too-long');
  if (frames.strayBytes > strayShare * bytes.length) throw refused('damaged');
  if (frames.isIncomplete) throw refused('incomplete');
  const decoder = new MPEGDecoder();
  await decoder.ready;
  // Mono comes twice from the decoder. Its output never exceeds what the frames hold, plus its own delay.
  const room = frames.sampleCount + frames.sampleRate;
  const channels = Array.from({ length: frames.isMono ? 1 : 2 }, () => new Float32Array(room));
  let length = 0;
  for (let from = 0; from < frames.bytes.length; from += feedBytes) {
    const decoded = decoder.decode(frames.bytes.subarray(from, from + feedBytes));
    if (decoded.samplesDecoded === 0) continue;
    // The frames say the rate; a decoder that found another one has decoded nonsense.
    if (decoded.sampleRate !== frames.sampleRate || length + decoded.samplesDecoded > room)
      throw refused('damaged');
    channels.forEach((channel, index) => {
      channel.set(decoded.channelData[index] ?? [], length);
    });
    length += decoded.samplesDecoded;
  }
  decoder.free();
  // The encoder's own padding at both ends is taken off, less than 0.1 s; the rest must be there.
  if (length < decodedShare * frames.sampleCount - 0.1 * frames.sampleRate) throw refused('damaged');
  const samples = mixDown({ channels: channels.length, length }, (at, channel) => {
    const value = channels[channel]?.[at] ?? 0;
    // Damaged frames may decode to anything, even to what is no number.
    return Math.abs(value) <= loudest ? value : 0;
  });
  return { samples, sampleRate: frames.sampleRate };
}

/** The decoder's own step. */
const feedBytes = 64 * 1024;
/** More than this between the frames, and seconds of the greeting are missing. */
const strayShare = 0.05;
const decodedShare = 0.95;
/** 30 dB beyond full scale. */
const loudest = 32;
