import type { CategorisationResult } from './category.ts';
import type { CallId, DeliveryId, Instant, MessageId, Milliseconds } from './ids.ts';
import type { Mailbox } from './mailbox.ts';
import type { MatchResult } from './match.ts';
import type { Problem } from './problem.ts';
import type { Recording } from './recording.ts';
import type { SummaryResult } from './summary.ts';
import type { TranscriptResult } from './transcript.ts';

/** All that is known of a message when it goes out: the input of `compose`. */
export interface Note {
  messageId: MessageId;
  callId: CallId;
  mailbox: Mailbox;
  receivedAt: Instant;
  callerNumber: string | null;
  dialledNumber: string;
  recording: Recording;
  transcript: TranscriptResult;
  match: MatchResult;
  categorisation: CategorisationResult;
  summary: SummaryResult;
  /** Address of the message in the admin page; null: no public address is set. */
  pageUrl: string | null;
}

/** A message on its way to one destination. */
export interface Delivery {
  deliveryId: DeliveryId;
  messageId: MessageId;
  destination: { kind: 'mail'; address: string };
  /** The same for every try: the Message-ID of the mail, without angle brackets. */
  idempotencyKey: string;
  /** Which try this is, from 1. From 2 on the other side may already have it. */
  tryNumber: number;
}

/** How a try ended. `unclear`: the other side may have it (connection lost after the last byte). */
export type DeliveryOutcome =
  | { kind: 'done'; receipt: string }
  | { kind: 'later'; problem: Problem; afterMs?: Milliseconds }
  | { kind: 'no'; problem: Problem }
  | { kind: 'unclear'; problem: Problem };
