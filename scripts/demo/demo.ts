/** The main job, shown: a real call comes in over SIP and becomes a note in a mailbox. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HausrufError, problemCodes } from '../../src/domain/problem.ts';
import { type House, openHouse } from '../house/house.ts';
import { loginLink } from '../login-link.ts';
import { type DemoResult, messageNames, placeDemoCall } from './call.ts';
import { muster, musterContactsFile, readCategories } from './muster.ts';
import { printResult, progress } from './print.ts';

const help = `npm run demo -- [options]
  --message NAME   which message is spoken: ${messageNames.join(', ')}
  --say "TEXT"     a message of your own, spoken by espeak-ng
  --once           end after the note
  --json           print one line of JSON (progress goes to stderr)
Starts Asterisk, Hausruf and a mail server on this machine, calls the mailbox, and shows the note.
Ends with Ctrl-C and leaves nothing running.`;

const { values } = readArguments();
const opened: { house: House | null } = { house: null };
const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort());

try {
  process.exitCode = await run();
} catch (error) {
  if (!ending.signal.aborted) {
    process.exitCode = 1;
    report(error);
  }
} finally {
  await opened.house?.close();
}
// Nothing is left to do, but an open handle of a library could keep us here.
process.exit();

async function run(): Promise<number> {
  const say = progress(values.json === true);
  const house = await openHouse({
    mailboxes: [muster],
    categories: readCategories(),
    contactsFile: musterContactsFile,
    environment: { HAUSRUF_DEMO: '1' },
    onStep: say,
  });
  opened.house = house;
  ending.signal.throwIfAborted();
  await house.startHausruf();
  ending.signal.throwIfAborted();
  const first = await placeDemoCall(house, { ...what(0), say, signal: ending.signal });
  show(first, house);
  if (values.once) return first.ok && first.delivered ? 0 : 1;
  await stayUp(house, say);
  return 0;
}

/** Until Ctrl-C; the return key places the next call. */
async function stayUp(open: House, say: (text: string) => void): Promise<void> {
  console.error('\nEingabetaste: noch ein Anruf.  Strg-C: beenden.');
  let calls = 1;
  let isBusy = false;
  process.stdin.on('data', () => {
    if (isBusy || ending.signal.aborted) return;
    isBusy = true;
    placeDemoCall(open, { ...what(calls), say, signal: ending.signal })
      .then(result => show(result, open))
      .catch(error => {
        if (!ending.signal.aborted) report(error);
      })
      .finally(() => {
        isBusy = false;
      });
    calls += 1;
  });
  if (!ending.signal.aborted) await new Promise(done => ending.signal.addEventListener('abort', done));
}

function what(turn: number): { message: string } | { text: string } {
  if (values.say !== undefined) return { text: values.say };
  const at = Math.max(0, messageNames.indexOf(values.message ?? messageNames[0] ?? ''));
  return { message: messageNames[(at + turn) % messageNames.length] ?? '' };
}

function show(result: DemoResult, house: House): void {
  if (values.json) console.log(JSON.stringify(result.json));
  else printResult(result, values.once ? null : freshLink(house));
}

/** A link is valid once, so each note brings its own. */
function freshLink(house: House): string {
  return loginLink({ dataFolder: join(house.folder, 'data'), name: null, url: house.http.url });
}

function report(error: unknown): void {
  if (error instanceof HausrufError) console.error(`${error.message}\n${problemCodes[error.code].do}`);
  else console.error(error);
}

function readArguments() {
  try {
    const read = parseArgs({
      options: {
        message: { type: 'string' },
        say: { type: 'string' },
        once: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (read.values.help) {
      console.log(help);
      process.exit(0);
    }
    const { message } = read.values;
    if (message !== undefined && !messageNames.includes(message))
      throw new Error(`There is no message "${message}".`);
    return read;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exit(2);
  }
}
