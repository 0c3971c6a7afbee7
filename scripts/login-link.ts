/**
 * Prints a link that logs a user in once: the way back after a forgotten password, for whoever may run
 * programs on this machine. Works while Hausruf runs.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { readConfig } from '../src/config/read.ts';
import { HausrufError } from '../src/domain/problem.ts';
import * as schema from '../src/store/schema.ts';
import { findUserByName, listUsers } from '../src/store/users.ts';
import { makeLoginLink } from '../src/web/sessions.ts';
import { projectFolder } from './tools.ts';

const help = `npm run login-link -- [NAME]: prints a link that logs this user in once, within 30 minutes.
Without a name: the only user, or a list. Settings as for npm start (HAUSRUF_DATA above all).`;

/** `null` for the name: the only user. Throws HausrufError INPUT_INVALID. */
export function loginLink(options: { dataFolder: string; name: string | null; url: string }): string {
  const file = join(options.dataFolder, 'hausruf.db');
  if (!existsSync(file))
    throw new HausrufError('INPUT_INVALID', `There is no database in ${options.dataFolder}.`);
  const sqlite = new Database(file, { timeout: 5000 });
  try {
    sqlite.pragma('synchronous = FULL');
    const db = drizzle(sqlite, { schema });
    const users = listUsers(db);
    const user =
      options.name === null && users.length === 1 ? users[0] : findUserByName(db, options.name ?? '');
    if (!user) {
      const names =
        users.map(each => each.name).join(', ') || 'none yet: start Hausruf, it prints the first link';
      throw new HausrufError('INPUT_INVALID', `Which user? There is ${names}.`);
    }
    const token = makeLoginLink(db, { userId: user.id, now: Date.now() });
    return `${options.url}/#/login?token=${token}`;
  } finally {
    sqlite.close();
  }
}

if (import.meta.main) {
  const [name = null] = process.argv.slice(2);
  try {
    const config = readConfig(process.env, projectFolder);
    const { host, port } = config.http;
    if (name === '--help') console.log(help);
    else
      console.log(
        loginLink({ dataFolder: config.dataFolder, name, url: config.publicUrl ?? `http://${host}:${port}` }),
      );
  } catch (error) {
    if (!(error instanceof HausrufError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
