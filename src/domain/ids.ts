/**
 * Branded ids: text UUIDv7, so that they sort by time of birth. A `CallId` cannot be handed over
 * where a `MessageId` is meant; at run time they are plain strings.
 */
export type Id<Noun extends string> = string & { readonly __noun: Noun };

export type MailboxId = Id<'mailbox'>;
export type CallId = Id<'call'>;
export type RecordingId = Id<'recording'>;
export type MessageId = Id<'message'>;
export type JobId = Id<'job'>;
export type DeliveryId = Id<'delivery'>;
export type ContactId = Id<'contact'>;
export type CategoryId = Id<'category'>;
export type UserId = Id<'user'>;
export type TrunkId = Id<'trunk'>;

/** Milliseconds since 1970 in UTC. */
export type Instant = number;
/** A span of time in milliseconds. */
export type Milliseconds = number;
