/**
 * How long a contact list takes from the file to being live, and how much memory, as one JSON line.
 *
 *   npm run bench:import -- [--rows N] [--file FILE]
 *
 * N rows (100,000 unless given) come from a fixed seed; `--file` takes a list of one's own. The list is imported
 * twice: into an empty house, and then, with every row compared, over the first one (`again…`). `growthMb` is
 * what the reading process takes on top of its start, `controllerGrowthMb` what the house itself takes meanwhile.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { readInChild } from '../src/contact-reading.ts';
import { openContactsDesk } from '../src/contacts-desk.ts';
import { openStore } from '../src/store/open.ts';
import { writeTenants } from './import/tenants.ts';

const { values } = parseArgs({ options: { rows: { type: 'string' }, file: { type: 'string' } } });
const rows = Number(values.rows ?? 100_000);
if (!Number.isInteger(rows) || rows < 1) {
  console.error('Usage: npm run bench:import -- [--rows N] [--file FILE]');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'hausruf-bench-import-'));
try {
  const file = values.file ?? join(folder, 'tenants.csv');
  if (values.file === undefined) writeTenants(file, { rows, seed: 20_261_124 });
  console.log(JSON.stringify(await measure(file)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(file: string): Promise<Record<string, unknown>> {
  const store = openStore({
    folder: join(folder, 'data'),
    migrationsFolder: resolve(import.meta.dirname, '../migrations'),
  });
  let growth = 0;
  let peak = 0;
  const cpu: number[] = [];
  const desk = await openContactsDesk({
    db: store.db,
    folder: join(folder, 'contacts'),
    numbers: () => ({ country: 'DE', areaCode: '441' }),
    voiceLoad: () => 'none',
    now: Date.now,
    log: pino({ level: 'silent' }),
    read: async (job, options) => {
      const reading = await readInChild(job, options);
      if (reading.kind === 'found') {
        const { atStartBytes, peakBytes, cpuMs } = reading.cost;
        growth = Math.max(growth, peakBytes - atStartBytes);
        peak = Math.max(peak, peakBytes);
        cpu.push(cpuMs / 1000);
      }
      return reading;
    },
  });
  const before = process.memoryUsage().rss;
  let most = before;
  let latest = performance.now();
  let longestPause = 0;
  const watch = setInterval(() => {
    const at = performance.now();
    longestPause = Math.max(longestPause, at - latest - 20);
    latest = at;
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  const once = async () => {
    const started = performance.now();
    const order = { file, fileName: 'bench', format: 'auto', source: 'upload', apply: 'if-sound' } as const;
    const result = await desk.importContacts(order);
    return { result, ms: Math.round(performance.now() - started) };
  };
  const first = await once();
  const again = await once();
  clearInterval(watch);
  const setId = desk.live()?.setId ?? '';
  const line = {
    rows: first.result.kind === 'refused' ? 0 : first.result.counts.rows,
    result: first.result.kind,
    contacts: desk.overview().count,
    seconds: first.ms / 1000,
    againSeconds: again.ms / 1000,
    /** Of the reading process, both times: on a busy machine it stands back, and `seconds` says little. */
    cpuSeconds: cpu,
    growthMb: mb(growth),
    peakMb: mb(peak),
    controllerGrowthMb: mb(most - before),
    /** The longest time for which the house itself did nothing else. */
    longestPauseMs: Math.round(longestPause),
    fileMb: mb(statSync(file).size),
    setMb: mb(statSync(join(folder, 'contacts', `${setId}.db`)).size),
  };
  await desk.close();
  store.close();
  return line;
}

function mb(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}
