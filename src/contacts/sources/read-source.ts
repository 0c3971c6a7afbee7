/**
 * Sources of contact lists: a folder, SFTP, WebDAV, HTTPS. Each brings the newest list as a file on our own disk, whole
 * and settled, or says why not. None ever changes anything at the source, and nobody's name becomes a path here.
 */
import type { SourceMark } from '../../domain/contact-source.ts';
import type { Milliseconds } from '../../domain/ids.ts';
import { failureOf, type SourceFailure, sourceFailed } from './failure.ts';
import type { Look, Seen } from './looked-at.ts';
import type { Received } from './receive.ts';

/** From the first question to the last byte: 200 MB over a slow line. */
const WHOLE_LIMIT_MS = 20 * 60_000;

export type SourceReading =
  | { kind: 'same'; fileName: string }
  | { kind: 'there'; fileName: string; bytes: number | null }
  | { kind: 'file'; fileName: string; mark: SourceMark; received: Received }
  | ({ kind: 'failed'; isTemporary: boolean } & SourceFailure);

/** Looks at a source. Never throws for what the other side does. */
export async function readSource(look: Look, limitMs: Milliseconds = WHOLE_LIMIT_MS): Promise<SourceReading> {
  const signal = AbortSignal.any([look.signal, AbortSignal.timeout(limitMs)]);
  try {
    return await seenAt({ ...look, signal });
  } catch (error) {
    return { kind: 'failed', ...failureOf(signal.aborted ? signal.reason : error) };
  }
}

/** Each kind is loaded when it is first used: SSH alone is as large as the rest of the house. */
async function seenAt(look: Look): Promise<Seen> {
  const { place } = look;
  switch (place.kind) {
    case 'folder':
      return (await import('./from-folder.ts')).readFolder({ ...look, place });
    case 'sftp':
      return (await import('./from-sftp.ts')).readSftp({ ...look, place });
    case 'webdav':
      return (await import('./from-webdav.ts')).readWebdav({ ...look, place });
    case 'https':
      return (await import('./from-https.ts')).readHttps({ ...look, place });
    case 'partner':
      throw sourceFailed('protocol', 'partners come with their recipes');
  }
}
