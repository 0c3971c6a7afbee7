/**
 * Writes a whisper model of a real size with random numbers: the published shapes, q8_0, so that time and
 * memory are those of the real one. Its text says nothing. Its decoder writes a given number of words,
 * none of them twice, and ends: a window costs what a window of speech costs, and nobody takes the text
 * for a loop. The vocabulary is read from a file of whisper.cpp's own tests.
 */
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

export interface WhisperSize {
  state: number;
  heads: number;
  /** Of the encoder. */
  layers: number;
  /** Of the decoder. */
  textLayers: number;
}

/** Shapes as OpenAI published them. */
export const whisperSizes = {
  tiny: { state: 384, heads: 6, layers: 4, textLayers: 4 },
  base: { state: 512, heads: 8, layers: 6, textLayers: 6 },
  small: { state: 768, heads: 12, layers: 12, textLayers: 12 },
  turbo: { state: 1280, heads: 20, layers: 32, textLayers: 4 },
} as const satisfies Record<string, WhisperSize>;

/** How many words the decoder writes, at most 250. */
export type Wordiness =
  /** In every window, however much of it was encoded. */
  | { perWindow: number }
  /** In a whole window of 30 s; in proportion where less was encoded. */
  | { perWholeWindow: number };

/** Telephone German, in whisper's tokens. */
export const tokensPerSecond = 92 / 30;

/**
 * @param vocabularyFile any whisper.cpp model with the multilingual vocabulary of 51,865 tokens
 */
export async function writeSyntheticWhisper(
  file: string,
  made: { size: WhisperSize; vocabularyFile: string; wordiness: Wordiness },
): Promise<void> {
  const start = await readStart(made.vocabularyFile);
  await pipeline(function* () {
    yield headerOf(made.size, start);
    for (const tensor of tensorsOf(made.size)) {
      yield tensorHeader(tensor);
      if (tensor.name === 'decoder.token_embedding.weight') yield* tokenEmbedding(made.size, start.words);
      else if (tensor.name === 'decoder.positional_embedding') yield textPlaces(made);
      else if ('perWholeWindow' in made.wordiness && isCounter(tensor.name))
        yield counter(tensor, made.size, made.wordiness);
      else yield* randomTensor(tensor);
    }
  }, createWriteStream(file));
}

/** Where each tensor's numbers are: 32 bit, 16 bit, or blocks of 32 bytes with a 16 bit scale. */
const types = { f32: 0, f16: 1, q8_0: 8 } as const;
interface Tensor {
  name: string;
  type: keyof typeof types;
  /** Innermost first. */
  shape: number[];
}

const vocabularySize = 51_865;
const audioPositions = 1500;
const textPositions = 448;
const melBands = 80;
const endOfText = 50_257;
/** Start, language, task: what whisper puts before the text. */
const promptTokens = 3;
/** Directions of the embedding that each call for one word; the last one calls for the end. */
const wordSlots = 255;
/** So strong that what the random layers add does not matter. */
const slotStrength = 60;

/** The part of a model file before its tensors. */
async function readStart(vocabularyFile: string): Promise<{ filtersAndWords: Buffer; words: number[] }> {
  const bytes = await readFile(vocabularyFile);
  const filters = 48;
  const vocabulary = filters + 8 + bytes.readInt32LE(filters) * bytes.readInt32LE(filters + 4) * 4;
  let at = vocabulary + 4;
  const words: number[] = [];
  for (let token = 0; token < bytes.readInt32LE(vocabulary); token += 1) {
    const length = bytes.readInt32LE(at);
    const text = bytes.toString('latin1', at + 4, at + 4 + length);
    if (/^ [a-z]{4,}$/.test(text)) words.push(token);
    at += 4 + length;
  }
  // Spread over the vocabulary: neighbours are often forms of one word.
  const step = Math.floor(words.length / wordSlots);
  return {
    filtersAndWords: bytes.subarray(filters, at),
    words: Array.from({ length: wordSlots }, (_, slot) => words[slot * step] ?? 0),
  };
}

function headerOf(size: WhisperSize, start: { filtersAndWords: Buffer }): Buffer {
  const quantised = 2007;
  const numbers = [
    [0x67676d6c, vocabularySize],
    [audioPositions, size.state, size.heads, size.layers],
    [textPositions, size.state, size.heads, size.textLayers],
    [melBands, quantised],
  ].flat();
  return Buffer.concat([Buffer.from(Int32Array.from(numbers).buffer), start.filtersAndWords]);
}

function tensorsOf({ state, layers, textLayers }: WhisperSize): Tensor[] {
  const vector = (name: string, shape = [state]): Tensor => ({ name, type: 'f32', shape });
  const matrix = (name: string, shape = [state, state]): Tensor => ({ name, type: 'q8_0', shape });
  const norm = (name: string) => [vector(`${name}.weight`), vector(`${name}.bias`)];
  const attention = (name: string) => [
    ...norm(`${name}_ln`),
    ...[matrix(`${name}.query.weight`), vector(`${name}.query.bias`), matrix(`${name}.key.weight`)],
    ...[matrix(`${name}.value.weight`), vector(`${name}.value.bias`)],
    ...[matrix(`${name}.out.weight`), vector(`${name}.out.bias`)],
  ];
  const feedForward = (name: string) => [
    ...norm(`${name}.mlp_ln`),
    ...[matrix(`${name}.mlp.0.weight`, [state, 4 * state]), vector(`${name}.mlp.0.bias`, [4 * state])],
    ...[matrix(`${name}.mlp.2.weight`, [4 * state, state]), vector(`${name}.mlp.2.bias`)],
  ];
  const blocks = (count: number, make: (index: number) => Tensor[]) =>
    Array.from({ length: count }, (_, index) => make(index)).flat();
  return [
    vector('encoder.positional_embedding', [state, audioPositions]),
    { name: 'encoder.conv1.weight', type: 'f16', shape: [3, melBands, state] },
    vector('encoder.conv1.bias', [1, state]),
    { name: 'encoder.conv2.weight', type: 'f16', shape: [3, state, state] },
    vector('encoder.conv2.bias', [1, state]),
    ...norm('encoder.ln_post'),
    ...blocks(layers, index => {
      const name = `encoder.blocks.${index}`;
      return [...attention(`${name}.attn`), ...feedForward(name)];
    }),
    vector('decoder.positional_embedding', [state, textPositions]),
    matrix('decoder.token_embedding.weight', [state, vocabularySize]),
    ...norm('decoder.ln'),
    ...blocks(textLayers, index => {
      const name = `decoder.blocks.${index}`;
      return [...attention(`${name}.attn`), ...attention(`${name}.cross_attn`), ...feedForward(name)];
    }),
  ];
}

function tensorHeader({ name, type, shape }: Tensor): Buffer {
  const numbers = Int32Array.from([shape.length, name.length, types[type], ...shape]);
  return Buffer.concat([Buffer.from(numbers.buffer), Buffer.from(name)]);
}

const blockSize = 32;
const blockBytes = 2 + blockSize;
/** Half-precision numbers: 1/127, so that a byte of 127 is 1, and about 0.00008, so that a matrix stays small. */
const oneAt127 = 0x2008;
const smallAt127 = 0x0540;

/** The same seed each time: every run measures the same model. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function* randomTensor({ name, type, shape }: Tensor): Generator<Buffer> {
  const count = shape.reduce((product, length) => product * length, 1);
  if (type === 'f32') {
    const value = name.endsWith('ln.weight') || name.endsWith('ln_post.weight') ? 1 : 0;
    yield Buffer.from(new Float32Array(count).fill(value).buffer);
    return;
  }
  const random = makeRandom(shape.length + count);
  const pool = type === 'f16' ? Buffer.alloc(1 << 16) : Buffer.alloc(blockBytes * 2048);
  if (type === 'f16') {
    // Around ±0.02: exponent bits of 2^-6, random sign and fraction.
    for (let at = 0; at < pool.length; at += 2)
      pool.writeUInt16LE((random() < 0.5 ? 0x8000 : 0) | 0x2400 | Math.floor(random() * 1024), at);
  } else {
    for (let at = 0; at < pool.length; at += blockBytes) {
      pool.writeUInt16LE(smallAt127, at);
      for (let place = 2; place < blockBytes; place += 1)
        pool.writeInt8(Math.floor(random() * 255) - 127, at + place);
    }
  }
  const bytes = type === 'f16' ? 2 * count : (count / blockSize) * blockBytes;
  for (let sent = 0; sent < bytes; sent += pool.length)
    yield pool.subarray(0, Math.min(pool.length, bytes - sent));
}

/** Each word answers to a direction of its own, the end of the text to the last one, all others to none. */
function* tokenEmbedding({ state }: WhisperSize, words: number[]): Generator<Buffer> {
  const slotOf = new Map(words.map((token, slot) => [token, slot]));
  slotOf.set(endOfText, wordSlots);
  const random = makeRandom(state);
  for (let token = 0; token < vocabularySize; token += 1) {
    const row = Buffer.alloc((state / blockSize) * blockBytes);
    for (let block = 0; block < state / blockSize; block += 1) {
      const at = block * blockBytes;
      const isSlots = block * blockSize <= wordSlots;
      row.writeUInt16LE(isSlots ? oneAt127 : smallAt127, at);
      if (!isSlots) {
        for (let place = 2; place < blockBytes; place += 1)
          row.writeInt8(Math.floor(random() * 255) - 127, at + place);
      }
    }
    const slot = slotOf.get(token);
    if (slot !== undefined)
      row.writeInt8(127, Math.floor(slot / blockSize) * blockBytes + 2 + (slot % blockSize));
    yield row;
  }
}

/** At each place the next word is called for; the call for the end grows until it is louder. */
function textPlaces(made: { size: WhisperSize; wordiness: Wordiness }): Buffer {
  const { state } = made.size;
  const numbers = new Float32Array(state * textPositions);
  for (let position = 0; position < textPositions; position += 1) {
    const written = position - (promptTokens - 1);
    const { wordiness } = made;
    if ('perWindow' in wordiness) {
      const slot = written >= wordiness.perWindow ? wordSlots : position % wordSlots;
      numbers[position * state + slot] = slotStrength;
    } else {
      numbers[position * state + (position % wordSlots)] = slotStrength;
      // What the counter takes away from it is `perWholeWindow` for a whole window.
      numbers[position * state + wordSlots] = slotStrength + written;
    }
  }
  return Buffer.from(numbers.buffer);
}

/*
 * How the decoder knows how much was encoded: the encoder's places hold a number that grows with time. The
 * decoder looks at all of them alike, so it gets their mean, which is in proportion to how many there are;
 * the output matrix takes that from the call for the end.
 */
const countedDimension = 301;
const steadyDimension = 300;
const steady = 60;
const growsTo = 20;

function isCounter(name: string): boolean {
  return (
    name === 'encoder.positional_embedding' ||
    name === 'decoder.blocks.0.cross_attn.value.weight' ||
    name === 'decoder.blocks.0.cross_attn.out.weight'
  );
}

function counter(
  { name, shape }: Tensor,
  { state }: WhisperSize,
  wordiness: { perWholeWindow: number },
): Buffer {
  if (name === 'encoder.positional_embedding') {
    const numbers = new Float32Array(state * audioPositions);
    for (let place = 0; place < audioPositions; place += 1) {
      numbers[place * state + steadyDimension] = steady;
      numbers[place * state + countedDimension] = (growsTo * place) / audioPositions;
    }
    return Buffer.from(numbers.buffer);
  }
  const isValue = name.endsWith('value.weight');
  const rowBytes = ((shape[0] ?? 0) / blockSize) * blockBytes;
  const matrix = Buffer.alloc(rowBytes * (shape[1] ?? 0));
  const [row, column] = isValue ? [0, countedDimension] : [wordSlots, 0];
  const factor = isValue ? 1 : -wordiness.perWholeWindow / meanOfWholeWindow(state);
  const block = row * rowBytes + Math.floor(column / blockSize) * blockBytes;
  matrix.writeUInt16LE(halfOf(Math.abs(factor) / 127), block);
  matrix.writeInt8(factor < 0 ? -127 : 127, block + 2 + (column % blockSize));
  return matrix;
}

/** Mean of the counted dimension after the encoder's last normalisation. */
function meanOfWholeWindow(state: number): number {
  let sum = 0;
  for (let place = 0; place < audioPositions; place += 1) {
    const grown = (growsTo * place) / audioPositions;
    const mean = (steady + grown) / state;
    sum += (grown - mean) / Math.sqrt((steady ** 2 + grown ** 2) / state - mean ** 2);
  }
  return sum / audioPositions;
}

/** A positive number as the bits of a half-precision one. */
function halfOf(value: number): number {
  const exponent = Math.floor(Math.log2(value));
  return ((exponent + 15) << 10) | Math.round((value / 2 ** exponent - 1) * 1024);
}
