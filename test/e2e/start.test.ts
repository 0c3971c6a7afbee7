import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHouse } from '../../scripts/house/house.ts';
import { freePorts, projectFolder } from '../../scripts/tools.ts';
import { openTestHouse, shortMailbox } from './kit.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program of ours until it ends by itself; at most 20 s. */
function run(
  program: string,
  environment: Record<string, string>,
): Promise<{ code: number | null; errors: string }> {
  return new Promise(done => {
    const child = spawn(process.execPath, [join(projectFolder, program)], {
      env: { PATH: process.env.PATH, HAUSRUF_DATA: join(folder, 'data'), ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 20_000,
      killSignal: 'SIGKILL',
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString('utf8');
    });
    child.once('exit', code => done({ code, errors }));
  });
}

async function occupied(): Promise<{ port: number; free: () => void }> {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  return { port: (server.address() as { port: number }).port, free: () => server.close() };
}

describe('a start that cannot succeed', () => {
  it.each([
    [{ HAUSRUF_HTP_PORT: '1' }, /^CONFIG_UNKNOWN_VARIABLE: .*Did you mean HAUSRUF_HTTP_PORT\?/],
    [{ HAUSRUF_DATA: '/dev/null/data' }, /^CONFIG_INVALID: The data folder cannot be used/],
    [{ HAUSRUF_PROVISION: '/nowhere.json' }, /^PROVISION_INVALID: /],
  ])('with %o says in one line what is wrong and what to do', async (environment, expected) => {
    const { code, errors } = await run('src/main.ts', environment);
    expect(errors).toMatch(expected);
    expect(errors.trim().split('\n')).toHaveLength(2);
    expect(code).toBe(1);
  });

  it('names the place in a provision file that does not fit', async () => {
    const file = join(folder, 'provision.json');
    writeFileSync(file, JSON.stringify({ mailboxes: [{ ...shortMailbox, numbers: ['030 12'] }] }));
    const { errors } = await run('src/main.ts', { HAUSRUF_PROVISION: file });
    expect(errors).toMatch(/PROVISION_INVALID: .*\/mailboxes\/0\/numbers\/0/);
  });

  it('because the port of the page is taken names port and variable', async () => {
    const other = await occupied();
    const { code, errors } = await run('src/main.ts', { HAUSRUF_HTTP_PORT: String(other.port) });
    other.free();
    expect(errors).toMatch(new RegExp(`PORT_TAKEN: Port ${other.port} .*HAUSRUF_HTTP_PORT`));
    expect(code).toBe(1);
  });

  it("because Asterisk's port is taken names port and variable", async () => {
    const other = await occupied();
    const [ami = 0] = await freePorts(1);
    const { code, errors } = await run('scripts/run-asterisk.ts', {
      HAUSRUF_ARI_PORT: String(other.port),
      HAUSRUF_AMI_PORT: String(ami),
      HAUSRUF_SIP_HOST: '127.0.0.1',
      HAUSRUF_SIP_PORT: String(ami),
    });
    other.free();
    expect(errors).toMatch(new RegExp(`PORT_TAKEN: .*${other.port}.*HAUSRUF_ARI_PORT`));
    expect(code).toBe(1);
  });

  it('a second time on the same data folder is refused', async () => {
    const house = await openTestHouse();
    try {
      await house.startHausruf();
      const { code, errors } = await run('src/main.ts', { HAUSRUF_DATA: join(house.folder, 'data') });
      expect(errors).toMatch(/^DATA_FOLDER_IN_USE: /);
      expect(code).toBe(1);
    } finally {
      await house.close();
    }
  });
});

describe('a house without any speech model', () => {
  it('still sends the note, with the audio and the reason', async () => {
    const { call, said, untilRecordingMs } = await import('./kit.ts');
    const house = await openHouse({ mailboxes: [shortMailbox], environment: { HAUSRUF_DEMO_MODEL: '0' } });
    try {
      await house.startHausruf();
      const placed = await call(house, [
        { wait: untilRecordingMs },
        { say: said('laerm') },
        { hangUp: true },
      ]);
      await placed.exited;
      const [mail] = await house.mail.waitFor(1, 60_000);
      expect(mail?.text).toContain('kein Sprachmodell');
      expect(mail?.attachments).toMatchObject([{ contentType: 'audio/mpeg' }]);
      expect(mail?.attachments[0]?.content.length).toBeGreaterThan(20_000);
    } finally {
      await house.close();
    }
  });
});
