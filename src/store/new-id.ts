import { v7 } from 'uuid';
import type { Id } from '../domain/ids.ts';

/** A new id: UUIDv7, so that rows sort by time of birth. */
export const newId = <Noun extends string>(): Id<Noun> => v7() as Id<Noun>;
