-- Greetings that a synthetic voice spoke. The files lie in the greetings folder under the id, a hash of voice and text.
CREATE TABLE spoken_greetings (
  audio_id TEXT PRIMARY KEY,
  language TEXT NOT NULL,
  -- The voice that really spoke.
  voice TEXT NOT NULL,
  -- EU AI Act, article 50 (2): what a machine has spoken stays marked as such.
  is_synthetic INTEGER NOT NULL DEFAULT 1 CHECK (is_synthetic = 1),
  duration_ms INTEGER NOT NULL CHECK (duration_ms > 0),
  made_at INTEGER NOT NULL
);
--> statement-breakpoint
-- What callers heard last of each greeting: it plays on while a new one cannot be made.
CREATE TABLE last_greetings (
  mailbox_id TEXT NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
  -- `standard`, `goodbye`, or the id of a timed greeting.
  greeting_id TEXT NOT NULL,
  audio_id TEXT NOT NULL,
  PRIMARY KEY (mailbox_id, greeting_id)
);
