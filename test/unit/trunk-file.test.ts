import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type AriClient, AriRefusal } from '../../src/telephony/ari-client.ts';
import { parseSections, type Section } from '../../src/telephony/trunk-config.ts';
import { holdsSections, replaceTrunkFile } from '../../src/telephony/trunk-file.ts';

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-trunks-'));
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const sectionsWith = (mark: string): Section[] => [
  {
    name: 'transport-tls',
    template: null,
    entries: [
      ['type', 'transport'],
      ['bind', '0.0.0.0:5061'],
    ],
  },
  {
    name: 'trunk-1',
    template: 'trunk-base',
    entries: [
      ['aors', 'trunk-1'],
      ['accountcode', mark],
    ],
  },
];

/** What Asterisk does with the file: takes it at a reload, but for the sections in `refuses`. */
function asteriskOf(folder: string, refuses: (name: string) => boolean = () => false) {
  const objects = new Map<string, Map<string, string>>();
  const reloads: string[] = [];
  const request: AriClient['request'] = async (method, path) => {
    if (method === 'PUT') {
      const text = readFileSync(join(folder, 'trunks.conf'), 'utf8');
      reloads.push(text);
      const now = parseSections(text);
      for (const section of now)
        if (!refuses(section.name)) objects.set(section.name, new Map(section.entries));
      for (const name of objects.keys())
        if (!now.some(section => section.name === name)) objects.delete(name);
      return undefined;
    }
    const found = objects.get(path.split('/').at(-1) ?? '');
    if (!found) throw new AriRefusal(404, 'GET');
    return [...found].map(([attribute, value]) => ({ attribute, value }));
  };
  return { request, reloads, objects };
}

describe('the file of trunks', () => {
  it('is written whole, for us and our group alone, and counts when Asterisk has taken it', async () => {
    const folder = newFolder();
    const { request, objects } = asteriskOf(folder);
    await expect(replaceTrunkFile({ folder, request }, sectionsWith('a'))).resolves.toEqual({ kind: 'done' });
    expect(readdirSync(folder)).toEqual(['trunks.conf']);
    expect(statSync(join(folder, 'trunks.conf')).mode & 0o777).toBe(0o640);
    expect([...objects.keys()]).toEqual(['transport-tls', 'trunk-1']);
    expect(await holdsSections(folder, sectionsWith('a'))).toBe(true);
    expect(await holdsSections(folder, sectionsWith('b'))).toBe(false);
  });

  it.each(['transport-tls', 'trunk-1'])(
    'is the old one again when Asterisk does not take %s',
    async refused => {
      const folder = newFolder();
      let isBad = false;
      const { request, reloads, objects } = asteriskOf(folder, name => isBad && name === refused);
      await replaceTrunkFile({ folder, request }, [sectionsWith('a')[1] as Section]);
      const good = readFileSync(join(folder, 'trunks.conf'), 'utf8');
      isBad = true;
      const outcome = await replaceTrunkFile({ folder, request }, sectionsWith('b'));
      expect(outcome).toEqual({ kind: 'refused', missing: [refused] });
      expect(readFileSync(join(folder, 'trunks.conf'), 'utf8')).toBe(good);
      // Asterisk has read it again, too.
      expect(reloads.at(-1)).toBe(good);
      isBad = false;
      await request('PUT', '/asterisk/modules/res_pjsip.so');
      expect(objects.get('trunk-1')?.get('accountcode')).toBe('a');
    },
  );

  it('waits for Asterisk when it is away: it reads it at its start', async () => {
    const folder = newFolder();
    await expect(replaceTrunkFile({ folder, request: null }, sectionsWith('a'))).resolves.toEqual({
      kind: 'later',
    });
    expect(await holdsSections(folder, sectionsWith('a'))).toBe(true);
  });

  it('waits its turn when Asterisk is reading already, and gives up with the old one back', async () => {
    const folder = newFolder();
    let busy = 2;
    const { request, reloads } = asteriskOf(folder);
    const hesitant: AriClient['request'] = (method, ...rest) => {
      if (method === 'PUT' && busy-- > 0) return Promise.reject(new AriRefusal(409, 'PUT'));
      return request(method, ...rest);
    };
    await expect(replaceTrunkFile({ folder, request: hesitant }, sectionsWith('a'))).resolves.toEqual({
      kind: 'done',
    });
    expect(reloads).toHaveLength(1);
    const never: AriClient['request'] = () => Promise.reject(new AriRefusal(500, 'PUT'));
    await expect(replaceTrunkFile({ folder, request: never }, sectionsWith('b'))).resolves.toMatchObject({
      kind: 'refused',
    });
    expect(await holdsSections(folder, sectionsWith('a'))).toBe(true);
  });

  it('stays as it was when a value could not stand in it', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'trunks.conf'), '[good]\n');
    const bad: Section[] = [{ name: 'trunk-1', template: null, entries: [['type', 'x\n[evil]']] }];
    await expect(replaceTrunkFile({ folder, request: null }, bad)).rejects.toThrow();
    expect(readFileSync(join(folder, 'trunks.conf'), 'utf8')).toBe('[good]\n');
  });
});
