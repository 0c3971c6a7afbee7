/**
 * Our Asterisk's configuration out of the templates in asterisk-config/. Every value is checked, so
 * that nothing that was configured can add a line or a section to a file.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { HausrufError } from '../../src/domain/problem.ts';

export const configFolder = resolve(import.meta.dirname, '../../asterisk-config');
/** The built-in announcements, beep and goodbye. */
export const soundsFolder = join(configFolder, 'sounds');

export interface AsteriskSettings {
  /** IP address calls are taken on; 0.0.0.0 or :: for all. */
  sipHost: string;
  sipPort: number;
  /** ARI, on 127.0.0.1 only. */
  httpPort: number;
  /** AMI, on 127.0.0.1 only. */
  amiPort: number;
  /** UDP port of 127.0.0.1 that SIP messages are mirrored to; null or absent: nowhere. */
  tapPort?: number | null;
  rtpStart: number;
  rtpEnd: number;
  /** Asterisk's modules and data (the package's or the tree's). All folders are absolute paths. */
  moduleDir: string;
  dataDir: string;
  /** `etc`, `lib` and `log` lie below it. */
  stateDir: string;
  /** Holds the control socket, whose path may have 107 bytes at most. */
  runDir: string;
  /** Recordings go to `recording` below it. */
  spoolDir: string;
  soundsDir: string;
  ariUser: string;
  ariPassword: string;
  amiPassword: string;
  trunk: {
    /** Addresses or networks (CIDR) that calls may come from; nobody else gets in. Empty: nobody at all. */
    matchAddresses: readonly string[];
  };
  /** Name of the Stasis application. */
  appName?: string;
  fallbackMaxSeconds?: number;
  fallbackSilenceSeconds?: number;
}

/** The longest message (900 s, `Limits`), the longest greeting (300 s) twice, and time to choose: no channel lives for ever. */
const CALL_MAX_SECONDS = 2400;
/** Two people may talk for four hours; a leg that hangs for longer is one that nobody holds any more. */
const TALK_MAX_SECONDS = 14_400;

/** File name → text of each template in asterisk-config/. */
export function readTemplates(): Map<string, string> {
  const names = readdirSync(configFolder).filter(name => name.endsWith('.conf'));
  return new Map(names.map(name => [name, readFileSync(join(configFolder, name), 'utf8')]));
}

/** File name → finished text. Throws HausrufError CONFIG_INVALID for a value that cannot stand in a file. */
export function renderAsteriskConfig(
  settings: AsteriskSettings,
  templates: ReadonlyMap<string, string> = readTemplates(),
): Map<string, string> {
  const values = new Map(Object.entries(placeholders(settings)));
  const fill = (name: string, text: string) =>
    text.replace(/\{\{([^{}]*)\}\}/g, (_all, key: string) => {
      const value = values.get(key);
      if (value === undefined) throw new Error(`${name} asks for {{${key}}}, which nothing fills`);
      return value;
    });
  return new Map([...templates].map(([name, text]) => [name, fill(name, text)]));
}

/**
 * Writes the finished files to `<stateDir>/etc`, each whole or not at all, and answers that folder.
 * They hold passwords: only we and our group can read them.
 */
export function writeAsteriskConfig(settings: AsteriskSettings): string {
  const folder = join(settings.stateDir, 'etc');
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  for (const [name, text] of renderAsteriskConfig(settings)) {
    const file = join(folder, name);
    writeFileSync(`${file}.part`, text, { mode: 0o640 });
    renameSync(`${file}.part`, file);
  }
  return folder;
}

function placeholders(settings: AsteriskSettings): Record<string, string> {
  const { rtpStart, rtpEnd } = settings;
  if (rtpEnd < rtpStart + 3) throw invalid('the RTP ports', 'must hold at least four ports');
  return {
    MODULE_DIR: folder('the folder of modules', settings.moduleDir),
    DATA_DIR: folder('the folder of data', settings.dataDir),
    STATE_DIR: folder('the state folder', settings.stateDir),
    RUN_DIR: folder('the folder of the control socket', settings.runDir),
    SPOOL_DIR: folder('the spool folder', settings.spoolDir),
    SOUNDS_DIR: folder('the folder of sounds', settings.soundsDir),
    SIP_BIND: `${bracketed(address(settings.sipHost))}:${port('the SIP port', settings.sipPort)}`,
    MEDIA_ADDRESS: mediaAddress(settings.sipHost),
    HTTP_PORT: port('the ARI port', settings.httpPort),
    AMI_PORT: port('the AMI port', settings.amiPort),
    TAP_ENABLED: settings.tapPort ? 'yes' : 'no',
    TAP_PORT: port('the port of the SIP tap', settings.tapPort || 9060),
    RTP_START: port('the first RTP port', rtpStart),
    RTP_END: port('the last RTP port', rtpEnd),
    MAX_CALLS: String(Math.floor((rtpEnd - rtpStart + 1) / 2)),
    ARI_USER: word('the ARI user', settings.ariUser),
    ARI_PASSWORD: secret('the ARI password', settings.ariPassword),
    AMI_PASSWORD: secret('the AMI password', settings.amiPassword),
    TRUNK_IDENTIFY: trunkIdentify(settings.trunk.matchAddresses),
    APP_NAME: word('the name of the application', settings.appName ?? 'hausruf'),
    // R080, R081: the same limits as with the controller.
    FALLBACK_MAX_SECONDS: seconds('the limit of the fallback', settings.fallbackMaxSeconds ?? 180),
    FALLBACK_SILENCE_SECONDS: seconds('the silence of the fallback', settings.fallbackSilenceSeconds ?? 10),
    CALL_MAX_SECONDS: String(CALL_MAX_SECONDS),
    TALK_MAX_SECONDS: String(TALK_MAX_SECONDS),
  };
}

const invalid = (what: string, how: string) => new HausrufError('CONFIG_INVALID', `${what} ${how}.`);

/**
 * Letters of any language, digits and a few signs: in these files `;` begins a comment, and `, & $ ( [`
 * are read by the dialplan, where recordings and sounds are named by their path.
 */
function folder(what: string, value: string): string {
  if (!/^\/[\p{L}\p{N}\p{M} ._/+@=~:-]*$/u.test(value) || value.endsWith(' ')) {
    throw invalid(
      what,
      `is ${JSON.stringify(value)}, which is no absolute path that Asterisk's files can carry`,
    );
  }
  return value;
}

function port(what: string, value: number): string {
  if (!Number.isInteger(value) || value < 1 || value > 65_535) {
    throw invalid(what, `must be from 1 to 65535, not ${value}`);
  }
  return String(value);
}

function seconds(what: string, value: number): string {
  if (!Number.isInteger(value) || value < 1 || value > 900) {
    throw invalid(what, `must be from 1 to 900 seconds, not ${value}`);
  }
  return String(value);
}

function word(what: string, value: string): string {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(value)) throw invalid(what, `must be a word of small letters`);
  return value;
}

/** The value never stands in the message. */
function secret(what: string, value: string): string {
  if (!/^[A-Za-z0-9_-]{20,128}$/.test(value))
    throw invalid(what, 'is not one of ours: letters and digits, 20 or more');
  return value;
}

function address(value: string): string {
  // A zone ("%eth0") would pass isIP and is nothing that Asterisk reads.
  if (isIP(value) === 0 || value.includes('%')) {
    throw invalid('HAUSRUF_SIP_HOST', `must be an IP address, not ${JSON.stringify(value)}`);
  }
  return value;
}

const bracketed = (ip: string) => (isIP(ip) === 6 ? `[${ip}]` : ip);

/** Voice goes over the same interface as the calls, unless that is all of them. */
function mediaAddress(host: string): string {
  const isAny = host === '0.0.0.0' || /^[0:]+$/.test(host);
  return isAny ? '' : `media_address = ${host}\nbind_rtp_to_media_address = yes`;
}

/** Without an address there is no section at all, and nobody gets in. */
function trunkIdentify(addresses: readonly string[]): string {
  if (addresses.length === 0) return '; HAUSRUF_TRUNK_ADDRESSES is empty: no call is let in.';
  const matches = addresses.map(each => `match = ${trunkAddress(each)}`);
  return ['[trunk]', 'type = identify', 'endpoint = trunk', ...matches].join('\n');
}

function trunkAddress(value: string): string {
  const [ip = '', bits, ...more] = value.split('/');
  const family = isIP(ip);
  const isNetwork = bits === undefined || /^[0-9]{1,3}$/.test(bits);
  if (family === 0 || ip.includes('%') || !isNetwork || more.length > 0) {
    throw invalid(
      'HAUSRUF_TRUNK_ADDRESSES',
      `holds ${JSON.stringify(value)}, which is no IP address or network`,
    );
  }
  const prefix = bits === undefined ? null : Number(bits);
  if (prefix !== null && (prefix < 1 || prefix > (family === 4 ? 32 : 128))) {
    throw invalid(
      'HAUSRUF_TRUNK_ADDRESSES',
      `holds ${JSON.stringify(value)}: such a network would let everybody in`,
    );
  }
  return value;
}
