-- R122: where contact lists come from by themselves.
CREATE TABLE contact_sources (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('folder', 'sftp', 'webdav', 'https', 'partner')),
  position INTEGER NOT NULL,
  -- Place, pattern, schedule (SourceInput), without any secret.
  body TEXT NOT NULL CHECK (json_valid(body)),
  -- Sealed with DATA/master.key, bound to this row; null: none.
  secret TEXT,
  -- SHA256:… of the server that is trusted, and of another one that it showed last.
  host_key TEXT,
  offered_host_key TEXT,
  next_run_at INTEGER,
  -- Tries without a success since the last one.
  failures INTEGER NOT NULL DEFAULT 0,
  -- Of the list that was handed to the import last: the same again is nothing to do.
  content_sha256 TEXT,
  mark TEXT CHECK (mark IS NULL OR json_valid(mark)),
  -- When another list than before was last seen.
  changed_at INTEGER,
  -- When it was last looked at without a failure.
  reached_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
--> statement-breakpoint
-- A run that is queued or running survives a restart: it is done again from its beginning.
CREATE TABLE contact_source_runs (
  id TEXT PRIMARY KEY,
  source_id TEXT NOT NULL REFERENCES contact_sources (id) ON DELETE CASCADE,
  started_by TEXT NOT NULL CHECK (started_by IN ('schedule', 'hand')),
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done')),
  outcome TEXT CHECK (outcome IN ('applied', 'held', 'unchanged', 'failed')),
  reason TEXT,
  message TEXT NOT NULL DEFAULT '',
  file_name TEXT,
  -- What became of the list is known to the import of this id.
  import_id TEXT,
  counts TEXT CHECK (counts IS NULL OR json_valid(counts)),
  tries INTEGER NOT NULL DEFAULT 0,
  queued_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  CHECK ((state = 'done') = (outcome IS NOT NULL))
);
--> statement-breakpoint
CREATE INDEX contact_source_runs_by_source ON contact_source_runs (source_id, id);
--> statement-breakpoint
-- One run of a source at a time.
CREATE UNIQUE INDEX contact_source_runs_open ON contact_source_runs (source_id) WHERE state <> 'done';
