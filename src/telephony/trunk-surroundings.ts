/** What the file of trunks needs from the machine: certificates, and the addresses that names stand for. */
import { lookup } from 'node:dns/promises';
import { access, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { isAddress, readServer } from '../domain/trunk.ts';
import type { TrunkEntry } from './trunk-config.ts';

/** A name server that is away must not hold up a change of trunks. */
const RESOLVE_LIMIT_MS = 3000;
/** Debian, Alpine and Arch; Red Hat and SUSE. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
];

export interface TlsFiles {
  caFile: string;
  certificate: { certFile: string; keyFile: string } | null;
}

/**
 * Whom we trust, as one file beside the trunks that Asterisk can read wherever it runs: the machine's own
 * authorities (else those of Node) and those of `trusted.pem` in the folder. Our own certificate is
 * `tls-cert.pem` with `tls-key.pem`, where an operator has put them.
 */
export async function prepareTlsFiles(folder: string): Promise<TlsFiles> {
  const caFile = join(folder, 'ca.pem');
  const system = await firstText(SYSTEM_BUNDLES);
  const own = await firstText([join(folder, 'trusted.pem')]);
  const text = [system ?? rootCertificates.join('\n'), own ?? ''].join('\n');
  if ((await firstText([caFile])) !== text) await writeWhole(folder, caFile, text);
  const certFile = join(folder, 'tls-cert.pem');
  const keyFile = join(folder, 'tls-key.pem');
  const hasBoth = await Promise.all([access(certFile), access(keyFile)]).then(
    () => true,
    () => false,
  );
  return { caFile, certificate: hasBoth ? { certFile, keyFile } : null };
}

async function firstText(files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text !== null) return text;
  }
  return null;
}

async function writeWhole(folder: string, file: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const handle = await open(`${file}.part`, 'w', 0o640);
  try {
    await handle.chmod(0o640);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.part`, file);
}

/**
 * The addresses of all servers of these trunks, asked now; of a name that does not answer, the ones in `before`.
 * Names without an address are left out: then only what the other side sends along tells the trunk.
 */
export async function resolveServers(
  trunks: readonly TrunkEntry[],
  before: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, readonly string[]>> {
  const hosts = new Set(
    trunks.flatMap(({ input }) =>
      [input.server, input.outboundProxy].flatMap(each => readServer(each ?? '')?.host ?? []),
    ),
  );
  const entries = await Promise.all(
    [...hosts].map(async host => {
      if (isAddress(host)) return [host, [host]] as const;
      const found = await addressesOf(host);
      return [host, found.length > 0 ? found : (before.get(host) ?? [])] as const;
    }),
  );
  return new Map(entries);
}

async function addressesOf(host: string): Promise<string[]> {
  const limit = Promise.withResolvers<never[]>();
  const timer = setTimeout(() => limit.resolve([]), RESOLVE_LIMIT_MS);
  const asked = lookup(host, { all: true }).then(
    found => found.map(each => each.address).filter(isAddress),
    () => [],
  );
  return Promise.race([asked, limit.promise]).then(found => {
    clearTimeout(timer);
    // In one order: else the file would read differently each time.
    return [...found].sort();
  });
}
