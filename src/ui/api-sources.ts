/** The routes of `domain/api-contact-sources.ts`, one typed function each. Failures as in `api.ts`. */
import type {
  SourceBody,
  SourcesReply,
  SourceTestBody,
  SourceTestReply,
  SourceView,
} from '../domain/api-contact-sources.ts';
import { send } from './api.ts';

const base = '/contact-sources';
const pathOf = (sourceId: string) => `${base}/${encodeURIComponent(sourceId)}`;

export const listSources = () => send<SourcesReply>('GET', base);
/** `sourceId` null: a new one. */
export const saveSource = (sourceId: string | null, body: SourceBody) =>
  sourceId === null ? send<SourceView>('POST', base, body) : send<SourceView>('PUT', pathOf(sourceId), body);
export const removeSource = (sourceId: string) => send<void>('DELETE', pathOf(sourceId));
export const runSource = (sourceId: string) => send<SourceView>('POST', `${pathOf(sourceId)}/run`, {});
export const acceptHostKey = (sourceId: string, hostKey: string) =>
  send<SourceView>('POST', `${pathOf(sourceId)}/host-key`, { hostKey });
export const testSource = (body: SourceTestBody) => send<SourceTestReply>('POST', `${base}/test`, body);
