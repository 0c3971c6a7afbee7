import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserId } from '../../src/domain/ids.ts';
import { readModelChoices } from '../../src/engines/model-choice.ts';
import {
  entryOf,
  holdAfter,
  type ModelServer,
  manifestOf,
  openModelServer,
  sha256,
  whole,
} from '../unit/model-server.ts';
import { startBrowser } from './browser.ts';
import { type House, openAs, openHouse } from './house.ts';

const weights = Buffer.alloc(300_000, 'weights, or something like it; ');
const detector = Buffer.from('finds speech');

let browser: Browser;
let house: House;
let server: ModelServer;
let userId: UserId;

beforeAll(async () => {
  browser = await startBrowser();
  server = await openModelServer({ '/weights.bin': weights, '/vad.onnx': detector });
  const needs = { cores: 4, memoryMb: 380 };
  const url = `${server.address}/weights.bin`;
  const manifest = manifestOf(
    entryOf(weights, { url }, { name: 'klein', title: 'Whisper klein', needs }),
    entryOf(
      weights,
      { url, path: 'gross/w.bin' },
      { name: 'gross', title: 'Whisper groß', needs: { cores: 8, memoryMb: 770 } },
    ),
    entryOf(
      detector,
      { path: 'vad/vad.onnx', url: `${server.address}/vad.onnx` },
      { name: 'vad', title: 'Silero', kind: 'vad-silero' },
    ),
    entryOf(weights, { path: 'demo/w.bin' }, { name: 'demo', title: 'Demo-Spracherkennung', isDemo: true }),
  );
  const set = (name: string, title: string, cores: number, models: string[]) => ({
    name,
    title,
    needs: { cores, memoryMb: 2000 * cores },
    models,
  });
  manifest.sets.push(
    set('4-kerne', 'Für 4 Kerne und 8 GB Arbeitsspeicher', 4, ['klein', 'vad']),
    set('8-kerne', 'Für 8 Kerne und 16 GB Arbeitsspeicher', 8, ['gross', 'vad']),
  );
  house = await openHouse({}, { manifest });
  userId = await house.addUser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
  await server?.close();
});

const open = (look: { colorScheme?: 'light' | 'dark'; width?: number } = {}) =>
  openAs(browser, house, { userId, fragment: '#/einstellungen', ...look });
const sectionOf = (page: Page) => page.getByRole('region', { name: 'Sprachmodelle', exact: true });
const rowOf = (page: Page, title: string) =>
  sectionOf(page)
    .getByRole('listitem')
    .filter({ has: page.locator('strong', { hasText: new RegExp(`^${title}$`) }) });

/** What axe finds wrong with the section, in words. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const results = (await page.evaluate(
    "axe.run('.models', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )) as AxeResults;
  const judged = results.passes.find(each => each.id === 'color-contrast')?.nodes.length ?? 0;
  if (judged === 0) return ['color-contrast: nothing could be judged'];
  return results.violations.map(each => `${each.id}: ${each.nodes.map(node => node.html).join(' | ')}`);
}

describe('Einstellungen, Sprachmodelle', { timeout: 60_000 }, () => {
  it('says what there is, what it needs and what suits this server, and fetches nothing by itself', async () => {
    const { page, offences, context } = await open();
    const section = sectionOf(page);
    await section.getByText('Dieser Server: 4 Kerne, 8,2 GB Arbeitsspeicher').waitFor();
    const small = section.getByRole('listitem').filter({ hasText: 'Für 4 Kerne und 8 GB Arbeitsspeicher' });
    await small.getByText('empfohlen für diesen Server').waitFor();
    const large = section.getByRole('listitem').filter({ hasText: 'Für 8 Kerne und 16 GB Arbeitsspeicher' });
    await large.getByText('dieser Server hat weniger').waitFor();
    const row = rowOf(page, 'Whisper klein');
    await row.getByText('fehlt', { exact: true }).waitFor();
    await row
      .getByText('Braucht 4 Kerne und 380 MB freien Arbeitsspeicher: hat dieser Server. Lizenz: MIT.')
      .waitFor();
    // It comes with the program: there is nothing to fetch.
    expect(await rowOf(page, 'Demo-Spracherkennung').getByRole('button').count()).toBe(0);
    await row.getByText('Dateien und Prüfsummen').click();
    await row.getByRole('link', { name: 'weights.bin' }).waitFor();
    await row.getByText(sha256(weights)).waitFor();
    await section.getByText('Ohne Internet: vom USB-Stick').click();
    await section.getByText('models -- import').waitFor();
    expect(await faults(page)).toEqual([]);
    expect(server.asked).toEqual([]);
    expect(offences).toEqual([]);
    await context.close();
  });

  it('fetches only after it was said how much from where, and shows how far it is after a reload', async () => {
    const { page, offences, context } = await open();
    const row = rowOf(page, 'Whisper klein');
    await row.getByRole('button', { name: 'Whisper klein laden' }).click();
    const dialog = row.getByRole('dialog');
    await dialog.getByText(/0,3 MB werden aus dem Internet geladen, von 127\.0\.0\.1/).waitFor();
    await dialog.getByText(/Dazu gehört Silero\./).waitFor();
    await dialog.getByRole('button', { name: 'Abbrechen' }).click();
    expect(server.asked).toEqual([]);

    const held = holdAfter(129_000);
    server.setServe((range, response, bytes) =>
      (bytes === weights ? held.serve : whole)(range, response, bytes),
    );
    await row.getByRole('button', { name: 'Whisper klein laden' }).click();
    await dialog.getByRole('button', { name: 'Laden', exact: true }).click();
    await row.getByText('wird geladen (43 %)').waitFor();
    await page.reload();
    await row.getByText('wird geladen (43 %)').waitFor();
    const bar = row.getByRole('progressbar', { name: 'Fortschritt von Whisper klein' });
    expect(await bar.getAttribute('value')).toBe('129000');
    expect(await faults(page)).toEqual([]);

    await row.getByRole('button', { name: 'Whisper klein: Laden abbrechen' }).click();
    await row.getByText('nicht vollständig (43 %)').waitFor();
    held.goOn();
    server.setServe(whole);
    await row.getByRole('button', { name: 'Whisper klein: Weiter laden' }).click();
    await row.getByRole('dialog').getByRole('button', { name: 'Laden', exact: true }).click();
    await row.getByText('vorhanden', { exact: true }).waitFor();
    expect(server.asked.at(-1)).toEqual({ path: '/weights.bin', range: 'bytes=129000-' });
    await sectionOf(page).getByText('vollständig vorhanden').waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('lets one be chosen and checked, and choosing be left to the program again', async () => {
    const { page, offences, context } = await open();
    const row = rowOf(page, 'Whisper klein');
    await row.getByRole('button', { name: 'Whisper klein verwenden' }).click();
    await row.getByText('von Ihnen gewählt').waitFor();
    expect(await readModelChoices(house.models.dataFolder)).toEqual({ stt: 'klein' });
    house.models.inUse.push('klein');
    house.tell({ type: 'models-changed' });
    await row.getByText('vorhanden, wird benutzt').waitFor();
    await row.getByRole('button', { name: 'Whisper klein prüfen' }).click();
    await row.getByText(/geprüft heute .*: in Ordnung/).waitFor();
    await row.getByRole('button', { name: /Hausruf wählen lassen/ }).click();
    await row.getByText('von Ihnen gewählt').waitFor({ state: 'detached' });
    expect(await readModelChoices(house.models.dataFolder)).toEqual({});
    expect(offences).toEqual([]);
    await context.close();
  });

  it.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 320 },
  ] as const)(
    'says what is wrong with a damaged one and what to do ($colorScheme, $width pixels)',
    async look => {
      mkdirSync(join(house.models.modelsFolder, 'gross'), { recursive: true });
      writeFileSync(join(house.models.modelsFolder, 'gross/w.bin'), weights.subarray(0, 1000));
      const { page, offences, context } = await open(look);
      const row = rowOf(page, 'Whisper groß');
      await row.getByText('beschädigt').waitFor();
      await row.getByText(/hat 1\.000 statt 300\.000 Bytes.*Bitte laden Sie das Modell erneut/).waitFor();
      await row.getByRole('button', { name: 'Whisper groß: Erneut laden' }).waitFor();
      expect(await faults(page)).toEqual([]);
      expect(
        await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth'),
      ).toBe(false);
      expect(offences).toEqual([]);
      await context.close();
    },
  );

  it('says why a download failed, and lets it be tried again', async () => {
    server.setServe((_, response) => response.writeHead(403).end());
    const { page, offences, context } = await open();
    const row = rowOf(page, 'Whisper groß');
    await row.getByRole('button', { name: 'Whisper groß: Erneut laden' }).click();
    await row.getByRole('dialog').getByRole('button', { name: 'Laden', exact: true }).click();
    await row.getByText(/konnte nicht zu Ende geladen werden.*Firewall.*403/).waitFor();
    server.setServe(whole);
    await row.getByRole('button', { name: 'Whisper groß: Erneut laden' }).click();
    await row.getByRole('dialog').getByRole('button', { name: 'Laden', exact: true }).click();
    await row.getByText('vorhanden', { exact: true }).waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });
});
