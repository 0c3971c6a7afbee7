/** Plays greetings for the office: one at a time, from the server's own audio. */
import { signal } from '@preact/signals';
import { greetingUrl } from '../api-telephone.ts';

/** Audio id of what plays now; null: nothing. */
export const playing = signal<string | null>(null);

let audio: HTMLAudioElement | null = null;

/** Plays this greeting from its beginning, or stops it when it plays. False: it cannot be played. */
export async function togglePreview(audioId: string): Promise<boolean> {
  const wasPlaying = playing.value === audioId;
  stopPreview();
  if (wasPlaying) return true;
  const mine = new Audio(greetingUrl(audioId));
  audio = mine;
  playing.value = audioId;
  const end = () => {
    if (audio === mine) stopPreview();
  };
  mine.onended = end;
  try {
    await mine.play();
    return true;
  } catch {
    // Stopped while it loaded is no failure.
    const isFailure = audio === mine;
    end();
    return !isFailure;
  }
}

export function stopPreview(): void {
  audio?.pause();
  audio?.removeAttribute('src');
  audio = null;
  playing.value = null;
}
