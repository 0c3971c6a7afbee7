import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programFile, thriftyEnvironment, thriftyFlags } from '../../scripts/thrift.ts';
import { projectFolder } from '../../scripts/tools.ts';

describe('npm start', () => {
  it('starts Hausruf as the test houses and the container do', () => {
    const { scripts } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const environment = Object.entries(thriftyEnvironment).map(([name, value]) => `${name}=${value}`);
    const program = relative(projectFolder, programFile);
    expect(scripts.start).toBe([...environment, 'node', ...thriftyFlags, program].join(' '));
  });
});
