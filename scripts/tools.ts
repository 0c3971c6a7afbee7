/** What `npm run setup` found and unpacked, and free ports: for chores and tests. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { HausrufError } from '../src/domain/problem.ts';
import type { Tool } from '../src/domain/tool.ts';
import { canBind } from './asterisk/ports.ts';

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

/**
 * Different ports of 127.0.0.1 that nobody listens on, neither by TCP nor by UDP, and that no other process
 * gets here while this one lives: whoever starts later, or again, finds them free. The port after each is
 * free as well (a trunk by TLS listens there). Throws HausrufError PORT_TAKEN.
 */
export async function freePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    const port = left.shift();
    if (port === undefined) left.push(...((await takeBlock()) ?? given.splice(0)));
    else if (await isFree(port)) found.push(port);
    if (port === undefined && left.length === 0)
      throw new HausrufError('PORT_TAKEN', 'No free port was found on 127.0.0.1.');
  }
  given.push(...found);
  return found;
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

/**
 * Below the ports that systems hand out by themselves (from 32768 on): those go to whoever connects next, and
 * what is free there at one moment is not at the next. Above them begin the ports for voice.
 */
const BLOCKS = { first: 10_000, last: 15_900, size: 100 };
/** Of the blocks that this process has taken: what is left, and what it may give again when no other is to be had. */
const left: number[] = [];
const given: number[] = [];

/** A block is ours as long as we listen on its first port: the system lets go of it when we end, however we do. */
async function takeBlock(): Promise<number[] | null> {
  const { first, last, size } = BLOCKS;
  const count = (last - first) / size + 1;
  const from = Math.floor(Math.random() * count);
  for (let turn = 0; turn < count; turn += 1) {
    const start = first + ((from + turn) % count) * size;
    if (await holdTcp(start))
      return Array.from({ length: size / 2 - 1 }, (_, index) => start + 2 + 2 * index);
  }
  return null;
}

function holdTcp(port: number): Promise<boolean> {
  return new Promise(done => {
    const guard = createServer(socket => socket.destroy());
    guard.once('error', () => done(false));
    guard.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      guard.unref();
      done(true);
    });
  });
}

async function isFree(port: number): Promise<boolean> {
  const host = '127.0.0.1';
  return (await canBind({ host, port, protocol: 'tcp' })) && canBind({ host, port, protocol: 'udp' });
}
