import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextRun, overdueAfter, retryAfter } from '../../src/contacts/sources/next-run.ts';
import { makePicker } from '../../src/contacts/sources/pick.ts';
import { makeListingReader } from '../../src/contacts/sources/webdav-listing.ts';
import { reasonWords } from '../../src/contacts/sources/words.ts';
import { type SourceDraft, type SourceReason, weekly } from '../../src/domain/contact-source.ts';
import { findDraftProblem, isSameAccount } from '../../src/domain/contact-source-rules.ts';

const at = (text: string): number => Date.parse(text);
const berlin = (at: number | null): string =>
  at === null ? '' : new Date(at).toLocaleString('sv-SE', { timeZone: 'Europe/Berlin' }).slice(0, 16);

describe('the next look at a source', () => {
  it('is by default in the night to Monday, once a week (R123)', () => {
    // 24 November 2026 is a Tuesday.
    const first = nextRun(weekly, 'Europe/Berlin', at('2026-11-24T10:00:00Z'));
    expect(berlin(first)).toBe('2026-11-30 03:00');
    expect(berlin(nextRun(weekly, 'Europe/Berlin', first ?? 0))).toBe('2026-12-07 03:00');
  });

  it('keeps to the clock on the wall when it is put forward and back', () => {
    const daily = { ...weekly, every: 'day' as const, hour: 2 };
    // On 28 March 2027 there is no hour from two to three, on 31 October 2027 it comes twice.
    expect(berlin(nextRun(daily, 'Europe/Berlin', at('2027-03-27T12:00:00Z')))).toBe('2027-03-28 03:00');
    const autumn = nextRun(daily, 'Europe/Berlin', at('2027-10-30T12:00:00Z'));
    expect(new Date(autumn ?? 0).toISOString()).toBe('2027-10-31T00:00:00.000Z');
    expect(berlin(nextRun(daily, 'Europe/Berlin', autumn ?? 0))).toBe('2027-11-01 02:00');
  });

  it('is each month on its day, each minute for a watched folder, and never by itself by hand', () => {
    const now = at('2026-02-27T12:00:00Z');
    expect(berlin(nextRun({ ...weekly, every: 'month', monthDay: 28 }, 'Europe/Berlin', now))).toBe(
      '2026-02-28 03:00',
    );
    expect(nextRun({ ...weekly, every: 'change' }, 'Europe/Berlin', now)).toBe(now + 60_000);
    expect(nextRun({ ...weekly, every: 'hand' }, 'Europe/Berlin', now)).toBe(null);
    expect(overdueAfter({ ...weekly, every: 'hand' })).toBe(null);
  });

  it('is always later than now, whatever the day, zone and schedule', () => {
    const schedule = fc.record({
      every: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
      weekday: fc.integer({ min: 1, max: 7 }),
      monthDay: fc.integer({ min: 1, max: 28 }),
      hour: fc.integer({ min: 0, max: 23 }),
    });
    const zone = fc.constantFrom('Europe/Berlin', 'UTC', 'Asia/Kolkata', 'America/St_Johns');
    const longest = { day: 26, week: 7 * 24 + 2, month: 31 * 24 + 2 };
    fc.assert(
      fc.property(
        schedule,
        zone,
        fc.integer({ min: at('2026-01-01'), max: at('2028-01-01') }),
        (each, timeZone, now) => {
          const next = nextRun(each, timeZone, now);
          expect(next).toBeGreaterThan(now);
          expect(((next ?? 0) - now) / 3_600_000).toBeLessThanOrEqual(longest[each.every]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('comes sooner after a failure that may pass, but not for ever', () => {
    expect([1, 2, 3, 4].map(retryAfter)).toEqual([900_000, 3_600_000, 10_800_000, null]);
  });
});

describe('the file that is taken', () => {
  const newest = (pattern: string, files: [string, number | null][]): string | null => {
    const picker = makePicker(pattern);
    for (const [name, modifiedAt] of files) picker.see({ name, modifiedAt, size: 1, etag: null });
    return picker.newest()?.name ?? null;
  };

  it('is the newest that fits, else the one that the alphabet puts last', () => {
    expect(
      newest('Mieter*.csv', [
        ['mieter-1.CSV', 5],
        ['Mieter.csv', 3],
        ['eigentümer.csv', 9],
      ]),
    ).toBe('mieter-1.CSV');
    expect(
      newest('*.csv', [
        ['2026-11-23.csv', null],
        ['2026-11-24.csv', null],
      ]),
    ).toBe('2026-11-24.csv');
    expect(
      newest('*.xls?', [
        ['a.xls', 9],
        ['a.xlsx', 1],
      ]),
    ).toBe('a.xlsx');
    expect(newest('k?ufer.csv; *.xlsx', [['käufer.csv', 1]])).toBe('käufer.csv');
  });

  it('is none that is still being written, and none whose name leads elsewhere', () => {
    const names = [
      '~$a.csv',
      '.a.csv',
      'a.csv.part',
      'a.csv~',
      '../a.csv',
      'x/a.csv',
      'a\\b.csv',
      'a\n.csv',
      '..',
    ];
    for (const name of names) expect(newest('*', [[name, 1]])).toBe(null);
  });

  it('is found without delay under names and patterns made to be slow', () => {
    const picker = makePicker(`${'*a'.repeat(60)}*b`);
    const from = performance.now();
    expect(picker.wants('a'.repeat(250))).toBe(false);
    expect(performance.now() - from).toBeLessThan(2000);
  });
});

describe('the listing of a WebDAV server', () => {
  const nextcloud = `<?xml version="1.0"?>
<d:multistatus xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns" xmlns:oc="http://owncloud.org/ns">
<d:response><d:href>/remote.php/dav/files/anna/Listen/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype><d:getlastmodified>Tue, 24 Nov 2026 05:00:00 GMT</d:getlastmodified><d:getetag>&quot;6563&quot;</d:getetag></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat><d:propstat><d:prop><d:getcontentlength/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat></d:response>
<d:response><d:href>/remote.php/dav/files/anna/Listen/Mieter%20%26%20K%c3%a4ufer.csv</d:href><d:propstat><d:prop><d:resourcetype/><d:getcontentlength>1234</d:getcontentlength><d:getlastmodified>Tue, 24 Nov 2026 05:00:00 GMT</d:getlastmodified><d:getetag>&quot;abc&quot;</d:getetag></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>
</d:multistatus>`;

  it('of Nextcloud is understood, however it is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), cuts => {
        const reader = makeListingReader();
        const found = [];
        let from = 0;
        for (let i = 0; from < nextcloud.length; i += 1) {
          const length = cuts[i % cuts.length] ?? 1;
          found.push(...reader.read(nextcloud.slice(from, from + length)));
          from += length;
        }
        expect(found).toEqual([
          {
            href: '/remote.php/dav/files/anna/Listen/',
            isFolder: true,
            size: null,
            modifiedAt: at('2026-11-24T05:00:00Z'),
            etag: '"6563"',
          },
          {
            href: '/remote.php/dav/files/anna/Listen/Mieter%20%26%20K%c3%a4ufer.csv',
            isFolder: false,
            size: 1234,
            modifiedAt: at('2026-11-24T05:00:00Z'),
            etag: '"abc"',
          },
        ]);
      }),
      { numRuns: 30 },
    );
  });

  it('of another make has other prefixes, or none', () => {
    const text = `<multistatus xmlns="DAV:"><response><href>http://host/a/b.csv</href><propstat><prop><resourcetype/><getcontentlength>7</getcontentlength></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`;
    expect(makeListingReader().read(text)).toMatchObject([
      { href: 'http://host/a/b.csv', size: 7, isFolder: false },
    ]);
  });

  it('is refused when it is none, defines words of its own, or never ends', () => {
    const read = (text: string) => () => makeListingReader().read(text);
    expect(read('<html><body>Login</body></response>')).toThrow();
    expect(read(`<!DOCTYPE x [<!ENTITY a "b">]><multistatus>${'<response></response>'}`)).toThrow();
    expect(read(`<multistatus><response>${'x'.repeat(70_000)}`)).toThrow();
    expect(read(`<multistatus><response>${'<href '.repeat(1500)}</response></multistatus>`)).toThrow(
      'too long',
    );
    expect(read(`<multistatus><response><href <x>a</href></response></multistatus>`)()).toEqual([]);
  });
});

describe('a source as it is entered', () => {
  const draft: SourceDraft = {
    name: 'Mieterliste',
    place: { kind: 'sftp', host: 'sftp.example.de', port: 22, user: 'anna', signIn: 'password', folder: '' },
    pattern: '*.csv',
    schedule: weekly,
    staleAfterDays: 35,
    isEnabled: true,
    secret: { password: null, privateKey: null, passphrase: null },
    hostKey: null,
  };
  const noSecret = draft.secret;

  it('says which field to mend', () => {
    const fieldOf = (place: SourceDraft['place'], secret = noSecret) =>
      findDraftProblem({ ...draft, place }, secret)?.field;
    expect(fieldOf(draft.place)).toBe('password');
    expect(fieldOf(draft.place, { ...noSecret, password: 'x' })).toBe(undefined);
    expect(fieldOf({ ...draft.place, host: 'sftp://a' } as SourceDraft['place'])).toBe('host');
    expect(fieldOf({ kind: 'folder', path: 'listen' })).toBe('path');
    expect(fieldOf({ kind: 'https', url: 'liste.csv', user: '', ca: null })).toBe('url');
    expect(fieldOf({ kind: 'https', url: 'https://a:b@example.de/', user: '', ca: null })).toBe('url');
    expect(fieldOf({ kind: 'partner', connection: 'x' })).toBe('kind');
    expect(findDraftProblem({ ...draft, pattern: ' ; ' }, { ...noSecret, password: 'x' })?.field).toBe(
      'pattern',
    );
  });

  it('is the same account only with the same server and user', () => {
    const { place } = draft;
    expect(isSameAccount(place, { ...place, folder: 'b' } as typeof place)).toBe(true);
    for (const change of [{ host: 'evil.example' }, { port: 23 }, { user: 'b' }]) {
      expect(isSameAccount(place, { ...place, ...change } as typeof place)).toBe(false);
    }
    const cloud = { kind: 'webdav', url: 'https://a.example/x/', user: 'a', ca: null } as const;
    expect(isSameAccount(cloud, { ...cloud, url: 'https://a.example/y/' })).toBe(true);
    expect(isSameAccount(cloud, { ...cloud, url: 'http://a.example/x/' })).toBe(false);
    expect(isSameAccount(cloud, { ...cloud, url: 'https://a.example.evil/x/' })).toBe(false);
  });
});

it('every failure has German words that say what to do, without the control characters of a server', () => {
  const reasons: SourceReason[] = [
    'dns',
    'connect',
    'tls',
    'redirect',
    'no-file',
    'too-big',
    'host-key',
    'unknown',
  ];
  for (const reason of reasons) {
    const words = reasonWords(reason, 'böse\u001b[31m\u202e', 'webdav');
    expect(words).toMatch(/[.?]$/);
    expect([...words].filter(sign => sign < ' ' || sign === '\u202e')).toEqual([]);
  }
});
