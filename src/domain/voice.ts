/** Who speaks a greeting, in which language, and how the words of the house are said. */
import { type Static, Type } from 'typebox';
import { closed, nullable } from './api-parts.ts';

/** Numbers, times and abbreviations are put into words in German and English; the others are read as written. */
export const languages = ['de', 'en', 'fr', 'it', 'es', 'pl', 'tr', 'uk', 'ru'] as const;
export const Language = Type.Enum(languages);
export type Language = (typeof languages)[number];

/** `piper:NAME` is an installed voice, `espeak:NAME` one of espeak-ng, which is always there. */
export const VoiceId = Type.String({ pattern: '^(?:piper|espeak):[A-Za-z0-9][A-Za-z0-9._+-]{0,60}$' });

/** What an office chose. `voice` null: the plain voice of espeak-ng in this language. */
export interface VoiceChoice {
  language: Language;
  voice: string | null;
}

export const VoiceView = Type.Object(
  {
    voiceId: VoiceId,
    language: Language,
    /** For people. */
    name: Type.String(),
    engine: Type.Enum(['piper', 'espeak-ng']),
  },
  closed,
);
export type VoiceView = Static<typeof VoiceView>;

/** Text that is ready to be spoken → 16 bit samples at `sampleRate` Hz, and who really spoke. */
export type SpeakAloud = (
  text: string,
  choice: VoiceChoice,
  signal?: AbortSignal,
) => Promise<{
  samples: Int16Array;
  sampleRate: number;
  voiceId: string;
  /** Why another voice spoke than the chosen one, German; null: the chosen one spoke. */
  fallback: string | null;
  /** True: the chosen voice is there and failed this once; it may speak the next time. */
  mayRecover: boolean;
}>;

export const Pronunciation = Type.Object(
  {
    word: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
    /** How it is said, in letters of the language. */
    spoken: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
  },
  closed,
);
export type Pronunciation = Static<typeof Pronunciation>;
export const Pronunciations = Type.Array(Pronunciation, { maxItems: 300 });

/** GET and PUT /pronunciations. */
export const PronunciationsBody = Type.Object({ pronunciations: Pronunciations }, closed);
export type PronunciationsBody = Static<typeof PronunciationsBody>;

/** POST /greetings/voice: makes the audio of a text, for a preview before it is saved. 503 TOOL_… */
export const VoiceInput = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 2000 }),
    /** German unless given. */
    language: Type.Optional(Language),
    /** Not given: the plain voice of the language. */
    voice: Type.Optional(VoiceId),
  },
  closed,
);
export type VoiceInput = Static<typeof VoiceInput>;
/** GET /greetings/audio/:audioId: WAV. `note`: why another voice spoke, German. */
export const VoiceReply = Type.Object({ audioId: Type.String(), note: nullable(Type.String()) }, closed);
export type VoiceReply = Static<typeof VoiceReply>;

/** POST /greetings/spoken: the text as it will be spoken, without speaking it. */
export const SpokenReply = Type.Object({ spokenText: Type.String() }, closed);
export type SpokenReply = Static<typeof SpokenReply>;

/** GET /greetings/voices: those that can be chosen now; `problems`: installed ones that cannot, German. */
export const VoicesReply = Type.Object(
  { voices: Type.Array(VoiceView), problems: Type.Array(Type.String()) },
  closed,
);
export type VoicesReply = Static<typeof VoicesReply>;
