/** What the end-to-end tests share: a house with a short greeting, callers, and a look into its database. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { expect } from 'vitest';
import { placeCall } from '../../scripts/caller/place-call.ts';
import type { CallerStep } from '../../scripts/caller/scenario.ts';
import { fixtures, muster, musterContactsFile, readCategories } from '../../scripts/demo/muster.ts';
import { type House, type HouseOptions, openHouse } from '../../scripts/house/house.ts';
import { installedTool } from '../../scripts/tools.ts';
import { readWav, writeWav } from '../../src/audio/wav.ts';
import { type MailboxInput, simpleFlow } from '../../src/domain/mailbox.ts';
import { type CallRow, findCall } from '../../src/store/calls.ts';
import * as schema from '../../src/store/schema.ts';

/** A short greeting: tests wait for it in real time. */
export const shortMailbox: MailboxInput = {
  ...muster,
  attachRecording: false,
  flow: simpleFlow({ greeting: 'Guten Tag.', goodbye: 'Danke.' }),
};
/** How long that greeting and the beep take at most, in ms. */
export const untilRecordingMs = 2500;
export const said = (name: string) => join(fixtures, `demo-${name}.wav`);

export function openTestHouse(options: Partial<HouseOptions> = {}): Promise<House> {
  return openHouse({
    mailboxes: [shortMailbox],
    categories: readCategories(),
    contactsFile: musterContactsFile,
    ...options,
  });
}

export function call(house: House, steps: readonly CallerStep[], from: string | null = '+49441783295') {
  return placeCall({
    tool: installedTool('sipp'),
    from,
    to: muster.numbers[0] ?? '',
    sipHost: house.sip.host,
    sipPort: house.sip.port,
    localHost: '127.0.0.1',
    steps,
  });
}

/** Runs `ask` on the house's database, read-only. */
export function look<T>(
  house: House,
  ask: (db: ReturnType<typeof drizzle<typeof schema>>, raw: Database.Database) => T,
): T {
  const raw = new Database(join(house.folder, 'data/hausruf.db'), { readonly: true });
  try {
    return ask(drizzle(raw, { schema }), raw);
  } finally {
    raw.close();
  }
}

export const allCalls = (house: House): CallRow[] =>
  look(house, (db, raw) =>
    (raw.prepare('SELECT id FROM calls ORDER BY id').all() as { id: CallRow['id'] }[]).flatMap(
      ({ id }) => findCall(db, id) ?? [],
    ),
  );

/** Waits until `isTrue`, asked every 100 ms; the test fails with `what` when it does not come true. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  withinMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (await isTrue()) return;
    await new Promise(done => setTimeout(done, 100));
  }
  expect.fail(`${what}: not within ${withinMs / 1000} s`);
}

/** The first seconds of a demo message, as a file in the house. */
export async function clip(house: House, name: string, seconds: number): Promise<string> {
  const { samples, sampleRate } = await readWav(said(name));
  const file = join(house.folder, `${name}-${seconds}.wav`);
  await writeWav(file, samples.subarray(0, seconds * sampleRate), sampleRate);
  return file;
}

export const pause = (ms: number) => new Promise(done => setTimeout(done, ms));
export const spool = (house: House) => readdirSync(join(house.folder, 'spool/recording'));
export const kept = (house: House) => join(house.folder, 'data/recordings');
