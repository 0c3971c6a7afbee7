import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVisitor, startBrowser } from './browser.ts';
import { type House, openHouse, password, userName } from './house.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
}, 60_000);
afterAll(() => browser?.close());

describe('the first run', { timeout: 60_000 }, () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  }, 60_000);
  afterAll(() => house?.close());

  it('says where the set-up link is when the page is opened without it', async () => {
    const { page, offences, context } = await openVisitor(browser, house.address);
    await page.goto('/');
    await page.getByText('Der Link steht im Terminal').waitFor();
    expect(await page.locator('input').count()).toBe(0);
    expect(offences).toEqual([]);
    await context.close();
  });

  it('makes the first account by the set-up link, refuses a weak password, and takes the token out of the address', async () => {
    const { page, offences, context } = await openVisitor(browser, house.address);
    await page.goto(`/${house.startLink()}`);
    await page.getByText('Ein voreingestelltes Passwort gibt es nicht').waitFor();
    expect(new URL(page.url()).hash).toBe('#/start');

    await page.getByLabel('Benutzername').fill(userName);
    await page.getByLabel('Passwort', { exact: true }).fill('kurz');
    await page.getByText('Es fehlen noch 8 Zeichen.').waitFor();
    await page.getByLabel('Passwort', { exact: true }).fill('hausverwaltung');
    await page.getByRole('button', { name: 'Konto anlegen' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Passwort', { exact: true }).getAttribute('aria-invalid')).toBe('true');

    await page.getByLabel('Passwort', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Passwort zeigen' }).click();
    expect(await page.getByLabel('Passwort', { exact: true }).getAttribute('type')).toBe('text');
    await page.getByRole('button', { name: 'Konto anlegen' }).click();
    await page.getByText('Noch keine Anrufe.').waitFor();
    expect(new URL(page.url()).hash).toBe('#/inbox');
    expect(offences).toEqual([]);
    await context.close();
  });
});

describe('logging in', { timeout: 60_000 }, () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
    await house.addUser();
  }, 60_000);
  afterAll(() => house?.close());

  it('shows the page that was asked for once name and password are right, and the login again after Abmelden', async () => {
    const { page, offences, requests, context } = await openVisitor(browser, house.address);
    await page.goto('/#/einstellungen');
    await page.getByLabel('Benutzername').fill(userName);
    await page.getByLabel('Passwort', { exact: true }).fill('Linden am Bach 8');
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await page.getByText('Name oder Passwort stimmt nicht.').waitFor();
    expect(requests).not.toContain('GET /api/v1/calls');

    await page.getByLabel('Passwort', { exact: true }).fill(password);
    await page.getByLabel('Passwort', { exact: true }).press('Enter');
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();

    await page.getByRole('banner').getByRole('button', { name: 'Abmelden' }).click();
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
    await page.goto('/#/inbox');
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('tells who guesses too often to wait', async () => {
    const { page, context } = await openVisitor(browser, house.address);
    await page.goto('/');
    await page.getByLabel('Benutzername').fill('gast');
    await page.getByLabel('Passwort', { exact: true }).fill('falsch');
    for (let tries = 0; tries < 12; tries++) {
      const answered = page.waitForResponse(reply => reply.request().method() === 'POST');
      await page.getByRole('button', { name: 'Anmelden' }).click();
      if ((await answered).status() === 429) break;
    }
    await page.getByText('Bitte warten Sie').waitFor();
    await context.close();
  });

  it('comes back to the login when the session has ended meanwhile', async () => {
    const { page, context } = await openVisitor(browser, house.address);
    await page.goto('/');
    await page.getByLabel('Benutzername').fill(userName);
    await page.getByLabel('Passwort', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await page.getByText('Noch keine Anrufe.').waitFor();
    house.store.sqlite.exec('DELETE FROM sessions');
    await page.getByRole('link', { name: 'Flows' }).click();
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
    await context.close();
  });
});

describe('a one-time link', { timeout: 60_000 }, () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  }, 60_000);
  afterAll(() => house?.close());

  it('logs in once, disappears from the address and the history, and is refused the second time', async () => {
    const link = house.loginLink(await house.addUser());
    const first = await openVisitor(browser, house.address);
    await first.page.goto(`/${link}`);
    await first.page.getByText('Noch keine Anrufe.').waitFor();
    expect(first.page.url()).not.toContain('token');
    await first.page.goBack().catch(() => undefined);
    expect(first.page.url()).not.toContain('token');
    expect(first.offences).toEqual([]);
    await first.context.close();

    const second = await openVisitor(browser, house.address);
    await second.page.goto('/');
    await second.page.getByLabel('Benutzername').waitFor();
    await second.page.goto(`/${link}`);
    await second.page.getByText('wurde schon benutzt').waitFor();
    await second.page.getByLabel('Benutzername').waitFor();
    expect(second.page.url()).not.toContain('token');
    await second.context.close();
  });
});
