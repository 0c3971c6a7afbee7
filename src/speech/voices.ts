/**
 * Who can speak greetings: installed Piper voices, and espeak-ng, which needs no model and is always the way out.
 * A voice that is gone or broken never leaves a greeting without sound: espeak-ng speaks it, and that is said.
 */
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { HausrufError, type StepResult } from '../domain/problem.ts';
import type { Tool } from '../domain/tool.ts';
import type { Language, SpeakAloud, VoiceChoice, VoiceView } from '../domain/voice.ts';
import { makeSynthesise } from './synthesise.ts';

/** A Piper voice with its files (absolute paths), as `engines/` found them. */
export interface PiperVoice {
  name: string;
  title: string;
  language: Language;
  model: string;
  tokens: string;
  dataDir: string;
}

export interface Voices {
  /** Piper first, for it sounds better. */
  list(): VoiceView[];
  /** Throws HausrufError TOOL_MISSING or TOOL_FAILED when nobody can speak at all. */
  speak: SpeakAloud;
  /** Who would speak if all goes well; the other one is espeak-ng in the same language. */
  wanted(choice: VoiceChoice): { voiceId: string; fallbackId: string };
}

export function makeVoices(options: {
  espeak: Tool | null;
  readWav: (wav: Uint8Array) => Promise<{ samples: Int16Array; sampleRate: number }>;
  /** Installed and whole. */
  piperVoices: () => readonly PiperVoice[];
  /** The child process of `engines/voice-child.ts`. */
  runEngine: (
    request: { type: string; [name: string]: unknown },
    limits: { timeoutMs: number; signal?: AbortSignal | undefined },
  ) => Promise<StepResult<unknown>>;
}): Voices {
  const { espeak, readWav } = options;
  const wanted: Voices['wanted'] = ({ language, voice }) => {
    const fallbackId = plainVoiceOf(language);
    return { voiceId: voice ?? fallbackId, fallbackId };
  };
  const byEspeak = async (text: string, voiceId: string, signal?: AbortSignal) => {
    const synthesise = makeSynthesise(espeak, { readWav, voice: voiceId.slice('espeak:'.length) });
    return { ...(await synthesise(text, signal)), voiceId };
  };
  return {
    list: () => [
      ...options.piperVoices().map(({ name, title, language }) => ({
        voiceId: `piper:${name}`,
        language,
        name: title,
        engine: 'piper' as const,
      })),
      ...(espeak ? espeakVoices : []),
    ],
    wanted,
    async speak(text, choice, signal) {
      const { voiceId, fallbackId } = wanted(choice);
      if (voiceId.startsWith('espeak:')) {
        const isKnown = espeakVoices.some(each => each.voiceId === voiceId);
        const speech = await byEspeak(text, isKnown ? voiceId : fallbackId, signal);
        return {
          ...speech,
          fallback: isKnown ? null : fallbackWords(voiceId, 'gibt es nicht'),
          mayRecover: false,
        };
      }
      const voice = options.piperVoices().find(each => `piper:${each.name}` === voiceId);
      const speech = voice ? await byPiper(options.runEngine, { voice, text, signal }) : null;
      if (speech && 'samples' in speech) return { ...speech, voiceId, fallback: null, mayRecover: false };
      const why = speech ? 'konnte nicht sprechen' : 'ist nicht (mehr) installiert';
      try {
        const spoken = await byEspeak(text, fallbackId, signal);
        const fallback = fallbackWords(voice?.title ?? voiceId.slice('piper:'.length), why);
        return { ...spoken, fallback, mayRecover: speech !== null };
      } catch (error) {
        // Without espeak-ng the voice's own failure is the one to mend.
        throw speech
          ? new HausrufError('TOOL_FAILED', speech.reason, { temporary: true, cause: error })
          : error;
      }
    },
  };
}

const fallbackWords = (name: string, why: string): string =>
  `Die Stimme „${name}“ ${why}. Gesprochen hat die Ersatzstimme espeak-ng.`;

/** A medium voice needs a tenth to a third of real time on one core; calls may take nine tenths of it away. */
const timeLimitMs = (text: string): number => 60_000 + text.length * 150;

const Spoken = Type.Object({
  sampleRate: Type.Integer({ minimum: 8000, maximum: 48_000 }),
  pcm: Type.String(),
});

async function byPiper(
  runEngine: Parameters<typeof makeVoices>[0]['runEngine'],
  job: { voice: PiperVoice; text: string; signal: AbortSignal | undefined },
): Promise<{ samples: Int16Array; sampleRate: number } | { reason: string }> {
  const { model, tokens, dataDir } = job.voice;
  const answer = await runEngine(
    { type: 'speak', text: job.text, model: { model, tokens, dataDir }, speed: 1 },
    { timeoutMs: timeLimitMs(job.text), signal: job.signal },
  );
  if (answer.kind !== 'done') {
    return { reason: 'problem' in answer ? answer.problem.message : 'the voice was stopped' };
  }
  if (!Value.Check(Spoken, answer.value)) return { reason: 'the voice answered nonsense' };
  const { sampleRate, pcm } = answer.value;
  const bytes = Uint8Array.from(Buffer.from(pcm, 'base64'));
  const samples = new Int16Array(bytes.buffer, 0, bytes.length >> 1);
  // Silence is as good as no answer: nobody would hear that it is missing.
  if (!samples.some(sample => Math.abs(sample) > 100)) return { reason: 'the voice gave no sound' };
  return { samples, sampleRate };
}

const plainVoiceOf = (language: Language): string => `espeak:${language}`;

const view = (voiceId: string, language: Language, name: string): VoiceView => ({
  voiceId,
  language,
  name,
  engine: 'espeak-ng',
});
/**
 * Of espeak-ng's more than a hundred variants those whose German stays clear on the telephone: of 26 tried with the
 * texts of `npm run bench:voices` the two best men's and women's voices beside the plain one, which each language has
 * first.
 */
export const espeakVoices: readonly VoiceView[] = [
  view('espeak:de', 'de', 'espeak-ng, Männerstimme'),
  view('espeak:de+m7', 'de', 'espeak-ng, zweite Männerstimme'),
  view('espeak:de+f2', 'de', 'espeak-ng, Frauenstimme'),
  view('espeak:de+linda', 'de', 'espeak-ng, zweite Frauenstimme'),
  view('espeak:en', 'en', 'espeak-ng, britisch'),
  view('espeak:en+f2', 'en', 'espeak-ng, britisch, Frauenstimme'),
  view('espeak:en-us', 'en', 'espeak-ng, amerikanisch'),
  view('espeak:fr', 'fr', 'espeak-ng'),
  view('espeak:it', 'it', 'espeak-ng'),
  view('espeak:es', 'es', 'espeak-ng'),
  view('espeak:pl', 'pl', 'espeak-ng'),
  view('espeak:tr', 'tr', 'espeak-ng'),
  view('espeak:uk', 'uk', 'espeak-ng'),
  view('espeak:ru', 'ru', 'espeak-ng'),
];
