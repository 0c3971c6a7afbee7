import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { ApiError } from '../domain/api.ts';

/** Fastify, taking the types of bodies, queries and replies from their TypeBox schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What a route answers: the good reply, and `ApiError` for everything from 400 on. */
export const replies = <Status extends 200 | 201 | 202, Schema extends TSchema>(
  status: Status,
  schema: Schema,
) =>
  ({ [status]: schema, '4xx': ApiError, '5xx': ApiError }) as Record<Status, Schema> &
    Record<'4xx' | '5xx', typeof ApiError>;

/** The same for a route that answers without a body. */
export const noBody = (status: 202 | 204) => ({
  [status]: Type.Unsafe<undefined>({ type: 'null', description: 'Empty.' }),
  '4xx': ApiError,
  '5xx': ApiError,
});

/** An empty object: what a POST sends that needs no words. */
export const Empty = Type.Object({}, { additionalProperties: false });
