/** The recording itself: its outline for the player, and the WAV with Range, so that the player can jump. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { PeaksReply } from '../../domain/api-calls.ts';
import type { CallId } from '../../domain/ids.ts';
import { findMessageOfCall, findRecording } from '../../store/messages.ts';
import { type Api, replies } from '../api-type.ts';
import { notFound } from '../errors.ts';
import type { WebServices } from '../services.ts';

const tags = ['calls'];
const params = Type.Object({ callId: Type.String({ maxLength: 40 }) });

export function addCallAudioRoutes(api: Api, services: WebServices): void {
  api.get(
    '/calls/:callId/peaks',
    { schema: { tags, params, response: replies(200, PeaksReply) } },
    async request => {
      const { path } = await mustFile(services, request.params.callId);
      const { peaks, durationMs } = await services.readPeaks(path);
      return { peaks, durationMs };
    },
  );

  api.get(
    '/calls/:callId/audio',
    { schema: { tags, params, produces: ['audio/wav'] } },
    async (request, reply) => {
      const file = await mustFile(services, request.params.callId);
      return sendPart(reply, file, request.headers.range);
    },
  );
}

/** Sends the whole file, or the one part asked for (RFC 9110 §14). */
function sendPart(reply: FastifyReply, file: { path: string; bytes: number }, range: string | undefined) {
  const part = partOf(range, file.bytes);
  reply.header('accept-ranges', 'bytes').header('content-disposition', 'inline');
  if (part === 'unsatisfiable') {
    reply.header('content-range', `bytes */${file.bytes}`);
    return reply.code(416).send({ code: 'INPUT_INVALID', message: 'So lang ist die Aufnahme nicht.' });
  }
  const { first, last } = part ?? { first: 0, last: file.bytes - 1 };
  if (part) reply.code(206).header('content-range', `bytes ${first}-${last}/${file.bytes}`);
  reply.type('audio/wav').header('content-length', last - first + 1);
  return reply.send(createReadStream(file.path, { start: first, end: last }));
}

/** Null: send everything. What is no single range of bytes may be ignored, says the RFC. */
function partOf(
  range: string | undefined,
  bytes: number,
): { first: number; last: number } | 'unsatisfiable' | null {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '');
  const [from, to] = [found?.[1] ?? '', found?.[2] ?? ''];
  if (from === '' && to === '') return null;
  if (from === '') {
    const count = Math.min(Number(to), bytes);
    return count === 0 ? 'unsatisfiable' : { first: bytes - count, last: bytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (to !== '' && Number(to) < first) return null;
  return first >= bytes ? 'unsatisfiable' : { first, last };
}

/** The file of this call's recording; 404 when there is none or it is gone from the disk. */
async function mustFile(
  services: Pick<WebServices, 'db' | 'recordingsFolder'>,
  callId: string,
): Promise<{ path: string; bytes: number }> {
  const message = findMessageOfCall(services.db, callId as CallId);
  const recording = message && findRecording(services.db, message.recordingId);
  // A bare name, whoever wrote it: nothing outside the folder is ever read.
  if (!recording || !/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(recording.file)) throw notFound('Diese Aufnahme');
  const path = join(services.recordingsFolder, recording.file);
  const facts = await stat(path).catch(() => null);
  if (!facts?.isFile() || facts.size === 0) throw notFound('Diese Aufnahme');
  return { path, bytes: facts.size };
}
