/** The routes of `domain/voice.ts`, one typed function each. Failures as in `api.ts`. */
import type {
  PronunciationsBody,
  SpokenReply,
  VoiceInput,
  VoiceReply,
  VoicesReply,
} from '../domain/voice.ts';
import { send } from './api.ts';

/** Makes the audio of a text; a text that was spoken before answers at once. */
export const makeVoice = (source: VoiceInput) => send<VoiceReply>('POST', '/greetings/voice', source);
/** The text as it will be spoken. */
export const getSpoken = (source: VoiceInput) => send<SpokenReply>('POST', '/greetings/spoken', source);
export const getVoices = () => send<VoicesReply>('GET', '/greetings/voices');

export const getPronunciations = () => send<PronunciationsBody>('GET', '/pronunciations');
export const savePronunciations = (body: PronunciationsBody) =>
  send<PronunciationsBody>('PUT', '/pronunciations', body);
