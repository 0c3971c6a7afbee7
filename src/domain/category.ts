import { type Static, Type } from 'typebox';
import type { CategoryId } from './ids.ts';
import type { Missing } from './missing.ts';

export const CategoryInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    keywords: Type.Array(Type.String({ minLength: 2, maxLength: 60 }), { maxItems: 500 }),
  },
  { additionalProperties: false },
);
export type CategoryInput = Static<typeof CategoryInput>;

export interface Category extends CategoryInput {
  categoryId: CategoryId;
}

/** R147: the name where no keyword was found. */
export const otherCategory = 'Sonstiges';

/** What a message is about, and which of its words say so. `categoryId` null: none fits ("Sonstiges"). */
export interface Categorisation {
  kind: 'made';
  categoryId: CategoryId | null;
  name: string;
  hits: { keyword: string; wordIndex: number }[];
}

export type CategorisationResult = Categorisation | Missing;
