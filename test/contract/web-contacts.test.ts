import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHouse } from './web-house.ts';

type House = Awaited<ReturnType<typeof openHouse>>;
const csv = { 'content-type': 'text/csv' };
const list =
  'Name;Straße;Telefon\nJens Kröger;Rosenweg 1;0441 783295\nAnna Öz;Rosenweg 2;4,9E+10\n;;0441 1\n';
let house: House;
beforeEach(async () => {
  house = await openHouse({});
});
afterEach(() => house.close());

const upload = (
  body: Buffer | string,
  headers: Record<string, string> = csv,
  query = '?fileName=mieter.csv',
) => house.ask('POST', `/api/v1/contacts/imports${query}`, { body, headers });
const ask = (method: string, path: string, body?: unknown) =>
  house.ask(method, `/api/v1/contacts/${path}`, body === undefined ? {} : { body });
async function read(body: Buffer | string, headers = csv) {
  const { status, json } = await upload(body, headers);
  expect(status).toBe(202);
  for (;;) {
    const { json: view } = await ask('GET', `imports/${json.importId}`);
    if (view.state !== 'reading') return view;
    await new Promise(done => setTimeout(done, 20));
  }
}

describe('contacts over the page', { timeout: 60_000 }, () => {
  it('are shown before they count, with a report of the rows, and count when the user takes them', async () => {
    const view = await read(Buffer.from(list, 'latin1'));
    expect(view).toMatchObject({
      state: 'held',
      because: 'preview',
      fileName: 'mieter.csv',
      encoding: 'windows-1252',
      counts: { rows: 3, contacts: 2, leftOut: 1, hints: 1, added: 2, before: 0 },
      examples: { added: ['Jens Kröger, Rosenweg 1', 'Anna Öz, Rosenweg 2'] },
    });
    expect((await ask('GET', 'overview')).json.count).toBe(0);
    const report = (await ask('GET', `imports/${view.importId}/problems`)).json;
    expect(report.problems.map((each: { line: number }) => each.line)).toEqual([3, 4]);
    const file = await ask('GET', `imports/${view.importId}/problems.csv`);
    expect(file.headers['content-disposition']).toContain('Hinweise.csv');
    expect(file.text.trim().split('\r\n')).toHaveLength(3);
    expect((await ask('POST', `imports/${view.importId}/accept`, {})).json).toMatchObject({
      count: 2,
      canUndo: true,
    });
    expect((await ask('POST', `imports/${view.importId}/accept`, {})).status).toBe(409);
    expect((await ask('POST', 'undo', {})).json).toMatchObject({ count: 0, canUndo: false });
    expect((await ask('POST', 'undo', {})).status).toBe(409);
    expect(house.told).toEqual(['contacts', 'contacts']);
    // What stands in a list is in the database of its set, never in the log.
    expect(house.logged()).not.toMatch(/Kröger|783295/);
  });

  it('are told what the columns are, and can be thrown away', async () => {
    const view = await read('Spalte;Nummer\nJens Kröger;0441 783295\n');
    expect(view).toMatchObject({
      because: 'unmapped',
      columns: [{ header: 'Spalte', samples: ['Jens Kröger'] }, {}],
    });
    const input = { mapping: { Spalte: 'name', Nummer: 'number' }, encoding: 'auto' };
    expect(
      (await ask('PUT', `imports/${view.importId}/columns`, { ...input, mapping: { Spalte: 'shoe' } }))
        .status,
    ).toBe(400);
    expect((await ask('PUT', `imports/${view.importId}/columns`, input)).status).toBe(200);
    for (;;) {
      const { json } = await ask('GET', `imports/${view.importId}`);
      if (json.state === 'reading') {
        await new Promise(done => setTimeout(done, 20));
        continue;
      }
      expect(json).toMatchObject({ state: 'held', because: 'preview', counts: { contacts: 1 } });
      break;
    }
    const after = (await ask('POST', `imports/${view.importId}/discard`, {})).json;
    expect([after.count, after.imports[0].state]).toEqual([0, 'discarded']);
    expect((await ask('GET', 'imports/nobody')).status).toBe(404);
  });

  it('come as files larger than any other body may be, and only as files', async () => {
    const long = `Name;Telefon\n${'Jens Kröger;0441 783295;\n'.repeat(60_000)}`;
    expect(Buffer.byteLength(long)).toBeGreaterThan(1.4 * 1024 * 1024);
    const view = await read(long, { 'content-type': 'application/octet-stream' } as typeof csv);
    expect(view).toMatchObject({ state: 'held', counts: { rows: 60_000, contacts: 1, leftOut: 59_999 } });
    // All are counted, the first 10,000 named, and one line says how many there are besides.
    const { json: report } = await ask('GET', `imports/${view.importId}/problems?offset=10000`);
    expect([report.total, report.problems.length]).toEqual([10_001, 1]);
    expect(report.problems[0].message).toContain('49.999');
    const file = await ask('GET', `imports/${view.importId}/problems.csv`);
    const lines = file.text.trim().split('\r\n');
    expect([lines.length, new Set(lines).size]).toEqual([10_002, 10_002]);
    expect((await upload('[]', { 'content-type': 'application/json' })).status).toBe(415);
    expect((await upload(list, csv, '?encoding=klingon')).status).toBe(400);
    expect(
      (await house.ask('POST', '/api/v1/contacts/imports', { body: list, headers: csv, session: false }))
        .status,
    ).toBe(401);
  });

  it('have a template to fill in, as XLSX and as CSV (R124)', async () => {
    const xlsx = await ask('GET', 'template.xlsx');
    expect(xlsx.headers['content-disposition']).toContain('Kontakte-Vorlage.xlsx');
    expect(xlsx.bytes.subarray(0, 2).toString()).toBe('PK');
    const text = (await ask('GET', 'template.csv')).text;
    for (const column of [
      'Rolle',
      'Objekt',
      'Einheit',
      'Sachbearbeiter',
      'E-Mail Sachbearbeiter',
      'Sprache',
      'Nicht verschriften',
    ]) {
      expect(text.split('\r\n')[0]).toContain(column);
    }
  });

  it('come from a workbook of LibreOffice that Excel has damaged, and each damage is named (R127)', async () => {
    const file = readFileSync(join(import.meta.dirname, '../fixtures/contacts/libreoffice-damaged.xlsx'));
    const view = await read(file, { 'content-type': 'application/octet-stream' } as typeof csv);
    expect(view).toMatchObject({ state: 'held', counts: { contacts: 2, leftOut: 0, hints: 5 } });
    const told = (await ask('GET', `imports/${view.importId}/problems`)).json.problems as {
      message: string;
    }[];
    for (const part of ['„1067“', '„3514455667“ fehlt', 'E+16', '„1714402818“ fehlt']) {
      expect(told.some(each => each.message.includes(part))).toBe(true);
    }
  });
});
