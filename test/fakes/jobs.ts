/** What a channel is busy with, one thing after the other: playing, recording, leaving. 20 ms at a time. */
import { existsSync, readFileSync } from 'node:fs';
import { decodeAlaw } from '../../src/audio/g711.ts';
import { GrowingWav } from './growing-wav.ts';

/** Samples of 20 ms. */
export const FRAME = 160;
const FRAME_MS = 20;
/** Asterisk's own threshold: mean amplitude of a packet of silence. */
const SILENT = 128;
/** So much of the silence at the end is kept. */
const KEPT_SILENCE_MS = 200;

export interface Job {
  isOver: boolean;
  start(): void;
  /** What the caller hears in these 20 ms; null: nothing. */
  tick(fromCaller: Int16Array | null): Int16Array | null;
  /** The caller has gone. */
  breakOff(): void;
}

type PlaybackState = 'queued' | 'playing' | 'done' | 'failed';

export class Playback implements Job {
  state: PlaybackState = 'queued';
  readonly #path: string;
  readonly #report: (state: PlaybackState) => void;
  #samples: Int16Array = new Int16Array();
  #at = 0;

  /** `path`: of an A-law file, without its ending. */
  constructor(path: string, report: (state: PlaybackState) => void = () => {}) {
    this.#path = path;
    this.#report = report;
  }

  get isOver(): boolean {
    return this.state === 'done' || this.state === 'failed';
  }

  start(): void {
    if (this.isOver) return;
    this.#set('playing');
    const file = `${this.#path}.alaw`;
    if (existsSync(file)) this.#samples = decodeAlaw(readFileSync(file));
    else this.#set('failed');
  }

  tick(): Int16Array | null {
    if (this.#at >= this.#samples.length) {
      this.#set('done');
      return null;
    }
    const frame = new Int16Array(FRAME);
    frame.set(this.#samples.subarray(this.#at, this.#at + FRAME));
    this.#at += FRAME;
    return frame;
  }

  /** By a command: whoever stopped it has heard enough. */
  stop(): void {
    this.#set(this.state === 'playing' ? 'done' : 'failed');
  }

  breakOff(): void {
    this.#set('failed');
  }

  #set(state: PlaybackState): void {
    if (this.isOver) return;
    this.state = state;
    this.#report(state);
  }
}

export interface RecordingWishes {
  file: string;
  maxSeconds: number;
  /** 0: silence does not end it. */
  maxSilenceSeconds: number;
}

type RecordingState = 'queued' | 'recording' | 'done' | 'failed';

export class Recording implements Job {
  state: RecordingState = 'queued';
  /** Of its end. */
  talkingMs = 0;
  readonly #wishes: RecordingWishes;
  readonly #report: (state: RecordingState) => void;
  #wav: GrowingWav | null = null;
  #startedAtSecond = 0;
  #silenceMs = 0;

  constructor(wishes: RecordingWishes, report: (state: RecordingState) => void = () => {}) {
    this.#wishes = wishes;
    this.#report = report;
  }

  get isOver(): boolean {
    return this.state === 'done' || this.state === 'failed';
  }

  get durationMs(): number {
    return this.#wav?.durationMs ?? 0;
  }

  start(): void {
    if (this.isOver) return;
    this.#startedAtSecond = wholeSeconds();
    try {
      this.#wav = new GrowingWav(this.#wishes.file);
    } catch {
      this.#set('failed');
      return;
    }
    this.#set('recording');
  }

  tick(fromCaller: Int16Array | null): Int16Array {
    if (fromCaller) this.#hear(fromCaller);
    const { maxSeconds, maxSilenceSeconds } = this.#wishes;
    // It counts whole seconds of the clock: so it ends up to one second late.
    const isLong = wholeSeconds() - this.#startedAtSecond > maxSeconds;
    const isSilent = maxSilenceSeconds > 0 && this.#silenceMs >= maxSilenceSeconds * 1000;
    if (isSilent) this.#finish(this.#silenceMs - KEPT_SILENCE_MS);
    else if (isLong) this.#finish(0);
    // transmit_silence: the line of a caller who is recorded is kept alive.
    return new Int16Array(FRAME);
  }

  stop(): void {
    this.#finish(0);
  }

  breakOff(): void {
    this.#finish(0);
  }

  /** The power is off. */
  loseIt(): void {
    this.#wav?.loseIt();
    this.state = 'failed';
  }

  #hear(frame: Int16Array): void {
    this.#wav?.add(frame);
    const mean = frame.reduce((sum, sample) => sum + Math.abs(sample), 0) / frame.length;
    if (mean < SILENT) this.#silenceMs += FRAME_MS;
    else {
      this.#silenceMs = 0;
      this.talkingMs += FRAME_MS;
    }
  }

  #finish(cutMs: number): void {
    if (this.isOver) return;
    this.#wav?.finish(cutMs);
    this.#set('done');
  }

  #set(state: RecordingState): void {
    this.state = state;
    this.#report(state);
  }
}

const wholeSeconds = () => Math.floor(Date.now() / 1000);

/** Something that is done when its turn comes, such as leaving the application. */
export class Turn implements Job {
  isOver = false;
  readonly #act: () => void;

  constructor(act: () => void) {
    this.#act = act;
  }

  start(): void {
    this.isOver = true;
    this.#act();
  }

  tick(): null {
    return null;
  }

  breakOff(): void {
    this.isOver = true;
  }
}
