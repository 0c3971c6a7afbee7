/** Voices and pronunciations as an office meets them. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailboxId, UserId } from '../../src/domain/ids.ts';
import { findMailbox } from '../../src/store/mailboxes.ts';
import { readPronunciations, savePronunciations } from '../../src/store/pronunciations.ts';
import { startBrowser } from './browser.ts';
import { type House, openAs, openHouse } from './house.ts';
import { seedMailbox } from './seed.ts';

let browser: Browser;
let house: House;
let userId: UserId;
let mailboxId: MailboxId;

beforeAll(async () => {
  browser = await startBrowser();
  house = await openHouse();
  userId = await house.addUser();
  mailboxId = seedMailbox(house.store.db);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const open = (fragment: string) => openAs(browser, house, { userId, fragment, height: 1200 });
const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const standard = () => findMailbox(house.store.db, mailboxId)?.flow.greetings.standard;

describe('the editor of a greeting', { timeout: 90_000 }, () => {
  it('lets language and voice be chosen, and wants the voice made anew for each', async () => {
    const { page, offences, context } = await open(`#/flows/${mailboxId}`);
    const card = section(page, 'Standardansage');
    const voice = card.getByLabel('Stimme', { exact: true });
    await card.getByLabel('Ansagetext').fill('Guten Tag. Dieser Anruf wird automatisiert verarbeitet.');
    await card.getByRole('button', { name: 'Stimme erzeugen' }).click();
    await card.getByText('Die Stimme ist erzeugt.').waitFor();
    await voice.selectOption('espeak-ng, Frauenstimme');
    await card.getByText('Der Text ist neu').waitFor();
    const play = card.getByRole('button', { name: '„Standardansage“ anhören' });
    expect(await play.getAttribute('aria-disabled')).toBe('true');
    await section(page, 'Ansagen').getByRole('button', { name: 'Speichern' }).click();
    await section(page, 'Ansagen').getByText('Gespeichert', { exact: true }).waitFor();
    expect(standard()).toEqual({
      kind: 'voice',
      text: 'Guten Tag. Dieser Anruf wird automatisiert verarbeitet.',
      voice: 'espeak:de+f2',
    });

    // Another language has voices of its own; the text is the same, so it is the voice that is new.
    await card.getByLabel('Sprache').selectOption('Englisch');
    await card.getByText('Die Stimme ist geändert').waitFor();
    expect(await voice.inputValue()).toBe('');
    await voice.selectOption('espeak-ng, amerikanisch');
    await card.getByLabel('Sprache').selectOption('Türkisch');
    await card.getByText('werden Zahlen, Uhrzeiten und Abkürzungen so gelesen').waitFor();
    await card.getByLabel('Sprache').selectOption('Deutsch');
    expect(offences).toEqual([]);
    await context.close();
  });

  it('shows how numbers and times will be spoken, and nothing where that is as written', async () => {
    const { page, offences, context } = await open(`#/flows/${mailboxId}`);
    const card = section(page, 'Standardansage');
    const text = card.getByLabel('Ansagetext');
    await text.fill('Wir sind Mo–Fr 8–17 Uhr da, außer am 24.12.');
    await card
      .getByText(
        'Wir sind Montag bis Freitag acht bis siebzehn Uhr da, außer am vierundzwanzigsten Dezember.',
      )
      .waitFor();
    await text.fill('Guten Tag, bitte sprechen Sie.');
    await expect.poll(() => card.getByText('So wird es gesprochen:').count()).toBe(0);
    expect(offences).toEqual([]);
    await context.close();
  });

  it('says so when the chosen voice is gone, and which one spoke instead', async () => {
    const other = seedMailbox(house.store.db, {
      name: 'Ohne Stimme',
      numbers: [],
      flow: {
        ...(findMailbox(house.store.db, mailboxId)?.flow ?? fail()),
        greetings: {
          standard: { kind: 'voice', text: 'Guten Abend.', voice: 'piper:thorsten' },
          timed: [],
          calendar: { state: null, region: null, closingDays: [], yearlyClosingDays: [] },
        },
      },
    });
    const { page, offences, context } = await open(`#/flows/${other}`);
    const card = section(page, 'Standardansage');
    const chosen = card.getByLabel('Stimme', { exact: true }).locator('option:checked');
    await expect.poll(() => chosen.textContent()).toBe('thorsten (nicht installiert)');
    await card.getByRole('button', { name: 'Stimme erzeugen' }).click();
    await card.getByText('Die Stimme „thorsten“ ist nicht (mehr) installiert.').waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });
});

describe('the pronunciations', { timeout: 90_000 }, () => {
  it('are entered, heard before they are saved, saved, and used by the greetings', async () => {
    const { page, offences, context } = await open('#/einstellungen');
    const list = section(page, 'Aussprache');
    await list.getByText('Noch keine Wörter.').waitFor();
    await list.getByRole('button', { name: 'Wort hinzufügen' }).click();
    const word = list.getByLabel('Aussprache 1: Wort');
    await expect.poll(() => word.evaluate(input => input.matches(':focus'))).toBe(true);
    await word.fill('Nguyen');
    await list.getByLabel('Aussprache 1: Gesprochen als').fill('Nujen');
    await list.getByRole('button', { name: '„Nguyen“ vorhören' }).click();
    await list
      .getByRole('button', { name: '„Nguyen“ anhalten' })
      .or(list.getByRole('button', { name: '„Nguyen“ vorhören' }))
      .waitFor();
    expect(readPronunciations(house.store.db)).toEqual([]);
    await list.getByRole('button', { name: 'Wort hinzufügen' }).click();
    await list.getByLabel('Aussprache 2: Wort').fill('nguyen');
    await list.getByLabel('Aussprache 2: Gesprochen als').fill('Nojen');
    await list.getByRole('button', { name: 'Speichern' }).click();
    await list.getByText('steht zweimal in der Liste').waitFor();
    expect(readPronunciations(house.store.db)).toEqual([]);
    await list.getByRole('button', { name: 'Aussprache entfernen: „nguyen“', exact: true }).click();
    await list.getByRole('button', { name: 'Speichern' }).click();
    await list.getByText('Gespeichert', { exact: true }).waitFor();
    expect(readPronunciations(house.store.db)).toEqual([{ word: 'Nguyen', spoken: 'Nujen' }]);

    await page.goto(`/#/flows/${mailboxId}`);
    const card = section(page, 'Standardansage');
    await card.getByLabel('Ansagetext').fill('Hier ist Frau Nguyen.');
    await card.getByText('Hier ist Frau Nujen.').waitFor();
    const greetings = section(page, 'Ansagen');
    await greetings.getByRole('button', { name: 'Speichern' }).click();
    await greetings.getByText('Gespeichert', { exact: true }).waitFor();

    // As when the voice was away while the pronunciation was changed.
    savePronunciations(house.store.db, [{ word: 'Nguyen', spoken: 'Nojen' }], Date.now());
    await page.reload();
    await card.getByText('Anrufende hören noch die bisherige Fassung.').waitFor();
    const play = card.getByRole('button', { name: '„Standardansage“ anhören' });
    expect(await play.getAttribute('aria-disabled')).toBe('true');
    await card.getByRole('button', { name: 'Stimme erzeugen' }).click();
    await expect.poll(() => play.getAttribute('aria-disabled')).toBe('false');
    expect(await card.getByText('Anrufende hören noch die bisherige Fassung.').count()).toBe(0);
    expect(offences).toEqual([]);
    await context.close();
  });
});

function fail(): never {
  throw new Error('the mailbox is gone');
}
