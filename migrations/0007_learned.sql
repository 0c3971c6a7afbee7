-- What a person in the office has taught by correcting a call: listed on the page, and revocable there.
CREATE TABLE learned_rules (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('number', 'spelling')),
  -- The number (E.164) or the name as it was heard, and the same without case and marks.
  heard TEXT NOT NULL,
  heard_key TEXT NOT NULL,
  -- Of a number: whose it is. Not a foreign key: contacts live in files of their own and come and go.
  contact_id TEXT CHECK ((contact_id IS NULL) = (kind = 'spelling')),
  name TEXT NOT NULL,
  street TEXT,
  -- The call that was corrected; it may be gone.
  call_id TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (kind, heard_key)
);
