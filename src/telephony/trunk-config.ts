/**
 * Trunks → the file that Asterisk reads them from, and back again for the check before it counts. Pure. Every
 * value is checked: nothing that was entered can add a line, a section or a comment.
 */
import { createHash } from 'node:crypto';
import type { Instant, TrunkId } from '../domain/ids.ts';
import { HausrufError } from '../domain/problem.ts';
import { endpointOf, findTrunkProblem, readServer, type TrunkInput } from '../domain/trunk.ts';

export interface TrunkEntry {
  trunkId: TrunkId;
  input: TrunkInput;
  password: string | null;
  updatedAt: Instant;
}

export interface TrunkFileOptions {
  /** Where Asterisk takes calls by UDP; TCP has the same port, TLS the one after it. */
  sipHost: string;
  sipPort: number;
  /** Certificates of those we trust (PEM), absolute. */
  caFile: string;
  /** Our own, for those who call us by TLS; absolute paths. null: none is installed. */
  certificate: { certFile: string; keyFile: string } | null;
  /** IP addresses that this name stands for. */
  addressesOf: (host: string) => readonly string[];
}

/** `[name](template)` with its lines; values as Asterisk understands them, without any escaping. */
export interface Section {
  name: string;
  template: string | null;
  entries: (readonly [key: string, value: string])[];
}

/** Tried again after this when nobody answered. */
const RETRY_SECONDS = 30;
/** A refused password stays refused; providers lock out who insists. A saved change tries again at once. */
const REFUSED_RETRY_SECONDS = 300;
/** Asterisk counts tries in 32 bits and has no word for "for ever": this is nine hundred years. */
const ENDLESS = '1000000000';

/** The sections of all trunks that are switched on. Throws HausrufError INPUT_INVALID for one that cannot be. */
export function trunkSections(trunks: readonly TrunkEntry[], options: TrunkFileOptions): Section[] {
  const used = trunks.filter(trunk => trunk.input.isEnabled);
  for (const { input, password } of used) {
    const problem = findTrunkProblem(input, password, password !== null);
    if (problem) throw new HausrufError('INPUT_INVALID', problem.message);
  }
  const sections = [...transportSections(used, options), ...used.flatMap(each => sectionsOf(each, options))];
  // So that we can ask Asterisk afterwards whether it has taken this very file.
  const revision = revisionOf(sections);
  return sections.map(section =>
    isEndpoint(section)
      ? { ...section, entries: [...section.entries, ['accountcode', revision] as const] }
      : section,
  );
}

/** What the endpoints of these sections are marked with; null: there is none. */
export function markOf(sections: readonly Section[]): string | null {
  const marked = sections.flatMap(section => section.entries).find(([key]) => key === 'accountcode');
  return marked?.[1] ?? null;
}

const revisionOf = (sections: readonly Section[]): string =>
  createHash('sha256').update(JSON.stringify(sections)).digest('hex').slice(0, 16);

export const isEndpoint = (section: Section): boolean =>
  section.template === 'trunk-base' ||
  section.entries.some(([key, value]) => key === 'type' && value === 'endpoint');

/** TCP and TLS only where a trunk speaks them: each opens a port. */
function transportSections(trunks: readonly TrunkEntry[], options: TrunkFileOptions): Section[] {
  const has = (transport: TrunkInput['transport']) =>
    trunks.some(({ input }) => input.transport === transport);
  const bind = (port: number) => `${bracketed(options.sipHost)}:${port}`;
  const { certificate } = options;
  return [
    ...(has('tcp')
      ? [section('transport-tcp', 'transport', { protocol: 'tcp', bind: bind(options.sipPort) })]
      : []),
    ...(has('tls')
      ? [
          section('transport-tls', 'transport', {
            protocol: 'tls',
            bind: bind(options.sipPort + 1),
            method: 'tlsv1_2',
            verify_server: 'yes',
            ca_list_file: options.caFile,
            ...(certificate ? { cert_file: certificate.certFile, priv_key_file: certificate.keyFile } : {}),
          }),
        ]
      : []),
  ];
}

function sectionsOf(trunk: TrunkEntry, options: TrunkFileOptions): Section[] {
  const { input } = trunk;
  const name = endpointOf(trunk.trunkId);
  // Named anew at each change: Asterisk logs in again only when the registration itself reads differently.
  const auth =
    trunk.password === null || input.user === '' ? null : `${name}-${trunk.updatedAt.toString(36)}`;
  const common = {
    transport: `transport-${input.transport}`,
    ...(input.outboundProxy
      ? { outbound_proxy: uri({ ...input, server: input.outboundProxy }, null, ['lr']) }
      : {}),
  };
  const isLogin = input.kind === 'registration';
  const ourDomain = input.fromDomain ?? hostOf(input.server);
  const matches = matchesOf(input, options);
  return [
    {
      name,
      template: 'trunk-base',
      entries: Object.entries({
        ...common,
        aors: name,
        ...(auth ? { outbound_auth: auth } : {}),
        allow: `!all,${input.codecs.join(',')}`,
        dtmf_mode: dtmfModes[input.dtmf],
        ...(input.srtp ? { media_encryption: 'sdes' } : {}),
        // Providers want the account in From; who is calling stands in P-Asserted-Identity.
        ...(isLogin ? { from_user: input.user } : {}),
        ...(isLogin || input.fromDomain ? { from_domain: bracketed(ourDomain) } : {}),
        send_pai: 'yes',
        set_var: `HR_TRUNK=${trunk.trunkId}`,
      }),
    },
    section(name, 'aor', { contact: uri(input, null) }),
    ...(auth
      ? [
          section(auth, 'auth', {
            auth_type: 'userpass',
            username: input.authUser ?? input.user,
            password: trunk.password ?? '',
          }),
        ]
      : []),
    ...(matches.length > 0 ? [identifySection(name, matches)] : []),
    ...(isLogin && auth
      ? [
          section(name, 'registration', {
            ...common,
            outbound_auth: auth,
            server_uri: uri(input, null),
            client_uri: `sip:${input.user}@${bracketed(ourDomain)}`,
            contact_user: input.user,
            expiration: String(input.expirySeconds),
            retry_interval: String(RETRY_SECONDS),
            forbidden_retry_interval: String(REFUSED_RETRY_SECONDS),
            fatal_retry_interval: String(REFUSED_RETRY_SECONDS),
            max_retries: ENDLESS,
            max_random_initial_delay: '1',
            // With "no", a wrong password would be tried as often as a server that is away.
            auth_rejection_permanent: 'yes',
            // What comes back names the trunk, whatever address it comes from.
            line: 'yes',
            endpoint: name,
          }),
          ...probeSections(name, input, common),
        ]
      : []),
  ];
}

/** Only to ask whether the server is there at all, when it does not let us in: nobody calls over these. */
function probeSections(name: string, input: TrunkInput, common: Record<string, string>): Section[] {
  const probe = `${name}-probe`;
  return [
    section(probe, 'endpoint', {
      ...common,
      context: 'nowhere',
      identify_by: 'ip',
      allow: '!all,alaw',
      aors: probe,
      from_user: input.user,
    }),
    // Once a day by itself, which is never; we ask when we want to know. With 0 nobody is told the answer.
    section(probe, 'aor', { contact: uri(input, null), qualify_frequency: '86400', qualify_timeout: '3' }),
  ];
}

const identifySection = (name: string, matches: readonly string[]): Section => {
  const { entries, ...rest } = section(name, 'identify', { endpoint: name });
  return { ...rest, entries: [...entries, ...matches.map(match => ['match', match] as const)] };
};

const dtmfModes = { auto: 'auto', 'in-band': 'inband', info: 'info' } as const;

const section = (name: string, type: string, entries: Record<string, string>): Section => ({
  name,
  template: null,
  entries: Object.entries({ type, ...entries }),
});

const hostOf = (server: string): string => readServer(server)?.host ?? '';
const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function uri(
  input: Pick<TrunkInput, 'server' | 'transport'>,
  user: string | null,
  parameters: readonly string[] = [],
): string {
  const { host, port } = readServer(input.server) ?? { host: '', port: null };
  const all = [...(input.transport === 'udp' ? [] : [`transport=${input.transport}`]), ...parameters];
  return [
    `sip:${user === null ? '' : `${user}@`}${bracketed(host)}${port === null ? '' : `:${port}`}`,
    ...all,
  ].join(';');
}

/** Names are resolved by us: Asterisk would stand still over a name server that does not answer. */
function matchesOf(input: TrunkInput, options: TrunkFileOptions): string[] {
  const hosts = [input.server, input.outboundProxy].flatMap(each => (each === null ? [] : [hostOf(each)]));
  return [...new Set([...input.matchAddresses, ...hosts.flatMap(host => options.addressesOf(host))])];
}

/** The text of the file. Throws HausrufError INPUT_INVALID for a value that no line can hold. */
export function renderSections(sections: readonly Section[]): string {
  const blocks = sections.map(({ name, template, entries }) =>
    [
      `[${checked(name, /^[a-z0-9-]+$/)}]${template === null ? '' : `(${checked(template, /^[a-z-]+$/)})`}`,
      ...entries.map(([key, value]) => `${checked(key, /^[a-z_]+$/)} = ${escaped(value)}`),
    ].join('\n'),
  );
  return [header, ...blocks].join('\n\n').concat('\n');
}

const header =
  '; Written by Hausruf (Einstellungen, Telefonanschluss). Do not edit: the next change writes it anew.';

function checked(text: string, pattern: RegExp): string {
  if (!pattern.test(text))
    throw new HausrufError('INPUT_INVALID', 'A name cannot stand in the file of trunks.');
  return text;
}

/** A semicolon begins a comment unless a backslash stands before it. The value never stands in the message. */
function escaped(value: string): string {
  if (value === '' || value.trim() !== value || value.length > 2000 || /[\p{C}\p{Zl}\p{Zp}]/u.test(value)) {
    throw new HausrufError('INPUT_INVALID', 'A value cannot stand in the file of trunks.');
  }
  return value.replaceAll(';', '\\;');
}

/**
 * Reads a file as Asterisk does (main/config.c: process_text_line). Throws HausrufError INPUT_INVALID for
 * anything that our own files never hold: directives, block comments, lines outside of a section.
 */
export function parseSections(text: string): Section[] {
  const sections: Section[] = [];
  for (const raw of text.split('\n')) {
    const line = withoutComment(raw).trim();
    if (line === '') continue;
    const head = /^\[([^\]]*)\](?:\(([^)]*)\))?$/.exec(line);
    if (head) {
      sections.push({ name: head[1] ?? '', template: head[2] ?? null, entries: [] });
      continue;
    }
    const [, key, value] = /^([^#=][^=]*?)\s*=(?!>)\s*(.*)$/.exec(line) ?? [];
    const last = sections.at(-1);
    if (key === undefined || value === undefined || !last) {
      throw new HausrufError('INPUT_INVALID', 'The file of trunks holds a line that is none.');
    }
    last.entries.push([key, value]);
  }
  return sections;
}

function withoutComment(line: string): string {
  let kept = '';
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] !== ';') kept += line[at];
    else if (kept.endsWith('\\')) kept = `${kept.slice(0, -1)};`;
    else if (line.startsWith(';--', at)) {
      throw new HausrufError('INPUT_INVALID', 'The file of trunks holds a block comment.');
    } else break;
  }
  return kept;
}
