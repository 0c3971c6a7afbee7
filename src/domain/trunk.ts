/**
 * A trunk: the line to a telephone provider or telephone system, as it is entered, and the rules that hold
 * what is entered together. Pure; the password is never part of a trunk, only whether there is one.
 */
import { type Static, Type } from 'typebox';
import { closed, nullable } from './api-parts.ts';
import type { Instant, TrunkId } from './ids.ts';

const oneOf = <const Choice extends string>(...choices: Choice[]) => Type.Enum<Choice[]>(choices);

export const TrunkPresetName = oneOf(
  'fritzbox',
  'telekom',
  'placetel',
  'sipgate',
  'fonial',
  'starface',
  '3cx',
  'nfon',
  'generic',
);
export type TrunkPresetName = Static<typeof TrunkPresetName>;

export const TrunkInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    /** Where its defaults came from; changes nothing afterwards. */
    preset: TrunkPresetName,
    /** `registration`: we log in there. `ip`: the other side knows us by our address, and we it by its own. */
    kind: oneOf('registration', 'ip'),
    transport: oneOf('udp', 'tcp', 'tls'),
    /** Encrypted voice (SDES); only with TLS, for the keys travel in the signalling. */
    srtp: Type.Boolean(),
    /** Host or host:port; a name or an IP address. */
    server: Type.String({ minLength: 1, maxLength: 255 }),
    /** The user part of our address there; may be empty for an IP trunk. */
    user: Type.String({ maxLength: 64 }),
    /** Name for the password where it differs from the user. */
    authUser: nullable(Type.String({ maxLength: 128 })),
    /** Domain of our address there; null: the server. */
    fromDomain: nullable(Type.String({ maxLength: 255 })),
    /** Host or host:port that everything is sent through; null: straight to the server. */
    outboundProxy: nullable(Type.String({ maxLength: 255 })),
    /** IP addresses and networks (CIDR) that calls may come from, besides those of the server's name. */
    matchAddresses: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 32, uniqueItems: true }),
    /** `auto`: RFC 4733 when offered, else tones in the voice; SIP INFO is heard in every mode. */
    dtmf: oneOf('auto', 'in-band', 'info'),
    /** In the order we prefer them. */
    codecs: Type.Array(oneOf('alaw', 'ulaw', 'g722'), { minItems: 1, maxItems: 3, uniqueItems: true }),
    /** Simultaneous calls, both directions together. */
    maxChannels: Type.Integer({ minimum: 1, maximum: 500 }),
    /** E.164; shown to the person a caller is connected to, where a forwarding says so. */
    ownNumber: nullable(Type.String({ pattern: '^\\+[1-9][0-9]{5,14}$' })),
    isEnabled: Type.Boolean(),
    /** How long a registration is asked for, in seconds; it is renewed before. */
    expirySeconds: Type.Integer({ minimum: 60, maximum: 86_400 }),
  },
  closed,
);
export type TrunkInput = Static<typeof TrunkInput>;

export type Trunk = TrunkInput & { trunkId: TrunkId; hasPassword: boolean };

/** As entered, with the password; null: the one that is stored stays. */
export type TrunkDraft = TrunkInput & { password: string | null };

/**
 * `registered`, `refused` (password), `unreachable`, `registering`: of a trunk that logs in. `ready`: an IP trunk
 * that Asterisk knows. `off`: switched off. `unknown`: Asterisk is not connected, or has not told yet.
 */
export const TrunkStateName = oneOf(
  'registered',
  'refused',
  'unreachable',
  'registering',
  'ready',
  'off',
  'unknown',
);
export type TrunkStateName = Static<typeof TrunkStateName>;

export interface TrunkState {
  trunkId: TrunkId;
  state: TrunkStateName;
  /** Since when, as far as we have seen; null: unknown. */
  since: Instant | null;
}

/** `refused`: in German why, and at which field; nothing was changed. */
export type TrunkOutcome =
  | { kind: 'done'; trunk: Trunk }
  | { kind: 'refused'; message: string; field: keyof TrunkDraft | null }
  | { kind: 'missing' };

/** What the admin page asks of the trunks. */
export interface TrunkService {
  list(): Trunk[];
  states(): TrunkState[];
  /** `trunkId` null: a new one. Calls in progress go on. */
  save(trunkId: TrunkId | null, draft: TrunkDraft): Promise<TrunkOutcome>;
  /** Calls in progress go on; new ones no longer come in over it. */
  remove(trunkId: TrunkId): Promise<TrunkOutcome>;
}

/** Asterisk's name of a trunk: `PJSIP/+49…@<this>` dials out over it. */
export const endpointOf = (trunkId: TrunkId): string =>
  `trunk-${trunkId.replace(/[^0-9a-f]/g, '').slice(-12)}`;

/** The host and port of `host`, `host:port`, `1.2.3.4:5060` or `[2001:db8::1]:5060`; null: it is none of these. */
export function readServer(text: string): { host: string; port: number | null } | null {
  const found = /^(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?$/.exec(text);
  const host = found?.[1]?.replace(/^\[|\]$/g, '') ?? '';
  const port = found?.[2] === undefined ? null : Number(found[2]);
  if (!found || (port !== null && (port < 1 || port > 65_535))) return null;
  return isAddress(host) || isHostName(host) ? { host, port } : null;
}

/** An IPv4 or IPv6 address, without zone. */
export const isAddress = (text: string): boolean => isIpv4(text) || isIpv6(text);

const isIpv4 = (text: string): boolean =>
  /^[0-9]{1,3}(\.[0-9]{1,3}){3}$/.test(text) && text.split('.').every(part => Number(part) <= 255);

const isIpv6 = (text: string): boolean =>
  text.includes(':') && /^[0-9a-fA-F:.]{2,45}$/.test(text) && URL.canParse(`http://[${text}]/`);

/** Letters, digits and hyphens between points; the last part is no number, else it would be a bad IP address. */
export const isHostName = (text: string): boolean =>
  text.length <= 253 &&
  text.split('.').every(label => /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label)) &&
  !/(^|\.)[0-9]+$/.test(text);

const isDomain = (text: string): boolean => readServer(text)?.port === null;

/** An address, or a network that is not half the world. */
export function isMatchAddress(text: string): boolean {
  const [ip = '', bits, ...more] = text.split('/');
  if (more.length > 0 || !isAddress(ip)) return false;
  if (bits === undefined) return true;
  const isV4 = isIpv4(ip);
  return /^[0-9]{1,3}$/.test(bits) && Number(bits) >= (isV4 ? 8 : 16) && Number(bits) <= (isV4 ? 32 : 128);
}

/** What may stand before the @ of our address, and be dialled by the other side: two signs or more. */
const isUser = (text: string): boolean => /^[A-Za-z0-9+][A-Za-z0-9._+*-]{1,63}$/.test(text);

/** Printable, one line, no space at either end (Asterisk would drop it). */
const isPlainText = (text: string): boolean => /^[^\p{C}\p{Zl}\p{Zp}]*$/u.test(text) && text.trim() === text;

export interface TrunkProblem {
  message: string;
  field: keyof TrunkDraft | null;
}

/** Null, or in German what is wrong with this trunk by itself. `hasPassword`: one is entered or stored. */
export function findTrunkProblem(
  input: TrunkInput,
  password: string | null,
  hasPassword: boolean,
): TrunkProblem | null {
  const isLogin = input.kind === 'registration';
  const rules: [boolean, keyof TrunkDraft, string][] = [
    [
      !isPlainText(input.name) || input.name === '',
      'name',
      'Bitte geben Sie dem Anschluss einen Namen in einer Zeile.',
    ],
    [
      readServer(input.server) === null,
      'server',
      'Das ist kein Server. Bitte geben Sie einen Namen oder eine IP-Adresse ein, wenn nötig mit Port: sip.example.de:5060.',
    ],
    [
      input.user === '' ? isLogin : !isUser(input.user),
      'user',
      'Der Benutzername braucht mindestens zwei Zeichen und darf nur Buchstaben, Ziffern und . _ + * - enthalten, ohne @ und Domain.',
    ],
    [
      input.authUser !== null && !/^[A-Za-z0-9+][A-Za-z0-9._+*@-]{0,127}$/.test(input.authUser),
      'authUser',
      'Der Anmeldename darf nur Buchstaben, Ziffern und . _ + * @ - enthalten.',
    ],
    [
      input.fromDomain !== null && !isDomain(input.fromDomain),
      'fromDomain',
      'Das ist keine Domain. Bitte geben Sie sie ohne Port ein: sip.example.de.',
    ],
    [
      input.outboundProxy !== null && readServer(input.outboundProxy) === null,
      'outboundProxy',
      'Das ist kein Server. Bitte geben Sie einen Namen oder eine IP-Adresse ein, wenn nötig mit Port.',
    ],
    [
      !input.matchAddresses.every(isMatchAddress),
      'matchAddresses',
      'Bitte geben Sie IP-Adressen oder Netze ein, eine je Zeile: 203.0.113.7 oder 203.0.113.0/24.',
    ],
    [
      input.srtp && input.transport !== 'tls',
      'srtp',
      'Verschlüsselte Sprache (SRTP) geht nur zusammen mit TLS: sonst ginge der Schlüssel offen über die Leitung.',
    ],
    [
      password !== null && (password === '' || password.length > 128 || !isPlainText(password)),
      'password',
      'Das Passwort darf höchstens 128 Zeichen haben, in einer Zeile und ohne Leerzeichen am Rand.',
    ],
    [isLogin && !hasPassword, 'password', 'Für die Anmeldung fehlt das Passwort.'],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  return broken ? { field: broken[1], message: broken[2] } : null;
}
