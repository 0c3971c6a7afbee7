/** The routes of `domain/api-contacts.ts`, one typed function each. Failures as in `api.ts`. */
import type {
  ColumnsInput,
  ContactsOverview,
  ImportBegun,
  ImportReply,
  ProblemsReply,
} from '../domain/api-contacts.ts';
import { base, send } from './api.ts';

const at = (importId: string, what = '') => `/contacts/imports/${encodeURIComponent(importId)}${what}`;

export const getContacts = () => send<ContactsOverview>('GET', '/contacts/overview');
export const uploadContacts = (file: File) =>
  send<ImportBegun>(
    'POST',
    `/contacts/imports?fileName=${encodeURIComponent(file.name.slice(0, 200))}`,
    file,
  );
export const getImport = (importId: string) => send<ImportReply>('GET', at(importId));
export const acceptImport = (importId: string) => send<ContactsOverview>('POST', at(importId, '/accept'), {});
export const discardImport = (importId: string) =>
  send<ContactsOverview>('POST', at(importId, '/discard'), {});
export const saveColumns = (importId: string, input: ColumnsInput) =>
  send<ContactsOverview>('PUT', at(importId, '/columns'), input);
export const getProblems = (importId: string, limit: number) =>
  send<ProblemsReply>('GET', at(importId, `/problems?limit=${limit}`));
export const undoContacts = () => send<ContactsOverview>('POST', '/contacts/undo', {});
/** Addresses for downloads. */
export const problemsUrl = (importId: string) => `${base}${at(importId, '/problems.csv')}`;
export const templateUrl = (format: 'csv' | 'xlsx') => `${base}/contacts/template.${format}`;
