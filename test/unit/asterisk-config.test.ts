import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { makeFolders, readSecrets } from '../../scripts/asterisk/folders.ts';
import {
  type AsteriskSettings,
  readTemplates,
  renderAsteriskConfig,
  soundsFolder,
  writeAsteriskConfig,
} from '../../scripts/asterisk/render.ts';
import { HausrufError } from '../../src/domain/problem.ts';

const settings: AsteriskSettings = {
  sipHost: '0.0.0.0',
  sipPort: 5060,
  httpPort: 8188,
  amiPort: 5038,
  rtpStart: 10_000,
  rtpEnd: 10_199,
  moduleDir: '/opt/asterisk/modules',
  dataDir: '/opt/asterisk/data',
  stateDir: '/var/lib/hausruf/asterisk',
  runDir: '/run/hausruf',
  spoolDir: '/var/lib/hausruf/spool',
  soundsDir: '/opt/hausruf/sounds',
  ariUser: 'hausruf',
  ariPassword: 'a'.repeat(32),
  amiPassword: 'b'.repeat(32),
  trunk: { matchAddresses: ['198.51.100.7', '203.0.113.0/24', '2001:db8::/48'] },
};

const rendered = renderAsteriskConfig(settings);
const file = (name: string, of: Map<string, string> = rendered): string => {
  const text = of.get(name);
  if (text === undefined) throw new Error(`there is no ${name}`);
  return text;
};
/** Without comments and blank lines. */
const linesOf = (text: string) =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith(';'));
const problemWith = (change: Partial<AsteriskSettings>): string => {
  try {
    renderAsteriskConfig({ ...settings, ...change });
  } catch (error) {
    if (error instanceof HausrufError && error.code === 'CONFIG_INVALID') return error.message;
    throw error;
  }
  throw new Error('it was accepted');
};

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-config-'));
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('what Asterisk is told', () => {
  it('leaves no placeholder open in any file', () => {
    expect([...rendered.keys()].sort()).toEqual([...readTemplates().keys()].sort());
    for (const text of rendered.values()) expect(text).not.toMatch(/\{\{[A-Z_]+\}\}/);
  });

  it('fails when a template asks for something nobody fills', () => {
    expect(() => renderAsteriskConfig(settings, new Map([['x.conf', 'a = {{NOT_KNOWN}}']]))).toThrow(
      'NOT_KNOWN',
    );
    expect(() => renderAsteriskConfig(settings, new Map([['x.conf', 'a = {{}}']]))).toThrow();
    expect(() => renderAsteriskConfig(settings, new Map([['x.conf', 'a = {{toString}}']]))).toThrow();
  });

  it('opens the control address and the manager interface on loopback only', () => {
    for (const name of ['http.conf', 'manager.conf']) {
      const addresses = linesOf(file(name)).filter(line => /^(tls)?bindaddr/.test(line));
      expect(addresses).toEqual(['bindaddr = 127.0.0.1']);
      expect(file(name)).not.toMatch(/^tlsenable\s*=\s*yes/m);
    }
    expect(linesOf(file('manager.conf'))).toContain('webenabled = no');
    for (const name of ['ari.conf', 'manager.conf']) {
      expect(linesOf(file(name))).toContain('deny = 0.0.0.0/0.0.0.0');
      expect(linesOf(file(name)).filter(line => line.startsWith('permit'))).toEqual([
        'permit = 127.0.0.1/255.255.255.255',
      ]);
    }
  });

  it('loads only the modules it names, and none that runs a shell, fetches addresses or lets strangers in', () => {
    const lines = linesOf(file('modules.conf'));
    expect(lines).toContain('autoload = no');
    const modules = lines.flatMap(line => /^(?:load|require|preload)\S* = (\S+)\.so$/.exec(line)?.[1] ?? []);
    expect(modules.length).toBe(lines.length - 2);
    const forbidden =
      /^(app_system|app_exec|app_mixmonitor|app_originate|app_disa|func_shell|func_curl|func_env|res_curl|res_http_media_cache|res_agi|res_clioriginate|res_pjsip_(messaging|registrar|endpoint_identifier_(user|anonymous)|phoneprov.*|transport_websocket)|pbx_(spool|lua|ael|dundi|realtime)|chan_(?!pjsip).*)$/;
    expect(modules.filter(name => forbidden.test(name))).toEqual([]);
    // Loaded only so that a wish to transfer a call is refused at once.
    expect(modules).toContain('res_pjsip_refer');
    expect(linesOf(file('pjsip.conf'))).toContain('allow_transfer = no');
  });

  it('cannot start without the modules a message needs', () => {
    const required = linesOf(file('modules.conf')).filter(line => line.startsWith('require'));
    for (const name of [
      'app_record',
      'app_playback',
      'app_stasis',
      'chan_pjsip',
      'format_wav',
      'format_pcm',
    ]) {
      expect(required).toContain(`require = ${name}.so`);
    }
  });

  it('uses only applications of the dialplan that are there', () => {
    const module = {
      Dial: 'app_dial',
      Gosub: 'app_stack',
      Playback: 'app_playback',
      Read: 'app_read',
      Record: 'app_record',
      Return: 'app_stack',
      Stasis: 'app_stasis',
    } as Record<string, string>;
    const builtIn = ['NoOp', 'Set', 'GotoIf', 'Goto', 'Answer', 'Hangup'];
    const used = new Set(
      linesOf(file('extensions.conf')).flatMap(line => /=> (?:[^,]+,)?\w+,(\w+)\(/.exec(line)?.[1] ?? []),
    );
    expect(used).toContain('Record');
    const missing = [...used]
      .filter(name => !builtIn.includes(name))
      .filter(name => !file('modules.conf').includes(`require = ${module[name]}.so`));
    expect(missing).toEqual([]);
  });

  it('lets calls in from the addresses of the trunk and from nowhere else', () => {
    const pjsip = linesOf(file('pjsip.conf'));
    expect(pjsip.filter(line => line.startsWith('match'))).toEqual([
      'match = 198.51.100.7',
      'match = 203.0.113.0/24',
      'match = 2001:db8::/48',
    ]);
    expect(pjsip).toContain('endpoint_identifier_order = ip');
    expect(pjsip).toContain('identify_by = ip');
    const none = renderAsteriskConfig({ ...settings, trunk: { matchAddresses: [] } });
    expect(linesOf(file('pjsip.conf', none)).filter(line => /identify$|^match/.test(line))).toEqual([]);
  });

  it('takes the trunks of the admin page from a file of their own, and only from there', () => {
    const includes = linesOf([...rendered.values()].join('\n')).filter(line => line.startsWith('#'));
    expect(includes).toEqual(['#tryinclude "/var/lib/hausruf/asterisk/trunks/trunks.conf"']);
    expect(linesOf(file('pjsip.conf')).at(-1)).toBe(includes[0]);
  });

  it('hears digits however the trunk sends them, and gives every trunk the same rules', () => {
    const pjsip = linesOf(file('pjsip.conf'));
    expect(pjsip.filter(line => line.startsWith('['))).toEqual([
      '[global]',
      '[transport-udp]',
      '[trunk-base](!)',
      '[trunk](trunk-base)',
      '[trunk]',
    ]);
    for (const line of [
      'dtmf_mode = auto',
      'allow_transfer = no',
      'send_connected_line = no',
      'rtp_timeout = 30',
    ]) {
      expect(pjsip).toContain(line);
    }
  });

  it('tells the controller over which trunk a call came', () => {
    const [, names = ''] = /^channelvars = (\S+)$/m.exec(file('ari.conf')) ?? [];
    const set = [...file('extensions.conf').matchAll(/Set\((HR_[A-Z0-9]+)=\$\{PJSIP_HEADER/g)].map(
      ([, name]) => name,
    );
    expect(set.length).toBeGreaterThan(5);
    expect(names.split(',')).toEqual(expect.arrayContaining([...set, 'HR_TRUNK', 'HR_PROBE']));
  });

  it('lets the manager interface read how registrations are, and change nothing', () => {
    const manager = linesOf(file('manager.conf'));
    expect(manager.filter(line => /^(read|write)/.test(line))).toEqual([
      'read = system',
      'write = reporting',
    ]);
  });

  it.each([
    '0.0.0.0/0',
    '::/0',
    'trunk.example',
    '198.51.100.7/33',
    '198.51.100.7\nmatch = 0.0.0.0/1',
    '1.2.3',
    '',
  ])('refuses %j as the address of a trunk', address => {
    expect(problemWith({ trunk: { matchAddresses: [address] } })).toContain('HAUSRUF_TRUNK_ADDRESSES');
  });

  it('keeps voice on the interface that calls come in on', () => {
    const one = renderAsteriskConfig({ ...settings, sipHost: '192.0.2.5' });
    expect(linesOf(file('pjsip.conf', one))).toEqual(
      expect.arrayContaining([
        'bind = 192.0.2.5:5060',
        'media_address = 192.0.2.5',
        'bind_rtp_to_media_address = yes',
      ]),
    );
    expect(file('pjsip.conf')).not.toContain('media_address');
    expect(file('pjsip.conf', renderAsteriskConfig({ ...settings, sipHost: '::1' }))).toContain(
      'bind = [::1]:5060',
    );
  });

  it.each([
    ['a line break', '/srv/x\n[trunk2]'],
    ['a comment', '/srv/x;y'],
    ['a variable', '/srv/$' + '{SHELL(id)}'],
    ['a comma', '/srv/x,y'],
    ['an ampersand', '/srv/x&y'],
    ['a quotation mark', '/srv/"x'],
    ['a relative path', 'srv/x'],
  ])('refuses a folder with %s', (_what, value) => {
    for (const key of ['stateDir', 'spoolDir', 'soundsDir', 'moduleDir', 'dataDir', 'runDir'] as const) {
      expect(problemWith({ [key]: value })).toContain('folder');
    }
  });

  it('takes folders as offices name them', () => {
    const text = renderAsteriskConfig({ ...settings, spoolDir: '/srv/Büro Süd/anrufe_2026' });
    expect(file('asterisk.conf', text)).toContain('astspooldir => /srv/Büro Süd/anrufe_2026\n');
  });

  it('never gets another line or section from a value, whatever it holds', () => {
    const shape = (of: Map<string, string>) =>
      [...of].map(([name, text]) => [name, text.split('\n').length, text.match(/^\s*\[/gm)?.length]);
    const expected = shape(rendered);
    const templates = readTemplates();
    const keys = [
      'sipHost',
      'stateDir',
      'spoolDir',
      'soundsDir',
      'ariUser',
      'ariPassword',
      'appName',
    ] as const;
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^\/[a-z]{1,8}[\n\r;[\]{}$,&"' \u2028]{1,3}[a-z=>]{0,8}$/),
      fc.string().map(text => `/srv/${text}`),
    );
    fc.assert(
      fc.property(fc.constantFrom(...keys), nasty, (key, value) => {
        let result: Map<string, string>;
        try {
          result = renderAsteriskConfig({ ...settings, [key]: value }, templates);
        } catch (error) {
          expect(error).toBeInstanceOf(HausrufError);
          return;
        }
        expect(shape(result)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not repeat a password in its complaint about it', () => {
    expect(problemWith({ ariPassword: 'hunter2;drop' })).not.toContain('hunter2');
    expect(problemWith({ amiPassword: 'hunter2\n' })).not.toContain('hunter2');
  });

  it.each([0, 70_000, 5060.5, Number.NaN])('refuses %s as a port', port => {
    for (const key of ['sipPort', 'httpPort', 'amiPort', 'rtpStart'] as const) {
      expect(problemWith({ [key]: port })).not.toBe('');
    }
  });
});

describe('the files of an installation', () => {
  it('are whole, and readable for nobody but us and our group', () => {
    const stateDir = newFolder();
    const folder = writeAsteriskConfig({ ...settings, stateDir });
    expect(readdirSync(folder).sort()).toEqual([...rendered.keys()].sort());
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o027).toBe(0);
    expect(readFileSync(join(folder, 'ari.conf'), 'utf8')).toContain(`password = ${settings.ariPassword}`);
  });

  it('hold secrets that are made once, differ between installations, and are for our eyes only', () => {
    const [here, there] = [newFolder(), newFolder()];
    const first = readSecrets(here);
    expect(readSecrets(here)).toEqual(first);
    expect(readSecrets(there).ariPassword).not.toBe(first.ariPassword);
    expect(first.amiPassword).not.toBe(first.ariPassword);
    expect(statSync(join(here, 'secrets.json')).mode & 0o077).toBe(0);
    expect(() => renderAsteriskConfig({ ...settings, ...first })).not.toThrow();
  });

  it('say so when the secrets are damaged, instead of locking the operator out in silence', () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'secrets.json'), '{"ariUser":');
    chmodSync(join(folder, 'secrets.json'), 0o600);
    expect(() => readSecrets(folder)).toThrow('secrets.json');
  });

  it('have a folder for the trunks with an empty file from the start: Asterisk looks for it only once', () => {
    const stateDir = newFolder();
    const { trunksDir } = makeFolders({ stateDir, spoolDir: join(stateDir, 'spool') });
    const trunks = join(trunksDir, 'trunks.conf');
    expect(statSync(trunks).mode & 0o027).toBe(0);
    writeFileSync(trunks, '[x]\n');
    makeFolders({ stateDir, spoolDir: join(stateDir, 'spool') });
    expect(readFileSync(trunks, 'utf8')).toBe('[x]\n');
  });

  it('bring every built-in sound the dialplan plays, less than 500 kB in all', () => {
    const sounds = readdirSync(soundsFolder).filter(name => name.endsWith('.alaw'));
    const played = [...file('extensions.conf').matchAll(/\/opt\/hausruf\/sounds\/([a-z-]+)/g)].map(
      ([, name]) => `${name}.alaw`,
    );
    expect(played.length).toBeGreaterThan(2);
    expect(sounds).toEqual(expect.arrayContaining(played));
    const bytes = sounds.map(name => statSync(join(soundsFolder, name)).size);
    expect(Math.min(...bytes)).toBeGreaterThanOrEqual(2000);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(500_000);
  });
});
