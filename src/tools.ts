import { readFileSync } from 'node:fs';
import { HausrufError } from './domain/problem.ts';
import type { Tool } from './domain/tool.ts';

/** The programs we run. null: not installed; what needs it says so. */
export interface Tools {
  lame: Tool | null;
  espeak: Tool | null;
  whisper: Tool | null;
}

/** Reads the file that `npm run setup` writes. Without it no program is known, which is legal. */
export function readTools(file: string): Tools {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { lame: null, espeak: null, whisper: null };
    throw new HausrufError('CONFIG_INVALID', `${file} is damaged. Run npm run setup.`, { cause: error });
  }
  const tools = (json as { tools?: Record<string, unknown> }).tools ?? {};
  return {
    lame: asTool(tools.lame),
    espeak: asTool(tools['espeak-ng']),
    whisper: asTool(tools['whisper-cli']),
  };
}

function asTool(value: unknown): Tool | null {
  if (typeof value !== 'object' || value === null) return null;
  const { command, args, env, cwd } = value as Record<string, unknown>;
  if (typeof command !== 'string') return null;
  return {
    command,
    args: Array.isArray(args) ? args.map(String) : [],
    env: (env ?? {}) as Record<string, string>,
    cwd: typeof cwd === 'string' ? cwd : null,
  };
}
