import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserId } from '../../src/domain/ids.ts';
import { listCategories, replaceCategories } from '../../src/store/categories.ts';
import { listMailboxes } from '../../src/store/mailboxes.ts';
import { startBrowser } from './browser.ts';
import { type House, openAs, openHouse } from './house.ts';
import { seedMailbox } from './seed.ts';

let browser: Browser;
let house: House;
let userId: UserId;

beforeAll(async () => {
  browser = await startBrowser();
  house = await openHouse({
    checkCategories: list => {
      const all = list.flatMap(category => category.keywords);
      return new Set(all).size === all.length
        ? null
        : 'Das Schlagwort steht schon in der Kategorie „Wasser“.';
    },
  });
  userId = await house.addUser();
  seedMailbox(house.store.db);
  seedMailbox(house.store.db, { name: 'Notdienst', numbers: ['+493023125200'], mailAddress: null });
  house.store.db.transaction(tx => replaceCategories(tx, [{ name: 'Wasser', keywords: ['Wasser', 'Rohr'] }]));
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const open = (fragment: string) => openAs(browser, house, { userId, fragment });
const mailbox = (name: string) => listMailboxes(house.store.db).find(each => each.name === name);

describe('Flows', { timeout: 60_000 }, () => {
  it('saves one section, says so, and leaves the other settings as they are', async () => {
    const { page, offences, context } = await open('#/flows');
    const greeting = page.getByRole('region', { name: 'Ansagen' });
    await greeting.getByLabel('Ansagetext').fill('Willkommen. Dieser Anruf wird automatisiert verarbeitet.');
    await greeting.getByText('Noch nicht gespeichert').waitFor();
    await greeting.getByRole('button', { name: 'Speichern' }).click();
    await greeting.getByText('Gespeichert', { exact: true }).waitFor();
    const saved = mailbox('Hausverwaltung Muster');
    expect(saved?.flow.greetings.standard).toEqual({
      kind: 'voice',
      text: 'Willkommen. Dieser Anruf wird automatisiert verarbeitet.',
    });
    expect(saved?.flow.goodbyeText).toBe('Vielen Dank. Auf Wiederhören.');
    expect(saved?.mailAddress).toBe('buero@muster.example');

    const limits = page.getByRole('region', { name: 'Aufnahme' });
    await limits.getByLabel('Höchstdauer in Sekunden').fill('120');
    await limits.getByRole('button', { name: 'Speichern' }).click();
    await limits.getByText('Gespeichert', { exact: true }).waitFor();
    expect(mailbox('Hausverwaltung Muster')?.flow.limits).toEqual({ maxSeconds: 120, maxSilenceSeconds: 10 });
    expect(offences).toEqual([]);
    await context.close();
  });

  it('shows a refused number at its field and keeps what was typed', async () => {
    const { page, context } = await open('#/flows');
    const section = page.getByRole('region', { name: 'Mailbox' });
    await section.getByLabel('Rufnummern').fill('+49 30 23125100\n0049 (30) 23125-200');
    await section.getByRole('button', { name: 'Speichern' }).click();
    await section.getByText('Notdienst').waitFor();
    expect(await section.getByLabel('Rufnummern').getAttribute('aria-invalid')).toBe('true');
    expect(await section.getByLabel('Rufnummern').inputValue()).toContain('23125-200');
    expect(mailbox('Hausverwaltung Muster')?.numbers).toEqual(['+493023125100']);
    await context.close();
  });

  it('saves where notes go and sends a test mail to the saved address only', async () => {
    const { page, context } = await open('#/flows');
    await page.getByRole('link', { name: /Notdienst/ }).click();
    await page.getByRole('link', { name: 'Ausgänge' }).click();
    await page.getByLabel('E-Mail-Adresse').fill('notdienst@muster.example');
    await page.getByRole('button', { name: 'Test-Mail senden' }).click();
    await page.getByText('Bitte speichern Sie zuerst die Adresse.').waitFor();
    expect(house.testMails).toEqual([]);
    await page.getByRole('button', { name: 'Speichern' }).click();
    await page.getByText('Gespeichert', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Test-Mail senden' }).click();
    await page.getByText('Die Test-Mail an notdienst@muster.example wurde angenommen.').waitFor();
    expect(house.testMails.map(each => each.mailAddress)).toEqual(['notdienst@muster.example']);
    await context.close();
  });

  it('adds a mailbox whose greeting says that calls are processed automatically', async () => {
    const { page, context } = await open('#/flows');
    await page.getByRole('button', { name: 'Mailbox hinzufügen' }).click();
    const dialog = page.getByRole('dialog', { name: 'Mailbox hinzufügen' });
    await dialog.getByLabel('Name').fill('WEG Lindenhof');
    await dialog.getByLabel('Rufnummern').fill('Zentrale');
    await dialog.getByRole('button', { name: 'Hinzufügen' }).click();
    await expect.poll(() => dialog.getByLabel('Rufnummern').getAttribute('aria-invalid')).toBe('true');
    // As people write it: without the country.
    await dialog.getByLabel('Rufnummern').fill('030 / 231 253 00');
    await dialog.getByRole('button', { name: 'Hinzufügen' }).click();
    await page.getByRole('heading', { name: 'WEG Lindenhof' }).waitFor();
    expect(mailbox('WEG Lindenhof')?.numbers).toEqual(['+493023125300']);
    expect(mailbox('WEG Lindenhof')?.flow.greetings.standard).toMatchObject({
      text: expect.stringContaining('automatisiert verarbeitet'),
    });
    await context.close();
  });
});

describe('Einstellungen', { timeout: 60_000 }, () => {
  it('shows what a contact list would change, names the rows that need a look, and takes it', async () => {
    const { page, offences, context } = await open('#/einstellungen');
    const section = page.getByRole('region', { name: 'Kontakte', exact: true });
    await section.getByText('Noch keine Kontakte.').waitFor();
    await section.getByRole('button', { name: 'Liste einlesen' }).click();
    await section.getByText('Bitte wählen Sie zuerst eine Datei.').waitFor();
    await section.getByLabel('Excel- oder CSV-Datei').setInputFiles({
      name: 'kontakte.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('Name;Telefon\nPetra Lindner;0441 9217740\nJürgen Öztürk;4,9E+10\n'),
    });
    await section.getByRole('button', { name: 'Liste einlesen' }).click();
    const list = section.getByRole('region', { name: 'kontakte.csv' });
    await list.getByText('2 Kontakte: 2 neu, 0 geändert, 0 nicht mehr dabei.').waitFor();
    await list.getByText('1 Hinweis zu Zeilen').click();
    await list.getByRole('cell', { name: /Excel hat die Rufnummer „4,9E\+10“/ }).waitFor();
    await list.getByRole('button', { name: 'Übernehmen' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Übernehmen' }).click();
    await section.getByText('2 Kontakte sind geladen.').waitFor();
    expect(await list.count()).toBe(0);
    expect(offences).toEqual([]);
    await context.close();
  });

  it('edits categories and says which keyword clashes', async () => {
    const { page, context } = await open('#/einstellungen');
    const section = page.getByRole('region', { name: 'Kategorien' });
    await section.getByRole('button', { name: 'Weitere Kategorie hinzufügen' }).click();
    await section.getByLabel('Name der Kategorie').last().fill('Heizung');
    await section.getByLabel('Schlagwort hinzufügen').last().fill('Heizung, Wasser,');
    await section.getByRole('button', { name: 'Speichern' }).click();
    await section.getByText('Das Schlagwort steht schon in der Kategorie „Wasser“.').waitFor();
    expect(listCategories(house.store.db).map(each => each.name)).toEqual(['Wasser']);

    await section.getByRole('button', { name: 'Schlagwort Wasser entfernen' }).last().click();
    await section.getByLabel('Schlagwort hinzufügen').last().fill('Heizkörper');
    await section.getByLabel('Schlagwort hinzufügen').last().press('Enter');
    await section.getByRole('button', { name: 'Speichern' }).click();
    await section.getByText('Gespeichert', { exact: true }).waitFor();
    expect(listCategories(house.store.db).map(({ name, keywords }) => ({ name, keywords }))).toEqual([
      { name: 'Wasser', keywords: ['Wasser', 'Rohr'] },
      { name: 'Heizung', keywords: ['Heizung', 'Heizkörper'] },
    ]);
    await context.close();
  });

  it('says which category a sentence would get from a list that is not saved, and by which word', async () => {
    const { page, context } = await open('#/einstellungen');
    const section = page.getByRole('region', { name: 'Kategorien' });
    await section.getByRole('button', { name: 'Weitere Kategorie hinzufügen' }).click();
    await section.getByLabel('Name der Kategorie').last().fill('Lärm');
    await section.getByLabel('Schlagwort hinzufügen').last().fill('Hund,');
    const tester = page.getByRole('region', { name: 'Schlagwörter ausprobieren' });
    await tester.getByLabel('Beispielsatz').fill('Frau Rohr stört das Hundegebell.');
    await tester.getByRole('button', { name: 'Satz prüfen' }).click();
    await tester.getByText('Kategorie: Lärm').waitFor();
    await tester.getByText('Lärm: „Hund“ als Teil von „Hundegebell.“').waitFor();
    await tester.getByText('„Rohr“ zählt nicht, weil es ein Name ist').waitFor();
    await tester.getByRole('button', { name: 'Mit bisherigen Nachrichten prüfen' }).click();
    await tester.getByText('Es gibt noch keine Nachricht mit Text.').waitFor();
    expect(listCategories(house.store.db).map(each => each.name)).not.toContain('Lärm');
    await context.close();
  });
});
