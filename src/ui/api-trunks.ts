/** The routes of `domain/api-trunks.ts`, one typed function each. Failures as in `api.ts`. */
import type {
  TrunkBody,
  TrunkPresetsReply,
  TrunkStatesReply,
  TrunksReply,
  TrunkView,
} from '../domain/api-trunks.ts';
import { send } from './api.ts';

export const listTrunks = () => send<TrunksReply>('GET', '/trunks');
export const getTrunkStates = () => send<TrunkStatesReply>('GET', '/trunks/states');
export const getTrunkPresets = () => send<TrunkPresetsReply>('GET', '/trunks/presets');
/** `trunkId` null: a new one. */
export const saveTrunk = (trunkId: string | null, body: TrunkBody) =>
  trunkId === null
    ? send<TrunkView>('POST', '/trunks', body)
    : send<TrunkView>('PUT', `/trunks/${encodeURIComponent(trunkId)}`, body);
export const removeTrunk = (trunkId: string) =>
  send<void>('DELETE', `/trunks/${encodeURIComponent(trunkId)}`);
