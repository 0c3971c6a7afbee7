/** The routes of `domain/api-identify.ts`, one typed function each. Failures as in `api.ts`. */
import type {
  ContactPage,
  CorrectionFacts,
  CorrectionInput,
  IdentificationView,
} from '../domain/api-identify.ts';
import { send } from './api.ts';

export const searchContacts = (query: string, offset: number, limit: number) =>
  send<ContactPage>('GET', `/contacts?q=${encodeURIComponent(query)}&offset=${offset}&limit=${limit}`);
const ofCall = (callId: string) => `/calls/${encodeURIComponent(callId)}/contact`;
/** `contactId`: what a correction to it would teach, too. */
export const getCorrectionFacts = (callId: string, contactId: string | null) =>
  send<CorrectionFacts>(
    'GET',
    `${ofCall(callId)}${contactId === null ? '' : `?contactId=${encodeURIComponent(contactId)}`}`,
  );
export const correctContact = (callId: string, input: CorrectionInput) =>
  send<void>('POST', ofCall(callId), input);
export const getIdentification = () => send<IdentificationView>('GET', '/identification');
export const savePhoneWins = (phoneWins: boolean) =>
  send<IdentificationView>('PUT', '/identification', { phoneWins });
export const revokeRule = (ruleId: string) =>
  send<void>('DELETE', `/identification/rules/${encodeURIComponent(ruleId)}`);
