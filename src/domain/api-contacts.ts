/** Contacts and their import as page and server speak of them. Rules as in `api.ts`. */
import { type Static, Type } from 'typebox';
import { closed, nullable } from './api-parts.ts';
import { contactFields } from './contact-import.ts';

const oneOf = <const Values extends readonly string[]>(values: Values) =>
  Type.Unsafe<Values[number]>(Type.Union(values.map(value => Type.Literal(value))));
const Field = nullable(oneOf(contactFields));
const Encoding = oneOf(['auto', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252']);

const Counts = Type.Object(
  {
    rows: Type.Integer(),
    contacts: Type.Integer(),
    leftOut: Type.Integer(),
    hints: Type.Integer(),
    before: Type.Integer(),
    added: Type.Integer(),
    changed: Type.Integer(),
    gone: Type.Integer(),
  },
  closed,
);
const names = Type.Array(Type.String());

/** GET /contacts/imports/:importId. */
export const ImportReply = Type.Object(
  {
    importId: Type.String(),
    source: Type.String(),
    fileName: Type.String(),
    state: oneOf(['reading', 'held', 'applied', 'refused', 'discarded']),
    because: nullable(oneOf(['preview', 'shrunken', 'empty', 'unmapped'])),
    message: Type.String(),
    rowsRead: Type.Integer(),
    encoding: nullable(Type.String()),
    counts: nullable(Counts),
    examples: nullable(Type.Object({ added: names, changed: names, gone: names }, closed)),
    columns: Type.Array(Type.Object({ header: Type.String(), field: Field, samples: names }, closed)),
    startedAt: Type.Integer(),
    endedAt: nullable(Type.Integer()),
  },
  closed,
);
export type ImportReply = Static<typeof ImportReply>;

/** GET /contacts/overview; POST /contacts/undo and the POSTs to an import answer it too. */
export const ContactsOverview = Type.Object(
  {
    count: Type.Integer(),
    /** When another list went live last; null: never. */
    changedAt: nullable(Type.Integer()),
    canUndo: Type.Boolean(),
    /** Newest first. */
    imports: Type.Array(ImportReply),
  },
  closed,
);
export type ContactsOverview = Static<typeof ContactsOverview>;

/** POST /contacts/imports?fileName=…&encoding=… with the file (CSV or XLSX) as body: 202, then GET tells how it goes. */
export const ImportQuery = Type.Object(
  {
    fileName: Type.Optional(Type.String({ maxLength: 200 })),
    encoding: Type.Optional(Encoding),
  },
  closed,
);
export const ImportBegun = Type.Object({ importId: Type.String() }, closed);
export type ImportBegun = Static<typeof ImportBegun>;

/** PUT /contacts/imports/:importId/columns: header as it stands in the list → field; null: not needed. */
export const ColumnsInput = Type.Object(
  {
    mapping: Type.Record(Type.String({ maxLength: 200 }), Field),
    encoding: Encoding,
  },
  closed,
);
export type ColumnsInput = Static<typeof ColumnsInput>;

/** GET /contacts/imports/:importId/problems?offset=…&limit=…; with .csv: all of them as a file. */
export const ProblemsQuery = Type.Object(
  {
    offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
  },
  closed,
);
export const ProblemsReply = Type.Object(
  {
    total: Type.Integer(),
    problems: Type.Array(
      Type.Object(
        {
          line: Type.Integer(),
          lastLine: Type.Integer(),
          isLeftOut: Type.Boolean(),
          message: Type.String(),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type ProblemsReply = Static<typeof ProblemsReply>;
