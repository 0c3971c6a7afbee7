import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrunkId } from '../../src/domain/ids.ts';
import { HausrufError } from '../../src/domain/problem.ts';
import { endpointOf, findTrunkProblem, readServer, type TrunkInput } from '../../src/domain/trunk.ts';
import { trunkPresets } from '../../src/domain/trunk-presets.ts';
import {
  markOf,
  parseSections,
  renderSections,
  type Section,
  type TrunkEntry,
  type TrunkFileOptions,
  trunkSections,
} from '../../src/telephony/trunk-config.ts';

const options: TrunkFileOptions = {
  sipHost: '192.0.2.5',
  sipPort: 5060,
  caFile: '/var/lib/hausruf/asterisk/trunks/ca.pem',
  certificate: null,
  addressesOf: host => (host === 'sip.example.de' ? ['198.51.100.7'] : []),
};
const input: TrunkInput = {
  name: 'Amt',
  preset: 'generic',
  kind: 'registration',
  transport: 'udp',
  srtp: false,
  server: 'sip.example.de',
  user: '4930123',
  authUser: null,
  fromDomain: null,
  outboundProxy: null,
  matchAddresses: [],
  dtmf: 'auto',
  codecs: ['alaw', 'g722'],
  maxChannels: 4,
  ownNumber: null,
  isEnabled: true,
  expirySeconds: 120,
};
const trunkId = '0192aaaa-0000-7000-8000-0123456789ab' as TrunkId;
const entry = (change: Partial<TrunkInput> = {}, password: string | null = 's3cret;#"x'): TrunkEntry => ({
  trunkId,
  input: { ...input, ...change },
  password,
  updatedAt: 1_700_000_000_000,
});
const sectionsOf = (...trunks: TrunkEntry[]) => trunkSections(trunks, options);
const find = (sections: readonly Section[], type: string) =>
  sections.find(section => section.entries.some(([key, value]) => key === 'type' && value === type));
const values = (section: Section | undefined, key: string) =>
  section?.entries.filter(([name]) => name === key).map(([, value]) => value);

describe('the file of a trunk', () => {
  it('logs in there, names the trunk of every call, and dials out by its name', () => {
    const sections = sectionsOf(entry());
    const name = endpointOf(trunkId);
    expect(name).toBe('trunk-0123456789ab');
    const registration = find(sections, 'registration');
    expect(values(registration, 'server_uri')).toEqual(['sip:sip.example.de']);
    expect(values(registration, 'client_uri')).toEqual(['sip:4930123@sip.example.de']);
    expect(values(registration, 'line')).toEqual(['yes']);
    expect(values(registration, 'endpoint')).toEqual([name]);
    expect(values(find(sections, 'identify'), 'match')).toEqual(['198.51.100.7']);
    expect(values(find(sections, 'aor'), 'contact')).toEqual(['sip:sip.example.de']);
    const endpoint = sections.find(section => section.template === 'trunk-base');
    expect(endpoint?.name).toBe(name);
    expect(values(endpoint, 'set_var')).toEqual([`HR_TRUNK=${trunkId}`]);
    expect(values(endpoint, 'allow')).toEqual(['!all,alaw,g722']);
  });

  it('opens no port by TCP or TLS that no trunk needs', () => {
    expect(find(sectionsOf(entry()), 'transport')).toBeUndefined();
    expect(find(sectionsOf(entry({ transport: 'tls', isEnabled: false })), 'transport')).toBeUndefined();
    const tls = find(sectionsOf(entry({ transport: 'tls', srtp: true })), 'transport');
    expect(tls?.name).toBe('transport-tls');
    expect(values(tls, 'bind')).toEqual(['192.0.2.5:5061']);
    expect(values(tls, 'verify_server')).toEqual(['yes']);
    expect(values(find(sectionsOf(entry({ transport: 'tcp' })), 'transport'), 'bind')).toEqual([
      '192.0.2.5:5060',
    ]);
  });

  it('says in every address by which transport it is reached, and goes through a proxy where there is one', () => {
    const sections = sectionsOf(
      entry({
        transport: 'tls',
        server: '[2001:db8::7]:5071',
        outboundProxy: 'proxy.example.de:5081',
        fromDomain: 'example.de',
      }),
    );
    const registration = find(sections, 'registration');
    expect(values(registration, 'server_uri')).toEqual(['sip:[2001:db8::7]:5071;transport=tls']);
    expect(values(registration, 'client_uri')).toEqual(['sip:4930123@example.de']);
    expect(values(registration, 'outbound_proxy')).toEqual(['sip:proxy.example.de:5081;transport=tls;lr']);
  });

  it('of an IP trunk holds no registration, and the addresses that calls may come from', () => {
    const sections = sectionsOf(
      entry({ kind: 'ip', user: '', server: '203.0.113.9', matchAddresses: ['203.0.113.0/24'] }, null),
    );
    expect(find(sections, 'registration')).toBeUndefined();
    expect(find(sections, 'auth')).toBeUndefined();
    expect(values(find(sections, 'identify'), 'match')).toEqual(['203.0.113.0/24']);
  });

  it('holds nothing of a trunk that is switched off', () => {
    expect(sectionsOf(entry({ isEnabled: false }))).toEqual([]);
  });

  it('reads differently after each change, so that Asterisk logs in anew and we can ask whether it has taken it', () => {
    const first = sectionsOf(entry());
    const later = sectionsOf({ ...entry(), updatedAt: 1_700_000_000_001 });
    expect(markOf(first)).toMatch(/^[0-9a-f]{16}$/);
    expect(markOf(later)).not.toBe(markOf(first));
    expect(find(later, 'auth')?.name).not.toBe(find(first, 'auth')?.name);
    expect(markOf(sectionsOf(entry()))).toBe(markOf(first));
  });

  it('reads back as it was meant, with every sign a password may hold', () => {
    const nastyPasswords = fc
      .string({
        unit: fc.oneof(
          fc.constantFrom(';', '\\', '"', '#', '=', '>', '[', ']', '(', ')', '$', '{', '-'),
          fc.string({ minLength: 1, maxLength: 1 }),
        ),
        minLength: 1,
        maxLength: 60,
      })
      .filter(text => findTrunkProblem(input, text, true) === null);
    fc.assert(
      fc.property(nastyPasswords, password => {
        const sections = sectionsOf(entry({}, password));
        expect(parseSections(renderSections(sections))).toEqual(sections);
        expect(values(find(sections, 'auth'), 'password')).toEqual([password]);
      }),
      { numRuns: 400 },
    );
  });

  it('never gets another line, section or comment from what was entered, whatever it holds', () => {
    const shape = (sections: readonly Section[]) =>
      sections.map(({ name, template, entries }) => [
        name.replace(/-[0-9a-z]+$/, ''),
        template,
        entries.map(([key]) => key),
      ]);
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.stringMatching(/^[a-z0-9.]{1,8}[\n\r;[\]{}()$,&"'#=> \u2028\0]{1,4}[a-z=>]{0,8}$/),
      fc.constantFrom(
        'x\n[evil]\ntype=endpoint',
        '#include "/etc/passwd"',
        'a;--b',
        'x\\',
        '\u0085x',
        'x\u202e',
      ),
    );
    const keys = ['server', 'user', 'authUser', 'fromDomain', 'outboundProxy', 'name', 'password'] as const;
    const full = { authUser: 'login', fromDomain: 'example.de', outboundProxy: 'proxy.example.de' };
    const expected = shape(sectionsOf(entry(full)));
    let accepted = 0;
    fc.assert(
      fc.property(fc.constantFrom(...keys), nasty, (key, value) => {
        const trunk = key === 'password' ? entry(full, value) : entry({ ...full, [key]: value });
        let text: string;
        try {
          text = renderSections(sectionsOf(trunk));
        } catch (error) {
          expect(error).toBeInstanceOf(HausrufError);
          expect((error as Error).message).not.toContain(value.length > 3 ? value : '\0');
          return;
        }
        accepted += 1;
        // The address of a server stands in the file only where its name was resolved.
        const withoutMatch = (all: ReturnType<typeof shape>) =>
          all.filter(([, template, lines]) => template !== null || !(lines as string[]).includes('match'));
        expect(withoutMatch(shape(parseSections(text)))).toEqual(withoutMatch(expected));
        expect(text.split('\n').filter(line => line.startsWith('['))).toHaveLength(
          parseSections(text).length,
        );
      }),
      { numRuns: 800 },
    );
    // Else the property would only have seen refusals.
    expect(accepted).toBeGreaterThan(20);
  });

  it.each(['#include "x"', '[a]\nkey', '[a]\nkey => value', 'key = value', '[a]\nx = 1 ;-- y'])(
    'is not taken for one when it holds %j',
    text => {
      expect(() => parseSections(text)).toThrow(HausrufError);
    },
  );
});

describe('an operator who enters a trunk', () => {
  const fieldOf = (change: Partial<TrunkInput>, password: string | null = 'x') =>
    findTrunkProblem({ ...input, ...change }, password, password !== null)?.field ?? null;

  it.each([
    ['server', { server: 'sip.example.de:99999' }],
    ['server', { server: 'sip example.de' }],
    ['server', { server: '300.1.1.1' }],
    ['server', { server: '-x.de' }],
    ['server', { server: 'sip:sip.example.de' }],
    ['user', { user: '' }],
    ['user', { user: '4930@example.de' }],
    ['user', { user: 's' }],
    ['authUser', { authUser: 'a b' }],
    ['fromDomain', { fromDomain: 'example.de:5060' }],
    ['outboundProxy', { outboundProxy: 'x;lr' }],
    ['matchAddresses', { matchAddresses: ['0.0.0.0/0'] }],
    ['matchAddresses', { matchAddresses: ['10.0.0.0/7'] }],
    ['matchAddresses', { matchAddresses: ['sip.example.de'] }],
    ['matchAddresses', { matchAddresses: ['::/8'] }],
    ['srtp', { srtp: true, transport: 'tcp' }],
  ] as const)('is told which field cannot be: %s', (field, change) => {
    expect(fieldOf(change as Partial<TrunkInput>)).toBe(field);
  });

  it('needs a password to log in, and none where addresses are enough', () => {
    expect(fieldOf({}, null)).toBe('password');
    expect(fieldOf({ kind: 'ip', user: '' }, null)).toBeNull();
    expect(fieldOf({}, 'two\nlines')).toBe('password');
    expect(fieldOf({}, ' space')).toBe('password');
  });

  it.each([
    'sip.example.de',
    'sip.example.de:5061',
    'fritz.box',
    '192.0.2.1',
    '[2001:db8::1]:5060',
    'xn--bcher-kva.example',
  ])('may enter %s as the server', server => {
    expect(readServer(server)).not.toBeNull();
    expect(fieldOf({ server })).toBeNull();
  });

  it('begins with a preset that lacks nothing but the account and, where it is not certain, the server', () => {
    expect(trunkPresets.map(each => each.preset)).toHaveLength(9);
    for (const { defaults, hint } of trunkPresets) {
      expect(hint.length).toBeGreaterThan(40);
      const filled = { ...defaults, server: defaults.server || 'sip.example.de', user: 'konto' };
      expect(findTrunkProblem(filled, 'x', true)).toBeNull();
      if (defaults.server === '') expect(hint).toMatch(/Zugangsdaten|Adresse Ihrer/);
    }
  });
});
