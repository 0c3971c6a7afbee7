import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type House, openHouse } from './web-house.ts';

let house: House;
afterEach(() => house?.close());

describe('the page', () => {
  it('says what to do while it is not built, and is there as soon as it is', async () => {
    house = await openHouse();
    const before = await house.ask('GET', '/');
    expect(before.status).toBe(503);
    expect(before.headers['content-type']).toMatch(/text\/plain/);
    expect(before.text).toContain('npm run build');
    mkdirSync(join(house.uiFolder, 'assets'), { recursive: true });
    writeFileSync(join(house.uiFolder, 'index.html'), '<!doctype html><title>Hausruf</title>');
    writeFileSync(join(house.uiFolder, 'assets/index-abc123.js'), 'export {};');
    writeFileSync(join(house.uiFolder, '.secret'), 'no');
    const index = await house.ask('GET', '/');
    expect([index.status, index.headers['cache-control']]).toEqual([200, 'no-cache']);
    expect(index.text).toContain('Hausruf');
    const script = await house.ask('GET', '/assets/index-abc123.js');
    expect(script.headers['cache-control']).toContain('immutable');
    expect(script.headers['content-type']).toMatch(/javascript/);
    const deep = await house.ask('GET', '/inbox/123');
    expect([deep.status, deep.text]).toEqual([200, index.text]);
    expect(deep.headers['cache-control']).toBe('no-cache');
    expect((await house.ask('GET', '/assets/gone.js')).status).toBe(404);
    expect((await house.ask('POST', '/inbox', { body: {} })).status).toBe(404);
    for (const path of [
      '/.secret',
      '/../data/hausruf.db',
      '/..%2fdata%2fhausruf.db',
      '/%2e%2e/data/hausruf.db',
    ]) {
      const reply = await house.ask('GET', path);
      expect(reply.text).not.toBe('no');
      expect(reply.text.startsWith('SQLite')).toBe(false);
    }
  });

  it('closes the line on a request that is no HTTP, and goes on', async () => {
    house = await openHouse();
    const line = connect(house.port, '127.0.0.1');
    const answer = await new Promise<string>((done, failed) => {
      let text = '';
      line.setTimeout(10_000, () => failed(new Error('the line stays open')));
      line.on('data', chunk => {
        text += String(chunk);
      });
      line.on('close', () => done(text));
      line.on('error', failed);
      line.end('INVITE sip:a@b SIP/2.0\r\n\r\n');
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect((await house.ask('GET', '/api/v1/health')).status).toBe(200);
  });
});
