/** Greetings: audio of a text, uploads, and what a caller hears at a given moment. */
import { Type } from 'typebox';
import {
  HeardQuery,
  HeardReply,
  HolidaysQuery,
  HolidaysReply,
  UploadQuery,
  UploadReply,
} from '../../domain/api-telephone.ts';
import type { MailboxId } from '../../domain/ids.ts';
import { HausrufError } from '../../domain/problem.ts';
import { SpokenReply, VoiceInput, VoiceReply, VoicesReply } from '../../domain/voice.ts';
import { findMailbox } from '../../store/mailboxes.ts';
import { type Api, replies } from '../api-type.ts';
import { notFound, Refusal } from '../errors.ts';
import type { WebServices } from '../services.ts';

const UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024;
const tags = ['greetings'];
const mailboxParams = Type.Object({ mailboxId: Type.String({ maxLength: 40 }) });

export function addGreetingRoutes(api: Api, services: WebServices): void {
  const mustMailbox = (mailboxId: string) => {
    const mailbox = findMailbox(services.db, mailboxId as MailboxId);
    if (!mailbox) throw notFound('Diese Mailbox');
    return mailbox;
  };

  api.post(
    '/greetings/voice',
    {
      config: { rateLimit: { max: 30, timeWindow: 60_000 } },
      schema: { tags, body: VoiceInput, response: replies(200, VoiceReply) },
    },
    async request => {
      const text = request.body.text.trim();
      if (text === '')
        throw new Refusal(400, 'INPUT_INVALID', 'Bitte geben Sie zuerst einen Text ein.', 'text');
      try {
        return await services.greetings.speak({ ...request.body, text });
      } catch (error) {
        if (error instanceof HausrufError && error.code === 'INPUT_INVALID') throw asRefusal(error, 'text');
        services.log.warn({ reason: String(error) }, 'a text could not be spoken');
        throw new Refusal(
          503,
          'TOOL_FAILED',
          'Die KI-Stimme konnte diesen Text gerade nicht sprechen. Anrufende hören weiter die bisherige Ansage. Bitte versuchen Sie es noch einmal.',
          'text',
        );
      }
    },
  );

  api.post(
    '/greetings/spoken',
    {
      config: { rateLimit: { max: 240, timeWindow: 60_000 } },
      schema: { tags, body: VoiceInput, response: replies(200, SpokenReply) },
    },
    async request => ({ spokenText: services.greetings.spokenText(request.body) }),
  );

  api.get('/greetings/voices', { schema: { tags, response: replies(200, VoicesReply) } }, async () => ({
    voices: services.voices.list(),
    problems: services.voices.problems(),
  }));

  api.get(
    '/greetings/audio/:audioId',
    {
      schema: {
        tags,
        params: Type.Object({ audioId: Type.String({ maxLength: 40 }) }),
        produces: ['audio/wav'],
      },
    },
    async (request, reply) => {
      const wav = services.greetings.audio(request.params.audioId);
      if (!wav) throw notFound('Diese Ansage');
      // The id is a hash of the text or of a single upload: what it names never changes.
      reply.header('cache-control', 'private, max-age=86400').header('content-length', wav.length);
      return reply.type('audio/wav').send(Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength));
    },
  );

  api.get(
    '/mailboxes/:mailboxId/heard',
    { schema: { tags, params: mailboxParams, querystring: HeardQuery, response: replies(200, HeardReply) } },
    async request => {
      const mailbox = mustMailbox(request.params.mailboxId);
      try {
        return services.heardAt(mailbox, request.query.at);
      } catch (error) {
        throw asRefusal(error, 'at');
      }
    },
  );

  api.get(
    '/mailboxes/:mailboxId/holidays',
    {
      schema: {
        tags,
        params: mailboxParams,
        querystring: HolidaysQuery,
        response: replies(200, HolidaysReply),
      },
    },
    async request => {
      const { greetings } = mustMailbox(request.params.mailboxId).flow;
      return { days: services.holidaysOf(greetings.calendar, request.query.year) };
    },
  );

  api.register(async scope => addUploadRoute(scope as Api, services));
}

function addUploadRoute(scope: Api, services: WebServices): void {
  // Only here: everywhere else a body of this kind is refused before it is read. The type says nothing about
  // the content (browsers guess it from the name), which is looked at itself.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    ['audio/mpeg', 'audio/wav', 'application/octet-stream'],
    { parseAs: 'buffer', bodyLimit: UPLOAD_LIMIT_BYTES },
    async (_request: unknown, body: Buffer) => body,
  );
  scope.post(
    '/greetings/audio',
    {
      bodyLimit: UPLOAD_LIMIT_BYTES,
      config: { rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        tags,
        consumes: ['audio/mpeg', 'audio/wav', 'application/octet-stream'],
        querystring: UploadQuery,
        body: Type.String({ description: 'The MP3 or WAV file, at most 20 MB.' }),
        response: replies(201, UploadReply),
      },
      validatorCompiler: () => () => true,
    },
    async (request, reply): Promise<UploadReply> => {
      const { fileName } = request.query as { fileName?: string };
      const bytes: unknown = request.body;
      if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
        throw new Refusal(
          400,
          'INPUT_INVALID',
          'Die Datei ist leer. Bitte wählen Sie eine MP3- oder WAV-Datei.',
        );
      }
      const name =
        String(fileName ?? '')
          .replace(/[^\P{C}]/gu, '')
          .slice(0, 200)
          .trim() || 'Tonaufnahme';
      try {
        const { audioId, durationMs } = await services.greetings.upload({ bytes, fileName: name });
        return reply.code(201).send({ audioId, fileName: name, durationMs });
      } catch (error) {
        throw asRefusal(error);
      }
    },
  );
}

/** Bad input with its German message becomes a refusal; everything else stays what it is. */
const asRefusal = (error: unknown, field?: string): unknown =>
  error instanceof HausrufError && error.code === 'INPUT_INVALID'
    ? new Refusal(400, 'INPUT_INVALID', error.message, field)
    : error;
