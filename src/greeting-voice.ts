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
  /**
   * Makes the audio unless it is there. Throws HausrufError INPUT_INVALID (nothing to say) or TOOL_…; and TOOL_FAILED
   * (temporary) where the chosen voice failed this once and `playing` is good: another voice must not speak over it.
   */
  make(source: VoiceSource, use: VoiceUse): Promise<MadeGreeting>;
  /** What `make` gave for this text and voice when it was last asked; null: nothing yet. */
  pathOf(source: VoiceSource): string | null;
  /** What `make` has given is still what it would give: false after a pronunciation was changed. */
  isCurrent(source: VoiceSource): boolean;
  /** The text as it will be spoken. */
  spokenText(source: VoiceSource): string;
}

export interface VoiceUse {
  /** Nobody but the office hears it. */
  isPreview: boolean;
  /** What callers hear until then, path without ending; null: nothing that has to be kept. */
  playing: string | null;
}

export interface MadeGreeting {
  mediaPath: string;
  /** Why another voice spoke than the chosen one, German. */
  note: string | null;
  /** True: it failed this once, and may speak the next time. */
  mayRecover: boolean;
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
    async make(source, use) {
      const choice = choiceOf(source);
      const text = inWords(source);
      if (!/[\p{L}\p{N}]/u.test(text)) {
        throw new HausrufError(
          'INPUT_INVALID',
          'In diesem Text steht nichts, was man sprechen kann. Bitte geben Sie einen Satz ein.',
        );
      }
      const finish = (mediaPath: string, note: string | null, mayRecover: boolean): MadeGreeting => {
        // A pronunciation may have been changed while the voice was at work: then this is already old.
        const isOld = inWords(source) !== text;
        // What the office tries while its voice fails is not what callers are to hear.
        if (!isOld && !(mayRecover && use.isPreview)) made.set(keyOf(source), mediaPath);
        return { mediaPath, note, mayRecover };
      };
      const wanted = pathFor(text, voices.wanted(choice).voiceId);
      if (await isGreetingThere(wanted)) return finish(wanted, null, false);
      const speech = await voices.speak(text, choice);
      const mediaPath = pathFor(text, speech.voiceId);
      if (speech.mayRecover && use.playing !== null && use.playing !== mediaPath) {
        throw new HausrufError('TOOL_FAILED', 'the chosen voice could not speak a greeting', {
          temporary: true,
        });
      }
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
      return finish(mediaPath, speech.fallback, speech.mayRecover);
    },
  };
}
