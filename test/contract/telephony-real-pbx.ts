/** A real Asterisk as a `Pbx`: callers and persons are telephones of our own on its one trunk. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningAsterisk, startAsterisk } from '../../scripts/asterisk/process.ts';
import { soundsFolder } from '../../scripts/asterisk/render.ts';
import type { IncomingCall } from '../../scripts/phone/incoming-call.ts';
import { openPhone } from '../../scripts/phone/phone.ts';
import { freePorts, readTools, voicePorts } from '../../scripts/tools.ts';
import type { Pbx, Person } from './telephony-pbx.ts';

/** Our end of the line has an address of its own, so that only its calls are let in. */
const LINE_HOST = '127.0.0.4';
const ENDPOINT = 'contract-line';

/** Those that start at the same time must not look at the same free ports. */
let lastStart: Promise<unknown> = Promise.resolve();

/** Throws what starting Asterisk throws. */
export function openRealPbx(): Promise<Pbx> {
  const start = lastStart.then(startRealPbx);
  lastStart = start.catch(() => {});
  return start;
}

async function startRealPbx(): Promise<Pbx> {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-contract-'));
  chmodSync(folder, 0o711);
  const { tools, asterisk } = readTools();
  if (!tools.asterisk) throw new Error('Asterisk is not installed: npm run setup');
  const [httpPort = 0, amiPort = 0] = await freePorts(2);
  const [sipPort = 0] = await freePorts(1);
  const stateDir = join(folder, 'asterisk');
  const persons = new Map<string, (person: Person) => void | Promise<void>>();
  const phone = await openPhone({
    host: LINE_HOST,
    onInvite(call: IncomingCall) {
      const behave = persons.get(call.to);
      return behave ? behave(call) : call.refuse(480);
    },
  });
  mkdirSync(join(stateDir, 'trunks'), { recursive: true });
  writeFileSync(join(stateDir, 'trunks/trunks.conf'), trunk(phone.port));
  let log = '';
  const options = {
    tool: tools.asterisk,
    asterisk,
    stateDir,
    spoolDir: join(folder, 'spool'),
    sipHost: '127.0.0.1',
    sipPort,
    httpPort,
    amiPort,
    ...voicePorts(200),
    trunkAddresses: [LINE_HOST],
    onOutput: (text: string) => {
      log = (log + text).slice(-20_000);
    },
  };
  let running: RunningAsterisk = await startAsterisk(options);
  return {
    ari: running.ari,
    spoolFolder: running.recordingDir,
    soundsFolder,
    endpoint: ENDPOINT,
    call: dialled => phone.call({ sip: { host: '127.0.0.1', port: sipPort }, ...dialled }),
    person: (number, behave) => void persons.set(number, behave),
    async kill() {
      process.kill(running.pid, 'SIGKILL');
      await running.exited;
    },
    async restart() {
      running = await startAsterisk(options);
    },
    log: () => log,
    async close() {
      await phone.close();
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const trunk = (port: number): string => `
[${ENDPOINT}](trunk-base)
transport = transport-udp
aors = ${ENDPOINT}

[${ENDPOINT}]
type = aor
contact = sip:${LINE_HOST}:${port}
`;
