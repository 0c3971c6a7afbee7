/**
 * What a WAV file says about itself: a RIFF INFO list, behind the audio, where every reader passes over it.
 * https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/Docs/riffmci.pdf §3
 */

/** ISFT: the program that made it; ICMT: a comment; INAM: a title; ICRD: the day, YYYY-MM-DD. */
export type WavInfo = Partial<Record<'ISFT' | 'ICMT' | 'INAM' | 'ICRD', string>>;

/** The file with these facts at its end; `wav` must be a whole RIFF file and is not changed. */
export function withWavInfo(wav: Uint8Array, info: WavInfo): Uint8Array {
  const entries = Object.entries(info).map(([name, value]) => chunk(name, Buffer.from(`${value}\0`, 'utf8')));
  if (entries.length === 0) return wav;
  const list = chunk('LIST', Buffer.concat([Buffer.from('INFO', 'latin1'), ...entries]));
  const padding = Buffer.alloc(wav.length % 2);
  const whole = Buffer.concat([wav, padding, list]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}

/** Chunks begin at even places. */
function chunk(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, 4, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}
