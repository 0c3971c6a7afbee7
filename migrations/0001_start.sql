CREATE TABLE mailboxes (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  mail_address TEXT,
  attach_recording INTEGER NOT NULL CHECK (attach_recording IN (0, 1)),
  flow TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
--> statement-breakpoint
CREATE TABLE mailbox_numbers (
  number TEXT PRIMARY KEY,
  mailbox_id TEXT NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE
);
--> statement-breakpoint
-- A row stands here from the moment a call comes in, so that no call vanishes ('open' until it ends).
CREATE TABLE calls (
  id TEXT PRIMARY KEY,
  mailbox_id TEXT NOT NULL REFERENCES mailboxes (id) ON DELETE RESTRICT,
  channel_id TEXT NOT NULL UNIQUE,
  caller_number TEXT,
  number_source TEXT NOT NULL CHECK (number_source IN ('p-asserted-identity', 'from', 'none')),
  dialled_number TEXT NOT NULL,
  answered_by TEXT NOT NULL CHECK (answered_by IN ('controller', 'fallback')),
  arrived_at INTEGER NOT NULL,
  ended_at INTEGER,
  outcome TEXT NOT NULL CHECK (outcome IN ('open', 'message', 'attempt')),
  attempt_reason TEXT CHECK (attempt_reason IN ('hung-up-early', 'no-speech', 'no-audio', 'interrupted')),
  trace TEXT,
  CHECK ((outcome = 'attempt') = (attempt_reason IS NOT NULL)),
  CHECK ((outcome = 'open') = (ended_at IS NULL))
);
--> statement-breakpoint
CREATE INDEX calls_by_arrival ON calls (arrived_at DESC);
--> statement-breakpoint
CREATE TABLE recordings (
  id TEXT PRIMARY KEY,
  call_id TEXT NOT NULL UNIQUE REFERENCES calls (id) ON DELETE CASCADE,
  file TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  is_complete INTEGER NOT NULL CHECK (is_complete IN (0, 1)),
  is_cut_at_limit INTEGER NOT NULL CHECK (is_cut_at_limit IN (0, 1)),
  accepted_at INTEGER NOT NULL
);
--> statement-breakpoint
CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  call_id TEXT NOT NULL UNIQUE REFERENCES calls (id) ON DELETE CASCADE,
  recording_id TEXT NOT NULL UNIQUE REFERENCES recordings (id) ON DELETE RESTRICT,
  mailbox_id TEXT NOT NULL REFERENCES mailboxes (id) ON DELETE RESTRICT,
  received_at INTEGER NOT NULL,
  done_at INTEGER
);
--> statement-breakpoint
CREATE TABLE transcripts (
  id TEXT PRIMARY KEY,
  message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  made_at INTEGER NOT NULL,
  because TEXT,
  text TEXT,
  language TEXT,
  engine TEXT,
  model TEXT,
  is_demo INTEGER NOT NULL CHECK (is_demo IN (0, 1)),
  speech_ms INTEGER,
  segments TEXT,
  CHECK ((because IS NULL) = (text IS NOT NULL))
);
--> statement-breakpoint
CREATE INDEX transcripts_by_message ON transcripts (message_id, made_at);
--> statement-breakpoint
CREATE TABLE matches (
  id TEXT PRIMARY KEY,
  message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  made_at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('matched', 'ambiguous', 'unknown', 'missing')),
  contact_name TEXT,
  body TEXT NOT NULL
);
--> statement-breakpoint
CREATE INDEX matches_by_message ON matches (message_id, made_at);
--> statement-breakpoint
CREATE TABLE categorisations (
  id TEXT PRIMARY KEY,
  message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  made_at INTEGER NOT NULL,
  category_id TEXT,
  name TEXT,
  body TEXT NOT NULL
);
--> statement-breakpoint
CREATE INDEX categorisations_by_message ON categorisations (message_id, made_at);
--> statement-breakpoint
CREATE TABLE summaries (
  id TEXT PRIMARY KEY,
  message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  made_at INTEGER NOT NULL,
  text TEXT,
  urgency TEXT CHECK (urgency IN ('normal', 'urgent', 'emergency')),
  body TEXT NOT NULL
);
--> statement-breakpoint
CREATE INDEX summaries_by_message ON summaries (message_id, made_at);
--> statement-breakpoint
CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  generation INTEGER NOT NULL CHECK (generation > 0),
  kind TEXT NOT NULL CHECK (kind IN ('mail')),
  address TEXT NOT NULL,
  idempotency_key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  UNIQUE (message_id, generation)
);
--> statement-breakpoint
-- Born before the try, so that a crash leaves a row without an outcome: "it may have gone out".
CREATE TABLE delivery_tries (
  id TEXT PRIMARY KEY,
  delivery_id TEXT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number > 0),
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  outcome TEXT CHECK (outcome IN ('done', 'later', 'no', 'unclear')),
  detail TEXT,
  UNIQUE (delivery_id, number),
  CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
--> statement-breakpoint
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  step TEXT NOT NULL CHECK (step IN ('transcribe', 'match', 'categorise', 'summarise', 'deliver')),
  generation INTEGER NOT NULL CHECK (generation > 0),
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL,
  lease_until INTEGER,
  problem_code TEXT,
  problem TEXT,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  UNIQUE (message_id, step, generation),
  CHECK ((state = 'running') = (lease_until IS NOT NULL))
);
--> statement-breakpoint
CREATE INDEX jobs_to_do ON jobs (state, not_before);
--> statement-breakpoint
CREATE TABLE contacts (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT,
  street TEXT,
  object TEXT,
  unit TEXT,
  manager TEXT
);
--> statement-breakpoint
CREATE TABLE contact_numbers (
  contact_id TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  number TEXT NOT NULL,
  PRIMARY KEY (contact_id, number)
);
--> statement-breakpoint
CREATE INDEX contact_numbers_by_number ON contact_numbers (number);
--> statement-breakpoint
CREATE TABLE categories (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE
);
--> statement-breakpoint
CREATE TABLE keywords (
  category_id TEXT NOT NULL REFERENCES categories (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  keyword TEXT NOT NULL,
  PRIMARY KEY (category_id, position)
);
--> statement-breakpoint
CREATE TABLE users (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  password_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
--> statement-breakpoint
-- Only hashes of tokens are stored: a stolen database opens no session.
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);
--> statement-breakpoint
-- One-time links: `user_id` NULL opens the first-run page, else it logs that user in.
CREATE TABLE login_links (
  token_hash TEXT PRIMARY KEY,
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
);
