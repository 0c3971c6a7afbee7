/**
 * How Hausruf's own process is started so that it stays small beside the engines and Asterisk (120 MB with 200
 * calls): a small young generation, code kept compact, one memory arena, and compiled sources remembered from
 * start to start, which also saves the type stripper's memory and most of the start's time. package.json's
 * `start` says the same for those who start it by hand; a test holds the two together.
 */
import { join } from 'node:path';
import { projectFolder } from './tools.ts';

export const thriftyFlags = ['--optimize-for-size', '--max-semi-space-size=1'] as const;

export const thriftyEnvironment = {
  MALLOC_ARENA_MAX: '1',
  NODE_COMPILE_CACHE: join(projectFolder, '.runtime/compile-cache'),
} as const;
