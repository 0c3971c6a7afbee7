import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { endOrphan } from '../../scripts/asterisk/orphan.ts';
import { canBind } from '../../scripts/asterisk/ports.ts';
import { freePorts, projectFolder } from '../../scripts/tools.ts';

let started: ChildProcess[] = [];
let orphan = 0;
let folder = '';
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  started = [];
  if (orphan > 0 && isThere(orphan)) process.kill(orphan, 'SIGKILL');
  if (folder) rmSync(folder, { recursive: true, force: true });
});

describe('ports for what tests and the demo start', () => {
  it('are never those of another process that lives, although nobody listens on them yet', async () => {
    const others = await Promise.all([1, 2, 3].map(() => portsOfAnother(60)));
    const ours = await freePorts(60);
    const all = [...ours, ...others.flat()];
    expect(new Set(all).size).toBe(240);
  });

  it('are none that the system hands out by itself', async () => {
    const [first = 0] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
      .split(/\s+/)
      .map(Number);
    const ports = await freePorts(60);
    expect(Math.max(...ports)).toBeLessThan(Math.max(first, 16_000));
    // Nor is the one after each: a trunk by TLS takes it.
    expect(new Set([...ports, ...ports.map(port => port + 1)]).size).toBe(120);
  });
});

describe('an Asterisk that was left behind', () => {
  it('has let go of its ports when the next one may start, even if it had to be killed', async () => {
    folder = mkdtempSync(join(tmpdir(), 'hausruf-orphan-'));
    const [port = 0] = await freePorts(1);
    orphan = await leaveBehind(folder, port);
    const wanted = { host: '127.0.0.1', port, protocol: 'udp' } as const;
    expect(await canBind(wanted)).toBe(false);
    await endOrphan(folder, 200);
    expect(await canBind(wanted)).toBe(true);
    expect(isThere(orphan)).toBe(false);
  });
});

/** Ports that another process has been given; it stays. */
async function portsOfAnother(count: number): Promise<number[]> {
  const tools = JSON.stringify(join(projectFolder, 'scripts/tools.ts'));
  const code = `const { freePorts } = await import(${tools});
    console.log(JSON.stringify(await freePorts(${count})));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return JSON.parse(said.toString('utf8')) as number[];
}

/**
 * A process as Asterisk is: started by somebody who is gone, known by its configuration, and with a port.
 * It does not heed SIGTERM, and has so much memory that to end it takes a while.
 */
async function leaveBehind(stateDir: string, port: number): Promise<number> {
  mkdirSync(join(stateDir, 'etc'));
  const code = `process.on('SIGTERM', () => {});
    globalThis.kept = Buffer.alloc(200_000_000, 1);
    require('node:dgram').createSocket('udp4').bind(${port}, '127.0.0.1', () => console.log(process.pid));`;
  const starter = spawn(
    'sh',
    ['-c', '"$0" -e "$1" "$2" & wait', process.execPath, code, join(stateDir, 'etc/asterisk.conf')],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [said] = (await once(starter.stdout, 'data')) as [Buffer];
  const pid = Number(said.toString('utf8'));
  writeFileSync(join(stateDir, 'asterisk.pid'), `${pid} ${starter.pid}\n`);
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  return pid;
}

/** A zombie that nobody collects is not. */
function isThere(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
