/** Many callers at once by sipp: evenly spread, each with a number of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../scripts/tools.ts';
import type { Tool } from '../../src/domain/tool.ts';
import { type CallerVoice, callerNumber } from './profile.ts';

export interface LoadOptions {
  tool: Tool;
  /** For sipp's files; removed by whoever made it. */
  folder: string;
  sip: { host: string; port: number };
  /** Whom the caller of this index dials. */
  dialled: (index: number) => string;
  voice: CallerVoice;
  concurrent: number;
  calls: number;
}

export interface LoadStats {
  created: number;
  current: number;
  succeeded: number;
  failed: number;
}

export interface Load {
  /** When all have begun so evenly that from now on as many end as begin, in ms from the start. */
  rampMs: number;
  stats(): LoadStats;
  /** INVITE → 200 of each call so far. */
  setupMs(): number[];
  exited: Promise<{ exitCode: number | null; log: string }>;
  hasEnded(): boolean;
  kill(): void;
}

/** Voice of sipp: above the ports that systems hand out, far from where Asterisk's are. */
const RTP_FIRST = 61_000;
const RTP_LAST = 65_500;

export async function startLoad(options: LoadOptions): Promise<Load> {
  const { folder, voice, concurrent, calls, tool } = options;
  const file = (name: string) => join(folder, name);
  writeFileSync(file('voice.alaw'), voice.alaw);
  writeFileSync(file('call.xml'), scenario(file('voice.alaw'), voice.durationMs));
  const callers = Array.from(
    { length: calls },
    (_, index) => `${callerNumber(index)};${options.dialled(index)}`,
  );
  writeFileSync(file('callers.csv'), ['SEQUENTIAL', ...callers, ''].join('\n'));
  const [sip = 0] = await freePorts(1);
  const args = [
    `${options.sip.host}:${options.sip.port}`,
    ...['-sf', file('call.xml'), '-inf', file('callers.csv'), '-nostdin'],
    ...[
      '-m',
      String(calls),
      '-l',
      String(concurrent),
      '-r',
      String(concurrent),
      '-rp',
      String(voice.durationMs),
    ],
    ...['-i', options.sip.host, '-p', String(sip), '-mi', options.sip.host],
    ...['-min_rtp_port', String(RTP_FIRST), '-max_rtp_port', String(RTP_LAST)],
    ...['-recv_timeout', '30000', '-trace_err', '-error_file', file('errors.log')],
    ...['-trace_stat', '-stf', file('stat.csv'), '-fd', '1', '-trace_rtt', '-rtt_freq', '1'],
  ];
  const child = spawn(tool.command, [...tool.args, ...args], {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', TERM: 'dumb', ...tool.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = watch(child, file('errors.log'));
  let hasEnded = false;
  void exited.then(() => {
    hasEnded = true;
  });
  return {
    rampMs: voice.durationMs,
    stats: () => readStats(file('stat.csv')),
    setupMs: () => readSetup(folder),
    exited,
    hasEnded: () => hasEnded,
    kill: () => child.kill('SIGKILL'),
  };
}

function watch(child: ChildProcess, errors: string): Load['exited'] {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2048);
  });
  return new Promise(done => {
    const takeAlong = () => child.kill('SIGKILL');
    process.once('exit', takeAlong);
    child.once('error', error => done({ exitCode: null, log: error.message }));
    child.once('close', exitCode => {
      process.removeListener('exit', takeAlong);
      const log = existsSync(errors) ? readFileSync(errors, 'utf8').slice(0, 4096) : said;
      done({ exitCode, log });
    });
  });
}

function readStats(file: string): LoadStats {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  const names = lines[0]?.split(';') ?? [];
  const last = lines.length > 1 ? (lines.at(-1)?.split(';') ?? []) : [];
  const value = (name: string) => Number(last[names.indexOf(name)] ?? 0);
  return {
    created: value('TotalCallCreated'),
    current: value('CurrentCall'),
    succeeded: value('SuccessfulCall(C)'),
    failed: value('FailedCall(C)'),
  };
}

/** Lines are `date;ms;name`. */
function readSetup(folder: string): number[] {
  const name = readdirSync(folder).find(each => each.endsWith('_rtt.csv'));
  if (!name) return [];
  const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').slice(1);
  return lines.map(line => Number(line.split(';')[1])).filter(Number.isFinite);
}

const head = `Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[local_ip]>;tag=[call_number]-[pid]`;

const within = (method: string, number: number) => `${method} [next_url] SIP/2.0
${head}
[last_To:]
Call-ID: [call_id]
[routes]
CSeq: ${number} ${method}
Contact: <sip:caller@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Length: 0

`;

function scenario(voiceFile: string, durationMs: number): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="callers">
<send retrans="500" start_rtd="setup"><![CDATA[
INVITE sip:[field1]@[remote_ip]:[remote_port] SIP/2.0
${head}
To: <sip:[field1]@[remote_ip]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:caller@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=caller 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [rtpstream_audio_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=ptime:20
]]></send>
<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>
<recv response="200" rrs="true" rtd="setup"/>
<send><![CDATA[
${within('ACK', 1)}]]></send>
<nop><action><exec rtp_stream="${voiceFile},1,8,PCMA/8000"/></action></nop>
<pause milliseconds="${durationMs}"/>
<send retrans="500"><![CDATA[
${within('BYE', 2)}]]></send>
<recv response="200"/>
</scenario>
`;
}
