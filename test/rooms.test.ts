/** Holds the floors of the house: a room imports the floors below it and itself, never a neighbour. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const source = resolve(import.meta.dirname, '../src');

/** What each room may import besides itself. Files directly in src/ (main.ts and what it is made of) know everyone. */
const floors: Record<string, readonly string[]> = {
  domain: [],
  // Requests to addresses that somebody has entered go out by one guarded door.
  network: ['domain'],
  calls: ['domain'],
  telephony: ['domain'],
  audio: ['domain'],
  speech: ['domain'],
  understanding: ['domain'],
  contacts: ['domain', 'network'],
  delivery: ['domain', 'network'],
  engines: ['domain'],
  store: ['domain'],
  config: ['domain'],
  pipeline: ['domain', 'store'],
  web: ['domain', 'store'],
  ui: ['domain'],
};

interface Import {
  file: string;
  room: string;
  specifier: string;
  isTypeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const room = relative(source, file).split(sep)[0] ?? '';
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g;
  return [...text.matchAll(pattern)].map(found => ({
    file: relative(source, file),
    room,
    specifier: found[2] ?? found[3] ?? found[4] ?? '',
    isTypeOnly: found[1] !== undefined,
  }));
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter(name => /\.tsx?$/.test(name) && name.includes(sep))
  .map(name => join(source, name));
const imports = files.flatMap(importsOf);
const roomOf = (entry: Import): string =>
  relative(source, resolve(source, dirname(entry.file), entry.specifier)).split(sep)[0] ?? '';

describe('the rooms of the house', () => {
  it('has a floor for every room there is', () => {
    const rooms = new Set(files.map(file => relative(source, file).split(sep)[0]));
    expect([...rooms].filter(room => !(room ?? '' in floors) || floors[room ?? ''] === undefined)).toEqual(
      [],
    );
  });

  it('sees imports at all (a reader that finds none would pass everything)', () => {
    expect(imports.filter(entry => entry.specifier.startsWith('.')).length).toBeGreaterThan(50);
  });

  it('lets a room import only its own files and the floors below', () => {
    const wrong = imports
      .filter(entry => entry.specifier.startsWith('.'))
      .filter(entry => {
        const target = roomOf(entry);
        return target !== entry.room && !floors[entry.room]?.includes(target);
      });
    expect(wrong.map(entry => `${entry.file} imports ${entry.specifier}`)).toEqual([]);
  });

  it('keeps domain/ free of everything but TypeBox', () => {
    const wrong = imports.filter(
      entry => entry.room === 'domain' && !entry.specifier.startsWith('./') && entry.specifier !== 'typebox',
    );
    expect(wrong).toEqual([]);
  });

  it('lets the admin page take types only from domain/', () => {
    const wrong = imports.filter(
      entry =>
        entry.room === 'ui' &&
        roomOf(entry) === 'domain' &&
        entry.specifier.startsWith('.') &&
        !entry.isTypeOnly,
    );
    expect(wrong.map(entry => `${entry.file} imports ${entry.specifier}`)).toEqual([]);
  });

  it('lets only config/ read the environment; handing it on whole to a program is no reading', () => {
    const readers = files.filter(file =>
      /(?<!\.\.\.)process\.env/.test(readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')),
    );
    const wrong = readers.filter(file => !/^config\//.test(relative(source, file)));
    expect(wrong.map(file => relative(source, file))).toEqual([]);
  });
});
