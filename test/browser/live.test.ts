import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserId } from '../../src/domain/ids.ts';
import { endJob, jobsOfMessage } from '../../src/store/jobs.ts';
import { addSummary } from '../../src/store/results.ts';
import { startBrowser } from './browser.ts';
import { type House, openAs, openHouse } from './house.ts';
import { type SeededCall, seedMailbox, seedMessage, summaryOf } from './seed.ts';

let browser: Browser;
let house: House;
let userId: UserId;
let place: Parameters<typeof seedMessage>[0];
const seeded: SeededCall[] = [];

beforeAll(async () => {
  browser = await startBrowser();
  house = await openHouse();
  userId = await house.addUser();
  const { db } = house.store;
  place = { db, mailboxId: seedMailbox(db), recordingsFolder: house.recordingsFolder };
  const now = Date.now();
  for (let age = 70; age > 0; age--) {
    seeded.unshift(seedMessage(place, { text: `Nachricht Nummer ${age}.`, arrivedAt: now - age * 60_000 }));
  }
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const arrive = (text: string): SeededCall => {
  const call = seedMessage(place, { text, waitingFor: 'summarise' });
  house.tell({ type: 'call-changed', callId: call.callId });
  return call;
};

describe('the open inbox', { timeout: 60_000 }, () => {
  it('shows a new message by itself and announces it, without losing selection or scroll', async () => {
    const { page, offences, context } = await openAs(browser, house, { userId, fragment: '#/inbox' });
    const rows = page.getByRole('list', { name: 'Anrufe' }).getByRole('listitem');
    await expect.poll(() => rows.count()).toBe(50);
    const chosen = page.getByRole('link', { name: /Nachricht Nummer 30\./ });
    await chosen.click();
    await page.getByRole('heading', { name: '+49 30 23125543' }).waitFor();
    const before = await chosen.boundingBox();

    arrive('Eben ist die Heizung ausgefallen.');
    await page.getByRole('link', { name: /Eben ist die Heizung/ }).waitFor({ state: 'attached' });
    await page.getByText('Neue Nachricht: +49 30 23125543').waitFor({ state: 'attached' });
    expect(await page.locator('.row[aria-current]').textContent()).toContain('Nachricht Nummer 30.');
    const after = await chosen.boundingBox();
    expect(Math.abs((after?.y ?? -1000) - (before?.y ?? 0))).toBeLessThan(3);
    expect(offences).toEqual([]);
    await context.close();
  });

  it('follows the open call while it is worked on', async () => {
    const call = arrive('Der Aufzug hält nicht mehr im dritten Stock.');
    const { page, context } = await openAs(browser, house, { userId, fragment: `#/inbox/${call.callId}` });
    await page.getByText('Das Anliegen wird zusammengefasst …').waitFor();
    const { db } = house.store;
    addSummary(
      db,
      { messageId: call.messageId, madeAt: Date.now() },
      summaryOf('Der Aufzug hält nicht mehr im dritten Stock.', 'urgent', { because: 'hält nicht mehr' }),
    );
    for (const job of jobsOfMessage(db, call.messageId)) endJob(db, job.id, Date.now());
    house.tell({ type: 'call-changed', callId: call.callId });
    await page.getByText('Dringend').waitFor();
    await page.getByRole('link', { name: /Der Aufzug hält.*dringend/ }).waitFor();
    await context.close();
  });

  it('loads older calls on request and keeps them when news come in', async () => {
    const { page, context } = await openAs(browser, house, { userId, fragment: '#/inbox' });
    const rows = page.getByRole('list', { name: 'Anrufe' }).getByRole('listitem');
    await expect.poll(() => rows.count()).toBe(50);
    await page.getByRole('button', { name: 'Ältere Anrufe laden' }).click();
    await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(70);
    const count = await rows.count();
    arrive('Noch eine Nachricht.');
    await expect.poll(() => rows.count()).toBe(count + 1);
    await page.getByRole('link', { name: /Nachricht Nummer 70\./ }).waitFor();
    expect(await page.getByRole('button', { name: 'Ältere Anrufe laden' }).count()).toBe(0);
    await context.close();
  });

  it('says when the line is lost, connects again by itself, and shows what came in meanwhile', async () => {
    const { page, context } = await openAs(browser, house, { userId, fragment: '#/inbox' });
    await page.getByRole('list', { name: 'Anrufe' }).waitFor();
    await page.getByText('Alles in Ordnung').waitFor();
    await house.stopServer();
    await page.getByRole('link', { name: 'Verbindung verloren' }).waitFor();
    expect(await page.getByRole('list', { name: 'Anrufe' }).isVisible()).toBe(true);
    seedMessage(place, { text: 'Während der Störung gesprochen.' });
    await house.reopen();
    await page.getByRole('link', { name: /Während der Störung/ }).waitFor({ timeout: 40_000 });
    await page.getByText('Alles in Ordnung').waitFor();
    await context.close();
  });

  it('tells in words which part of the house needs a look', async () => {
    const { page, context } = await openAs(browser, house, { userId, fragment: '#/inbox' });
    await page.getByText('Alles in Ordnung').waitFor();
    const part = house.health.parts.find(each => each.name === 'Versand');
    if (!part) throw new Error('the house has no part called Versand');
    part.state = 'bad';
    part.message = 'Der Mailserver antwortet nicht.';
    house.tell({ type: 'health-changed' });
    await page.getByRole('link', { name: 'Bitte prüfen: Versand' }).click();
    await page.getByText('Der Mailserver antwortet nicht.').waitFor();
    expect(await page.getByRole('listitem').filter({ hasText: 'Versand' }).textContent()).toContain(
      'gestört',
    );
    await context.close();
  });
});
