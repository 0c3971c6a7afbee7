import { HausrufError } from '../domain/problem.ts';

/** A file that cannot be read at all; `message` is German and says what to do. */
export const listRefused = (message: string, cause?: unknown): HausrufError =>
  new HausrufError('INPUT_INVALID', message, { cause });
