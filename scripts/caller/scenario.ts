/** What a caller does → what sipp reads: the dialogue as XML and the voice as raw A-law. Pure. */
import { encodeAlaw } from '../../src/audio/g711.ts';

/** What the caller does, one after the other, from the moment the call is answered. */
export type CallerStep =
  /** Goes on as before: sending silence, or nothing at all after `stopMedia`. */
  | { wait: number }
  /** Speaks a WAV file: mono, 8 kHz, 16 bit or G.711. */
  | { say: string }
  /** Sends silence for so many ms, also after `stopMedia`. */
  | { sendSilenceMs: number }
  /** Sends no voice packets any more, as a phone with silence suppression or one without a network. */
  | { stopMedia: true }
  /** Presses a key, sent as SIP INFO. */
  | { digit: string }
  | { hangUp: true }
  /** Expects the other side to hang up within so many ms; the call fails if it does not. */
  | { awaitHangUp: number };

export interface CallerIdentity {
  /** E.164 or an extension; null: anonymous, with `Privacy: id`. */
  from: string | null;
  to: string;
  /** P-Asserted-Identity, as a trunk sends it: a number. */
  pai?: string;
  /** Complete further header lines, e.g. `Privacy: user`. */
  headers?: readonly string[];
}

export interface Scenario {
  /** Reads the voice files by the names in `voices`. */
  xml: string;
  /** File name → raw A-law, 8 kHz. */
  voices: Map<string, Uint8Array>;
  /** How long the steps take in ms, if nobody hangs up. */
  durationMs: number;
}

/** `speech` answers the 8 kHz samples of a file named in a `say` step; `folder` is where the voices will lie. */
export function makeScenario(call: {
  identity: CallerIdentity;
  steps: readonly CallerStep[];
  speech: (file: string) => Int16Array;
  folder: string;
}): Scenario {
  checkIdentity(call.identity);
  const lines: string[] = [];
  const voices = new Map<string, Uint8Array>();
  let chunks: Int16Array[] = [];
  let durationMs = 0;

  /** A phone sends voice packets from the moment it is connected. */
  let isMeantToSend = true;
  const pass = (ms: number, samples?: Int16Array) => {
    durationMs += ms;
    if (!isMeantToSend || ms === 0) return;
    if (chunks.length === 0) {
      const file = `${call.folder}/voice-${voices.size}.alaw`;
      lines.push(`<nop><action><exec rtp_stream="${file},1,8,PCMA/8000"/></action></nop>`);
    }
    chunks.push(samples ?? new Int16Array(ms * 8));
  };
  /** The voice stops because its file ends: nothing else is as exact. */
  const endVoice = () => {
    if (chunks.length > 0) voices.set(`voice-${voices.size}.alaw`, encodeAlaw(joined(chunks)));
    chunks = [];
    isMeantToSend = false;
  };
  const pause = (ms: number) => lines.push(`<pause milliseconds="${ms}"/>`);

  let hasEnded = false;
  let keys = 0;
  for (const step of call.steps.map(inWholeMs)) {
    if (hasEnded) throw new Error('nothing can follow the end of a call');
    if ('wait' in step) {
      pass(step.wait);
      pause(step.wait);
    } else if ('say' in step) {
      isMeantToSend = true;
      const samples = call.speech(step.say);
      const ms = Math.ceil(samples.length / 8);
      pass(ms, samples);
      pause(ms);
    } else if ('sendSilenceMs' in step) {
      isMeantToSend = true;
      pass(step.sendSilenceMs);
      pause(step.sendSilenceMs);
    } else if ('stopMedia' in step) {
      endVoice();
    } else if ('digit' in step) {
      lines.push(pressKey(step.digit, keys));
      keys += 1;
    } else if ('hangUp' in step) {
      lines.push(hangUp);
      hasEnded = true;
    } else {
      pass(step.awaitHangUp);
      lines.push(`<recv request="BYE" timeout="${step.awaitHangUp}"/>`, acceptBye);
      hasEnded = true;
    }
  }
  if (!hasEnded) lines.push(hangUp);
  endVoice();
  return { xml: document(call.identity, lines), voices, durationMs };
}

/** sipp refuses fractions of a millisecond. */
function inWholeMs(step: CallerStep): CallerStep {
  if ('wait' in step) return { wait: Math.round(step.wait) };
  if ('sendSilenceMs' in step) return { sendSilenceMs: Math.round(step.sendSilenceMs) };
  if ('awaitHangUp' in step) return { awaitHangUp: Math.round(step.awaitHangUp) };
  return step;
}

function joined(chunks: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** sipp reads square brackets as its own words, and a line break would be a header of its own. */
function checkIdentity(identity: CallerIdentity): void {
  for (const number of [identity.from, identity.to, identity.pai]) {
    if (number && !/^[+0-9A-Za-z.*-]{1,64}$/.test(number))
      throw new Error(`${number} cannot be called or shown`);
  }
  for (const header of identity.headers ?? []) {
    if (!/^[A-Za-z-]+: [\x20-\x5a\x5c\x5e-\x7e]+$/.test(header))
      throw new Error('not a header line for sipp');
  }
}

const via = 'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]';
const withinCall = (method: string, number: number, body = '') =>
  message(`
${method} [next_url] SIP/2.0
${via}
[last_From:]
[last_To:]
[last_Call-ID:]
[routes]
CSeq: ${number} ${method}
Contact: <sip:caller@[local_ip]:[local_port]>
Max-Forwards: 70
${body === '' ? 'Content-Length: 0\n\n' : body}`);

/** Blank space at the beginning of a line would make it a continuation of the one before. */
const message = (text: string) => `<![CDATA[\n${text.trimStart()}\n]]>`;

const hangUp = `<send retrans="500">${withinCall('BYE', 1000)}</send>\n<recv response="200"/>`;

const acceptBye = `<send>${message(`
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

`)}</send>`;

/** `number`: which key of the call this is, from 0. Each request in a call has a higher CSeq than the one before. */
function pressKey(digit: string, number: number): string {
  if (!/^[0-9*#A-D]$/.test(digit)) throw new Error(`${digit} is no key of a telephone`);
  const body = `Content-Type: application/dtmf-relay\nContent-Length: [len]\n\nSignal=${digit}\nDuration=160\n`;
  return `<send retrans="500">${withinCall('INFO', 2 + number, body)}</send>\n<recv response="200"/>`;
}

function document(identity: CallerIdentity, lines: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
<send retrans="500">${invite(identity)}</send>
<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>
<recv response="200" rrs="true"/>
<send>${withinCall('ACK', 1)}</send>
${lines.join('\n')}
</scenario>
`;
}

function invite({ from, to, pai, headers = [] }: CallerIdentity): string {
  const who = from === null ? '"Anonymous" <sip:anonymous@anonymous.invalid>' : `<sip:${from}@[local_ip]>`;
  const more = [
    ...(pai ? [`P-Asserted-Identity: <sip:${pai}@[local_ip]>`] : []),
    ...(from === null ? ['Privacy: id'] : []),
    ...headers,
  ];
  return message(`
INVITE sip:${to}@[remote_ip]:[remote_port] SIP/2.0
${via}
From: ${who};tag=[call_number]-[pid]
To: <sip:${to}@[remote_ip]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:caller@[local_ip]:[local_port]>
Max-Forwards: 70
${more.map(line => `${line}\n`).join('')}Content-Type: application/sdp
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
`);
}
