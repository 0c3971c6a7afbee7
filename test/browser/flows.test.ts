import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallId, MailboxId, UserId } from '../../src/domain/ids.ts';
import { endCall, findCall, keepDiagnosis } from '../../src/store/calls.ts';
import { findMailbox } from '../../src/store/mailboxes.ts';
import { startBrowser } from './browser.ts';
import { type House, openAs, openHouse } from './house.ts';
import { seedMailbox } from './seed.ts';
import { lineDiagnosis, seedRunning } from './seed-line.ts';

const speech = readFileSync(new URL('../fixtures/demo-heizung.wav', import.meta.url));

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

const open = () => openAs(browser, house, { userId, fragment: `#/flows/${mailboxId}`, height: 1200 });
const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const saved = () => {
  const mailbox = findMailbox(house.store.db, mailboxId);
  if (!mailbox) throw new Error('the mailbox is gone');
  return mailbox.flow;
};

describe('Eingänge', { timeout: 90_000 }, () => {
  it('lets a greeting be written, spoken, heard, and never plays old audio for a new text', async () => {
    const { page, offences, context } = await open();
    const card = section(page, 'Standardansage');
    const play = card.getByRole('button', { name: '„Standardansage“ anhören' });
    // What is saved can be heard at once.
    await play.click();
    await card.getByRole('button', { name: '„Standardansage“ anhalten' }).click();

    await card.getByLabel('Ansagetext').fill('Guten Tag. Dieser Anruf wird automatisiert verarbeitet');
    await card.getByText('Der Text ist neu: Bitte Stimme erzeugen und speichern.').waitFor();
    expect(await play.getAttribute('aria-disabled')).toBe('true');
    await play.click({ force: true });
    expect(await card.getByRole('button', { name: '„Standardansage“ anhalten' }).count()).toBe(0);
    await card.getByRole('button', { name: 'Stimme erzeugen' }).click();
    await card.getByText('Die Stimme ist erzeugt.').waitFor();
    await play.click();
    await card.getByRole('button', { name: '„Standardansage“ anhalten' }).waitFor();
    await section(page, 'Ansagen').getByRole('button', { name: 'Speichern' }).click();
    await section(page, 'Ansagen').getByText('Gespeichert', { exact: true }).waitFor();
    expect(saved().greetings.standard).toEqual({
      kind: 'voice',
      text: 'Guten Tag. Dieser Anruf wird automatisiert verarbeitet',
    });
    expect(offences).toEqual([]);
    await context.close();
  });

  it('adds a greeting for the evening, refuses one that overlaps it, and removes that after a question', async () => {
    const { page, offences, context } = await open();
    const greetings = section(page, 'Ansagen');
    await greetings.getByRole('button', { name: 'Ansage hinzufügen' }).click();
    const evening = section(page, 'Ansage 1');
    await evening.getByLabel('Name der Ansage').fill('Abend');
    const card = section(page, 'Abend');
    await card.getByLabel('Von').fill('18:00');
    await card.getByLabel('Bis', { exact: true }).fill('08:00');
    await card.getByLabel('Freitag').uncheck();
    await card.getByLabel('an Feiertagen und Schließtagen').check();
    await greetings.getByRole('button', { name: 'Speichern' }).click();
    await greetings.getByText('Gespeichert', { exact: true }).waitFor();
    expect(saved().greetings.timed).toMatchObject([
      {
        name: 'Abend',
        windows: [{ weekdays: [1, 2, 3, 4], from: '18:00', to: '08:00' }],
        onHolidays: true,
        dates: [],
      },
    ]);

    await greetings.getByRole('button', { name: 'Ansage hinzufügen' }).click();
    const late = section(page, 'Ansage 1');
    await late.getByLabel('Von').fill('17:00');
    await late.getByLabel('Bis', { exact: true }).fill('19:00');
    await greetings.getByRole('button', { name: 'Speichern' }).click();
    const refusal = greetings.getByRole('alert');
    await refusal.waitFor();
    expect(await refusal.textContent()).toMatch(/„Abend“.*„Ansage 1“|„Ansage 1“.*„Abend“/);
    expect(saved().greetings.timed).toHaveLength(1);

    await late.getByRole('button', { name: 'Ansage entfernen: „Ansage 1“' }).click();
    const question = page.getByRole('dialog');
    await question.getByText('Soll die Ansage „Ansage 1“').waitFor();
    await question.getByRole('button', { name: 'Ansage entfernen' }).click();
    expect(await section(page, 'Ansage 1').count()).toBe(0);
    await greetings.getByRole('button', { name: 'Speichern' }).click();
    await greetings.getByText('Gespeichert', { exact: true }).waitFor();
    expect(saved().greetings.timed.map(each => each.name)).toEqual(['Abend']);
    expect(offences).toEqual([]);
    await context.close();
  });

  it('lets further languages be ticked, and keeps them', async () => {
    const { page, offences, context } = await open();
    const languages = section(page, 'Sprachen der Anrufenden');
    await languages.getByLabel('Türkisch').check();
    await languages.getByLabel('Englisch').check();
    await languages.getByRole('button', { name: 'Speichern' }).click();
    await languages.getByText('Gespeichert', { exact: true }).waitFor();
    expect(saved().otherLanguages).toEqual(['en', 'tr']);
    await page.reload();
    expect(await languages.getByLabel('Englisch').isChecked()).toBe(true);
    expect(await languages.getByLabel('Polnisch').isChecked()).toBe(false);
    expect(offences).toEqual([]);
    await context.close();
  });

  it('takes a recording, keeps the old one when a file is none, and says how long it is', async () => {
    const { page, offences, context } = await open();
    const greetings = section(page, 'Ansagen');
    const card = section(page, 'Abend');
    await card.getByRole('tab', { name: 'KI-Stimme' }).press('ArrowRight');
    await card.getByText('Noch keine Tonaufnahme.').waitFor();
    await greetings.getByRole('button', { name: 'Speichern' }).click();
    await greetings.getByText('Für „Abend“ fehlt die Tonaufnahme.').waitFor();

    const file = card.getByLabel('MP3- oder WAV-Datei');
    await file.setInputFiles({ name: 'abend.wav', mimeType: 'audio/wav', buffer: speech });
    await card.getByText('Die Datei ist gültig.').waitFor();
    await card.getByText(/^abend\.wav \(0:\d\d\)$/).waitFor();
    await file.setInputFiles({ name: 'brief.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('kein Ton') });
    // Looked at by a decoder of its own, which takes its time to start.
    await expect.poll(() => file.getAttribute('aria-invalid'), { timeout: 15_000 }).toBe('true');
    await card.getByText(/^abend\.wav/).waitFor();
    await card.getByRole('button', { name: '„Abend“ anhören' }).click();
    await card.getByRole('button', { name: '„Abend“ anhalten' }).click();
    await greetings.getByRole('button', { name: 'Speichern' }).click();
    await greetings.getByText('Gespeichert', { exact: true }).waitFor();
    expect(saved().greetings.timed[0]?.source).toMatchObject({ kind: 'upload', fileName: 'abend.wav' });
    expect(offences).toEqual([]);
    await context.close();
  });

  it('answers what is heard at a moment, on a working day and on a holiday', async () => {
    const { page, offences, context } = await open();
    const heard = section(page, 'Was hört man am … um …?');
    const ask = async (date: string, time: string) => {
      await heard.getByLabel('Tag').fill(date);
      await heard.getByLabel('Uhrzeit').fill(time);
      await heard.getByRole('button', { name: 'Nachsehen' }).click();
      return (await heard.locator('strong').textContent()) ?? '';
    };
    // A Monday: R063.
    expect(await ask('2026-11-23', '10:00')).toBe('Standardansage');
    expect(await ask('2026-11-23', '20:00')).toBe('Abend');
    await heard.getByRole('button', { name: '„Abend“ anhören' }).click();
    await heard.getByRole('button', { name: '„Abend“ anhalten' }).click();

    const holidays = section(page, 'Feiertage und Schließtage');
    await holidays.getByLabel('Bundesland').selectOption('Bayern');
    await holidays.getByLabel('Gebiet').selectOption('Stadt Augsburg');
    await holidays.getByRole('button', { name: '24.12. hinzufügen' }).click();
    await holidays.getByRole('button', { name: 'Speichern' }).click();
    await holidays.getByText('Gespeichert', { exact: true }).waitFor();
    expect(saved().greetings.calendar).toEqual({
      state: 'BY',
      region: 'augsburg',
      closingDays: [],
      yearlyClosingDays: [{ monthDay: '12-24', name: 'Heiligabend' }],
    });
    await holidays.getByText(/^Alle Tage/).click();
    await holidays.getByText('Augsburger').or(holidays.getByText('Friedensfest')).first().waitFor();
    expect(await ask('2026-12-24', '15:00')).toBe('Abend');
    await heard.getByText('Heiligabend').waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('adds a forwarding, says that the 0 is needed, and mends the greeting by a click', async () => {
    const { page, offences, context } = await open();
    const menu = section(page, 'Weiterleitungen');
    await menu.getByText('Ohne Weiterleitung beginnt die Aufnahme').waitFor();
    await menu.getByRole('button', { name: 'Weiterleitung hinzufügen' }).click();
    await menu.getByText('müssen Anrufende die 0 drücken').waitFor();
    await menu.getByLabel('Ziffer', { exact: true }).selectOption('3');
    await menu.getByLabel('Wer antwortet').fill('Hausmeister');
    await menu.getByLabel('Zielnummer').fill('0900 1234567');
    await menu.getByRole('button', { name: 'Speichern' }).click();
    await menu.getByText('Sonder- oder Mehrwertnummer').waitFor();
    expect(saved().menu.forwardings).toEqual([]);
    await menu.getByLabel('Zielnummer').fill('+49 170 / 123 45 67');
    await menu.getByLabel('Annahme mit der 1 bestätigen').check();
    await menu.getByRole('button', { name: 'Speichern' }).click();
    await menu.getByText('Gespeichert', { exact: true }).waitFor();
    expect(saved().menu.forwardings).toEqual([
      {
        digit: '3',
        name: 'Hausmeister',
        target: '+491701234567',
        ringSeconds: 20,
        mustAccept: true,
        shownNumber: 'own',
      },
    ]);

    const card = section(page, 'Standardansage');
    await card.getByText('Die Ziffer 3 (Hausmeister) kommt im Text nicht vor').waitFor();
    await card.getByText('Die 0 kommt im Text nicht vor').waitFor();
    await card.getByRole('button', { name: /^Satz anfügen: Mit der Taste 3/ }).click();
    await card.getByRole('button', { name: /^Satz anfügen: Um eine Nachricht/ }).click();
    expect(await card.getByLabel('Ansagetext').inputValue()).toBe(
      'Guten Tag. Dieser Anruf wird automatisiert verarbeitet. Mit der Taste 3 erreichen Sie: Hausmeister. Um eine Nachricht zu hinterlassen, drücken Sie die 0.',
    );
    expect(await card.getByRole('button', { name: /^Satz anfügen/ }).count()).toBe(0);
    expect(offences).toEqual([]);
    await context.close();
  });

  it('shows a test call live from the first moment to the end', async () => {
    const { db } = house.store;
    const { page, offences, context } = await open();
    const test = section(page, 'Testanruf');
    await test.getByRole('button', { name: 'Testanruf starten' }).click();
    await test.getByRole('link', { name: '+49 30 23125100' }).waitFor();

    const place = { db, mailboxId, recordingsFolder: house.recordingsFolder };
    const callId = seedRunning(place, { ...lineDiagnosis, digits: [], quality: null });
    ring(callId);
    await test.getByText('Der Anruf läuft.').waitFor();
    await test.getByText('aus P-Asserted-Identity').waitFor();
    await test.getByText('noch keine').waitFor();

    keepDiagnosis(db, callId, lineDiagnosis);
    house.tell({ type: 'test-call-changed', mailboxId });
    await test.getByText('nach 3,2 s, RFC 4733, 160 ms').waitFor();
    await test.getByText('990 empfangen, 10 verloren (1,0 %)').waitFor();
    await test.getByRole('meter', { name: 'Pegel' }).waitFor();
    endCall(db, { callId, outcome: { type: 'attempt', reason: 'hung-up-early' }, endedAt: Date.now() });
    // No news this time: the page asks by itself.
    await test.getByText('Der Anruf ist beendet.').waitFor();
    await test.getByRole('button', { name: 'Beenden' }).click();
    await test.getByRole('button', { name: 'Testanruf starten' }).waitFor();
    await test.getByText('aus P-Asserted-Identity').waitFor({ state: 'detached' });
    expect(offences).toEqual([]);
    await context.close();
  });
});

/** A call has begun, as the line tells it to those who watch. */
function ring(callId: CallId): void {
  const mailbox = findMailbox(house.store.db, mailboxId);
  const call = findCall(house.store.db, callId);
  if (!mailbox || !call?.diagnosis) throw new Error('the call is not there');
  house.lineWatch.onBegun({
    callId,
    channelId: 'channel',
    mailbox,
    kind: 'caller',
    callerNumber: null,
    probeId: null,
    diagnosis: call.diagnosis,
    arrivedAt: call.arrivedAt,
  });
}
