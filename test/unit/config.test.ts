import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import type { HausrufError } from '../../src/domain/problem.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function refusal(environment: Record<string, string>): string {
  try {
    readConfig(environment, folder);
  } catch (error) {
    return `${(error as HausrufError).code}: ${(error as HausrufError).message}`;
  }
  return 'accepted';
}

describe('the environment', () => {
  it('needs nothing set: everything has a default', () => {
    expect(readConfig({ PATH: '/bin' }, '/srv/hausruf')).toMatchObject({
      dataFolder: '/srv/hausruf/.data',
      spoolFolder: '/srv/hausruf/.data/spool',
      http: { host: '127.0.0.1', port: 8080 },
      ari: null,
      smtp: null,
      isDemoModelAllowed: false,
    });
  });

  it('with a variable that does not exist stops the start and says which was meant', () => {
    expect(refusal({ HAUSRUF_HTTP_PROT: '1' })).toBe(
      'CONFIG_UNKNOWN_VARIABLE: The variable HAUSRUF_HTTP_PROT does not exist. Did you mean HAUSRUF_HTTP_PORT?',
    );
    expect(refusal({ HAUSRUF_NONSENSE: '1' })).toContain('docs/operating.md');
  });

  it.each([
    [{ HAUSRUF_HTTP_PORT: 'x' }, 'HAUSRUF_HTTP_PORT must be a port'],
    [{ HAUSRUF_HTTP_PORT: '70000' }, 'HAUSRUF_HTTP_PORT must be a port'],
    [{ HAUSRUF_DEMO_MODEL: 'yes' }, 'HAUSRUF_DEMO_MODEL must be one of 0, 1'],
    [{ HAUSRUF_LOG_LEVEL: 'loud' }, 'HAUSRUF_LOG_LEVEL must be one of'],
    [{ HAUSRUF_SMTP_URL: 'smtp://a' }, 'HAUSRUF_SMTP_URL is set without HAUSRUF_MAIL_FROM'],
    [{ HAUSRUF_MAIL_FROM: 'a@b.c' }, 'HAUSRUF_MAIL_FROM is set without HAUSRUF_SMTP_URL'],
    [{ HAUSRUF_SMTP_URL: 'ftp://a', HAUSRUF_MAIL_FROM: 'a@b.c' }, 'HAUSRUF_SMTP_URL must be an address'],
    [{ HAUSRUF_MAIL_FROM: 'a@b.c\nBcc: d' }, 'HAUSRUF_MAIL_FROM must be a mail address'],
    [{ HAUSRUF_ARI_URL: 'http://127.0.0.1:1' }, 'belong together'],
    [{ HAUSRUF_COUNTRY: 'Germany' }, 'HAUSRUF_COUNTRY must be two capital letters'],
    [{ HAUSRUF_RTP_START: '20000', HAUSRUF_RTP_END: '20001' }, 'HAUSRUF_RTP_END must be'],
  ])('%o is refused with what to correct', (environment, message) => {
    expect(refusal(environment)).toContain(message);
  });

  it('names parts of the own network, but no half of the Internet, and folders for lists', () => {
    const read = (environment: Record<string, string>) => readConfig(environment, '/srv/hausruf');
    const config = read({
      HAUSRUF_INTERNAL_TARGETS: ' cloud.buero.lan, 10.1.0.0/16,fd00::/8 ',
      HAUSRUF_IMPORT_FOLDERS: '/mnt/listen, eigene',
    });
    expect(config.internalTargets).toEqual(['cloud.buero.lan', '10.1.0.0/16', 'fd00::/8']);
    expect(config.importFolders).toEqual(['/mnt/listen', '/srv/hausruf/eigene']);
    expect(read({}).importFolders).toEqual(['/srv/hausruf/.data/import']);
    for (const wrong of ['0.0.0.0/0', '10.0.0.0/33', 'https://x', 'a/b', '1.2.3.4/8/9']) {
      expect(() => read({ HAUSRUF_INTERNAL_TARGETS: wrong })).toThrow('HAUSRUF_INTERNAL_TARGETS');
    }
  });

  it('never quotes a secret in an error', () => {
    expect(refusal({ HAUSRUF_SMTP_URL: 'smpt://me:geheim@host', HAUSRUF_MAIL_FROM: 'a@b.c' })).not.toContain(
      'geheim',
    );
  });

  it('may name a file instead of a value, but not both', () => {
    const file = join(folder, 'smtp');
    writeFileSync(file, 'smtps://me:secret@mail.example\n');
    const config = readConfig({ HAUSRUF_SMTP_URL_FILE: file, HAUSRUF_MAIL_FROM: 'a@b.c' }, folder);
    expect(config.smtp?.url).toBe('smtps://me:secret@mail.example');
    expect(refusal({ HAUSRUF_SMTP_URL_FILE: file, HAUSRUF_SMTP_URL: 'smtp://x' })).toContain('both set');
    expect(refusal({ HAUSRUF_SMTP_URL_FILE: join(folder, 'none') })).toContain('cannot be read');
  });

  it('is frozen once it is read', () => {
    const config = readConfig({}, folder);
    expect(() => Object.assign(config.http, { port: 1 })).toThrow(TypeError);
  });
});
