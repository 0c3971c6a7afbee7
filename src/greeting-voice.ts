/**
 * Texts of greetings as audio: put into words, spoken by the chosen voice, kept under a hash of both. What is there
 * is found without waiting, for a call may ask.
 */
import { join } from 'node:path';
import { greetingName, isGreetingThere, writeSpeech } from './audio/greetings.ts';
import type { GreetingSource } from './domain/greeting.ts';
import type { Instant } from './domain/ids.ts';
import { HausrufError } from './domain/problem.ts';
import type { VoiceChoice } from './domain/voice.ts';
import { spokenText } from './speech/greeting-text.ts';
import type { Voices } from './speech/voices.ts';
import type { Db } from './store/open.ts';
import { readPronunciations } from './store/pronunciations.ts';
import { keepSpokenGreeting } from './store/spoken-greetings.ts';

export type VoiceSource = Omit<Extract<GreetingSource, { kind: 'voice' }>, 'kind'>;

export interface GreetingVoice {
  /** Makes the audio unless it is there. Throws HausrufError INPUT_INVALID (nothing to say) or TOOL_…. */
  make(source: VoiceSource): Promise<{ mediaPath: string; note: string | null }>;
  /** What `make` gave for this text and voice when it was last asked; null: nothing yet. */
  pathOf(source: VoiceSource): string | null;
  /** What `make` has given is still what it would give: false after a pronunciation was changed. */
  isCurrent(source: VoiceSource): boolean;
  /** The text as it will be spoken. */
  spokenText(source: VoiceSource): string;
}

export const choiceOf = (source: VoiceSource): VoiceChoice => ({
  language: source.language ?? 'de',
  voice: source.voice ?? null,
});

export function openGreetingVoice(options: {
  db: Db;
  folder: string;
  voices: Voices;
  now: () => Instant;
}): GreetingVoice {
  const { db, folder, voices } = options;
  const made = new Map<string, string>();
  const keyOf = (source: VoiceSource) => JSON.stringify([choiceOf(source), source.text]);
  const inWords = (source: VoiceSource) =>
    spokenText(source.text, { language: choiceOf(source).language, pronunciations: readPronunciations(db) });
  const pathFor = (text: string, voice: string) => join(folder, greetingName({ text, voice }));

  return {
    spokenText: inWords,
    pathOf: source => made.get(keyOf(source)) ?? null,
    isCurrent(source) {
      const path = made.get(keyOf(source));
      const { voiceId, fallbackId } = voices.wanted(choiceOf(source));
      const text = inWords(source);
      return path !== undefined && [voiceId, fallbackId].some(voice => pathFor(text, voice) === path);
    },
    async make(source) {
      const choice = choiceOf(source);
      const text = inWords(source);
      if (!/[\p{L}\p{N}]/u.test(text)) {
        throw new HausrufError(
          'INPUT_INVALID',
          'In diesem Text steht nichts, was man sprechen kann. Bitte geben Sie einen Satz ein.',
        );
      }
      const finish = (mediaPath: string, note: string | null) => {
        // A pronunciation may have been changed while the voice was at work: then this is already old.
        if (inWords(source) === text) made.set(keyOf(source), mediaPath);
        return { mediaPath, note };
      };
      const wanted = pathFor(text, voices.wanted(choice).voiceId);
      if (await isGreetingThere(wanted)) return finish(wanted, null);
      const speech = await voices.speak(text, choice);
      const mediaPath = pathFor(text, speech.voiceId);
      if (!(await isGreetingThere(mediaPath))) {
        const { durationMs } = await writeSpeech(mediaPath, speech);
        keepSpokenGreeting(db, {
          audioId: mediaPath.slice(folder.length + 1),
          language: choice.language,
          voice: speech.voiceId,
          durationMs,
          now: options.now(),
        });
      }
      return finish(mediaPath, speech.fallback);
    },
  };
}
