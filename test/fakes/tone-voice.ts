/**
 * A voice of our own making in the shape of a Piper voice: an ONNX network in which each phoneme is a tone of its
 * own. It says nothing, but it is loaded and run exactly as a real one, by the same library.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Hz. */
export const toneVoiceRate = 22_050;
/** Samples for each phoneme. */
const phonemeSamples = 1024;
/** Phonemes and signs that espeak-ng gives for German. */
const symbols = [..."_^$ !'(),-.:;?abcdefhijklmnopqrstuvwxyzæçðøħŋœɐɑɒɔɕəɚɛɜɡɪɫɱɲɵʁʃʊʌʏʒʔˈˌːθχ̩̯̃0123456789"];

/** Writes `model.onnx`, `tokens.txt` and `espeak-ng-data/`. `espeakData`: of the installed espeak-ng. */
export function writeToneVoice(
  folder: string,
  espeakData: string,
  options: { hasMetadata?: boolean } = {},
): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.onnx'), toneModel(options.hasMetadata ?? true));
  writeFileSync(join(folder, 'tokens.txt'), symbols.map((symbol, id) => `${symbol} ${id}\n`).join(''));
  for (const part of ['phontab', 'phonindex', 'phondata', 'intonations', 'de_dict', 'en_dict', 'lang/gmw']) {
    cpSync(join(espeakData, part), join(folder, 'espeak-ng-data', part), { recursive: true });
  }
}

function toneModel(hasMetadata: boolean): Buffer {
  const ramp = Float32Array.from(
    { length: phonemeSamples },
    (_, at) => (2 * Math.PI * 40 * at) / toneVoiceRate,
  );
  const graph = [
    node('Cast', ['input'], 'number', int('to', floatType)),
    node('Unsqueeze', ['number', 'axes'], 'column'),
    node('Mul', ['column', 'ramp'], 'phase'),
    node('Sin', ['phase'], 'loud'),
    node('Mul', ['loud', 'half'], 'soft'),
    node('Reshape', ['soft', 'shape'], 'output'),
    text(2, 'tones'),
    floats('ramp', [1, 1, phonemeSamples], ramp),
    floats('half', [1], Float32Array.of(0.5)),
    int64s('axes', [2]),
    int64s('shape', [1, 1, 1, -1]),
    bytes(11, value('input', int64Type, ['N', 'T'])),
    bytes(11, value('input_lengths', int64Type, ['N'])),
    bytes(11, value('scales', floatType, [3])),
    bytes(12, value('output', floatType, ['N', 1, 1, 'S'])),
  ];
  const facts = {
    model_type: 'vits',
    comment: 'piper',
    language: 'German',
    voice: 'de',
    has_espeak: '1',
    n_speakers: '1',
    sample_rate: String(toneVoiceRate),
  };
  return Buffer.concat([
    number(1, 8),
    bytes(8, Buffer.concat([text(1, ''), number(2, 13)])),
    bytes(7, Buffer.concat(graph)),
    ...Object.entries(hasMetadata ? facts : {}).map(([key, value]) =>
      bytes(14, Buffer.concat([text(1, key), text(2, value)])),
    ),
  ]);
}

/** Element types of ONNX tensors: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (field numbers, too). */
const floatType = 1;
const int64Type = 7;

const node = (type: string, inputs: string[], output: string, attribute?: Buffer): Buffer =>
  bytes(
    1,
    Buffer.concat([
      ...inputs.map(input => text(1, input)),
      text(2, output),
      text(4, type),
      ...(attribute ? [bytes(5, attribute)] : []),
    ]),
  );
const int = (name: string, value: number): Buffer =>
  Buffer.concat([text(1, name), number(3, value), number(20, 2)]);
const floats = (name: string, shape: number[], values: Float32Array): Buffer =>
  bytes(
    5,
    Buffer.concat([
      ...shape.map(size => number(1, size)),
      number(2, floatType),
      text(8, name),
      bytes(9, Buffer.from(values.buffer)),
    ]),
  );
const int64s = (name: string, values: number[]): Buffer =>
  bytes(
    5,
    Buffer.concat([
      number(1, values.length),
      number(2, int64Type),
      text(8, name),
      bytes(9, Buffer.from(BigInt64Array.from(values, BigInt).buffer)),
    ]),
  );
const value = (name: string, type: number, shape: (string | number)[]): Buffer => {
  const sizes = shape.map(size => bytes(1, typeof size === 'number' ? number(1, size) : text(2, size)));
  const tensor = Buffer.concat([number(1, type), bytes(2, Buffer.concat(sizes))]);
  return Buffer.concat([text(1, name), bytes(2, bytes(1, tensor))]);
};

/** Protocol buffers: https://protobuf.dev/programming-guides/encoding */
const number = (field: number, value: number): Buffer => Buffer.concat([varint(field << 3), varint(value)]);
const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));
const bytes = (field: number, value: Buffer): Buffer =>
  Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);
function varint(value: number): Buffer {
  const out: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) out.push((left % 128) | 128);
  return Buffer.from([...out, left]);
}
