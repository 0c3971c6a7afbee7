/** The routes of `domain/api-telephone.ts`, one typed function each. Failures as in `api.ts`. */
import type {
  CallDiagnosis,
  HeardReply,
  HolidaysReply,
  ProbeReply,
  ProbesReply,
  TelephoneReply,
  TestCallReply,
  UploadReply,
} from '../domain/api-telephone.ts';
import type { TelephoneSettings } from '../domain/telephone.ts';
import { ApiProblem, base, readReply, send } from './api.ts';
import { de } from './de.ts';

/** Address of a greeting (WAV) for an audio element. */
export const greetingUrl = (audioId: string) => `${base}/greetings/audio/${encodeURIComponent(audioId)}`;

/** `at`: local time of the mailbox, YYYY-MM-DDTHH:MM. */
export const getHeard = (mailboxId: string, at: string) =>
  send<HeardReply>('GET', `${mailboxPath(mailboxId)}/heard?at=${encodeURIComponent(at)}`);
export const getHolidays = (mailboxId: string, year: number) =>
  send<HolidaysReply>('GET', `${mailboxPath(mailboxId)}/holidays?year=${year}`);

export const getTestCall = (mailboxId: string) =>
  send<TestCallReply>('GET', `${mailboxPath(mailboxId)}/test-call`);
export const startTestCall = (mailboxId: string) =>
  send<TestCallReply>('POST', `${mailboxPath(mailboxId)}/test-call`, {});
export const stopTestCall = (mailboxId: string) =>
  send<void>('DELETE', `${mailboxPath(mailboxId)}/test-call`);
export const getDiagnosis = (callId: string) =>
  send<CallDiagnosis>('GET', `/calls/${encodeURIComponent(callId)}/diagnosis`);

export const getTelephone = () => send<TelephoneReply>('GET', '/telephone');
export const saveTelephone = (settings: TelephoneSettings) =>
  send<TelephoneReply>('PUT', '/telephone', settings);
export const getProbes = () => send<ProbesReply>('GET', '/probes');
export const startProbe = (mailboxId: string) => send<ProbeReply>('POST', '/probes', { mailboxId });

/** Uploads a greeting. `onProgress`: part that has left this machine, 0 to 1; `fetch` could not tell. */
export function uploadGreeting(file: File, onProgress: (part: number) => void): Promise<UploadReply> {
  const path = `/greetings/audio?fileName=${encodeURIComponent(file.name)}`;
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', base + path);
    // What the browser thinks of the file says nothing: the server looks at its content.
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = event => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      try {
        done(readReply<UploadReply>({ status: request.status, text: request.responseText, path }));
      } catch (error) {
        failed(error);
      }
    };
    request.onerror = () => failed(new ApiProblem(0, { code: 'OFFLINE', message: de.errors.offline }));
    request.send(file);
  });
}

const mailboxPath = (mailboxId: string) => `/mailboxes/${encodeURIComponent(mailboxId)}`;
