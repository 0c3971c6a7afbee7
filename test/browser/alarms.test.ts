/** Emergencies as an office sets them: kinds, tester, outputs and call chain. */
import axe, { type AxeResults } from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAlarmOutputs, readAlarmSettings } from '../../src/store/alarm-settings.ts';
import { startBrowser } from './browser.ts';
import { type House, openAs, openHouse } from './house.ts';

let browser: Browser;
let house: House;

beforeAll(async () => {
  browser = await startBrowser();
  house = await openHouse();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

describe('Notfälle', { timeout: 60_000 }, () => {
  it('can be given words, switched off with a warning, tried, and told to somebody', async () => {
    const userId = await house.addUser();
    const { page, offences, context } = await openAs(browser, house, { userId, fragment: '#/einstellungen' });
    const kinds = page.getByRole('region', { name: 'Notfälle' });
    await kinds.getByText('Hausruf ersetzt keinen Notruf').waitFor();
    await kinds.getByText('Stromausfall').click();
    await kinds.locator('details[open]').getByLabel('Bei diesem Notfall alarmieren').uncheck();
    await kinds.getByText('Niemand wird alarmiert').waitFor();
    await kinds.getByRole('button', { name: 'Eigenen Notfall hinzufügen' }).click();
    const own = kinds.locator('details[open]').last();
    await own.getByLabel('Name des Notfalls').fill('Hebeanlage');
    await own.getByLabel('Wort hinzufügen').fill('Heizung,');
    await kinds.getByRole('button', { name: 'Speichern' }).click();
    await kinds.getByText('harmlosen Nachrichten').waitFor();
    await own.getByRole('button', { name: 'Heizung entfernen' }).click();
    await own.getByLabel('Wort hinzufügen').fill('Hebeanlage steht,');

    const tester = page.getByRole('region', { name: 'Notfall ausprobieren' });
    await tester.getByLabel('Beispielsatz').fill('Beide Hebeanlagen stehen.');
    await tester.getByRole('button', { name: 'Satz prüfen' }).click();
    await tester.getByText('Notfall, weil: Hebeanlage').waitFor();
    await tester.getByLabel('Beispielsatz').fill('Im ganzen Haus ist der Strom weg.');
    await tester.getByRole('button', { name: 'Satz prüfen' }).click();
    await tester.getByText('ist abgeschaltet').waitFor();

    await kinds.getByRole('button', { name: 'Speichern' }).click();
    await kinds.getByText('Gespeichert', { exact: true }).waitFor();
    expect(readAlarmSettings(house.store.db).kinds).toMatchObject([
      { kindId: 'power', isOn: false },
      { name: 'Hebeanlage', words: ['Hebeanlage steht'] },
    ]);

    const outputs = page.getByRole('region', { name: 'Ziele für Alarme' });
    await outputs.getByText('Noch kein Ziel').waitFor();
    await outputs.getByRole('button', { name: 'Webhook hinzufügen' }).click();
    await outputs.getByLabel('Adresse (https://…)').fill('https://sms.example/senden');
    await outputs.getByRole('button', { name: 'Schlüssel erzeugen' }).click();
    await outputs.getByRole('button', { name: 'Speichern' }).click();
    await outputs.getByText('Ein Schlüssel ist gespeichert').waitFor();
    expect(listAlarmOutputs(house.store.db)).toMatchObject([
      { kind: 'webhook', target: 'https://sms.example/senden', secret: expect.stringMatching(/^whsec_/) },
    ]);
    expect(await outputs.getByLabel('Schlüssel', { exact: true }).inputValue()).toBe('');

    const chain = page.getByRole('region', { name: 'Anrufkette' });
    await chain.getByText('Hausruf wählt diese Nummern noch nicht selbst').waitFor();
    await chain.getByRole('button', { name: 'Person hinzufügen' }).click();
    await chain.getByLabel('Name').fill('Frau Brandt');
    await chain.getByLabel('Rufnummer').fill('+49 170 1234567');
    await chain.getByRole('button', { name: 'Speichern' }).click();
    await chain.getByText('Gespeichert', { exact: true }).waitFor();
    expect(readAlarmSettings(house.store.db).callChain).toEqual([
      { name: 'Frau Brandt', number: '+491701234567', ringSeconds: 30 },
    ]);
    // Everything open, on a wide screen and on a telephone: readable and usable by everybody, nothing cut off.
    await page.evaluate(
      "for (const each of document.querySelectorAll('.alarm-kind')) each.setAttribute('open', '')",
    );
    for (const width of [1440, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await page.evaluate(axe.source);
      const { violations } = (await page.evaluate(
        "axe.run('.settings', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
      )) as AxeResults;
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map(node => `${id}: ${node.html.slice(0, 200)}`),
      );
      expect([width, found]).toEqual([width, []]);
      const wide = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect([width, wide]).toEqual([width, 0]);
    }
    expect(offences).toEqual([]);
    await context.close();
  });
});
