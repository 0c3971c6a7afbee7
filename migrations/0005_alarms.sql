-- Alarms: where they go, one row per message and output, and every try. Alarms have a step of their own.
CREATE TABLE jobs_new (
  id TEXT PRIMARY KEY,
  message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  step TEXT NOT NULL CHECK (step IN ('transcribe', 'match', 'categorise', 'summarise', 'deliver', 'alarm')),
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
INSERT INTO jobs_new SELECT id, message_id, step, generation, state, attempts, not_before, lease_until, problem_code, problem, created_at, ended_at FROM jobs;
--> statement-breakpoint
DROP TABLE jobs;
--> statement-breakpoint
ALTER TABLE jobs_new RENAME TO jobs;
--> statement-breakpoint
CREATE INDEX jobs_to_do ON jobs (state, not_before);
--> statement-breakpoint
CREATE TABLE alarm_outputs (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('mail', 'webhook')),
  target TEXT NOT NULL,
  -- whsec_…, the key that signs what a webhook is sent.
  secret TEXT,
  is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
  CHECK (kind = 'mail' OR secret IS NOT NULL)
);
--> statement-breakpoint
-- At most one alarm per message and output. `generation` is that of its job.
CREATE TABLE alarms (
  id TEXT PRIMARY KEY,
  message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  -- No reference: an output may be taken away, its alarms stay.
  output_id TEXT NOT NULL,
  generation INTEGER NOT NULL CHECK (generation > 0),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('mail', 'webhook')),
  target TEXT NOT NULL,
  facts TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  UNIQUE (message_id, output_id),
  UNIQUE (message_id, generation)
);
--> statement-breakpoint
CREATE INDEX alarms_by_output ON alarms (output_id, created_at);
--> statement-breakpoint
-- Born before the try, so that a crash leaves a row without an outcome: "it may have gone out".
CREATE TABLE alarm_tries (
  id TEXT PRIMARY KEY,
  alarm_id TEXT NOT NULL REFERENCES alarms (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number > 0),
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  outcome TEXT CHECK (outcome IN ('done', 'later', 'no', 'unclear')),
  detail TEXT,
  UNIQUE (alarm_id, number),
  CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
