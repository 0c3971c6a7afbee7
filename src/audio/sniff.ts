/** What a file really is, by its first bytes: names lie. */

export type Sniffed =
  | { kind: 'wav' }
  /** Maybe: nothing else, and only its frames can tell. `audioStart`: first byte after the tags. */
  | { kind: 'maybe-mp3'; audioStart: number; isTagCutOff: boolean }
  /** With its German article. */
  | { kind: 'other'; what: string };

export function sniff(bytes: Uint8Array): Sniffed {
  const at = (from: number, length: number) =>
    String.fromCharCode(...bytes.subarray(from, Math.min(bytes.length, from + length)));
  if (['RIFF', 'RF64', 'BW64'].includes(at(0, 4)) && at(8, 4) === 'WAVE') return { kind: 'wav' };
  const { end, isCutOff } = skipId3(bytes);
  const what = otherKind(
    (from, length) => at(end + from, length),
    from => bytes[end + from] ?? 0,
  );
  if (what) return { kind: 'other', what };
  return { kind: 'maybe-mp3', audioStart: end, isTagCutOff: isCutOff };
}

/**
 * ID3v2 tags before the audio: https://id3.org/id3v2.4.0-structure §3.1. Sizes have seven bits a byte;
 * a cover picture may make them megabytes long. Several in a row do happen.
 */
function skipId3(bytes: Uint8Array): { end: number; isCutOff: boolean } {
  let end = 0;
  while (
    bytes.length >= end + 10 &&
    bytes[end] === 0x49 &&
    bytes[end + 1] === 0x44 &&
    bytes[end + 2] === 0x33
  ) {
    let size = 0;
    for (let index = 6; index < 10; index++) size = size * 128 + ((bytes[end + index] ?? 0) & 0x7f);
    const hasFooter = ((bytes[end + 5] ?? 0) & 0x10) !== 0;
    end += 10 + size + (hasFooter ? 10 : 0);
  }
  return { end: Math.min(end, bytes.length), isCutOff: end > bytes.length };
}

function otherKind(
  text: (from: number, length: number) => string,
  byte: (at: number) => number,
): string | null {
  for (const [magic, what] of magics) if (text(0, magic.length) === magic) return what;
  if (text(4, 4) === 'ftyp') {
    if (text(8, 4) === 'M4A ' || text(8, 4) === 'M4B ') return 'eine M4A-Datei (AAC)';
    return text(8, 3) === '3gp' ? 'eine 3GP-Datei' : 'eine MP4- oder M4A-Datei (AAC)';
  }
  if (text(0, 4) === 'OggS') {
    return text(28, 8) === 'OpusHead' ? 'eine Opus-Datei (OGG)' : 'eine OGG-Datei';
  }
  if (text(0, 4) === 'FORM' && text(8, 3) === 'AIF') return 'eine AIFF-Datei';
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'AVI ') return 'eine AVI-Datei (Video)';
  // ADTS: like an MP3's frame, but with layer 0, which MP3 does not have.
  if (byte(0) === 0xff && (byte(1) & 0xf6) === 0xf0) return 'eine AAC-Datei';
  if (byte(0) === 0xff && byte(1) === 0xd8 && byte(2) === 0xff) return 'ein Bild (JPEG)';
  if (/^\s*<(!doctype|html|\?xml|head|body|script|svg)/i.test(text(0, 200)))
    return 'eine Internetseite (HTML)';
  return null;
}

const magics: [string, string][] = [
  ['fLaC', 'eine FLAC-Datei'],
  ['#!AMR', 'eine AMR-Datei'],
  ['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'eine WMA-Datei'],
  ['\x1a\x45\xdf\xa3', 'eine WebM- oder MKV-Datei'],
  ['caff', 'eine CAF-Datei'],
  ['.snd', 'eine AU-Datei'],
  ['MThd', 'eine MIDI-Datei'],
  ['RIFX', 'eine RIFX-Datei'],
  ['riff', 'eine W64-Datei'],
  ['wvpk', 'eine WavPack-Datei'],
  ['MAC ', 'eine APE-Datei'],
  ['PK\x03\x04', 'ein ZIP-Archiv'],
  ['PK\x05\x06', 'ein ZIP-Archiv'],
  ['Rar!', 'ein RAR-Archiv'],
  ['\x1f\x8b', 'ein GZIP-Archiv'],
  ['7z\xbc\xaf\x27\x1c', 'ein 7-Zip-Archiv'],
  ['%PDF', 'eine PDF-Datei'],
  ['\x89PNG', 'ein Bild (PNG)'],
  ['GIF8', 'ein Bild (GIF)'],
  ['MZ', 'ein Programm'],
  ['\x7fELF', 'ein Programm'],
];
