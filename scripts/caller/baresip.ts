/**
 * A real telephone, baresip, that is driven by its control port: it dials, speaks WAV files, presses keys,
 * answers calls and keeps what it hears. For tests. It must never register anywhere, touch a sound card,
 * nor leave a process or a file behind.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resample } from '../../src/audio/resample.ts';
import { readWav, writeWav } from '../../src/audio/wav.ts';
import type { Tool } from '../../src/domain/tool.ts';
import { freePorts, installedTool, voicePorts } from '../tools.ts';
import { type BaresipControl, type BaresipEvent, openControl } from './baresip-control.ts';

export interface BaresipOptions {
  /** baresip 1.1 or newer; without it the one that set-up for tests found. */
  tool?: Tool;
  /** Its loopback address, for SIP and voice. */
  host: string;
  /** Its own number: what it calls from, and the only one it can be called at. */
  number: string;
  /** UDP; without it a free one. */
  sipPort?: number;
  /** true: it takes every call at once; false: it rings until `answer`. */
  answersItself: boolean;
}

export interface Baresip {
  host: string;
  sipPort: number;
  /** Calls the URI (`sip:NUMBER@HOST:PORT`). Resolves when the call is on its way, not when it is answered. */
  dial(uri: string): Promise<void>;
  answer(): Promise<void>;
  /** Speaks a mono WAV file of any rate into the call; resolves when the last word is sent. */
  say(file: string): Promise<void>;
  /** One of 0–9, *, #; sent by RFC 4733. */
  pressDigit(digit: string): Promise<void>;
  hangUp(): Promise<void>;
  /** Everything that happened since it was opened, in order. */
  events(): readonly BaresipEvent[];
  /**
   * The first event of this type, past or to come, that is not among the first `after` events. Throws Error
   * with its last output when it does not happen within the time.
   */
  waitFor(type: BaresipEvent['type'], options?: { withinMs?: number; after?: number }): Promise<BaresipEvent>;
  /** What it heard in its last call, from answer to end: 8 kHz. Throws when the call goes on. */
  heard(): Promise<Int16Array>;
  /** What it has printed, for a test that failed. */
  output(): string;
  /** Ends the call there may be, and the program. */
  close(): Promise<void>;
}

/** Between its words a phone sends silence. When a file is at its end baresip hangs up: calls are shorter. */
const SILENCE_SECONDS = 300;
const WITHIN_MS = 15_000;
const STOP_LIMIT_MS = 5000;

/** Throws HausrufError TOOL_MISSING, and Error when it does not start. */
export async function openBaresip(options: BaresipOptions): Promise<Baresip> {
  const { host, tool = installedTool('baresip') } = options;
  const [controlPort = 0] = await freePorts(1);
  const [freeSipPort = 0] = await freePorts(1);
  const sipPort = options.sipPort ?? freeSipPort;
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-baresip-'));
  const silence = join(folder, 'silence.wav');
  const heardFile = join(folder, 'heard.wav');
  await writeWav(silence, withSilence(new Int16Array()), 8000);
  writeConfiguration(folder, { ...options, tool, sipPort, controlPort, silence, heardFile });
  const program = startProgram(tool, folder);
  let control: BaresipControl;
  try {
    control = await Promise.race([openControl({ port: controlPort, withinMs: WITHIN_MS }), program.failed]);
  } catch (error) {
    await program.stop();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }

  const waitFor: Baresip['waitFor'] = async (type, { withinMs = WITHIN_MS, after = 0 } = {}) => {
    const event = await control.waitFor(
      (each, index) => index >= after && each.type === type,
      AbortSignal.timeout(withinMs),
    );
    if (event) return event;
    const happened = control.events().map(each => `${each.type} ${each.about ?? ''}`);
    throw new Error(`${type}: not within ${withinMs / 1000} s\n${happened.join('\n')}\n${program.output()}`);
  };
  let spoken = 0;

  return {
    host,
    sipPort,
    dial: uri => control.command('dial', uri),
    answer: () => control.command('accept'),
    async say(file) {
      const { samples, sampleRate } = await readWav(file);
      const voice = resample(samples, { fromHz: sampleRate, toHz: 8000 });
      const voiceFile = join(folder, `voice-${spoken}.wav`);
      spoken += 1;
      await writeWav(voiceFile, withSilence(voice), 8000);
      const before = control.events().length;
      await control.command('ausrc', `aufile,${voiceFile}`);
      // Nothing tells that the last word is sent: it takes as long as it takes to say it.
      const isEnded = await control.waitFor(
        (event, index) => index >= before && event.type === 'CALL_CLOSED',
        AbortSignal.timeout(Math.ceil(voice.length / 8)),
      );
      if (isEnded) throw new Error(`the call ended before ${file} was spoken`);
    },
    pressDigit: digit => control.command('sndcode', digit),
    hangUp: () => control.command('hangup'),
    events: () => control.events(),
    waitFor,
    async heard() {
      // The header of the file gets its sizes a moment after the end of the call is told.
      for (const deadline = Date.now() + STOP_LIMIT_MS; ; await sleep(20)) {
        const { samples, sampleRate, headerWasBroken } = await readWav(heardFile);
        if (!headerWasBroken) return resample(samples, { fromHz: sampleRate, toHz: 8000 });
        if (Date.now() > deadline) throw new Error('the call is not over');
      }
    },
    output: () => program.output(),
    async close() {
      control.close();
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function withSilence(voice: Int16Array): Int16Array {
  const samples = new Int16Array(voice.length + SILENCE_SECONDS * 8000);
  samples.set(voice);
  return samples;
}

interface Configuration extends BaresipOptions {
  tool: Tool;
  sipPort: number;
  controlPort: number;
  silence: string;
  heardFile: string;
}

/** https://github.com/baresip/baresip/wiki/Configuration: one `key value` a line. */
function writeConfiguration(folder: string, configuration: Configuration): void {
  const { tool, host, number, sipPort, controlPort, silence, heardFile, answersItself } = configuration;
  const { rtpStart, rtpEnd } = voicePorts();
  const config = [
    `module_path ${moduleFolder(tool)}`,
    'module g711.so',
    'module aufile.so',
    'module_app account.so',
    'module_app menu.so',
    'module_app ctrl_tcp.so',
    `ctrl_tcp_listen 127.0.0.1:${controlPort}`,
    `sip_listen ${host}:${sipPort}`,
    // By address: an interface's name does not find loopback.
    `net_interface ${host}`,
    `rtp_ports ${rtpStart}-${rtpEnd}`,
    `audio_source aufile,${silence}`,
    `audio_player aufile,${heardFile}`,
    // On a busy machine its threads come late: what it keeps must not lose pieces for that.
    'audio_buffer 100-2000',
    'jitter_buffer_type off',
    // Ringing tones are files in this folder; a missing one is not played, nor mixed into what it hears.
    `audio_path ${join(folder, 'none')}`,
    'call_max_calls 1',
    // Else it prints its bit rate ten times a second.
    'statmode_default off',
  ];
  const account = [
    `<sip:${number}@${host}:${sipPort}>`,
    'regint=0',
    `answermode=${answersItself ? 'auto' : 'manual'}`,
    'audio_codecs=PCMA/8000/1,PCMU/8000/1',
    'dtmfmode=rtpevent',
  ];
  mkdirSync(join(folder, 'config'));
  writeFileSync(join(folder, 'config/config'), `${config.join('\n')}\n`);
  writeFileSync(join(folder, 'config/accounts'), `${account.join(';')}\n`);
}

/** Debian has the modules beside the program in `../lib/baresip`, others below the processor's folder. */
function moduleFolder(tool: Tool): string {
  // From the unpacked tree the command is the loader and the program its last argument.
  const libraries = join(dirname(tool.args.at(-1) ?? tool.command), '../lib');
  const places = ['', 'x86_64-linux-gnu', 'aarch64-linux-gnu'].map(each =>
    join(libraries, each, 'baresip/modules'),
  );
  const found = places.find(place => existsSync(join(place, 'ctrl_tcp.so')));
  if (!found)
    throw new Error(
      `The modules of ${tool.args.at(-1) ?? tool.command} are in none of ${places.join(', ')}.`,
    );
  return found;
}

function startProgram(tool: Tool, folder: string) {
  const child = spawn(tool.command, [...tool.args, '-f', join(folder, 'config')], {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8', ...tool.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const listen = (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-8192);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const takeAlong = () => child.kill('SIGKILL');
  process.once('exit', takeAlong);
  const gone = new Promise<void>(done => {
    child.once('error', error => {
      said += error.message;
      done();
    });
    child.once('close', () => done());
  }).finally(() => process.removeListener('exit', takeAlong));
  return {
    output: () => said,
    failed: gone.then((): never => {
      throw new Error(`baresip did not start:\n${said}`);
    }),
    async stop() {
      // It says goodbye to the other side first.
      child.kill('SIGTERM');
      const timer = setTimeout(takeAlong, STOP_LIMIT_MS);
      await gone;
      clearTimeout(timer);
    },
  };
}
