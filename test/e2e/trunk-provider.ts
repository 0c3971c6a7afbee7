/**
 * A telephone provider for tests: a second, real Asterisk with a small configuration of its own that customers
 * log in to, and that calls them. Loopback only.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, installedTool, readTools, voicePorts } from '../../scripts/tools.ts';
import { resample } from '../../src/audio/resample.ts';
import { readWav, writeWav } from '../../src/audio/wav.ts';
import { type AmiClient, connectAmi } from '../../src/telephony/ami.ts';
import { said, until } from './kit.ts';

export interface Customer {
  user: string;
  password: string;
  hasSrtp?: boolean;
}

export interface Provider {
  /** For customers that log in. */
  host: string;
  /** UDP and TCP. */
  port: number;
  /** TLS with a certificate of `caFile`'s authority. */
  tlsPort: number;
  /** TLS with a certificate that nobody has signed. */
  strangerTlsPort: number;
  /** The certificate of the authority, PEM. */
  caFile: string;
  /** Another address of ours, for a customer without login. */
  plainHost: string;
  /** Calls a customer who has logged in, waits 4 s, speaks for `seconds`, hangs up after another second. */
  call(customer: string, options?: { from?: string; seconds?: number }): Promise<void>;
  /** The same, straight to an address and number. */
  callAddress(sip: string, options?: { from?: string; seconds?: number }): Promise<void>;
  /** Where customers can be reached who have logged in. */
  contacts(): Promise<string[]>;
  /** All its output. */
  log(): string;
  stop(): Promise<void>;
}

export async function startProvider(customers: readonly Customer[]): Promise<Provider> {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-provider-'));
  for (const name of ['etc', 'lib', 'log', 'run', 'spool']) mkdirSync(join(folder, name));
  const [port = 0, tlsPort = 0, strangerTlsPort = 0, amiPort = 0, plainPort = 0] = await freePorts(5);
  const host = '127.0.0.3';
  const plainHost = '127.0.0.4';
  makeCertificates(folder, host);
  const files = config({
    folder,
    host,
    port,
    tlsPort,
    strangerTlsPort,
    amiPort,
    plainHost,
    plainPort,
    customers,
  });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'etc', name), text);
  const tool = installedTool('asterisk');
  const child = spawn(tool.command, [...tool.args, '-f', '-n', '-C', join(folder, 'etc/asterisk.conf')], {
    env: { PATH: '/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8', ...tool.env },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  const exited = new Promise<void>(done => child.once('exit', () => done()));
  const up = Promise.withResolvers<void>();
  const ami: AmiClient = connectAmi({
    address: { port: amiPort, user: 'test', password: 'provider-of-the-test' },
    onUp: up.resolve,
    onEvent: () => {},
    onDown: () => {},
  });
  await Promise.race([
    up.promise,
    exited.then(() => Promise.reject(new Error(`the provider ended:\n${output}`))),
  ]);
  await until('the provider is ready', () => output.includes('Asterisk Ready'));

  const originate = async (channel: string, options: { from?: string; seconds?: number } = {}) => {
    const { from = '+49441783295', seconds = 4 } = options;
    const file = join(folder, `speech-${seconds}`);
    const { samples, sampleRate } = await readWav(said('rohrbruch'));
    const spoken = resample(samples.subarray(0, seconds * sampleRate), { fromHz: sampleRate, toHz: 8000 });
    await writeWav(`${file}.wav`, spoken, 8000);
    await ami.action('Originate', {
      Channel: channel,
      Context: 'speak',
      Exten: 'say',
      Priority: '1',
      CallerID: `<${from}>`,
      Variable: `SPEECH=${file}`,
      Async: 'true',
    });
  };
  return {
    host,
    port,
    tlsPort,
    strangerTlsPort,
    caFile: join(folder, 'ca.pem'),
    plainHost,
    call: (customer, options) => originate(`PJSIP/${customer}`, options),
    callAddress: (sip, options) => originate(`PJSIP/plain/${sip}`, options),
    async contacts() {
      const list = await ami.action('PJSIPShowContacts');
      return list.map(each => each.get('Uri') ?? '');
    },
    log: () => output,
    async stop() {
      ami.close();
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An authority, a certificate of it for `host`, and one that signed itself. */
function makeCertificates(folder: string, host: string): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const fresh = ['-newkey', 'rsa:2048', '-nodes'];
  writeFileSync(join(folder, 'names'), `subjectAltName=IP:${host}\n`);
  openssl(
    'req',
    '-x509',
    ...fresh,
    '-days',
    '2',
    '-subj',
    '/CN=Pruef-CA',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  openssl('req', ...fresh, '-subj', '/CN=provider', '-keyout', 'server.key', '-out', 'server.csr');
  openssl(
    ...['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-days', '2', '-extfile', 'names', '-out', 'server.pem'],
  );
  openssl(
    ...[
      'req',
      '-x509',
      ...fresh,
      '-days',
      '2',
      '-subj',
      '/CN=stranger',
      '-addext',
      `subjectAltName=IP:${host}`,
    ],
    ...['-keyout', 'stranger.key', '-out', 'stranger.pem'],
  );
}

const modules = [
  'res_timing_timerfd res_sorcery_config res_sorcery_memory res_sorcery_astdb pbx_config',
  'format_pcm format_sln format_wav codec_alaw codec_ulaw codec_a_mu codec_resample codec_g722',
  'res_rtp_asterisk res_srtp res_pjproject res_pjsip res_pjsip_session res_pjsip_sdp_rtp res_pjsip_pubsub',
  'chan_pjsip res_pjsip_endpoint_identifier_user res_pjsip_registrar res_pjsip_authenticator_digest',
  'res_pjsip_outbound_authenticator_digest res_pjsip_caller_id res_pjsip_header_funcs res_pjsip_nat',
  'res_stasis app_playback app_verbose func_callerid func_channel',
].flatMap(line => line.split(' '));

interface Settings {
  folder: string;
  host: string;
  port: number;
  tlsPort: number;
  strangerTlsPort: number;
  amiPort: number;
  plainHost: string;
  plainPort: number;
  customers: readonly Customer[];
}

function config(settings: Settings): Record<string, string> {
  const { folder, host, port, amiPort } = settings;
  const { moduleDir, dataDir } = readTools().asterisk;
  const { rtpStart, rtpEnd } = voicePorts();
  const own = ['varlib', 'db', 'key', 'cache', 'agi'].map(name => `ast${name}dir => ${folder}/lib`);
  const tls = (name: string, tlsPort: number, certificate: string) =>
    `[${name}]\ntype = transport\nprotocol = tls\nbind = ${host}:${tlsPort}\nmethod = tlsv1_2
cert_file = ${folder}/${certificate}.pem\npriv_key_file = ${folder}/${certificate}.key\n`;
  const media =
    'disallow = all\nallow = alaw\ndirect_media = no\nrtp_symmetric = yes\nforce_rport = yes\nrewrite_contact = yes';
  return {
    'asterisk.conf': `[directories]
astetcdir => ${folder}/etc
astmoddir => ${moduleDir}
astdatadir => ${dataDir}
astrundir => ${folder}/run
astlogdir => ${folder}/log
astspooldir => ${folder}/spool
${own.join('\n')}
[options]
nocolor = yes
`,
    'modules.conf': `[modules]\nautoload = no\n${modules.map(name => `load = ${name}.so\n`).join('')}`,
    'logger.conf': '[general]\n[logfiles]\nconsole => notice,warning,error,verbose\n',
    'manager.conf': `[general]\nenabled = yes\nbindaddr = 127.0.0.1\nport = ${amiPort}
[test]\nsecret = provider-of-the-test\nread = call\nwrite = all\n`,
    'http.conf': '[general]\nenabled = no\n',
    'rtp.conf': `[general]\nrtpstart = ${rtpStart}\nrtpend = ${rtpEnd}\n`,
    'cdr.conf': '[general]\nenable = no\n',
    'cel.conf': '[general]\nenable = no\n',
    'pjproject.conf': '[startup]\n',
    'extensions.conf': `[general]
[speak]
exten => say,1,Verbose(0,ANSWERED secure=\${CHANNEL(rtp,secure)})
 same => n,Wait(4)
 same => n,Playback(\${SPEECH})
 same => n,Wait(1)
 same => n,Hangup()
[from-customer]
exten => _[+0-9].,1,Verbose(0,DIALLED \${EXTEN} from=\${PJSIP_HEADER(read,From)} pai=\${PJSIP_HEADER(read,P-Asserted-Identity)})
 same => n,Answer()
 same => n,Wait(1)
 same => n,Hangup()
`,
    'pjsip.conf': [
      `[global]\ntype = global\n`,
      ...(['udp', 'tcp'] as const).map(
        protocol => `[${protocol}]\ntype = transport\nprotocol = ${protocol}\nbind = ${host}:${port}\n`,
      ),
      tls('tls', settings.tlsPort, 'server'),
      tls('tls-stranger', settings.strangerTlsPort, 'stranger'),
      `[udp-plain]\ntype = transport\nprotocol = udp\nbind = ${settings.plainHost}:${settings.plainPort}\n`,
      `[plain]\ntype = endpoint\ntransport = udp-plain\ncontext = from-customer\n${media}\n`,
      ...settings.customers.map(
        ({ user, password, hasSrtp }) => `[${user}]
type = endpoint
context = from-customer
auth = ${user}
aors = ${user}
${hasSrtp ? 'media_encryption = sdes' : ''}
${media}

[${user}]
type = auth
auth_type = userpass
username = ${user}
password = ${password.replaceAll(';', '\\;')}

[${user}]
type = aor
max_contacts = 1
remove_existing = yes
`,
      ),
    ].join('\n'),
  };
}
