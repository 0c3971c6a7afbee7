import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AsteriskOptions, type RunningAsterisk, startAsterisk } from '../../scripts/asterisk/process.ts';
import { freePorts, installedTool, projectFolder, readTools, voicePorts } from '../../scripts/tools.ts';

let folder: string;
let asterisk: RunningAsterisk;
let options: AsteriskOptions;
const started: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-asterisk-'));
  // So that Asterisk can run as another user when the tests run as root.
  chmodSync(folder, 0o755);
  const [sipPort = 0, httpPort = 0, amiPort = 0] = await freePorts(3);
  options = {
    tool: installedTool('asterisk'),
    asterisk: readTools().asterisk,
    stateDir: join(folder, 'asterisk'),
    spoolDir: join(folder, 'spool'),
    sipHost: '127.0.0.1',
    sipPort,
    httpPort,
    amiPort,
    ...voicePorts(),
    trunkAddresses: ['127.0.0.1'],
  };
  asterisk = await startAsterisk(options);
});
afterAll(async () => {
  for (const child of started) child.kill('SIGTERM');
  await asterisk?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

describe('an operator', () => {
  it('finds recordings in a folder that our own group can read and empty, whoever Asterisk runs as', () => {
    const { mode, gid, uid } = statSync(asterisk.recordingDir);
    if (asterisk.runsAs === null) {
      expect(uid).toBe(process.getuid?.());
    } else {
      expect(gid).toBe(process.getgid?.());
      expect(mode & 0o2070).toBe(0o2070);
    }
    expect(mode & 0o007).toBe(0);
  });

  it('who starts it as root gets an Asterisk that runs as somebody else', ctx => {
    // The one thing that only root can show; everybody else runs it as himself.
    if (process.getuid?.() !== 0) return ctx.skip('not root');
    expect(asterisk.runsAs).toMatch(/^(asterisk|nobody)$/);
    expect(statSync(`/proc/${asterisk.pid}`).uid).not.toBe(0);
  });

  it('is told which port is taken, and by which variable another one is chosen', async () => {
    const other = { ...options, stateDir: join(folder, 'other'), spoolDir: join(folder, 'other-spool') };
    const [sipPort = 0, httpPort = 0, amiPort = 0] = await freePorts(3);
    const free = { ...other, sipPort, httpPort, amiPort };
    for (const [port, variable] of [
      ['sipPort', 'HAUSRUF_SIP_PORT'],
      ['httpPort', 'HAUSRUF_ARI_PORT'],
      ['amiPort', 'HAUSRUF_AMI_PORT'],
    ] as const) {
      await expect(startAsterisk({ ...free, [port]: options[port] })).rejects.toMatchObject({
        code: 'PORT_TAKEN',
        message: expect.stringMatching(new RegExp(`${options[port]}.*${variable}`)),
      });
    }
  });

  it('whose Asterisk lacks a module reads in the message which one', async () => {
    const [sipPort = 0, httpPort = 0, amiPort = 0] = await freePorts(3);
    const moduleDir = join(folder, 'no-modules');
    mkdirSync(moduleDir);
    const start = startAsterisk({
      ...options,
      asterisk: { ...options.asterisk, moduleDir },
      stateDir: join(folder, 'broken'),
      spoolDir: join(folder, 'broken-spool'),
      sipPort,
      httpPort,
      amiPort,
    });
    await expect(start).rejects.toMatchObject({
      code: 'ASTERISK_NOT_STARTABLE',
      message: expect.stringMatching(/\.so/),
    });
  });

  it('who runs it from the environment finds its address for the controller, and no process left after the end', async () => {
    const run = await runFromEnvironment(join(folder, 'data'));
    const file = join(folder, 'data/asterisk/ari.json');
    expect(statSync(file).mode & 0o077).toBe(0);
    const ari = JSON.parse(readFileSync(file, 'utf8')) as RunningAsterisk['ari'];
    expect(await isAnswering(ari)).toBe(true);
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    expect(await isAnswering(ari)).toBe(false);
  });

  it('can start it again after its starter was killed: the one left behind is ended', async () => {
    const data = join(folder, 'killed');
    const first = await runFromEnvironment(data);
    const [left = 0] = readFileSync(join(data, 'asterisk/asterisk.pid'), 'utf8').split(' ').map(Number);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(isAlive(left)).toBe(true);
    const second = await runFromEnvironment(data, first.ports);
    expect(isAlive(left)).toBe(false);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  it('cannot end a running one by starting a second on the same folder', async () => {
    await expect(startAsterisk(options)).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    expect(await isAnswering(asterisk.ari)).toBe(true);
  });
});

/** npm run asterisk, until it says that it runs. */
async function runFromEnvironment(data: string, ports?: number[]) {
  const used = ports ?? (await freePorts(3));
  const [sip, ari, ami] = used.map(String);
  const { rtpStart, rtpEnd } = voicePorts();
  const child = spawn(process.execPath, [join(projectFolder, 'scripts/run-asterisk.ts')], {
    env: {
      PATH: process.env.PATH,
      HAUSRUF_DATA: data,
      HAUSRUF_SIP_HOST: '127.0.0.1',
      HAUSRUF_SIP_PORT: sip,
      HAUSRUF_ARI_PORT: ari,
      HAUSRUF_AMI_PORT: ami,
      HAUSRUF_RTP_START: String(rtpStart),
      HAUSRUF_RTP_END: String(rtpEnd),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const ended = new Promise<number | null>(done => child.once('exit', code => done(code)));
  let said = '';
  await new Promise<void>((done, fail) => {
    const listen = (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes('Asterisk runs')) done();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    void ended.then(code => fail(new Error(`it ended with ${code}:\n${said}`)));
  });
  return { child, ended, ports: used };
}

async function isAnswering({ url, user, password }: RunningAsterisk['ari']): Promise<boolean> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  try {
    const reply = await fetch(`${url}/asterisk/ping`, { headers: { authorization } });
    await reply.body?.cancel();
    return reply.ok;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
