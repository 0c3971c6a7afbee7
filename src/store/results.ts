/** What the steps found out. Rows are only added: the newest counts, and the older ones tell why. */
import { asc, desc, eq } from 'drizzle-orm';
import type { CategorisationResult } from '../domain/category.ts';
import type { Instant, MessageId } from '../domain/ids.ts';
import type { MatchResult } from '../domain/match.ts';
import { missing } from '../domain/missing.ts';
import type { SummaryResult } from '../domain/summary.ts';
import type { TranscriptResult } from '../domain/transcript.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { categorisations, matches, summaries, transcripts } from './schema.ts';

interface Stamp {
  messageId: MessageId;
  madeAt: Instant;
}

export function addTranscript(db: Tx, stamp: Stamp, result: TranscriptResult): void {
  const body =
    result.kind === 'missing'
      ? { because: result.because, isDemo: false }
      : {
          text: result.text,
          language: result.language,
          engine: result.engine,
          model: result.model,
          isDemo: result.isDemo,
          speechMs: result.speechMs,
          segments: result.segments,
        };
  db.insert(transcripts)
    .values({ id: newId(), ...stamp, ...body })
    .run();
}

export function addMatch(db: Tx, stamp: Stamp, result: MatchResult): void {
  db.insert(matches)
    .values({
      id: newId(),
      ...stamp,
      kind: result.kind,
      contactName: result.kind === 'matched' ? result.contact.name : null,
      body: result,
    })
    .run();
}

export function addCategorisation(db: Tx, stamp: Stamp, result: CategorisationResult): void {
  const made = result.kind === 'made' ? result : null;
  db.insert(categorisations)
    .values({
      id: newId(),
      ...stamp,
      categoryId: made?.categoryId ?? null,
      name: made?.name ?? null,
      body: result,
    })
    .run();
}

export function addSummary(db: Tx, stamp: Stamp, result: SummaryResult): void {
  const made = result.kind === 'made' ? result : null;
  db.insert(summaries)
    .values({
      id: newId(),
      ...stamp,
      text: made ? made.sentences.map(sentence => sentence.text).join(' ') : null,
      urgency: made?.urgency.level ?? null,
      body: result,
    })
    .run();
}

/** What was decided before anybody corrected it; null: not yet looked up. */
export const firstMatch = (db: Tx, messageId: MessageId): MatchResult | null =>
  db
    .select({ body: matches.body })
    .from(matches)
    .where(eq(matches.messageId, messageId))
    .orderBy(asc(matches.id))
    .limit(1)
    .get()?.body ?? null;

/** The newest result of each step; a step that has not run yet reads as null. */
export interface Results {
  transcript: TranscriptResult | null;
  match: MatchResult | null;
  categorisation: CategorisationResult | null;
  summary: SummaryResult | null;
}

export function newestResults(db: Tx, messageId: MessageId): Results {
  return {
    transcript: newestTranscript(db, messageId),
    match: newestBody(db, matches, messageId),
    categorisation: newestBody(db, categorisations, messageId),
    summary: newestBody(db, summaries, messageId),
  };
}

export function newestTranscript(db: Tx, messageId: MessageId): TranscriptResult | null {
  const row = db
    .select()
    .from(transcripts)
    .where(eq(transcripts.messageId, messageId))
    .orderBy(desc(transcripts.id))
    .limit(1)
    .get();
  if (!row) return null;
  if (row.because !== null || row.text === null) return missing(row.because ?? 'step-failed');
  return {
    kind: 'made',
    text: row.text,
    segments: row.segments ?? [],
    language: row.language ?? '',
    engine: row.engine ?? 'sherpa-onnx',
    model: row.model ?? '',
    isDemo: row.isDemo,
    speechMs: row.speechMs ?? 0,
  };
}

type BodyTable = typeof matches | typeof categorisations | typeof summaries;

function newestBody<T extends BodyTable>(
  db: Tx,
  table: T,
  messageId: MessageId,
): T['$inferSelect']['body'] | null {
  const row = db
    .select({ body: table.body })
    .from(table as BodyTable)
    .where(eq(table.messageId, messageId))
    .orderBy(desc(table.id))
    .limit(1)
    .get();
  return (row?.body as T['$inferSelect']['body'] | undefined) ?? null;
}
