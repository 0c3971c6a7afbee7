-- Calls learn of forwardings, probe calls, diverted numbers and trunks.
CREATE TABLE calls_new (
  id TEXT PRIMARY KEY,
  mailbox_id TEXT NOT NULL REFERENCES mailboxes (id) ON DELETE RESTRICT,
  channel_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL DEFAULT 'caller' CHECK (kind IN ('caller', 'probe')),
  caller_number TEXT,
  number_source TEXT NOT NULL CHECK (number_source IN ('p-asserted-identity', 'from', 'none')),
  dialled_number TEXT NOT NULL,
  original_number TEXT,
  -- No reference: a trunk may be taken away, its calls stay.
  trunk_id TEXT,
  answered_by TEXT NOT NULL CHECK (answered_by IN ('controller', 'fallback')),
  arrived_at INTEGER NOT NULL,
  ended_at INTEGER,
  outcome TEXT NOT NULL CHECK (outcome IN ('open', 'message', 'attempt', 'forwarded')),
  attempt_reason TEXT CHECK (attempt_reason IN ('hung-up-early', 'no-speech', 'no-audio', 'interrupted', 'no-choice', 'not-reached', 'turned-away')),
  trace TEXT,
  -- How the call looked on the line: headers, codec, digits. JSON, for the diagnosis page.
  diagnosis TEXT,
  CHECK ((outcome = 'attempt') = (attempt_reason IS NOT NULL)),
  CHECK ((outcome = 'open') = (ended_at IS NULL))
);
--> statement-breakpoint
INSERT INTO calls_new (id, mailbox_id, channel_id, caller_number, number_source, dialled_number, answered_by, arrived_at, ended_at, outcome, attempt_reason, trace)
SELECT id, mailbox_id, channel_id, caller_number, number_source, dialled_number, answered_by, arrived_at, ended_at, outcome, attempt_reason, trace FROM calls;
--> statement-breakpoint
DROP TABLE calls;
--> statement-breakpoint
ALTER TABLE calls_new RENAME TO calls;
--> statement-breakpoint
CREATE INDEX calls_by_arrival ON calls (arrived_at DESC);
--> statement-breakpoint
-- What is open is asked for at every sweep: without this all calls of all years would be read.
CREATE INDEX calls_open ON calls (outcome) WHERE outcome = 'open';
--> statement-breakpoint
-- What of a recording is worth hearing: silence and tones at its ends are not shown. The file stays whole.
ALTER TABLE recordings ADD COLUMN shown_from_ms INTEGER;
--> statement-breakpoint
ALTER TABLE recordings ADD COLUMN shown_to_ms INTEGER;
--> statement-breakpoint
-- Born before it is dialled, so that a crash leaves a row without a result.
CREATE TABLE forwards (
  id TEXT PRIMARY KEY,
  call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number > 0),
  digit TEXT NOT NULL,
  name TEXT NOT NULL,
  target TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  result TEXT CHECK (result IN ('answered', 'busy', 'no-answer', 'refused', 'unreachable', 'not-accepted', 'caller-gone', 'not-allowed', 'unknown')),
  talk_ms INTEGER NOT NULL DEFAULT 0 CHECK (talk_ms >= 0),
  UNIQUE (call_id, number),
  CHECK ((ended_at IS NULL) = (result IS NULL))
);
--> statement-breakpoint
CREATE INDEX forwards_by_start ON forwards (started_at);
--> statement-breakpoint
-- Recordings that an office uploaded as greetings. The files lie in the greetings folder under the id.
CREATE TABLE greeting_audio (
  id TEXT PRIMARY KEY,
  file_name TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('mp3', 'wav')),
  duration_ms INTEGER NOT NULL CHECK (duration_ms > 0),
  created_at INTEGER NOT NULL
);
--> statement-breakpoint
CREATE TABLE trunks (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  position INTEGER NOT NULL,
  body TEXT NOT NULL,
  password TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
--> statement-breakpoint
-- How the house behaves beyond a single mailbox; each value is checked by its schema when it is read.
CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  updated_at INTEGER NOT NULL
);
--> statement-breakpoint
-- Calls that Asterisk places to a mailbox by itself, to see whether everything works.
CREATE TABLE probes (
  id TEXT PRIMARY KEY,
  mailbox_id TEXT NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
  call_id TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  outcome TEXT CHECK (outcome IN ('ok', 'failed')),
  detail TEXT,
  CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
--> statement-breakpoint
CREATE INDEX probes_by_start ON probes (started_at DESC);
--> statement-breakpoint
-- A flow knows several greetings and a menu now.
UPDATE mailboxes SET flow = json_object(
  'greetings', json_object(
    'standard', json_object('kind', 'voice', 'text', json_extract(flow, '$.greetingText')),
    'timed', json_array(),
    'calendar', json_object('state', NULL, 'region', NULL, 'closingDays', json_array(), 'yearlyClosingDays', json_array())
  ),
  'menu', json_object('forwardings', json_array(), 'waitSeconds', 6, 'withoutChoice', 'hang-up'),
  'goodbyeText', json_extract(flow, '$.goodbyeText'),
  'limits', json_extract(flow, '$.limits')
) WHERE json_extract(flow, '$.greetingText') IS NOT NULL;
