/**
 * Queries that are built and compiled once for each open database instead of once for each use: with 200
 * calls at once, building them took a third of the controller's time. And answers that are remembered until
 * something writes: how the house is set up is asked for with every call and changes once a week.
 */
import type { Tx } from './open.ts';

/** The connection behind a database or a transaction on it. drizzle keeps it there and does not tell (0.45). */
interface Connected {
  session: { client: Client };
}

interface Client {
  inTransaction: boolean;
  prepare(sql: string): { pluck(): { get(): unknown } };
}

const clientOf = (db: Tx): Client => (db as unknown as Connected).session.client;

/**
 * `build` is called once for each connection; what changes from use to use is a `sql.placeholder`.
 * The query holds in transactions too: they run on the same connection.
 */
export function prepared<Query extends object>(build: (db: Tx) => Query): (db: Tx) => Query {
  const made = new WeakMap<Client, Query>();
  return db => {
    const client = clientOf(db);
    let query = made.get(client);
    if (!query) {
      query = build(db);
      made.set(client, query);
    }
    return query;
  };
}

export interface Remembered<T> {
  (db: Tx): T;
  /** To be called by whoever writes what this reads, after the writing. */
  forget(db: Tx): void;
}

/**
 * The answer of `read`, until `forget` is called or another connection writes to the file (a command line
 * tool, say: SQLite's `data_version` tells). Inside a transaction it is always read: what may still be
 * undone must not be remembered. The answer is shared: nobody may change it.
 */
export function remembered<T>(read: (db: Tx) => T): Remembered<T> {
  const known = new WeakMap<Client, { version: unknown; value: T }>();
  const versions = new WeakMap<Client, { get(): unknown }>();
  const ask = (db: Tx): T => {
    const client = clientOf(db);
    if (client.inTransaction) return read(db);
    const query = versions.get(client) ?? client.prepare('PRAGMA data_version').pluck();
    versions.set(client, query);
    const version = query.get();
    const last = known.get(client);
    if (last && last.version === version) return last.value;
    const value = read(db);
    known.set(client, { version, value });
    return value;
  };
  return Object.assign(ask, { forget: (db: Tx) => void known.delete(clientOf(db)) });
}
