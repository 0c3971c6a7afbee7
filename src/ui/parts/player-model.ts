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
  seek(toMs: number): void;
  /** 1× → 1,5× → 1×. */
  changeRate(): void;
  /** Ends for good and lets the audio go. */
  stop(): void;
}

export function makePlayer({ callId, durationMs }: { callId: string; durationMs: number }): Player {
  const state = signal<PlayerState>('idle');
  const isPlaying = signal(false);
  const atMs = signal(0);
  const rate = signal(1);
  const peaks = signal<readonly number[]>([]);
  let audio: HTMLAudioElement | null = null;
  let loading: Promise<void> | null = null;
  let frame = 0;

  // `timeupdate` comes four times a second, too seldom to follow words.
  const follow = () => {
    if (!audio) return;
    atMs.value = audio.currentTime * 1000;
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

  return {
    callId,
    durationMs,
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
      if (audio.paused) await audio.play().catch(() => undefined);
      else audio.pause();
    },
    seek(toMs) {
      if (!audio || state.value !== 'ready') return;
      atMs.value = toMs;
      audio.currentTime = toMs / 1000;
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
