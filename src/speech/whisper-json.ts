import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { HausrufError } from '../domain/problem.ts';
import type { Word } from '../domain/transcript.ts';
import type { Span } from './energy-gate.ts';
import { type Token, wordsFromTokens } from './words.ts';

/** The bytes of whisper-cli's full JSON → words. Throws HausrufError ENGINE_FAILED if it has another form. */
export function wordsFromJson(json: Uint8Array, piece: Span): Word[] {
  const content = parse(json);
  if (!Value.Check(WhisperJson, content)) {
    throw new HausrufError('ENGINE_FAILED', 'whisper-cli wrote JSON of an unexpected form');
  }
  // whisper takes the silence behind a short piece for a part of it.
  const within = (ms: number) => Math.max(piece.fromMs, Math.min(piece.toMs, piece.fromMs + ms));
  const tokens: Token[] = content.transcription
    .flatMap(segment => segment.tokens)
    // Markers of time and language, such as [_TT_436].
    .filter(token => !token.text.startsWith('[_'))
    .map(token => ({
      text: token.text,
      fromMs: within(token.offsets.from),
      toMs: within(token.offsets.to),
      confidence: Math.max(0, Math.min(1, token.p)),
    }));
  return wordsFromTokens(tokens, piece.toMs)
    .map(word => ({ ...word, text: Buffer.from(word.text, 'latin1').toString('utf8') }))
    .filter(word => word.text.trim() !== '');
}

const WhisperJson = Type.Object({
  transcription: Type.Array(
    Type.Object({
      tokens: Type.Array(
        Type.Object({
          text: Type.String(),
          p: Type.Number(),
          offsets: Type.Object({ from: Type.Integer(), to: Type.Integer() }),
        }),
      ),
    }),
  ),
});

/**
 * A token may hold half of a letter's UTF-8 bytes, and control characters stand in strings unescaped.
 * So the file is parsed byte by byte (as Latin-1) with control characters as blanks; whole words are
 * turned into text afterwards.
 */
const blank = 0x20;

function parse(json: Uint8Array): unknown {
  const bytes = Buffer.from(json).map(byte => Math.max(byte, blank));
  try {
    return JSON.parse(Buffer.from(bytes).toString('latin1'));
  } catch (error) {
    throw new HausrufError('ENGINE_FAILED', 'whisper-cli wrote a file that is not JSON', { cause: error });
  }
}
