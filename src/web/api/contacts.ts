/** Contacts: how many there are, and a list's way into the house. An upload goes to the disk, never into memory. */
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import {
  ColumnsInput,
  ContactsOverview,
  ImportBegun,
  ImportQuery,
  ImportReply,
  ProblemsQuery,
  ProblemsReply,
} from '../../domain/api-contacts.ts';
import type { ContactService, ImportProblem, ProblemKey } from '../../domain/contact-import.ts';
import { HausrufError } from '../../domain/problem.ts';
import { mustHaveRoom } from '../../store/disk-room.ts';
import { type Api, Empty, replies } from '../api-type.ts';
import { notFound, Refusal } from '../errors.ts';
import type { WebServices } from '../services.ts';

/** A list of a million rows is some 150 MB. */
const MOST_BYTES = 256 * 1024 * 1024;
const PROBLEMS_AT_ONCE = 1000;
const tags = ['contacts'];
const params = Type.Object({ importId: Type.String({ maxLength: 40 }) });

export function addContactRoutes(api: Api, { contacts }: WebServices): void {
  const mustFind = (importId: string): ImportReply => {
    const found = contacts.find(importId);
    if (!found) throw notFound('Diesen Import');
    return found;
  };
  /** A change of an import, then how things stand. */
  const changed = (change: () => void): ContactsOverview => {
    try {
      change();
    } catch (error) {
      if (!(error instanceof HausrufError) || error.code !== 'INPUT_INVALID') throw error;
      throw new Refusal(409, 'INPUT_INVALID', error.message);
    }
    return contacts.overview();
  };
  const overview = replies(200, ContactsOverview);

  api.get('/contacts/overview', { schema: { tags, response: overview } }, async () => contacts.overview());
  api.post('/contacts/undo', { schema: { tags, body: Empty, response: overview } }, async () =>
    changed(() => contacts.undo()),
  );
  api.get(
    '/contacts/imports/:importId',
    { schema: { tags, params, response: replies(200, ImportReply) } },
    async request => mustFind(request.params.importId),
  );
  api.post(
    '/contacts/imports/:importId/accept',
    { schema: { tags, params, body: Empty, response: overview } },
    async request => changed(() => contacts.accept(mustFind(request.params.importId).importId)),
  );
  api.post(
    '/contacts/imports/:importId/discard',
    { schema: { tags, params, body: Empty, response: overview } },
    async request => changed(() => contacts.discard(mustFind(request.params.importId).importId)),
  );
  api.put(
    '/contacts/imports/:importId/columns',
    { schema: { tags, params, body: ColumnsInput, response: overview } },
    async request => changed(() => contacts.remap(mustFind(request.params.importId).importId, request.body)),
  );
  api.get(
    '/contacts/imports/:importId/problems',
    { schema: { tags, params, querystring: ProblemsQuery, response: replies(200, ProblemsReply) } },
    async request => {
      const { offset = 0, limit = 100 } = request.query;
      return contacts.problems(mustFind(request.params.importId).importId, { offset, limit });
    },
  );
  api.get(
    '/contacts/imports/:importId/problems.csv',
    { schema: { tags, params, produces: ['text/csv'] } },
    async (request, reply) => {
      const { importId } = mustFind(request.params.importId);
      return asFile(reply, 'Hinweise.csv', csvType).send(Readable.from(problemLines(contacts, importId)));
    },
  );
  for (const format of ['csv', 'xlsx'] as const) {
    api.get(
      `/contacts/template.${format}`,
      { schema: { tags, produces: [format === 'csv' ? csvType : xlsxType] } },
      async (_, reply) =>
        asFile(reply, `Kontakte-Vorlage.${format}`, format === 'csv' ? csvType : xlsxType).send(
          Buffer.from(contacts.template(format)),
        ),
    );
  }
  api.register(async scope => addUpload(scope as Api, contacts));
}

const csvType = 'text/csv; charset=utf-8';
const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

function addUpload(scope: Api, contacts: ContactService): void {
  // Only here, and whatever its type: the content decides what it is.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    ['text/csv', xlsxType, 'application/octet-stream'],
    { bodyLimit: MOST_BYTES },
    async (_request: unknown, body: Readable) => body,
  );
  scope.post(
    '/contacts/imports',
    {
      bodyLimit: MOST_BYTES,
      config: { rateLimit: { max: 30, timeWindow: 60_000 } },
      schema: {
        tags,
        consumes: [csvType, xlsxType, 'application/octet-stream'],
        querystring: ImportQuery,
        body: Type.String({ description: 'The CSV or XLSX file, at most 256 MB.' }),
        response: replies(202, ImportBegun),
      },
      // The body is a stream, which no schema can look into.
      validatorCompiler: () => () => true,
    },
    async (request, reply) => {
      if (!Value.Check(ImportQuery, request.query)) {
        throw new Refusal(400, 'INPUT_INVALID', 'Name oder Zeichensatz der Datei sind nicht gültig.');
      }
      const { fileName = '', encoding = 'auto' } = request.query;
      const name = fileName.replace(/[^\P{C}]/gu, '').trim() || 'Liste';
      const file = contacts.newUploadFile();
      const length = Number(request.headers['content-length'] ?? 0);
      await store(request.body, file, Number.isFinite(length) ? length : 0);
      const order = {
        file,
        fileName: name,
        encoding,
        format: 'auto',
        source: 'upload',
        apply: 'preview',
      } as const;
      const importId = await contacts.beginUpload(order).catch(error => {
        throw asFull(error);
      });
      return reply.code(202).send({ importId });
    },
  );
}

/** `saidBytes`: by the browser; 0: not known. */
async function store(body: unknown, file: string, saidBytes: number): Promise<void> {
  try {
    mustHaveRoom(dirname(file), saidBytes);
  } catch (error) {
    throw asFull(error);
  }
  let bytes = 0;
  const counted = async function* (stream: AsyncIterable<Buffer>) {
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw tooLarge();
      yield chunk;
    }
  };
  try {
    await pipeline((body ?? []) as Readable, counted, createWriteStream(file, { mode: 0o600, flags: 'wx' }));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

/** Says that there is no room for the list; other errors stay what they are. */
const asFull = (error: unknown): unknown =>
  error instanceof HausrufError && error.code === 'STORE_FULL'
    ? new Refusal(503, 'STORE_FULL', error.message)
    : error;

const tooLarge = () =>
  new Refusal(413, 'INPUT_INVALID', 'Die Datei ist größer als 256 MB. Bitte teilen Sie die Liste.');

const asFile = <Reply extends { header(name: string, value: string): Reply }>(
  reply: Reply,
  name: string,
  type: string,
) => reply.header('content-type', type).header('content-disposition', `attachment; filename="${name}"`);

/** Page by page, so that calls have their turn in between. */
async function* problemLines(contacts: ContactService, importId: string): AsyncGenerator<Buffer> {
  // The byte order mark is for Excel, which else takes umlauts for Windows-1252.
  yield Buffer.from('\ufeffZeile;bis Zeile;übernommen;Hinweis\r\n');
  let after: ProblemKey | null = null;
  do {
    await nextTurn();
    const page = contacts.problemsAfter(importId, { after, limit: PROBLEMS_AT_ONCE });
    yield Buffer.from(page.problems.map(csvLine).join(''));
    after = page.last;
  } while (after !== null);
}

const csvLine = ({ line, lastLine, isLeftOut, message }: ImportProblem): string =>
  `${line};${lastLine};${isLeftOut ? 'nein' : 'ja'};"${message.replaceAll('"', '""')}"\r\n`;
