/** What `npm run setup` found and unpacked, and free ports: for chores and tests. */
import { createSocket } from 'node:dgram';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { HausrufError } from '../src/domain/problem.ts';
import type { Tool } from '../src/domain/tool.ts';

export const projectFolder = resolve(import.meta.dirname, '..');

export interface InstalledTools {
  tools: Record<string, Tool & { version?: string | null }>;
  asterisk: { moduleDir: string; dataDir: string };
}

/** Reads .runtime/tools.json. Throws HausrufError TOOL_MISSING when set-up has not run. */
export function readTools(file = join(projectFolder, '.runtime/tools.json')): InstalledTools {
  if (!existsSync(file))
    throw new HausrufError('TOOL_MISSING', 'npm run setup has not run in this folder yet.');
  return JSON.parse(readFileSync(file, 'utf8')) as InstalledTools;
}

/** One of them. Throws HausrufError TOOL_MISSING. */
export function installedTool(name: string): Tool {
  const tool = readTools().tools[name];
  if (!tool) throw new HausrufError('TOOL_MISSING', `${name} is not installed: run npm run setup.`);
  return tool;
}

/** Different ports of 127.0.0.1 on which nobody listened a moment ago, neither by TCP nor by UDP. */
export async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => holdPort()));
  await Promise.all(held.map(each => each.release()));
  return held.map(each => each.port);
}

/** As `freePorts`, by UDP only. */
export async function freeUdpPorts(count: number): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => holdUdp(0)));
  await Promise.all(held.map(each => each?.release()));
  return held.flatMap(each => (each ? [each.port] : []));
}

/**
 * A range of `count` ports for voice. Below the ports that systems hand out by themselves, at a random
 * place, so that several Asterisks get along; Asterisk passes over single ones that are taken.
 */
export function voicePorts(count = 40): { rtpStart: number; rtpEnd: number } {
  const places = Math.floor((32_000 - 16_000) / count);
  const rtpStart = 16_000 + Math.floor(Math.random() * places) * count;
  return { rtpStart, rtpEnd: rtpStart + count - 1 };
}

interface Held {
  port: number;
  release(): Promise<void>;
}

async function holdPort(): Promise<Held> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const tcp = await holdTcp();
    const udp = await holdUdp(tcp.port);
    if (udp)
      return { port: tcp.port, release: () => Promise.all([tcp.release(), udp.release()]).then(() => {}) };
    await tcp.release();
  }
  throw new HausrufError('PORT_TAKEN', 'No free port was found on 127.0.0.1.');
}

function holdTcp(): Promise<Held> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      done({ port, release: () => new Promise(closed => server.close(() => closed())) });
    });
  });
}

/** null: taken. Port 0: any. */
function holdUdp(port: number): Promise<Held | null> {
  return new Promise(done => {
    const socket = createSocket('udp4');
    socket.once('error', () => socket.close(() => done(null)));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      done({
        port: socket.address().port,
        release: () => new Promise(closed => socket.close(() => closed())),
      });
    });
  });
}
