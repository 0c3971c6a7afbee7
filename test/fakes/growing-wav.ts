/** A recording as Asterisk writes it: under its final name at once, 32 KiB at a time, its length only at the end. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { encodeWav, samplesToBytes } from '../../src/audio/wav.ts';

/** Tried with Asterisk 22: the file has 44 bytes at once, and grows by 32,768 every 2.05 s of voice. */
const FLUSH_BYTES = 32_768;
const SAMPLE_RATE = 8000;

export class GrowingWav {
  readonly #file: number;
  #samples: Int16Array[] = [];
  #length = 0;
  #written = 0;

  /** Throws what opening a new file throws: EEXIST above all. */
  constructor(path: string) {
    this.#file = openSync(path, 'wx', 0o640);
    writeSync(this.#file, encodeWav(new Int16Array(), SAMPLE_RATE), 0, 44, 0);
  }

  get durationMs(): number {
    return this.#length / 8;
  }

  add(frame: Int16Array): void {
    this.#samples.push(frame);
    this.#length += frame.length;
    while (this.#length * 2 - this.#written >= FLUSH_BYTES) this.#flush(FLUSH_BYTES);
  }

  /** `cutMs`: so much of the end is left out. */
  finish(cutMs = 0): void {
    const bytes = Math.max(0, this.#length - cutMs * 8) * 2;
    if (bytes > this.#written) this.#flush(bytes - this.#written);
    // Some of it may have been written before it was known that it would be cut.
    else ftruncateSync(this.#file, 44 + bytes);
    const header = encodeWav(this.#audio().subarray(0, bytes / 2), SAMPLE_RATE);
    writeSync(this.#file, header, 0, 44, 0);
    closeSync(this.#file);
  }

  /** The power is off: what was not written is lost, and the header says nothing. */
  loseIt(): void {
    closeSync(this.#file);
  }

  #flush(bytes: number): void {
    const audio = samplesToBytes(this.#audio()).subarray(this.#written, this.#written + bytes);
    writeSync(this.#file, audio, 0, audio.length, 44 + this.#written);
    this.#written += audio.length;
  }

  #audio(): Int16Array {
    const whole = new Int16Array(this.#length);
    let at = 0;
    for (const frame of this.#samples) {
      whole.set(frame, at);
      at += frame.length;
    }
    this.#samples = [whole];
    return whole;
  }
}
