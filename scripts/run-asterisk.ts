/** Runs Asterisk with our configuration in the foreground, from the same environment as Hausruf. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../src/config/read.ts';
import { HausrufError } from '../src/domain/problem.ts';
import { type RunningAsterisk, startAsterisk } from './asterisk/process.ts';
import { projectFolder, readTools } from './tools.ts';

const help = `npm run asterisk: runs Asterisk with the configuration of this installation until it is stopped.

Settings (docs/operating.md lists all of them, with their defaults):
  HAUSRUF_DATA             folder for its state (asterisk/) and, unless HAUSRUF_SPOOL is set, recordings (spool/)
  HAUSRUF_SIP_HOST, _PORT  address and port calls come in on (UDP)
  HAUSRUF_TRUNK_ADDRESSES  further addresses or networks calls may come from, separated by commas
  HAUSRUF_ARI_PORT         its control address, HAUSRUF_AMI_PORT its manager interface: on 127.0.0.1 only
  HAUSRUF_TAP_PORT         where Hausruf hears how digits come, on 127.0.0.1 only; 0: nowhere
  HAUSRUF_RTP_START, _END  ports for voice (UDP)
  HAUSRUF_ASTERISK_USER    the user it runs as when root starts it
It needs no root. Addresses and passwords of both control interfaces go to HAUSRUF_DATA/asterisk/ari.json, where
Hausruf finds them. Trunks are added on the admin page; where one speaks TCP or TLS, Asterisk also listens on
HAUSRUF_SIP_PORT by TCP, or on the port after it by TLS.`;

if (process.argv.includes('--help')) console.log(help);
else await run();

async function run(): Promise<void> {
  try {
    const config = readConfig(process.env, projectFolder);
    const { tools, asterisk } = readTools(config.toolsFile);
    const tool = tools.asterisk;
    if (!tool) throw new HausrufError('TOOL_MISSING', 'Asterisk is not installed: run npm run setup.');
    const { ariPort, trunkAddresses, ...settings } = config.asterisk;
    // Asterisk may pass through to its own folders below, when it runs as another user.
    mkdirSync(config.dataFolder, { recursive: true, mode: 0o711 });
    // While it starts: `exit` takes it along. Afterwards: in order, so that live recordings are whole.
    let running: RunningAsterisk | null = null;
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => (running ? void running.stop() : process.exit(1)));
    }
    running = await startAsterisk({
      ...settings,
      tool,
      asterisk,
      httpPort: ariPort,
      tapPort: config.tapPort,
      trunkAddresses,
      stateDir: join(config.dataFolder, 'asterisk'),
      spoolDir: config.spoolFolder,
      onOutput: text => process.stdout.write(text),
    });
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.on(signal, () => void running.stop());
    keepAddress(running);
    console.log(`Asterisk runs${whoItIs(running)}: calls on ${settings.sipHost}:${settings.sipPort} (UDP).`);
    if (trunkAddresses.length === 0) {
      console.log('Calls come in over the trunks of the admin page (Einstellungen, Telefonanschluss).');
    }
    const { code, signal } = await running.exited;
    process.exitCode = signal === null ? (code ?? 1) : 1;
  } catch (error) {
    if (!(error instanceof HausrufError)) throw error;
    console.error(`${error.code}: ${error.message}`);
    process.exitCode = 1;
  }
}

/** Whole or not at all: Hausruf may read it at any moment. */
function keepAddress(running: RunningAsterisk): void {
  const file = join(running.stateDir, 'ari.json');
  writeFileSync(`${file}.part`, `${JSON.stringify({ ...running.ari, ami: running.ami })}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}

function whoItIs(running: RunningAsterisk): string {
  if (running.runsAs) return ` as ${running.runsAs}`;
  return process.getuid?.() === 0 ? ' as root (no user asterisk or nobody that can reach its folders)' : '';
}
