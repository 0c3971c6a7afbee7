/** Why an uploaded greeting is not taken, in words for the person who uploaded it. */
import { HausrufError } from '../domain/problem.ts';

/** Largest upload in bytes: five minutes of stereo at CD quality would be 53 MB, but nobody greets that long. */
export const maxUploadBytes = 20 * 1024 * 1024;
/** Shortest and longest sound of a greeting. */
export const minUploadSeconds = 0.5;
export const maxUploadSeconds = 300;

const saveAgain = 'Bitte speichern Sie die Aufnahme neu als MP3 oder WAV und laden Sie sie noch einmal hoch.';

const texts = {
  empty: `Die Datei ist leer. ${saveAgain}`,
  'not-audio': 'Die Datei ist keine MP3- oder WAV-Datei. Bitte speichern Sie die Aufnahme als MP3 oder WAV.',
  'too-large':
    'Die Datei ist größer als 20 MB. Bitte speichern Sie die Aufnahme als MP3, dann wird sie viel kleiner.',
  'too-long': 'Die Aufnahme ist länger als 5 Minuten. Bitte kürzen Sie sie auf höchstens 5 Minuten.',
  'too-short':
    'Die Aufnahme ist kürzer als eine halbe Sekunde. Bitte wählen Sie eine Aufnahme, in der die ganze Ansage zu hören ist.',
  silent:
    'In der Aufnahme ist nichts zu hören. Bitte prüfen Sie das Mikrofon und nehmen Sie die Ansage noch einmal auf.',
  damaged: `Die Datei ist beschädigt und lässt sich nicht abspielen. ${saveAgain}`,
  incomplete: `Die Datei ist unvollständig, das Ende der Aufnahme fehlt. ${saveAgain}`,
  'unknown-coding':
    'Die WAV-Datei ist auf eine Weise kodiert, die nicht gelesen werden kann. Bitte speichern Sie die Aufnahme als WAV (PCM, 16 Bit) oder als MP3.',
  'odd-rate':
    'Die Abtastrate der WAV-Datei liegt außerhalb von 4 bis 192 kHz. Bitte speichern Sie die Aufnahme mit 44,1 kHz als WAV oder MP3.',
  'takes-too-long': `Die Datei konnte nicht in angemessener Zeit gelesen werden. ${saveAgain}`,
} as const;

export type Refusal = keyof typeof texts;

/** The error to throw: INPUT_INVALID with a German message. */
export function refused(why: Refusal, cause?: unknown): HausrufError {
  return new HausrufError('INPUT_INVALID', texts[why], { cause });
}

/** As `refused`, for a file that is something else. `what` with its article: „eine M4A-Datei“. */
export function refusedAs(what: string): HausrufError {
  return new HausrufError(
    'INPUT_INVALID',
    `Die Datei ist ${what} und keine MP3- oder WAV-Datei, auch wenn ihr Name so endet. Bitte speichern Sie die Aufnahme als MP3 oder WAV.`,
  );
}
