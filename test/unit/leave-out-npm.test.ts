/** The GPU packages of node-llama-cpp weigh 600 MB and are never loaded: empty ones stand in their place. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const lock = readJson(join(root, 'package-lock.json')) as {
  packages: Record<
    string,
    { version?: string; resolved?: string; link?: boolean; cpu?: string[]; os?: string[] }
  >;
};
const llama = readJson(join(root, 'node_modules/node-llama-cpp/package.json')) as {
  version: string;
  optionalDependencies: Record<string, string>;
};
const leaveOut = join(root, 'scripts/setup/leave-out-npm');

describe('the packages that are left out', () => {
  it('are all that bring a GPU to a Linux machine, in the very version that is asked for', () => {
    const gpu = Object.keys(llama.optionalDependencies).filter(name => /linux.*-(?:cuda|vulkan)/.test(name));
    expect(gpu.length).toBeGreaterThanOrEqual(3);
    for (const name of gpu) {
      const folder = join(leaveOut, name.replace('@node-llama-cpp/', ''));
      expect(readJson(join(folder, 'package.json')), name).toMatchObject({ name, version: llama.version });
      expect(lock.packages[`node_modules/${name}`], name).toMatchObject({ link: true });
    }
    for (const name of readdirSync(leaveOut)) {
      expect(llama.optionalDependencies[`@node-llama-cpp/${name}`], name).toBe(llama.version);
      expect(readdirSync(join(leaveOut, name)), name).toEqual(['package.json']);
    }
  });

  it('are not on this disk, and the package of this processor is', () => {
    const installed = join(root, 'node_modules/@node-llama-cpp');
    for (const name of readdirSync(leaveOut)) {
      expect(existsSync(join(installed, name, 'bins')), name).toBe(false);
    }
    expect(existsSync(join(installed, `linux-${process.arch}`, 'bins'))).toBe(true);
  });

  it('name no registry in the lockfile, and run no install script', () => {
    const manifest = readJson(join(root, 'package.json')) as { allowScripts: Record<string, boolean> };
    expect(manifest.allowScripts['node-llama-cpp']).toBe(false);
    const addresses = Object.values(lock.packages).map(each => each.resolved ?? '');
    expect(addresses.filter(address => /^https?:/.test(address))).toEqual([]);
  });
});
