import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallId, MailboxId, UserId } from '../../src/domain/ids.ts';
import { addProbe, endProbe, newestProbes } from '../../src/store/probes.ts';
import { readTelephoneSettings } from '../../src/store/settings.ts';
import { startBrowser } from './browser.ts';
import { type House, openAs, openHouse } from './house.ts';
import { type SeededCall, seedAttempt, seedMailbox, seedMessage } from './seed.ts';
import { hausmeister, lineDiagnosis, seedForwarded } from './seed-line.ts';

let browser: Browser;
let house: House;
let userId: UserId;
let mailboxId: MailboxId;
let connected: CallId;
let trimmed: SeededCall;

beforeAll(async () => {
  browser = await startBrowser();
  house = await openHouse({
    startProbe: async mailbox => addProbe(house.store.db, { mailboxId: mailbox, now: Date.now() }),
  });
  userId = await house.addUser();
  const { db } = house.store;
  mailboxId = seedMailbox(db);
  const place = { db, mailboxId, recordingsFolder: house.recordingsFolder };
  const now = Date.now();
  seedAttempt(place, { reason: 'turned-away', arrivedAt: now - 5_000 });
  seedAttempt(place, { reason: 'no-choice', arrivedAt: now - 4_000 });
  seedForwarded(place, {
    forward: hausmeister,
    end: { result: 'busy', talkMs: 0 },
    arrivedAt: now - 3_000,
  });
  connected = seedForwarded(place, {
    forward: hausmeister,
    end: { result: 'answered', talkMs: 192_000 },
    originalNumber: '+493099999999',
    arrivedAt: now - 2_000,
    diagnosis: lineDiagnosis,
  });
  seedForwarded(place, { forward: hausmeister, end: null, arrivedAt: now - 1_000 });
  trimmed = seedMessage(place, {
    text: 'Hier ist Petra Lindner. Im Keller ist ein Rohr geplatzt.',
    recording: { shownToMs: 2_000 },
  });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

describe('the Inbox', { timeout: 60_000 }, () => {
  it('says who was reached and who was not, and filters forwarded calls', async () => {
    const { page, offences, context } = await openAs(browser, house, { userId, fragment: '#/inbox' });
    const list = page.getByRole('list', { name: 'Anrufe' });
    for (const line of [
      'Wird mit Hausmeister verbunden …',
      'Mit Hausmeister verbunden, 3:12 min',
      'Hausmeister war besetzt',
      'keine gültige Ziffer gedrückt',
      'abgewiesen: zu viele Anrufe gleichzeitig',
    ]) {
      await list.getByText(line).waitFor();
    }
    await page.getByRole('button', { name: 'Weitergeleitet' }).click();
    await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
    await list.getByText('Mit Hausmeister verbunden, 3:12 min').click();
    await page.getByText('ursprünglich: +49 30 99999999').waitFor();
    const forwarding = page.getByRole('region', { name: 'Weiterleitung', exact: true });
    expect((await forwarding.textContent())?.replace(/\s+/g, ' ')).toContain(
      'Hausmeister +49 170 1234567: verbunden, 3:12 min',
    );
    expect(offences).toEqual([]);
    await context.close();
  });

  it('shows how a call looked on the line, when somebody asks', async () => {
    const visitor = await openAs(browser, house, { userId, fragment: `#/inbox/${connected}` });
    const { page, offences, requests, context } = visitor;
    const heading = page.getByRole('heading', { name: 'Leitung', exact: true });
    await heading.waitFor();
    const path = `GET /api/v1/calls/${connected}/diagnosis`;
    expect(requests).not.toContain(path);
    await heading.click();
    await page.getByText('nach 3,2 s, RFC 4733, 160 ms').waitFor();
    expect(requests).toContain(path);
    await page.getByText('Kopfzeilen und Nummern im Einzelnen').click();
    await page.getByRole('cell', { name: 'nicht gebraucht' }).waitFor();
    await page.getByText('<sip:+493023125543@trunk.example>;tag=abc').waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('plays what is worth hearing, and all of it on demand', async () => {
    const visitor = await openAs(browser, house, { userId, fragment: `#/inbox/${trimmed.callId}` });
    const { page, offences, context } = visitor;
    await page.getByRole('button', { name: 'Tonaufnahme laden' }).click();
    const slider = page.getByRole('slider', { name: 'Stelle in der Tonaufnahme' });
    expect(await slider.getAttribute('max')).toBe('2000');
    await page.getByRole('button', { name: 'Abspielen' }).click();
    await page.getByRole('button', { name: 'Anhalten' }).waitFor();
    // It ends by itself at two seconds, and begins anew when played again.
    await page.getByRole('button', { name: 'Abspielen' }).waitFor();
    expect(Number(await slider.inputValue())).toBe(2_000);
    await page.getByRole('button', { name: 'Abspielen' }).click();
    await page.getByRole('button', { name: 'Anhalten' }).click();
    expect(Number(await slider.inputValue())).toBeLessThan(2_000);

    await page.getByLabel('ganze Aufnahme').check();
    expect(Number(await slider.getAttribute('max'))).toBeGreaterThan(3_000);
    await page.getByLabel('ganze Aufnahme').uncheck();
    // A word beyond that part turns the whole recording on.
    await page.locator('.word').last().click();
    await expect.poll(() => page.getByLabel('ganze Aufnahme').isChecked()).toBe(true);
    expect(offences).toEqual([]);
    await context.close();
  });
});

describe('Einstellungen, Telefon', { timeout: 60_000 }, () => {
  it('saves the settings of the house as people write them', async () => {
    const { page, offences, context } = await openAs(browser, house, { userId, fragment: '#/einstellungen' });
    const section = page.getByRole('region', { name: 'Telefon', exact: true });
    await section.getByLabel('Land').selectOption('Österreich');
    await section.getByLabel('Ortsvorwahl').fill('030');
    await section.getByLabel('Anrufe gleichzeitig').fill('12');
    await section.getByLabel('Erlaubte Vorwahlen').fill('+49\n0043 ');
    await section.getByLabel('Regelmäßig von selbst anrufen').check();
    await section.getByLabel('Abstand in Stunden').fill('6');
    await section.getByText('Noch nicht gespeichert').waitFor();
    await section.getByRole('button', { name: 'Speichern' }).click();
    await section.getByText('Gespeichert', { exact: true }).waitFor();
    expect(readTelephoneSettings(house.store.db)).toEqual({
      country: 'AT',
      areaCode: '30',
      maxCalls: 12,
      forwarding: { allowedPrefixes: ['+49', '+43'], maxSimultaneous: 4, maxPerHour: 60 },
      probe: { isOn: true, everyHours: 6 },
    });
    await section.getByLabel('Erlaubte Vorwahlen').fill('alles');
    await section.getByRole('button', { name: 'Speichern' }).click();
    await section.getByRole('alert').waitFor();
    expect(readTelephoneSettings(house.store.db).forwarding.allowedPrefixes).toEqual(['+49', '+43']);
    expect(offences).toEqual([]);
    await context.close();
  });

  it('places a probe call and says what became of it', async () => {
    const { db } = house.store;
    const { page, offences, context } = await openAs(browser, house, { userId, fragment: '#/einstellungen' });
    const section = page.getByRole('region', { name: 'Probeanrufe', exact: true });
    await section.getByText('Noch kein Probeanruf.').waitFor();
    await section.getByRole('button', { name: 'Jetzt Probeanruf' }).click();
    await section.getByText('Der Probeanruf läuft.').waitFor();
    const probe = newestProbes(db, 1)[0];
    if (!probe) throw new Error('no probe was placed');
    endProbe(db, {
      probeId: probe.id,
      outcome: 'failed',
      detail: 'Die Aufnahme ist nicht angekommen.',
      now: Date.now(),
    });
    await section.getByText('fehlgeschlagen').waitFor();
    await section.getByText('Die Aufnahme ist nicht angekommen.').waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });
});
