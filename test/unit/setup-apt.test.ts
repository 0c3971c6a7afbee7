import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aptConfiguration, readUris } from '../../scripts/setup/apt.mjs';
import { explainAptFailure, isOnlyOutOfDate } from '../../scripts/setup/apt-failure.mjs';
import { debianMirrors, debootstrapMirror, readSources } from '../../scripts/setup/apt-sources.mjs';
import { matchingNames, readLeaveOut, statusOf } from '../../scripts/setup/leave-out.mjs';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const signed = { files: [keyring], block: null };

describe('where the machine gets its Debian packages from', () => {
  test('a Debian of today names its mirror in the deb822 format', () => {
    const text = [
      '# comment',
      'Types: deb deb-src',
      '# between the fields',
      'URIs: http://mirror.example/debian/',
      'Suites: bookworm bookworm-updates',
      'Components: main',
      `Signed-By: ${keyring}`,
      '',
      'Types: deb',
      'URIs: http://mirror.example/debian-security',
      'Suites: bookworm-security',
      `Signed-By: ${keyring}`,
      '',
      'Types: deb',
      'URIs: http://old.example/debian',
      'Suites: sid',
      'Enabled: no',
    ].join('\n');
    const sources = readSources([{ name: 'debian.sources', text }]);
    expect(debianMirrors(sources)).toEqual([{ uri: 'http://mirror.example/debian', signedBy: signed }]);
    expect(sources[0]?.suites).toEqual(['bookworm', 'bookworm-updates']);
  });

  test('an older Debian names it in one line, with or without options', () => {
    const text = [
      '# deb http://commented.example/debian bookworm main',
      'deb-src http://source.example/debian bookworm main',
      'deb http://plain.example/debian bookworm main # after the line',
      `deb [arch=amd64 signed-by=${keyring}] https://signed.example/debian bookworm main contrib`,
      'deb http://signed.example/debian-security bookworm-security main',
    ].join('\n');
    const mirrors = debianMirrors(readSources([{ name: '/etc/apt/sources.list', text }]));
    // The one with a keyring of its own comes first: it can be checked.
    expect(mirrors).toEqual([
      { uri: 'https://signed.example/debian', signedBy: signed },
      { uri: 'http://plain.example/debian', signedBy: { files: [], block: null } },
    ]);
  });

  test('a key that stands in the source itself is taken from there', () => {
    const text = [
      'Types: deb',
      'URIs: http://mirror.example/debian',
      'Suites: trixie',
      'Signed-By:',
      ' -----BEGIN PGP PUBLIC KEY BLOCK-----',
      ' .',
      ' mQINBGPL0BUBEADmW5NdOOHwPIJlgPu6JDcKw/NZJPR8lsD3K87ZM18gzyQZJD+w',
      ' -----END PGP PUBLIC KEY BLOCK-----',
    ].join('\n');
    const [mirror] = debianMirrors(readSources([{ name: 'x.sources', text }]));
    expect(mirror?.signedBy.files).toEqual([]);
    expect(mirror?.signedBy.block).toBe(
      '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBGPL0BUBEADmW5NdOOHwPIJlgPu6JDcKw/NZJPR8lsD3K87ZM18gzyQZJD+w\n-----END PGP PUBLIC KEY BLOCK-----\n',
    );
  });

  test('a mirror named otherwise counts when it is signed with the keyring of Debian', () => {
    const line = `deb [signed-by=${keyring}] http://cache.example/repository/deb-proxy bookworm main`;
    const mirrors = debianMirrors(readSources([{ name: 'a.list', text: line }]));
    expect(mirrors.map(each => each.uri)).toEqual(['http://cache.example/repository/deb-proxy']);
  });

  test('Ubuntu and third parties are not taken for Debian', () => {
    const text = [
      'deb http://archive.example/ubuntu noble main universe',
      'deb [signed-by=/usr/share/keyrings/nodesource.gpg] https://deb.example/node_20.x nodistro main',
    ].join('\n');
    expect(debianMirrors(readSources([{ name: 'a.list', text }]))).toEqual([]);
  });

  test('a file that apt would not read is not read', () => {
    const text = 'deb http://mirror.example/debian bookworm main';
    expect(readSources([{ name: 'debian.list.save', text }])).toEqual([]);
  });

  test("on Ubuntu debootstrap's own default is the mirror", () => {
    expect(debootstrapMirror('#!/bin/sh\nDEF_MIRROR="http://mirror.example/debian"\n')).toBe(
      'http://mirror.example/debian',
    );
    expect(debootstrapMirror('nothing')).toBeNull();
  });
});

describe('the private apt', () => {
  const options = { folder: '/x/.runtime/apt', architecture: 'amd64', isRoot: false, hasKeyring: true };

  test('it touches nothing of the machine and runs none of its hooks', () => {
    const lines = aptConfiguration(options).split('\n');
    expect(lines).toContain('Dir::State::status "/x/.runtime/apt/status";');
    expect(lines).toContain('#clear DPkg::Post-Invoke;');
    expect(lines).toContain('Dir::Etc::trustedparts "/x/.runtime/apt/keys";');
    const paths = lines.flatMap(line => /^Dir::\S+ "(.*)";$/.exec(line)?.[1] ?? []);
    expect(paths.filter(path => path !== 'archives' && !path.startsWith('/x/.runtime/apt'))).toEqual([]);
  });

  test('only root gives up the sandbox of apt, and without a keyring of ours the machine decides', () => {
    expect(aptConfiguration(options)).not.toContain('Sandbox');
    expect(aptConfiguration({ ...options, isRoot: true })).toContain('APT::Sandbox::User "root";');
    expect(aptConfiguration({ ...options, hasKeyring: false })).not.toContain('trustedparts');
  });

  test('names and sizes of what will be fetched are read from what apt lists', () => {
    const output = [
      'Need to get 4,000 B of archives.',
      "'http://m.example/debian/pool/main/a/asterisk/asterisk_22.10.1_amd64.deb' asterisk_1%3a22.10.1_amd64.deb 2534036 SHA256:ab",
      "'http://m.example/debian/pool/main/l/lame/lame_4.0-1_amd64.deb' lame_4.0-1_amd64.deb 234276 SHA256:cd",
    ].join('\n');
    expect(readUris(output)).toEqual({
      names: ['asterisk_1%3a22.10.1_amd64.deb', 'lame_4.0-1_amd64.deb'],
      bytes: 2_768_312,
    });
  });

  test('each kind of failure is told with what to do', () => {
    const told = (output: string) => explainAptFailure(output) ?? '';
    expect(told("E: Failed to fetch: Temporary failure resolving 'm.example'")).toContain('network');
    expect(told('E: Write error - write (28: No space left on device)')).toContain('disk is full');
    expect(told('W: GPG error: … NO_PUBKEY 6ED0E7B82643E131')).toContain('HAUSRUF_SETUP_KEYRING');
    expect(told('E: Unable to locate package asterisk')).toContain('HAUSRUF_SETUP_MIRROR');
    expect(told('E: Failed to fetch x  Hash Sum mismatch')).toContain('again in an hour');
    expect(explainAptFailure('something else')).toBeNull();
  });

  test('a mirror that stands still is told from one that is forged', () => {
    expect(isOnlyOutOfDate('E: Release file for http://m/InRelease is expired (invalid since 17d)')).toBe(
      true,
    );
    expect(isOnlyOutOfDate("E: The repository 'http://m forky InRelease' is not signed.")).toBe(false);
  });
});

describe('the leave-out list', () => {
  const text = readFileSync(join(import.meta.dirname, '../../scripts/setup/leave-out.txt'), 'utf8');

  test('every line of it says why', () => {
    const list = readLeaveOut(text);
    expect(list.length).toBeGreaterThan(20);
    expect(list.every(({ why }) => why.length > 5)).toBe(true);
    expect(() => readLeaveOut('perl\n')).toThrow('perl says no reason');
  });

  test('it names none of the programs, nor the C library', () => {
    const patterns = readLeaveOut(text).map(each => each.pattern);
    const vital = [
      'asterisk',
      'asterisk-modules',
      'sip-tester',
      'lame',
      'espeak-ng',
      'espeak-ng-data',
      'strace',
      'baresip-core',
    ];
    const libraries = [
      'whisper.cpp-tools',
      'libggml0',
      'libc6',
      'libstdc++6',
      'libsrtp2-1',
      'libcodec2-1.2',
      'libre1',
      'librem1',
    ];
    expect(matchingNames(patterns, [...vital, ...libraries])).toEqual([]);
  });

  test('a star stands for anything, and every other sign for itself', () => {
    const names = ['libgmime-3.0-0t64', 'libgmime', 'xlibgmime-3', 'libstdc++6', 'libstdcc6'];
    expect(matchingNames(['libgmime-*', 'libstdc++6'], names)).toEqual(['libgmime-3.0-0t64', 'libstdc++6']);
    expect(matchingNames([], names)).toEqual([]);
  });

  test('apt is told of packages on hold in the version of the mirror, without what they need', () => {
    const shown = [
      'Package: perl\nVersion: 5.42.0-1\nArchitecture: amd64\nMulti-Arch: allowed\nDepends: perl-base\nProvides: perl5,\n libx',
      'Package: perl\nVersion: 5.40.0-1\nArchitecture: amd64',
      'Package: virtual',
    ].join('\n\n');
    expect(statusOf(shown)).toBe(
      [
        'Package: perl',
        'Version: 5.42.0-1',
        'Architecture: amd64',
        'Multi-Arch: allowed',
        'Provides: perl5, libx',
        'Status: hold ok installed',
        'Maintainer: none',
        'Description: left out',
        '',
        '',
      ].join('\n'),
    );
  });
});
