/**
 * One recording as it is heard. Nothing is fetched before `load` or `toggle`: listening is access to
 * a caller's voice, and the server counts it as such.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { ApiProblem, audioUrl, getPeaks } from '../api.ts';

export type PlayerState = 'idle' | 'loading' | 'ready' | 'gone' | 'failed';

export interface Player {
  callId: string;
  durationMs: number;
  state: ReadonlySignal<PlayerState>;
  isPlaying: ReadonlySignal<boolean>;
  atMs: ReadonlySignal<number>;
  rate: ReadonlySignal<number>;
  /** Loudness 0 to 100, evenly over the duration. */
  peaks: ReadonlySignal<readonly number[]>;
  load(): Promise<void>;
  /** Plays or pauses; loads first where needed. */
  toggle(): Promise<void>;
  /** What is worth hearing, in ms of the recording: all else is silence. */
  part: ReadonlySignal<Part>;
  /** True: all of the recording plays, not only `part`. */
  isWhole: ReadonlySignal<boolean>;
  setPart(part: Part): void;
  playWhole(isWhole: boolean): void;
  /** Within the part that plays; a place beyond it turns the whole recording on. */
  seek(toMs: number): void;
  /** 1× → 1,5× → 1×. */
  changeRate(): void;
  /** Ends for good and lets the audio go. */
  stop(): void;
}

export interface Part {
  fromMs: number;
  toMs: number;
}

export function makePlayer({ callId, durationMs }: { callId: string; durationMs: number }): Player {
  const state = signal<PlayerState>('idle');
  const isPlaying = signal(false);
  const atMs = signal(0);
  const rate = signal(1);
  const part = signal<Part>({ fromMs: 0, toMs: durationMs });
  const isWhole = signal(false);
  const peaks = signal<readonly number[]>([]);
  let audio: HTMLAudioElement | null = null;
  let loading: Promise<void> | null = null;
  let frame = 0;

  const stopAtEnd = () => {
    if (!audio || audio.paused || isWhole.value) return;
    if (audio.currentTime * 1000 >= part.value.toMs) audio.pause();
  };
  // `timeupdate` comes four times a second, too seldom to follow words.
  const follow = () => {
    if (!audio) return;
    atMs.value = audio.currentTime * 1000;
    stopAtEnd();
    frame = audio.paused ? 0 : requestAnimationFrame(follow);
  };

  const fetchAll = async () => {
    state.value = 'loading';
    try {
      peaks.value = (await getPeaks(callId)).peaks;
    } catch (error) {
      state.value = error instanceof ApiProblem && error.status === 404 ? 'gone' : 'failed';
      loading = null;
      return;
    }
    audio = new Audio();
    audio.preload = 'auto';
    audio.onplay = () => {
      isPlaying.value = true;
      if (frame === 0) follow();
    };
    audio.onpause = () => {
      isPlaying.value = false;
    };
    audio.onseeked = follow;
    // In a hidden window no frames come.
    audio.ontimeupdate = stopAtEnd;
    audio.onended = follow;
    const ready = new Promise<void>((done, fail) => {
      if (!audio) return fail();
      audio.onloadedmetadata = () => done();
      audio.onerror = () => fail();
    });
    audio.src = audioUrl(callId);
    state.value = await ready.then(
      () => 'ready' as const,
      () => 'failed' as const,
    );
  };

  const load = () => {
    loading ??= fetchAll();
    return loading;
  };

  const jump = (toMs: number) => {
    if (!audio) return;
    atMs.value = toMs;
    audio.currentTime = toMs / 1000;
  };

  return {
    callId,
    durationMs,
    part,
    isWhole,
    setPart(next) {
      const { fromMs, toMs } = part.value;
      if (next.fromMs !== fromMs || next.toMs !== toMs) part.value = next;
    },
    playWhole(whole) {
      isWhole.value = whole;
      if (!whole && (atMs.value < part.value.fromMs || atMs.value > part.value.toMs)) jump(part.value.fromMs);
    },
    state,
    isPlaying,
    atMs,
    rate,
    peaks,
    load,
    async toggle() {
      await load();
      if (!audio || state.value !== 'ready') return;
      audio.playbackRate = rate.value;
      if (!audio.paused) return audio.pause();
      const { fromMs, toMs } = part.value;
      if (!isWhole.value && (atMs.value < fromMs || atMs.value >= toMs)) jump(fromMs);
      await audio.play().catch(() => undefined);
    },
    seek(toMs) {
      if (!audio || state.value !== 'ready') return;
      if (toMs < part.value.fromMs || toMs > part.value.toMs) isWhole.value = true;
      jump(toMs);
    },
    changeRate() {
      rate.value = rate.value === 1 ? 1.5 : 1;
      if (audio) audio.playbackRate = rate.value;
    },
    stop() {
      cancelAnimationFrame(frame);
      audio?.pause();
      audio?.removeAttribute('src');
      audio?.load();
      audio = null;
    },
  };
}
