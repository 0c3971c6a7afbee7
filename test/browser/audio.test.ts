import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserId } from '../../src/domain/ids.ts';
import { startBrowser, type Visitor } from './browser.ts';
import { type House, openAs, openHouse } from './house.ts';
import { type SeededCall, seedMailbox, seedMessage } from './seed.ts';

let browser: Browser;
let house: House;
let userId: UserId;
let call: SeededCall;
let lost: SeededCall;

beforeAll(async () => {
  browser = await startBrowser();
  house = await openHouse();
  userId = await house.addUser();
  const { db } = house.store;
  const place = { db, mailboxId: seedMailbox(db), recordingsFolder: house.recordingsFolder };
  lost = seedMessage(place, { text: 'Diese Aufnahme fehlt.' });
  rmSync(join(house.recordingsFolder, `${lost.callId}.wav`));
  call = seedMessage(place, {
    text: 'Im Keller ist ein Rohr geplatzt. Das Wasser steht knöcheltief. Bitte kommen Sie sofort.',
  });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const soundRequests = ({ requests }: Visitor) => requests.filter(each => /\/(audio|peaks)$/.test(each));

/** Seconds that the position slider says are played. */
const position = async ({ page }: Visitor) =>
  Number(await page.getByRole('slider', { name: 'Stelle in der Tonaufnahme' }).inputValue()) / 1000;

describe('the recording', { timeout: 60_000 }, () => {
  it('is not fetched before „Tonaufnahme laden“ is clicked, then plays, and words follow', async () => {
    const visitor = await openAs(browser, house, { userId, fragment: `#/inbox/${call.callId}` });
    const { page, offences } = visitor;
    const load = page.getByRole('button', { name: 'Tonaufnahme laden' });
    await load.waitFor();
    await page.getByText('knöcheltief').first().click();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    expect(soundRequests(visitor)).toEqual([]);

    await load.click();
    await page.getByRole('button', { name: 'Abspielen' }).click();
    expect(soundRequests(visitor)).toContain(`GET /api/v1/calls/${call.callId}/peaks`);
    expect(soundRequests(visitor)).toContain(`GET /api/v1/calls/${call.callId}/audio`);
    await expect.poll(() => position(visitor), { timeout: 10_000 }).toBeGreaterThan(0);
    await expect.poll(() => page.locator('.word.now').count(), { timeout: 10_000 }).toBe(1);
    await page.getByRole('button', { name: 'Anhalten' }).click();
    await page.getByRole('button', { name: 'Abspielen' }).waitFor();
    expect(offences).toEqual([]);
    await visitor.context.close();
  });

  it('is loaded and played by the space bar, and a click on a word goes there', async () => {
    const visitor = await openAs(browser, house, { userId, fragment: `#/inbox/${call.callId}` });
    const { page } = visitor;
    await page.getByRole('button', { name: 'Tonaufnahme laden' }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Anhalten' }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Abspielen' }).waitFor();

    // The second stretch begins at 0,5 s + 6 words of 350 ms + 800 ms of pause.
    await page.locator('.word', { hasText: 'Das' }).click();
    await expect.poll(() => position(visitor)).toBeCloseTo(3.4, 0);
    await page.getByRole('button', { name: 'Ab 0:06 anhören' }).click();
    await expect.poll(() => position(visitor)).toBeGreaterThan(5);
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await expect.poll(() => position(visitor)).toBe(0);
    await page.getByRole('button', { name: 'Tempo 1×' }).click();
    await page.getByRole('button', { name: 'Tempo 1,5×' }).waitFor();
    await visitor.context.close();
  });

  it('falls silent when another call is opened', async () => {
    const visitor = await openAs(browser, house, { userId, fragment: `#/inbox/${call.callId}` });
    const { page } = visitor;
    await page.getByRole('button', { name: 'Tonaufnahme laden' }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Anhalten' }).waitFor();
    const before = soundRequests(visitor).length;
    await page.keyboard.press('j');
    await page.getByRole('button', { name: 'Tonaufnahme laden' }).waitFor();
    expect(await page.getByRole('button', { name: 'Anhalten' }).count()).toBe(0);
    expect(soundRequests(visitor).filter(each => each.includes(lost.callId))).toEqual([]);
    expect(soundRequests(visitor).length).toBe(before);
    await visitor.context.close();
  });

  it('that is gone is said to be gone', async () => {
    const { page, context } = await openAs(browser, house, { userId, fragment: `#/inbox/${lost.callId}` });
    await page.getByRole('button', { name: 'Tonaufnahme laden' }).click();
    await page.getByText('Die Tonaufnahme ist nicht mehr vorhanden.').waitFor();
    await context.close();
  });

  it('can be downloaded as a WAV file', async () => {
    const { page, context } = await openAs(browser, house, { userId, fragment: `#/inbox/${call.callId}` });
    await page.getByRole('button', { name: 'Tonaufnahme laden' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Herunterladen' }).click();
    expect((await download).suggestedFilename()).toBe(`hausruf-${call.callId}.wav`);
    await context.close();
  });
});
