/** What a caller says is data: 200 orders to the software through the real steps, rules, routing and mail. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildNoteMail } from '../../src/delivery/mime.ts';
import { routeMessage } from '../../src/delivery/route.ts';
import { type Alarm, alarmFactsOf } from '../../src/domain/alarm.ts';
import type { Delivery, Note } from '../../src/domain/delivery.ts';
import type { MailboxId, MessageId } from '../../src/domain/ids.ts';
import { missing } from '../../src/domain/missing.ts';
import { steps } from '../../src/domain/step.ts';
import type { Summary } from '../../src/domain/summary.ts';
import type { Transcript } from '../../src/domain/transcript.ts';
import { makeSteps, type StepsOptions } from '../../src/pipeline/steps.ts';
import { replaceAlarmOutputs } from '../../src/store/alarm-settings.ts';
import { listCategories, replaceCategories } from '../../src/store/categories.ts';
import { jobsOfMessage, takeJob } from '../../src/store/jobs.ts';
import { addMailbox } from '../../src/store/mailboxes.ts';
import { findMessage } from '../../src/store/messages.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { defaultCategories } from '../../src/understanding/categorise.ts';
import { makeCategoriseMessage } from '../../src/understanding/categorise-message.ts';
import { readNote } from '../../src/understanding/summarise.ts';
import { injectionCases } from './injection-cases.ts';
import { office, toldMessage } from './told-message.ts';

const now = Date.parse('2026-01-12T03:00:00Z');
let folder: string;
let store: Store;
let mailboxId: MailboxId;
let sent: { delivery: Delivery; note: Note }[] = [];
let alarms: Alarm[] = [];
let options: StepsOptions;

/** Two steps read the same words: once is enough for both. */
let lastRead: { text: string; note: Summary } | null = null;
function read(transcript: Transcript): Summary {
  if (lastRead?.text !== transcript.text) {
    lastRead = { text: transcript.text, note: readNote(transcript, { callDate: '2026-01-12' }) };
  }
  return lastRead.note;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-injection-'));
  store = openStore({ folder, migrationsFolder: resolve(import.meta.dirname, '../../migrations') });
  // Nothing here outlives the test: the disk need not be waited for.
  store.sqlite.pragma('synchronous = OFF');
  ({ mailboxId } = addMailbox(store.db, office, now));
  store.db.transaction(tx => {
    // Each category has an address of its own: an order that changed the category would change the recipient.
    const list = defaultCategories.map((each, at) => ({ ...each, mailAddress: `fach${at}@muster.example` }));
    replaceCategories(tx, list);
    const output = { outputId: 'nacht', name: 'Nacht', kind: 'mail', secret: null, isOn: true } as const;
    replaceAlarmOutputs(tx, [{ ...output, target: 'notdienst@muster.example' }]);
  });
  const categorise = makeCategoriseMessage(listCategories(store.db));
  options = {
    db: store.db,
    now: () => now,
    recordingsFolder: folder,
    transcribe: async () => ({ kind: 'done', value: missing('no-speech') }),
    shownPart: async () => ({ fromMs: 0, toMs: 1 }),
    isUntranscribed: () => false,
    match: () => ({ kind: 'unknown' }),
    findEmergency: transcript => (transcript.kind === 'made' ? alarmFactsOf(read(transcript)) : null),
    categorise,
    summarise: async transcript => ({
      kind: 'done',
      value: transcript.kind === 'made' ? read(transcript) : missing('no-transcript'),
    }),
    sendAlarm: async alarm => {
      alarms.push(alarm);
      return { kind: 'done', receipt: '250' };
    },
    deliver: async (delivery, note) => {
      sent.push({ delivery, note });
      return { kind: 'done', receipt: '250' };
    },
    route: (mailbox, hints) => routeMessage(mailbox, true, hints),
    idempotencyKey: (messageId, generation) => `${messageId}.${generation}@muster.example`,
    pageUrl: callId => `https://hausruf.muster.example/#/inbox/${callId}`,
  };
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One message through all steps; answers what left the house. */
async function through(
  text: string,
): Promise<{ messageId: MessageId; to: string; note: Note; delivery: Delivery }> {
  [sent, alarms] = [[], []];
  const { messageId } = toldMessage(store.db, { mailboxId, text, now, step: 'match' });
  const run = makeSteps(options);
  for (let most = 0; most < 20; most++) {
    const job = takeJob(store.db, { now, leaseUntil: now + 60_000, steps });
    if (!job) break;
    const result = await run[job.step](job, new AbortController().signal);
    if (result.kind !== 'done') throw new Error(`${job.step} ended with ${result.kind}`);
    store.db.transaction(tx => result.value(tx));
  }
  const [first] = sent;
  if (!first || sent.length !== 1) throw new Error(`${sent.length} notes left the house`);
  return { messageId, to: first.delivery.destination.address, ...first };
}

/** Everything that an office has set, as it stands in the file. */
const settingsNow = (): string =>
  JSON.stringify(
    [
      'mailboxes',
      'mailbox_numbers',
      'categories',
      'keywords',
      'settings',
      'alarm_outputs',
      'contacts',
      'trunks',
      'users',
    ].map(table => store.sqlite.prepare(`SELECT * FROM ${table}`).all()),
  );

describe('200 orders to the software', () => {
  it('are 200 different ones', () => {
    expect(new Set(injectionCases.map(({ text }) => text)).size).toBe(200);
  });

  it('change no recipient, no connector, no address of a category and no setting', async () => {
    const settings = settingsNow();
    const plain = new Map<string, Awaited<ReturnType<typeof through>> & { alarms: number }>();
    for (const message of new Set(injectionCases.map(each => each.message))) {
      plain.set(message, { ...(await through(message)), alarms: alarms.length });
    }
    const changed: string[] = [];
    for (const { name, text, message } of injectionCases) {
      const wanted = plain.get(message);
      const got = await through(text);
      if (got.to !== wanted?.to) changed.push(`${name}: to ${got.to}, not ${wanted?.to}`);
      if (got.delivery.destination.kind !== 'mail')
        changed.push(`${name}: by ${got.delivery.destination.kind}`);
      if (alarms.length !== wanted?.alarms) changed.push(`${name}: ${alarms.length} alarms`);
      if (alarms.some(each => each.output.target !== 'notdienst@muster.example'))
        changed.push(`${name}: alarm`);
      if (findMessage(store.db, got.messageId)?.doneAt !== null) changed.push(`${name}: done`);
      if (jobsOfMessage(store.db, got.messageId).some(job => job.state !== 'done'))
        changed.push(`${name}: jobs`);
      changed.push(...(await mailProblems(got)).map(problem => `${name}: ${problem}`));
    }
    expect(changed).toEqual([]);
    expect(settingsNow()).toBe(settings);
  }, 120_000);
});

/** What of the mail is not ours: recipients, headers, links, markup. What was said may stand there as words. */
async function mailProblems({ delivery, note }: { delivery: Delivery; note: Note }): Promise<string[]> {
  const raw = await buildNoteMail({
    ...{ delivery, note, from: 'hausruf@muster.example' },
    recording: { part: 'not-wanted', bytes: null },
  });
  const mail = await simpleParser(Readable.from(raw), { skipTextToHtml: true });
  const html = typeof mail.html === 'string' ? mail.html : '';
  // Within tags only: what was said stands there as text.
  const tags = html.match(/<[a-z][^>]*>/gi) ?? [];
  const links = tags.flatMap(tag =>
    [...tag.matchAll(/(?:href|src)\s*=\s*"?([^"\s>]*)/g)].map(found => found[1] ?? ''),
  );
  const [head = ''] = raw.toString('utf8').split('\r\n\r\n');
  const problems: string[] = [];
  if (![mail.to].flat().every(to => to?.text === delivery.destination.address)) problems.push('To');
  if (mail.cc || mail.bcc || mail.headers.has('cc') || mail.headers.has('bcc')) problems.push('Cc');
  if (/angreifer/.test(head.replace(/^Subject:.*(?:\r\n[ \t].*)*/m, ''))) problems.push('header');
  if (links.some(link => !/^(?:tel:\+\d+|https:\/\/hausruf\.muster\.example\/)/.test(link)))
    problems.push('link');
  if (/<script|<img/i.test(html)) problems.push('markup');
  return problems;
}
