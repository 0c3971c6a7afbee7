/** Hausruf itself, as in production: real process, real Asterisk, a mail server. Only the recogniser has no model. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { muster, readCategories } from '../../scripts/demo/muster.ts';
import { openHouse } from '../../scripts/house/house.ts';
import { simpleFlow } from '../../src/domain/mailbox.ts';
import * as schema from '../../src/store/schema.ts';
import { readTelephoneSettings, saveTelephoneSettings } from '../../src/store/settings.ts';
import { type Greeting, greetingText } from './greeting.ts';
import type { Side } from './side.ts';

/** The last calls are taken in one after the other, each with its fsyncs. */
const TAKEN_IN_LIMIT_MS = 120_000;

/** `voicePorts`: how many ports Asterisk gets for voice. Throws what `openHouse` throws. */
export async function openOurs(options: {
  greeting: Greeting;
  voicePorts: number;
  /** Callers beyond these are asked to call later. */
  mostCalls: number;
}): Promise<Side> {
  const house = await openHouse({
    mailboxes: [
      {
        ...muster,
        // Turning each recording into MP3 is the mail's cost, not the call's.
        attachRecording: false,
        flow: simpleFlow({ greeting: greetingText, goodbye: 'Vielen Dank. Auf Wiederhören.' }),
      },
    ],
    categories: readCategories(),
    // No model: none is good enough to be installed everywhere, and the demo's is for synthetic voices.
    environment: { HAUSRUF_DEMO_MODEL: undefined },
    voicePorts: options.voicePorts,
    onStep: what => console.error(`ours: ${what}`),
  });
  try {
    await house.startHausruf();
    allowCalls(house.folder, options.mostCalls);
    const controller = house.process()?.pid;
    if (controller === undefined) throw new Error('Hausruf has ended');
    return {
      name: 'ours',
      sip: house.sip,
      dialled: () => muster.numbers[0] ?? '',
      untilBeepEndMs: options.greeting.untilBeepEndMs,
      pids: { asterisk: house.asterisk().pid, controller },
      recordings: calls => takenIn(house.folder, calls),
      close: () => house.close(),
    };
  } catch (error) {
    await house.close();
    throw error;
  }
}

/** As the administrator does it on the page: a house answers 30 calls at once unless it is told otherwise. */
function allowCalls(folder: string, maxCalls: number): void {
  const sqlite = new Database(join(folder, 'data/hausruf.db'));
  try {
    const db = drizzle(sqlite, { schema });
    saveTelephoneSettings(db, { ...readTelephoneSettings(db), maxCalls }, Date.now());
  } finally {
    sqlite.close();
  }
}

async function takenIn(folder: string, calls: number): Promise<Map<string, string>> {
  const deadline = Date.now() + TAKEN_IN_LIMIT_MS;
  let rows = messages(folder);
  while (rows.length < calls && Date.now() < deadline) {
    await new Promise(done => setTimeout(done, 500));
    rows = messages(folder);
  }
  return new Map(rows.map(row => [row.caller ?? '', join(folder, 'data/recordings', row.file)]));
}

function messages(folder: string): { caller: string | null; file: string }[] {
  const db = new Database(join(folder, 'data/hausruf.db'), { readonly: true });
  try {
    return db
      .prepare(
        `SELECT c.caller_number AS caller, r.file FROM messages m
           JOIN calls c ON c.id = m.call_id JOIN recordings r ON r.id = m.recording_id`,
      )
      .all() as { caller: string | null; file: string }[];
  } finally {
    db.close();
  }
}
