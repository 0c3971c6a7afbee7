import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserId } from '../../src/domain/ids.ts';
import { listSources, noteSource } from '../../src/store/contact-sources.ts';
import { startBrowser } from './browser.ts';
import { type House, openAs, openHouse } from './house.ts';

let browser: Browser;
let house: House;
let userId: UserId;
let watched: string;

beforeAll(async () => {
  browser = await startBrowser();
  house = await openHouse();
  userId = await house.addUser();
  watched = join(dirname(house.recordingsFolder), 'import');
  mkdirSync(watched, { recursive: true });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const sectionOf = (page: Page) => page.getByRole('region', { name: 'Quellen', exact: true });

/** What axe finds wrong with the section, in words. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const results = (await page.evaluate(
    "axe.run('.sources', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )) as AxeResults;
  const judged = results.passes.find(each => each.id === 'color-contrast')?.nodes.length ?? 0;
  if (judged === 0) return ['color-contrast: nothing could be judged'];
  return results.violations.map(each => `${each.id}: ${each.nodes.map(node => node.html).join(' | ')}`);
}

describe('Einstellungen, Quellen (R122, R128)', { timeout: 60_000 }, () => {
  it('a folder is entered, tested, saved and compared now', async () => {
    const { page, offences, context } = await openAs(browser, house, { userId, fragment: '#/einstellungen' });
    const section = sectionOf(page);
    await section.getByText('Noch keine Quelle.').waitFor();
    await section.getByLabel('Ort der Liste').selectOption({ label: 'Ordner auf diesem Server' });
    await section.getByRole('button', { name: 'Quelle hinzufügen' }).click();
    await section.getByLabel('Name', { exact: true }).fill('Mieterliste');
    expect(await section.getByLabel('Ordner', { exact: true }).inputValue()).toBe(watched);
    await section.getByLabel('Abgleichen', { exact: true }).selectOption({ label: 'wöchentlich' });
    await section.getByRole('button', { name: 'Verbindung testen' }).click();
    await section.getByText('In dem Ordner liegt keine Datei').waitFor();
    writeFileSync(join(watched, 'liste.csv'), 'Name;Telefon\nAnna Muster;0441 12345\n');
    await section.getByRole('button', { name: 'Verbindung testen' }).click();
    await section.getByText('Neueste Datei: liste.csv').waitFor();
    expect(await faults(page)).toEqual([]);
    await section.getByRole('button', { name: 'Speichern' }).click();
    await section.getByText('jeden Montag um 3 Uhr').waitFor();
    await section.getByRole('button', { name: 'Mieterliste jetzt abgleichen' }).click();
    await section.getByRole('status').getByText('übernommen').waitFor();
    await section.getByText('Letzte Abgleiche').click();
    await section.getByRole('cell', { name: '1 Kontakt: 1 neu' }).waitFor();
    expect(await faults(page)).toEqual([]);
    expect(offences).toEqual([]);
    await context.close();
  });

  it('a server with another key is shown with both keys, and the new one can be accepted', async () => {
    const { page, offences, context } = await openAs(browser, house, { userId, fragment: '#/einstellungen' });
    const section = sectionOf(page);
    await section.getByRole('button', { name: 'Quelle hinzufügen' }).click();
    await section.getByLabel('Name', { exact: true }).fill('Server');
    await section.getByLabel('Server', { exact: true }).fill('127.0.0.1');
    await section.getByLabel('Port').fill('1');
    await section.getByLabel('Benutzername').fill('anna');
    await section.getByLabel('Passwort', { exact: true }).fill('Gänse 7');
    await section.getByRole('button', { name: 'Speichern' }).click();
    await section.getByRole('button', { name: 'Server bearbeiten' }).waitFor();
    const stored = listSources(house.store.db).find(source => source.name === 'Server');
    const [hostKey, offeredHostKey] = ['A', 'B'].map(sign => `SHA256:${sign.repeat(43)}`);
    if (!stored || !hostKey || !offeredHostKey) throw new Error('not stored');
    noteSource(house.store.db, stored.id, { hostKey, offeredHostKey });
    house.tell({ type: 'health-changed' });
    await section.getByText('anderen Schlüssel ausgewiesen').waitFor();
    await section.getByText(hostKey).waitFor();
    expect(await faults(page)).toEqual([]);
    await section.getByRole('button', { name: 'Neuen Schlüssel annehmen' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Neuen Schlüssel annehmen' }).click();
    await section.getByText('anderen Schlüssel ausgewiesen').waitFor({ state: 'detached' });
    expect(listSources(house.store.db).find(source => source.name === 'Server')?.hostKey).toBe(
      offeredHostKey,
    );
    expect(offences).toEqual([]);
    await context.close();
  });
});
