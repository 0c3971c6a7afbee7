import { Type } from 'typebox';
import { ContactsReply, ImportReply } from '../../domain/api.ts';
import { countContacts, replaceContacts } from '../../store/contacts.ts';
import { type Api, replies } from '../api-type.ts';
import { Refusal } from '../errors.ts';
import type { WebServices } from '../services.ts';

const IMPORT_LIMIT_BYTES = 20 * 1024 * 1024;
const tags = ['contacts'];

/** GET /contacts, and POST /contacts/import with a CSV file as the body: it replaces the list. */
export function addContactRoutes(api: Api, services: WebServices): void {
  const { db } = services;

  api.get('/contacts', { schema: { tags, response: replies(200, ContactsReply) } }, async () => ({
    count: countContacts(db),
  }));

  api.register(async scope => {
    // Only here: everywhere else a CSV body is refused before it is read.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'text/csv',
      { parseAs: 'buffer', bodyLimit: IMPORT_LIMIT_BYTES },
      async (_request: unknown, body: Buffer) => body,
    );
    scope.post(
      '/contacts/import',
      {
        bodyLimit: IMPORT_LIMIT_BYTES,
        schema: { tags, consumes: ['text/csv'], body: csvBody, response: replies(200, ImportReply) },
        validatorCompiler: () => () => true,
      },
      async (request): Promise<ImportReply> => {
        if (!Buffer.isBuffer(request.body) || request.body.length === 0) throw emptyFile();
        return replaceBy(services, request.body);
      },
    );
  });
}

function replaceBy(services: WebServices, bytes: Buffer): ImportReply {
  const { contacts, problems } = services.importContacts(bytes);
  if (contacts.length === 0) {
    return {
      added: 0,
      problems: [
        ...problems,
        {
          line: 1,
          message: 'In der Datei war kein Kontakt zu finden. Die bisherige Liste bleibt, wie sie ist.',
        },
      ],
    };
  }
  const added = services.db.transaction(tx => replaceContacts(tx, contacts));
  services.contactsChanged();
  return { added, problems };
}

const csvBody = Type.String({ description: 'The CSV file, at most 20 MB.' });

const emptyFile = (): Refusal =>
  new Refusal(
    400,
    'INPUT_INVALID',
    'Die Datei ist leer. Bitte wählen Sie eine CSV-Datei mit Ihren Kontakten.',
  );
