/** The routes of `domain/api-categories.ts`, one typed function each. Failures as in `api.ts`. */
import type { ReplayInput, ReplayReply, TryInput, TryReply } from '../domain/api-categories.ts';
import { send } from './api.ts';

export const tryCategories = (input: TryInput) => send<TryReply>('POST', '/categories/try', input);
/** Looks at up to 500 messages; takes a few seconds. */
export const replayCategories = (input: ReplayInput) =>
  send<ReplayReply>('POST', '/categories/replay', input);
