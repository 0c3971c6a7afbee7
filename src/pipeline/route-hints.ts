import type { Note } from '../domain/delivery.ts';
import { findCategoryAddress } from '../store/categories.ts';
import type { Db } from '../store/open.ts';

/** What besides the mailbox decides where a note goes: the house's own entries only, never a word of the note (R090). */
export interface RouteHints {
  categoryAddress: string | null;
  managerAddress: string | null;
}

export function routeHints(
  db: Db,
  { categorisation, match }: Pick<Note, 'categorisation' | 'match'>,
): RouteHints {
  const categoryId = categorisation.kind === 'made' ? categorisation.categoryId : null;
  return {
    // As the category is set now: an address that was changed since counts for what is still to be sent.
    categoryAddress: categoryId === null ? null : findCategoryAddress(db, categoryId),
    // Only of a caller who is surely this contact: with two candidates nobody is responsible.
    managerAddress: match.kind === 'matched' ? (match.contact.managerMailAddress ?? null) : null,
  };
}
