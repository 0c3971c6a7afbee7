/**
 * What could not be made. It is stored and shown in place of the result, and the message goes out
 * all the same; the reader is told why in words (`ui/`, `delivery/compose.ts`).
 */
export type MissingReason =
  /** No speech was found in the recording. */
  | 'no-speech'
  /** No usable model file is installed. */
  | 'no-model'
  /** The engine failed, also on the second try. */
  | 'engine-failed'
  /** The audio file cannot be read. */
  | 'audio-unreadable'
  /** No caller speaks for so long: a line that nobody hung up. */
  | 'too-long'
  /** The caller's entry in the contacts says that nothing is to be transcribed (R126). */
  | 'untranscribed'
  /** The step needs a transcript and there is none. */
  | 'no-transcript'
  /** The step itself broke; see the operator's log. */
  | 'step-failed';

export interface Missing {
  kind: 'missing';
  because: MissingReason;
}

export const missing = (because: MissingReason): Missing => ({ kind: 'missing', because });
