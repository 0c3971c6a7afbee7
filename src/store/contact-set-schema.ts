/**
 * The tables of a contact set: a SQLite file of its own in DATA/contacts, written once by the import and
 * then only read. Every statement here is about such a file, never about the main database. The dictionaries
 * of identification stand beside these tables (`contacts/identify/index-writer.ts` creates its own).
 */
export const contactSetTables = `
CREATE TABLE set_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- id: 1, 2, 3 … in the order of the list; contact_id: the same in every set while external id, or name and address, stay.
CREATE TABLE contacts (
  id INTEGER PRIMARY KEY,
  contact_id TEXT NOT NULL,
  content_hash INTEGER NOT NULL,
  source TEXT NOT NULL,
  line INTEGER NOT NULL,
  external_id TEXT,
  name TEXT NOT NULL,
  persons TEXT NOT NULL,           -- JSON of PersonName[]
  company TEXT,
  role TEXT,
  role_kind TEXT CHECK (role_kind IN ('tenant', 'owner', 'caretaker', 'company')),
  street TEXT,                     -- with house number, as shown
  street_name TEXT,
  house_number TEXT,
  house_from INTEGER,
  house_to INTEGER,
  house_letter TEXT,
  postcode TEXT,
  city TEXT,
  object TEXT,
  unit TEXT,
  language TEXT,
  mail_address TEXT,
  manager TEXT,
  manager_mail_address TEXT,
  is_untranscribed INTEGER NOT NULL CHECK (is_untranscribed IN (0, 1))
);

-- contact: contacts.id
CREATE TABLE numbers (number TEXT NOT NULL, contact INTEGER NOT NULL);
CREATE TABLE number_ranges (first TEXT NOT NULL, last TEXT NOT NULL, contact INTEGER NOT NULL);

-- What was said about rows: every row of the list is a contact or stands here with is_left_out = 1.
CREATE TABLE problems (
  line INTEGER NOT NULL,
  last_line INTEGER NOT NULL,
  is_left_out INTEGER NOT NULL CHECK (is_left_out IN (0, 1)),
  message TEXT NOT NULL
);

-- Names of streets and objects, most frequent first, for the recogniser's hot words.
CREATE TABLE spoken_names (name TEXT PRIMARY KEY, kind TEXT NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Made when all rows are in: an index that is built at once costs a third of one that grows. */
export const contactSetIndexes = `
CREATE INDEX contacts_by_contact_id ON contacts (contact_id, content_hash);
CREATE INDEX numbers_by_number ON numbers (number, contact);
CREATE INDEX numbers_by_contact ON numbers (contact);
CREATE INDEX number_ranges_by_first ON number_ranges (first);
CREATE INDEX problems_by_line ON problems (line);
`;
