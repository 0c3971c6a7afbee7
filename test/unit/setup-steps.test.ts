import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isStale, takeLock } from '../../scripts/setup/lock.mjs';
import { allowedScripts, npmStamp } from '../../scripts/setup/npm-packages.mjs';
import { createReporter, isWorthALine, progressText } from '../../scripts/setup/report.mjs';
import { lastWords, run } from '../../scripts/setup/run.mjs';
import { wantedTools } from '../../scripts/setup/runtime.mjs';
import { contentOf, readStamp, stampOf, writeWhole } from '../../scripts/setup/stamps.mjs';
import { isAtLeast, kinds, treeTool, tryTool } from '../../scripts/setup/tools.mjs';
import { lackingPackages, modulesIn, treeStamp } from '../../scripts/setup/tree.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-setup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('stamps', () => {
  test('the same parts give the same stamp in any order, and no border can be moved', () => {
    expect(stampOf({ a: '1', b: '2' })).toBe(stampOf({ b: '2', a: '1' }));
    expect(stampOf({ a: '12', b: '' })).not.toBe(stampOf({ a: '1', b: '2' }));
    expect(stampOf({ ab: 'c' })).not.toBe(stampOf({ a: 'bc' }));
  });

  test('a changed, a new and a removed file below a folder change its stamp', () => {
    mkdirSync(join(folder, 'src/deep'), { recursive: true });
    writeFileSync(join(folder, 'src/deep/a.ts'), 'one');
    const stamp = () => stampOf(contentOf(folder, ['src', 'absent']));
    const first = stamp();
    writeFileSync(join(folder, 'src/deep/a.ts'), 'two');
    const changed = stamp();
    writeFileSync(join(folder, 'src/b.ts'), '');
    const added = stamp();
    rmSync(join(folder, 'src/b.ts'));
    expect(new Set([first, changed, added]).size).toBe(3);
    expect(stamp()).toBe(changed);
  });

  test('a file is written whole, with its folders, and nothing beside it', () => {
    const file = join(folder, 'a/b/stamp');
    expect(readStamp(file)).toBeNull();
    writeWhole(file, 'x\n');
    expect(readStamp(file)).toBe('x');
    expect(existsSync(`${file}.${process.pid}.new`)).toBe(false);
  });

  test('npm packages are installed anew when the lockfile or a dependency changes, not for a script', () => {
    const manifest = { dependencies: { a: '1' }, scripts: { x: 'y' } };
    const stamp = npmStamp(manifest, 'lock');
    expect(npmStamp({ ...manifest, scripts: {} }, 'lock')).toBe(stamp);
    expect(npmStamp(manifest, 'lock 2')).not.toBe(stamp);
    expect(npmStamp({ dependencies: { a: '2' } }, 'lock')).not.toBe(stamp);
  });

  test('only packages that are allowed by name run their install scripts', () => {
    expect(
      allowedScripts({ allowScripts: { node: true, 'node@24.1.0': true, '@a/b@1': true, better: false } }),
    ).toEqual(['node', '@a/b']);
    expect(allowedScripts({})).toEqual([]);
  });
});

describe('what set-up tells', () => {
  const record = (stream: { isTTY?: boolean }) => {
    const written: string[] = [];
    let now = 0;
    const reporter = createReporter({ ...stream, columns: 40, write: text => written.push(text) }, () => now);
    return { written, reporter, pass: (ms: number) => (now += ms) };
  };

  test('a log gets a line at the start, at each quarter and at the end', () => {
    const { written, reporter, pass } = record({});
    const step = reporter.step('Fetching');
    for (let share = 0; share <= 100; share += 1) {
      pass(100);
      step.progress(share / 100);
    }
    step.done('fetched');
    expect(written).toEqual([
      'Fetching …\n',
      'Fetching: 25 %\n',
      'Fetching: 50 %\n',
      'Fetching: 75 %\n',
      'Fetching: 100 %\n',
      'Fetching: fetched (10 s)\n',
    ]);
  });

  test('a step that cannot say how far it is still shows that it lives', () => {
    expect(isWorthALine({ at: 0, fraction: 0 }, null, 9_000)).toBe(false);
    expect(isWorthALine({ at: 0, fraction: 0 }, null, 10_000)).toBe(true);
    expect(progressText({ label: 'L', fraction: null, detail: 'd', elapsedMs: 4_200 })).toBe('L: 4.2 s, d');
  });

  test('a terminal keeps one line, cut to its width', () => {
    const { written, reporter } = record({ isTTY: true });
    const step = reporter.step('Fetching');
    step.progress(0.5, 'a detail that is much too long for this terminal');
    step.done('fetched');
    expect(written[0]).toBe(`\r\x1b[2K${'Fetching: 50 %, a detail that is much too long'.slice(0, 39)}`);
    expect(written[1]).toBe('\r\x1b[2KFetching: fetched (0.0 s)\n');
  });

  test('a run in which nothing was to be done has said nothing', () => {
    expect(record({}).reporter.hasSpoken()).toBe(false);
  });
});

describe('programs', () => {
  test('22.10.1 is newer than 22.9 and older than 23', () => {
    expect(isAtLeast('22.10.1', '22.10.1')).toBe(true);
    expect(isAtLeast('22.9.3', '22.10.1')).toBe(false);
    expect(isAtLeast('23.0', '22.10.1')).toBe(true);
    expect(isAtLeast('22.10', '22.10.1')).toBe(false);
  });

  test('a program that does not say its version is not taken', async () => {
    const kind = kinds.lame;
    if (!kind) throw new Error('lame is not on the list');
    const tool = { args: [], env: {}, cwd: null };
    expect(await tryTool(kind, { ...tool, command: '/bin/false' })).toBeNull();
    expect(await tryTool(kind, { ...tool, command: join(folder, 'absent') })).toBeNull();
    expect(await tryTool(kind, { ...tool, command: '/bin/echo', args: ['version 3.100'] })).toMatchObject({
      version: '3.100',
    });
  });

  test('a program of the tree is started by the loader of the tree, with libraries of the tree only', () => {
    mkdirSync(join(folder, 'usr/lib64'), { recursive: true });
    writeFileSync(join(folder, 'usr/lib64/ld-linux-x86-64.so.2'), '');
    const { command, args } = treeTool(folder, 'asterisk');
    expect(command).toBe(join(folder, 'usr/lib64/ld-linux-x86-64.so.2'));
    expect(args.at(-1)).toBe(join(folder, 'usr/sbin/asterisk'));
    expect(args[1]?.split(':').every(path => path.startsWith(`${folder}/`))).toBe(true);
  });

  test('the modules to be tried are those of our own configuration', () => {
    const text = 'autoload = no\nrequire = res_ari.so\n;load = app_system.so\nload => chan_pjsip.so ; why\n';
    expect(modulesIn(text)).toEqual(['res_ari.so', 'chan_pjsip.so']);
  });

  test('a program that hangs is ended', async () => {
    const result = await run('/bin/sleep', ['60'], { timeoutMs: 100 });
    expect(result.isTimedOut).toBe(true);
    expect(lastWords(result)).toContain('too long');
  });

  test('of a failure the loud lines are told', () => {
    const result = { code: 100, isTimedOut: false, stdout: 'Reading…\n', stderr: 'W: x\nE: bad thing\n' };
    expect(lastWords(result)).toBe('E: bad thing');
    expect(lastWords({ ...result, stdout: '', stderr: '' })).toBe('it ended with code 100');
  });
});

describe('what only tests run', () => {
  const toolsFile = (names: string[]) => ({
    tools: Object.fromEntries(
      names.map(name => [name, { command: '/x', args: [], env: {}, cwd: null, version: '1' }]),
    ),
    asterisk: { moduleDir: '/m', dataDir: '/d' },
  });

  test('is not fetched for running, is fetched for tests, and stays', () => {
    expect(wantedTools({ isForTest: false, before: null })).not.toContain('baresip');
    expect(wantedTools({ isForTest: false, before: null })).toContain('asterisk');
    expect(wantedTools({ isForTest: true, before: toolsFile(['asterisk']) })).toContain('baresip');
    expect(wantedTools({ isForTest: false, before: toolsFile(['baresip']) })).toContain('baresip');
  });

  test('is put beside what a tree for running has, unless that was made from other lists', () => {
    const leaveOutFile = join(folder, 'leave-out.txt');
    writeFileSync(leaveOutFile, 'perl why\n');
    const stamp = treeStamp({ packages: ['asterisk', 'lame'], leaveOutFile });
    writeFileSync(join(folder, '.hausruf-tree.json'), JSON.stringify({ stamp, packages: [] }));
    const wanted = (packages: string[]) => lackingPackages(folder, { packages, leaveOutFile });
    expect(wanted(['lame', 'asterisk', 'baresip-core'])).toEqual(['baresip-core']);
    expect(wanted(['lame', 'asterisk', 'baresip-core', 'strace'])).toEqual([]);
    // An older tree for tests lacks only what has come since.
    const older = treeStamp({ packages: ['asterisk', 'lame', 'baresip-core'], leaveOutFile });
    writeFileSync(join(folder, '.hausruf-tree.json'), JSON.stringify({ stamp: older, packages: [] }));
    expect(wanted(['lame', 'asterisk', 'baresip-core', 'openssh-server', 'lighttpd'])).toEqual([
      'openssh-server',
      'lighttpd',
    ]);
    expect(wanted(['lame', 'asterisk', 'baresip-core'])).toEqual([]);
    writeFileSync(leaveOutFile, 'perl why\npython3 why\n');
    expect(wanted(['lame', 'asterisk', 'baresip-core'])).toEqual([]);
    expect(lackingPackages(join(folder, 'absent'), { packages: ['baresip-core'], leaveOutFile })).toEqual([]);
  });
});

describe('two set-ups at once', () => {
  test('the second waits until the first gives the lock back', async () => {
    const file = join(folder, 'setup.lock');
    const order: string[] = [];
    const release = await takeLock(file, () => {});
    const second = takeLock(file, pid => order.push(`waits for ${pid}`)).then(give => {
      order.push('has it');
      return give;
    });
    await new Promise(resolve => setTimeout(resolve, 50));
    order.push('given back');
    release();
    (await second)();
    expect(order).toEqual([`waits for ${process.pid}`, 'given back', 'has it']);
    expect(existsSync(file)).toBe(false);
  });

  test('the lock of a set-up that was killed is taken over', async () => {
    const file = join(folder, 'setup.lock');
    const lock = join(import.meta.dirname, '../../scripts/setup/lock.mjs');
    const script = `import { takeLock } from ${JSON.stringify(lock)};
      await takeLock(${JSON.stringify(file)}, () => {}); console.log('held'); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(existsSync(file)).toBe(true);
    (await takeLock(file, () => expect.unreachable('nobody is left to wait for')))();
    expect(existsSync(file)).toBe(false);
  });

  test('a number that another process has got since does not keep the lock', () => {
    expect(isStale(JSON.stringify({ pid: process.pid, startedAt: '1' }))).toBe(true);
    expect(isStale('half a li')).toBe(true);
  });
});
