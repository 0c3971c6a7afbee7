-- Contacts live in files of their own (DATA/contacts), one for each import; here is which of them counts.
CREATE TABLE contact_imports (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  file_name TEXT NOT NULL,
  -- JSON of the order: format and encoding.
  reading TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('reading', 'held', 'applied', 'refused', 'discarded')),
  because TEXT CHECK (because IN ('preview', 'shrunken', 'empty', 'unmapped')),
  message TEXT NOT NULL,
  -- JSON of what was found: encoding, columns, counts, examples.
  found TEXT,
  -- The set that this one was compared with and takes the other sources' contacts from.
  base_set_id TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER
);
--> statement-breakpoint
CREATE INDEX contact_imports_by_start ON contact_imports (started_at);
--> statement-breakpoint
-- One row: the pointer. A set's id is the id of its import.
CREATE TABLE live_contacts (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  set_id TEXT,
  -- What "undo" goes back to.
  previous_set_id TEXT,
  can_undo INTEGER NOT NULL CHECK (can_undo IN (0, 1)),
  changed_at INTEGER NOT NULL
);
--> statement-breakpoint
CREATE TABLE contact_mappings (
  source TEXT PRIMARY KEY,
  -- JSON: header of the list → field, null: not needed.
  mapping TEXT NOT NULL
);
