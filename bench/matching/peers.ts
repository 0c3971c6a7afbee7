import Fuse from 'fuse.js';
import MiniSearch from 'minisearch';
import type { MatchCase } from './score.ts';

interface Row {
  id: string;
  name: string;
  address: string;
}

/** So many calls of those with name and address: Fuse.js takes seconds for each. */
const SAMPLE = 12;

/**
 * The same calls, asked of two search libraries: how often the right contact comes first, and how long it
 * takes. They search the whole transcript and have no decision: a rank is all that can be compared.
 */
export function measurePeers({ list, cases }: { list: string; cases: readonly MatchCase[] }) {
  const rows = list
    .split('\n')
    .slice(1)
    .filter(row => row !== '')
    .map(row => row.split(';'))
    .map(
      (cells): Row => ({
        id: cells[0] ?? '',
        name: `${cells[3]} ${cells[4]} ${cells[5]}`,
        address: `${cells[9]} ${cells[10]}`,
      }),
    );
  const sample = cases
    .filter(
      ({ gold, evidence, tags }) =>
        gold.decision === 'matched' && evidence === 'strong' && !tags[0]?.startsWith('phone'),
    )
    .slice(0, SAMPLE);
  const mini = new MiniSearch<Row>({ fields: ['name', 'address'], searchOptions: { fuzzy: 0.2 } });
  mini.addAll(rows);
  const fuse = new Fuse(rows, { keys: ['name', 'address'], ignoreLocation: true, includeScore: true });
  return {
    sample: sample.length,
    miniSearch: measure(sample, text => mini.search(text)[0]?.id as string | undefined),
    fuse: measure(sample, text => fuse.search(contentWords(text), { limit: 1 })[0]?.item.id),
  };
}

function measure(sample: readonly MatchCase[], first: (text: string) => string | undefined) {
  let right = 0;
  const times: number[] = [];
  for (const { text, gold } of sample) {
    const started = process.cpuUsage();
    const id = first(text);
    const used = process.cpuUsage(started);
    times.push((used.user + used.system) / 1000);
    if (id !== undefined && gold.contact_ids.includes(id)) right += 1;
  }
  times.sort((a, b) => a - b);
  return {
    rankedFirst: Math.round((right / Math.max(1, sample.length)) * 1000) / 1000,
    p50Ms: Math.round(times[times.length >> 1] ?? 0),
    p95Ms: Math.round(times[Math.floor(times.length * 0.95)] ?? 0),
  };
}

/** Fuse.js takes no more than 32 letters well: the capitalised words of the beginning, where names stand. */
const contentWords = (text: string): string =>
  text
    .split(/[\s,.]+/)
    .filter(word => /^\p{Lu}\p{L}{2,}/u.test(word))
    .slice(0, 8)
    .join(' ')
    .slice(0, 60);
