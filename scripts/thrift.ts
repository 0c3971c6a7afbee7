/**
 * How Hausruf's own process is started so that it stays small beside the engines and Asterisk (120 MB with 200
 * calls): one file without types (scripts/program), a small young generation, code kept compact, garbage (buffers of
 * audio, too) collected before it is a third of all, one memory arena that gives back what it holds. Without a fixed
 * threshold glibc keeps ever larger freed blocks for itself (7 MB).
 * package.json's `start` says the same for those who start it by hand; a test holds the two together.
 */
import { join } from 'node:path';
import { projectFolder } from './tools.ts';

/** Made by set-up from src/main.ts. */
export const programFile = join(projectFolder, 'dist/server/main.mjs');

export const thriftyFlags = [
  '--optimize-for-size',
  '--max-semi-space-size=1',
  '--heap-growing-percent=10',
  '--external-memory-accounted-in-global-limit',
] as const;

/** glibc's knobs, in bytes (mallopt(3)). */
export const thriftyEnvironment = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '32768',
  MALLOC_TRIM_THRESHOLD_: '65536',
  MALLOC_TOP_PAD_: '32768',
} as const;
