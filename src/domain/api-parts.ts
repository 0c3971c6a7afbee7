import { type TSchema, Type } from 'typebox';

/** For objects that hold nothing but what is listed. */
export const closed = { additionalProperties: false } as const;

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
