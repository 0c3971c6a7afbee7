import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserId } from '../../src/domain/ids.ts';
import { replaceCategories } from '../../src/store/categories.ts';
import { startBrowser } from './browser.ts';
import { type House, openAs, openHouse } from './house.ts';
import { petra, type SeededCall, seedAttempt, seedMailbox, seedMessage } from './seed.ts';

const image = '<img/src=x/onerror=alert(1)>';
const script = '"><script>alert(2)</script>';
const link = 'javascript:alert(3)';
const frame = "'><svg/onload=alert(4)>";

let browser: Browser;
let house: House;
let userId: UserId;
let attack: SeededCall;

beforeAll(async () => {
  browser = await startBrowser();
  house = await openHouse();
  userId = await house.addUser();
  const { db } = house.store;
  const mailboxId = seedMailbox(db, { name: `Mailbox ${image}` });
  const place = { db, mailboxId, recordingsFolder: house.recordingsFolder };
  const claim = (value: string) => ({ value, fromWord: 0, toWord: 1 });
  seedAttempt(place, { reason: 'no-speech', callerNumber: script });
  attack = seedMessage(place, {
    text: `${image} ${script} ${frame}`,
    callerNumber: link,
    match: {
      kind: 'matched',
      contact: { ...petra, name: `${image} Lindner`, role: script, street: frame, unit: link, object: image },
      evidence: [{ kind: 'number', text: script }],
    },
    category: { name: frame, keyword: image },
    summary: {
      kind: 'made',
      sentences: [{ text: `${image} ${script}`, fromWord: 0, toWord: 2 }],
      isQuote: true,
      callerName: claim(image),
      address: claim(script),
      callbackNumber: claim(link),
      urgency: { level: 'emergency', because: [claim(frame)] },
    },
  });
  db.transaction(tx => replaceCategories(tx, [{ name: script, keywords: [image, frame] }]));
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

describe('the page', { timeout: 60_000 }, () => {
  it('shows what callers and imported files contain as text, wherever it stands, and runs none of it', async () => {
    const fragment = `#/inbox/${attack.callId}?query=${encodeURIComponent(image)}`;
    const { page, offences, context } = await openAs(browser, house, { userId, fragment });
    await page.getByRole('heading', { name: `${image} Lindner` }).waitFor();
    await page.getByText('Warum dieser Kontakt?').click();
    const call = (await page.getByRole('article').textContent()) ?? '';
    for (const text of [image, script, link, frame]) expect(call).toContain(text);
    expect(await page.getByRole('article').locator('img, script, iframe, svg[onload]').count()).toBe(0);
    // A number that is none is shown, but nothing can be dialled or run by it.
    const addresses = await page
      .locator('a')
      .evaluateAll(links => links.map(each => each.getAttribute('href') ?? ''));
    expect(addresses.filter(address => !/^(#\/|tel:\+?\d+$|\/api\/v1\/)/.test(address))).toEqual([]);
    await page.getByRole('button', { name: 'Tonaufnahme laden' }).click();
    await page.getByRole('button', { name: 'Abspielen' }).waitFor();

    await page.goto('/#/flows');
    await page.getByRole('heading', { name: `Mailbox ${image}` }).waitFor();
    await page.goto('/#/einstellungen');
    await page.getByRole('button', { name: `Schlagwort ${image} entfernen` }).waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('loads at most 60 kB of script and style, packed, all from its own server and none of it inline', () => {
    const html = readFileSync(join(house.uiFolder, 'index.html'), 'utf8');
    const first = [...html.matchAll(/\/assets\/([^"]+)"/g)].map(match => match[1] ?? '');
    const size = (name: string) => gzipSync(readFileSync(join(house.uiFolder, 'assets', name))).length;
    expect(first.filter(name => name.endsWith('.js'))).toHaveLength(1);
    expect(first.map(size).reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(60 * 1024);
    // What a page that is opened later brings along.
    const others = readdirSync(join(house.uiFolder, 'assets')).filter(name => !first.includes(name));
    expect(others.length).toBeGreaterThan(0);
    for (const name of others) expect([name, size(name) <= 40 * 1024]).toEqual([name, true]);
    expect(html).not.toMatch(/<style|style=|<script>|\son\w+=|https?:/);
  });
});
