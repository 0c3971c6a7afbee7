/**
 * The container image without a container engine: its own steps run on an unpacked Debian tree, in user,
 * mount and process namespaces (read-only root, unprivileged user, /data as the only place to write).
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReporter } from '../../scripts/setup/report.mjs';
import { makeTree } from '../../scripts/setup/tree.mjs';
import { freePorts, projectFolder, voicePorts } from '../../scripts/tools.ts';

const steps = join(projectFolder, 'scripts/image');
const tree = join(projectFolder, '.runtime/image-tree');
const volumes = mkdtempSync(join(tmpdir(), 'hausruf-image-'));
let environment: Record<string, string> = {};

beforeAll(async () => {
  const packages = readFileSync(join(steps, 'packages.txt'), 'utf8')
    .split('\n')
    .map(line => line.replace(/#.*/, '').trim())
    .filter(line => line !== '');
  await makeTree({
    runtime: join(projectFolder, '.runtime/image'),
    tree,
    // What debian:forky-slim itself brings and our scripts use.
    packages: [...packages, 'bash', 'coreutils'],
    tools: ['asterisk', 'lame', 'espeak-ng', 'whisper-cli'],
    leaveOutFile: join(projectFolder, 'scripts/setup/leave-out.txt'),
    modules: [],
    isForced: false,
    reporter: createReporter(process.stderr),
  });
  for (const name of ['dev', 'proc', 'tmp', 'data', 'models'])
    mkdirSync(join(tree, name), { recursive: true });
  for (const name of ['data', 'models']) mkdirSync(join(volumes, name));
  const laidOut = spawnSync(join(steps, '20-app.sh'), [tree], { encoding: 'utf8', timeout: 300_000 });
  expect(laidOut.status, laidOut.stderr).toBe(0);

  const [http = 0, sip = 0, ari = 0, ami = 0] = await freePorts(4);
  const { rtpStart, rtpEnd } = voicePorts();
  environment = {
    ...imageEnvironment(),
    PATH: '/usr/sbin:/usr/bin',
    HAUSRUF_TOOLS: '/data/tools.json',
    HAUSRUF_HTTP_PORT: String(http),
    HAUSRUF_SIP_HOST: '127.0.0.1',
    HAUSRUF_SIP_PORT: String(sip),
    HAUSRUF_ARI_PORT: String(ari),
    HAUSRUF_AMI_PORT: String(ami),
    HAUSRUF_RTP_START: String(rtpStart),
    HAUSRUF_RTP_END: String(rtpEnd),
  };
}, 900_000);

afterAll(() => rmSync(volumes, { recursive: true, force: true }));

describe('the image', () => {
  test("it finds its programs, and Debian's own Node runs them as an unprivileged user", () => {
    const noted = inside('/opt/hausruf/scripts/image/30-tools.sh', '/data/tools.json');
    expect(noted.stderr).toBe('');
    expect(noted.stdout).toMatch(/^asterisk 22\.\d+\.\d+, lame \S+, espeak-ng \S+, whisper-cli \S+$/m);
    const script = 'console.log(process.execPath, process.version, process.getuid())';
    expect(inside('node', '-e', script).stdout).toMatch(/^\/usr\/bin\/node v24\.\S+ 10001$/m);
  });

  test('nothing can be written but the data', () => {
    expect(inside('touch', '/opt/hausruf/x').stderr).toContain('Read-only file system');
    expect(inside('touch', '/data/x').status).toBe(0);
  });

  test('an operator with a misspelt variable sees one clear line, and nothing keeps running', async () => {
    const container = start({ HAUSRUF_HTP_PORT: '1' });
    expect(await container.exit()).not.toBe(0);
    expect(container.output()).toContain('HAUSRUF_HTP_PORT');
    expect(container.output()).toContain('everything is stopped');
  });

  test('Asterisk and Hausruf come back on their own when they are killed, and end together', async () => {
    expect(isHealthy()).toBe(false);
    const container = start();
    try {
      await until('the health check is content', isHealthy, container);
      const asterisk = await until('Asterisk is there', () => container.pid('/usr/sbin/asterisk'), container);
      const hausruf = await until('Hausruf is there', () => container.pid('dist/server/main.mjs'), container);
      // The supervisor takes a death within the first five seconds for a wrong configuration.
      await new Promise(resolve => setTimeout(resolve, 6_000));

      process.kill(hausruf, 'SIGKILL');
      await until(
        'another Hausruf',
        () => isOther(container.pid('dist/server/main.mjs'), hausruf),
        container,
      );
      await until('the health check is content again', isHealthy, container);
      expect(container.pid('/usr/sbin/asterisk')).toBe(asterisk);

      const second = container.pid('dist/server/main.mjs');
      process.kill(asterisk, 'SIGKILL');
      await until(
        'another Asterisk',
        () => isOther(container.pid('/usr/sbin/asterisk'), asterisk),
        container,
      );
      await until('the line to Asterisk is up', async () => (await health()) === 'ok', container);
      expect(container.pid('dist/server/main.mjs')).toBe(second);
    } finally {
      container.stop();
    }
    expect(await container.exit()).toBe(0);
    expect(container.pid('dist/server/main.mjs')).toBeNull();
    expect(isHealthy()).toBe(false);
  });
});

const isOther = (pid: number | null, than: number) => pid !== null && pid !== than;

/** What the Dockerfile sets: the test runs with the very values of the image. */
function imageEnvironment(): Record<string, string> {
  const text = readFileSync(join(projectFolder, 'Dockerfile'), 'utf8');
  const block = /^ENV ((?:.*\\\n)*.*)$/m.exec(text)?.[1] ?? '';
  const pairs = [...block.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]);
  expect(pairs.map(([name]) => name)).toContain('NODE_OPTIONS');
  return Object.fromEntries(pairs);
}

/** The command line that enters the image with an environment of its own. */
function entering(command: string[], more: Record<string, string> = {}): string[] {
  const values = Object.entries({ ...environment, ...more }).map(([name, value]) => `${name}=${value}`);
  return [tree, volumes, '/usr/bin/env', '-i', ...values, ...command];
}

function inside(...command: string[]) {
  const result = spawnSync(join(steps, 'enter.sh'), entering(command), { encoding: 'utf8', timeout: 60_000 });
  if (/unshare|mount: /.test(result.stderr)) {
    throw new Error(`The image can only be tried where user namespaces are allowed: ${result.stderr}`);
  }
  return result;
}

/** Starts the image as a container engine would. */
function start(more: Record<string, string> = {}) {
  const command = entering(['/opt/hausruf/scripts/image/start.sh'], more);
  const child = spawn(join(steps, 'enter.sh'), command, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', bytes => (output += bytes));
  const exited = new Promise<number | null>(resolve => child.once('exit', code => resolve(code)));
  return {
    output: () => output,
    exit: () => exited,
    /** A process of the container, by a part of its command line. */
    pid: (part: string) => descendantsOf(child).find(pid => commandOf(pid).includes(part)) ?? null,
    stop: () => {
      // Process 1 of the container, which an engine would tell to end.
      for (const pid of childrenOf(child.pid ?? -1)) process.kill(pid, 'SIGTERM');
    },
  };
}

/** The very check of the image. */
function isHealthy(): boolean {
  const check = spawnSync(join(steps, 'health.sh'), {
    env: { ...process.env, ...environment, PATH: process.env.PATH },
  });
  return check.status === 0;
}

async function health(): Promise<string> {
  try {
    const answer = await fetch(`http://127.0.0.1:${environment.HAUSRUF_HTTP_PORT}/api/v1/health`);
    return ((await answer.json()) as { status: string }).status;
  } catch {
    return 'nobody answers';
  }
}

async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  container: { output(): string },
): Promise<NonNullable<T>> {
  for (let tries = 0; tries < 300; tries += 1) {
    const seen = await look();
    if (seen) return seen;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error(`Not within half a minute: ${what}. The container says:\n${container.output()}`);
}

function descendantsOf({ pid }: ChildProcess): number[] {
  const found: number[] = [];
  let generation = pid === undefined ? [] : [pid];
  while (generation.length > 0) {
    generation = generation.flatMap(childrenOf);
    found.push(...generation);
  }
  return found;
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => Number(/\) \S (\d+) /.exec(read(`/proc/${pid}/stat`))?.[1]) === parent);
}

const commandOf = (pid: number) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
