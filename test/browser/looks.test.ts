import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallId, UserId } from '../../src/domain/ids.ts';
import { findCall } from '../../src/store/calls.ts';
import { replaceCategories } from '../../src/store/categories.ts';
import { listMailboxes } from '../../src/store/mailboxes.ts';
import { addProbe, endProbe } from '../../src/store/probes.ts';
import { openVisitor, startBrowser } from './browser.ts';
import { type House, openAs, openHouse } from './house.ts';
import { petra, type SeededCall, seedAttempt, seedMailbox, seedMessage, summaryOf } from './seed.ts';
import { hausmeister, lineDiagnosis, seedForwarded } from './seed-line.ts';

const text = 'Hier ist Petra Lindner. Bei mir läuft Wasser aus der Decke. Meine Nummer ist 0441 783295.';
const looks = [
  { colorScheme: 'light', width: 1440, height: 900 },
  { colorScheme: 'dark', width: 1440, height: 900 },
  { colorScheme: 'light', width: 320, height: 640 },
  { colorScheme: 'dark', width: 320, height: 640 },
] as const;

let browser: Browser;
let house: House;
let userId: UserId;
let call: SeededCall;
let forwarded: CallId;

beforeAll(async () => {
  browser = await startBrowser();
  house = await openHouse({ isDemo: true });
  userId = await house.addUser();
  const { db } = house.store;
  const place = { db, mailboxId: seedMailbox(db), recordingsFolder: house.recordingsFolder };
  seedAttempt(place, { reason: 'hung-up-early', callerNumber: null });
  seedMessage(place, { text: '', delivery: 'failed' });
  forwarded = seedForwarded(place, {
    forward: hausmeister,
    end: { result: 'answered', talkMs: 192_000 },
    diagnosis: lineDiagnosis,
  });
  const probeId = addProbe(db, { mailboxId: place.mailboxId, now: Date.now() });
  endProbe(db, { probeId, outcome: 'failed', detail: 'Nichts zu hören.', now: Date.now() });
  seedMessage(place, {
    text,
    callerNumber: '+4915123456789',
    summary: summaryOf(text, 'urgent', { because: 'läuft Wasser' }),
    waitingFor: 'deliver',
    match: { kind: 'ambiguous', candidates: [petra, petra], evidence: [] },
  });
  call = seedMessage(place, {
    text,
    match: { kind: 'matched', contact: petra, evidence: [{ kind: 'number', text: 'Rufnummer bekannt' }] },
    category: { name: 'Wasser', keyword: 'Wasser' },
    doubtful: ['Decke.', 'Lindner.'],
    recording: { isCutAtLimit: true },
    summary: summaryOf(text, 'emergency', {
      because: 'läuft Wasser aus der Decke.',
      callback: ['0441 783295.', '+49441783295'],
    }),
  });
  db.transaction(tx => replaceCategories(tx, [{ name: 'Wasser', keywords: ['Wasser', 'Rohrbruch'] }]));
  house.health.parts.push({ name: 'Speicher', state: 'warn', message: 'Noch 2 GB frei.' });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

/** What axe finds wrong with the page as it is now, in words. */
async function faults(page: Page): Promise<string[]> {
  // Through the debugger, not as an element: the page's own CSP would refuse that.
  await page.evaluate(axe.source);
  const results = (await page.evaluate(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )) as AxeResults;
  // A page where no text colour could be judged would pass for the wrong reason.
  const judged = results.passes.find(each => each.id === 'color-contrast')?.nodes.length ?? 0;
  if (judged === 0) return ['color-contrast: nothing could be judged'];
  return results.violations.map(each => `${each.id}: ${each.nodes.map(node => node.html).join(' | ')}`);
}

/** True when the page can be scrolled sideways. */
const isTooWide = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

async function inspect(page: Page, place: string): Promise<void> {
  expect({ place, faults: await faults(page) }).toEqual({ place, faults: [] });
  expect({ place, isTooWide: await isTooWide(page) }).toEqual({ place, isTooWide: false });
}

/** Everything that Eingänge can show: a second greeting, dates, a recording's tab, a menu, an answer, a test call. */
async function fillFlow(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Ansage hinzufügen' }).click();
  const card = page.getByRole('region', { name: 'Ansage 1' });
  await card.getByRole('button', { name: 'Einzelne Tage hinzufügen' }).click();
  await card.getByLabel('Ansagetext').fill('Ein neuer Text.');
  await card.getByText('Der Text ist neu').waitFor();
  await card.getByText('Hinweise zur Aussprache').click();
  await card.getByText('Ansage Beispiele').click();
  const standard = page.getByRole('region', { name: 'Standardansage', exact: true });
  await standard.getByRole('tab', { name: 'Tonaufnahme' }).click();
  const holidays = page.getByRole('region', { name: 'Feiertage und Schließtage', exact: true });
  await holidays.getByLabel('Bundesland').selectOption('Bayern');
  await holidays.getByRole('button', { name: 'Schließtag hinzufügen' }).click();
  await holidays.getByRole('button', { name: '24.12. hinzufügen' }).click();
  await page.getByRole('button', { name: 'Weiterleitung hinzufügen' }).click();
  await page.getByRole('button', { name: 'Nachsehen' }).click();
  await page.getByText('Danach folgt gleich die Aufnahme.').waitFor();
  const test = page.getByRole('region', { name: 'Testanruf', exact: true });
  await test.getByRole('button', { name: 'Testanruf starten' }).click();
  await test.getByText('Rufen Sie jetzt').waitFor();
  const mailbox = listMailboxes(house.store.db)[0];
  const diagnosed = findCall(house.store.db, forwarded);
  if (!mailbox || !diagnosed?.diagnosis) throw new Error('the house is empty');
  const { id: callId, diagnosis, arrivedAt } = diagnosed;
  house.lineWatch.onBegun({
    callId,
    channelId: 'c',
    mailbox,
    kind: 'caller',
    callerNumber: null,
    probeId: null,
    diagnosis,
    arrivedAt,
  });
  await test.getByText('Kopfzeilen und Nummern im Einzelnen').click();
}

describe.each(looks)('$colorScheme, $width pixels wide', { timeout: 90_000 }, look => {
  it('login and first run can be read and used by everybody', async () => {
    const { page, offences, context } = await openVisitor(browser, house.address, look);
    await page.goto('/');
    await page.getByLabel('Benutzername').waitFor();
    await inspect(page, 'login');
    await context.close();

    const fresh = await openHouse();
    try {
      const visitor = await openVisitor(browser, fresh.address, look);
      await visitor.page.goto('/');
      await visitor.page.getByText('Der Link steht im Terminal').waitFor();
      await inspect(visitor.page, 'first run without link');
      await visitor.page.goto(`/${fresh.startLink()}`);
      await visitor.page.getByLabel('Benutzername').waitFor();
      await inspect(visitor.page, 'first run');
      await visitor.context.close();
    } finally {
      await fresh.close();
    }
    expect(offences).toEqual([]);
  });

  it('inbox, call, player and help can be read and used by everybody', async () => {
    const { page, offences, context } = await openAs(browser, house, {
      userId,
      fragment: '#/inbox',
      ...look,
    });
    await page.getByRole('list', { name: 'Anrufe' }).waitFor();
    await inspect(page, 'inbox');
    await page.goto(`/#/inbox/${call.callId}`);
    await page.getByText('Warum dieser Kontakt?').click();
    await page.getByRole('button', { name: 'Tonaufnahme laden' }).click();
    await page.getByRole('slider').waitFor();
    await page.locator('.word').last().click();
    await page.locator('.word.now').waitFor();
    await page.getByRole('button', { name: '„läuft Wasser aus der Decke.“' }).hover();
    await inspect(page, 'call');
    await page.goto(`/#/inbox/${forwarded}`);
    await page.getByRole('heading', { name: 'Leitung', exact: true }).click();
    await page.getByText('Kopfzeilen und Nummern im Einzelnen').click();
    await inspect(page, 'forwarded call');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Tastenkürzel' }).waitFor();
    await inspect(page, 'help');
    expect(offences).toEqual([]);
    await context.close();
  });

  it('flows and settings can be read and used by everybody', async () => {
    const { page, offences, context } = await openAs(browser, house, {
      userId,
      fragment: '#/flows',
      ...look,
    });
    await page.getByLabel('Ansagetext').waitFor();
    await inspect(page, 'Eingänge');
    await fillFlow(page);
    await inspect(page, 'Eingänge with everything open');
    await page.getByRole('button', { name: 'Mailbox hinzufügen' }).click();
    await page.getByRole('dialog', { name: 'Mailbox hinzufügen' }).waitFor();
    await inspect(page, 'Mailbox hinzufügen');
    await page.getByRole('button', { name: 'Abbrechen' }).click();
    await page.getByRole('link', { name: 'Ausgänge' }).click();
    await page.getByLabel('E-Mail-Adresse').waitFor();
    await page.getByRole('button', { name: 'Test-Mail senden' }).click();
    await page.getByText('wurde angenommen').waitFor();
    await inspect(page, 'Ausgänge');
    await page.goto('/#/einstellungen');
    await page.getByText('Noch 2 GB frei.').waitFor();
    await page.getByText('Nichts zu hören.').waitFor();
    await page.getByRole('button', { name: 'Liste einlesen' }).click();
    await inspect(page, 'Einstellungen');
    expect(offences).toEqual([]);
    await context.close();
  });
});
