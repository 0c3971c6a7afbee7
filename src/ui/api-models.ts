/** The routes of `domain/api-models.ts`, one typed function each. Failures as in `api.ts`. */
import type { ModelsReply } from '../domain/api-models.ts';
import { send } from './api.ts';

const at = (name: string, what: string) => `/models/${encodeURIComponent(name)}/${what}`;

export const getModels = () => send<ModelsReply>('GET', '/models');
export const downloadModel = (name: string) => send<ModelsReply>('POST', at(name, 'download'), {});
export const stopDownload = (name: string) => send<ModelsReply>('DELETE', at(name, 'download'));
export const downloadSet = (name: string) =>
  send<ModelsReply>('POST', `/model-sets/${encodeURIComponent(name)}/download`, {});
export const checkModel = (name: string) => send<ModelsReply>('POST', at(name, 'check'), {});
/** `isChosen` false: Hausruf chooses by itself again. */
export const chooseModel = (name: string, isChosen: boolean) =>
  isChosen
    ? send<ModelsReply>('PUT', at(name, 'choice'), {})
    : send<ModelsReply>('DELETE', at(name, 'choice'));
