import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserId } from '../../src/domain/ids.ts';
import { setDone } from '../../src/store/messages.ts';
import { openVisitor, startBrowser } from './browser.ts';
import { type House, openAs, openHouse } from './house.ts';
import { petra, type SeededCall, seedAttempt, seedMailbox, seedMessage, summaryOf } from './seed.ts';

const hour = 3_600_000;
const burst =
  'Guten Tag, hier ist Petra Lindner aus der Gartenstraße 12. Bei mir läuft Wasser aus der Decke im Bad. Bitte rufen Sie sofort zurück unter 0441 783295.';

let browser: Browser;
let house: House;
let userId: UserId;
let emergency: SeededCall;
let unclear: SeededCall;
let silent: SeededCall;
let failed: SeededCall;

beforeAll(async () => {
  browser = await startBrowser();
  house = await openHouse();
  userId = await house.addUser();
  const { db } = house.store;
  const place = { db, mailboxId: seedMailbox(db), recordingsFolder: house.recordingsFolder };
  const now = Date.now();
  failed = seedMessage(place, {
    text: 'Der Aufzug steht seit gestern.',
    callerNumber: '+4915123456789',
    arrivedAt: now - 50 * hour,
    delivery: 'failed',
    recording: { isCutAtLimit: true },
  });
  seedAttempt(place, { reason: 'hung-up-early', callerNumber: null, arrivedAt: now - 49 * hour });
  unclear = seedMessage(place, {
    text: 'Hoffmeister mein Name, ich habe eine Frage zur Abrechnung.',
    callerNumber: '+49441783295',
    arrivedAt: now - 48 * hour,
    match: {
      kind: 'ambiguous',
      candidates: [
        { ...petra, name: 'Klaus Hoffmeister' },
        { ...petra, name: 'Inge Hoffmeister' },
      ],
      evidence: [{ kind: 'number', text: 'Rufnummer bei zwei Kontakten bekannt' }],
    },
    summary: summaryOf('Hoffmeister mein Name, ich habe eine Frage zur Abrechnung.', 'normal', {
      callerName: 'Hoffmeister',
    }),
  });
  silent = seedMessage(place, {
    text: '',
    callerNumber: '+498912345678',
    arrivedAt: now - 47 * hour,
    recording: { isComplete: false },
  });
  emergency = seedMessage(place, {
    text: burst,
    arrivedAt: now - 60_000,
    match: { kind: 'matched', contact: petra, evidence: [{ kind: 'number', text: 'Rufnummer bekannt' }] },
    category: { name: 'Wasser', keyword: 'Wasser' },
    doubtful: ['Decke'],
    summary: summaryOf(burst, 'emergency', {
      because: 'läuft Wasser aus der Decke',
      callback: ['0441 783295.', '+49441783295'],
    }),
  });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const open = (fragment: string, look: { width?: number } = {}) =>
  openAs(browser, house, { userId, fragment, ...look });

describe('the inbox', { timeout: 60_000 }, () => {
  it('lists calls newest first: who, when, one line, category, delivery, and the word Notfall', async () => {
    const { page, offences, context } = await open('#/inbox');
    const rows = page.getByRole('list', { name: 'Anrufe' }).getByRole('listitem');
    await rows.first().waitFor();
    const texts = await rows.allInnerTexts();
    expect(texts).toHaveLength(5);
    expect(texts[0]).toMatch(/Notfall/);
    expect(texts[0]).toMatch(/Petra Lindner/);
    expect(texts[0]).toMatch(/Wasser/);
    expect(texts[0]).toMatch(/zugestellt/);
    expect(texts[1]).toMatch(/Kein Text vorhanden/);
    expect(texts[2]).toMatch(/\+49 441 783295/);
    expect(texts[3]).toMatch(/Rufnummer unterdrückt/);
    expect(texts[3]).toMatch(/vor dem Signalton aufgelegt/);
    expect(texts[4]).toMatch(/nicht zugestellt/);
    expect(await page.title()).toContain('(4)');
    expect(offences).toEqual([]);
    await context.close();
  });

  it('shows of a known caller who, where, how to call back, what, how urgent and why, how sure, and where it went', async () => {
    const { page, offences, context } = await open(`#/inbox/${emergency.callId}`);
    const call = page.getByRole('article');
    await call.getByRole('heading', { name: 'Petra Lindner · Mieterin' }).waitFor();
    const text = (await call.textContent()) ?? '';
    const order = [
      'Petra Lindner',
      'Gartenstraße 12, 2. OG links',
      '+49 441 783295',
      '+49 30 23125543',
      'Anliegen',
      'So gesagt',
      'Notfall, weil: „läuft Wasser aus der Decke“',
      `1 von ${burst.split(' ').length} Wörtern unsicher, bitte prüfen`,
      'Tonaufnahme',
      'Was gesagt wurde',
      'Demo-Spracherkennung (nur synthetische Stimmen)',
      'Zustellung',
      'buero@muster.example',
      'Warum dieser Kontakt?',
    ].map(each => text.indexOf(each));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(await call.getByRole('link', { name: '+49 441 783295' }).getAttribute('href')).toBe(
      'tel:+49441783295',
    );
    expect(await call.locator('.doubtful').allInnerTexts()).toEqual([expect.stringContaining('Decke')]);
    expect(await call.locator('.doubtful').getAttribute('title')).toBe('bitte prüfen');
    await call.getByText('Warum dieser Kontakt?').click();
    await call.getByText('Rufnummer bekannt').waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('marks the words that a claim rests on', async () => {
    const { page, context } = await open(`#/inbox/${emergency.callId}`);
    await page.getByRole('button', { name: '„läuft Wasser aus der Decke“' }).click();
    const marked = await page.locator('.word.marked').allInnerTexts();
    expect(marked.map(word => word.replace(/\(.*/, '').trim()).join(' ')).toBe('läuft Wasser aus der Decke');
    await context.close();
  });

  it('gives no name as a fact where several contacts are possible', async () => {
    const { page, context } = await open(`#/inbox/${unclear.callId}`);
    await page.getByRole('heading', { name: '+49 441 783295' }).waitFor();
    await page.getByText('Mehrere Kontakte möglich, bitte prüfen').waitFor();
    expect(await page.getByRole('listitem').filter({ hasText: 'Klaus Hoffmeister' }).isVisible()).toBe(false);
    await page.getByText('Warum dieser Kontakt?').click();
    await page.getByText('Keiner ist sicher').waitFor();
    expect(await page.getByText('Inge Hoffmeister').isVisible()).toBe(true);
    await context.close();
  });

  it('says in plain words what could not be made, and that a recording is incomplete or cut', async () => {
    const { page, context } = await open(`#/inbox/${silent.callId}`);
    await page.getByText('Es ist kein Sprachmodell installiert.').waitFor();
    await page.getByText('Ohne Text kann das Anliegen nicht zusammengefasst werden.').waitFor();
    await page.getByText('Unvollständig').waitFor();
    await page.goto(`/#/inbox/${failed.callId}`);
    await page.getByText('Gekürzt').waitFor();
    await context.close();
  });

  it('filters and searches, and keeps both in the address', async () => {
    const { page, context } = await open('#/inbox');
    const rows = page.getByRole('list', { name: 'Anrufe' }).getByRole('listitem');
    await rows.first().waitFor();
    await page.getByRole('button', { name: 'Anrufversuche' }).click();
    await expect.poll(() => rows.count()).toBe(1);
    expect(page.url()).toContain('filter=attempts');
    await page.reload();
    await expect.poll(() => rows.count()).toBe(1);

    await page.getByRole('button', { name: 'Alle' }).click();
    await expect.poll(() => rows.count()).toBe(5);
    await page.keyboard.press('/');
    await page.keyboard.type('783295');
    await expect.poll(() => rows.count()).toBe(2);
    expect(page.url()).toContain('query=783295');
    await page.keyboard.press('Escape');
    await expect.poll(() => rows.count()).toBe(5);

    await page.getByRole('searchbox').fill('Zahnarzt');
    await page.getByText('Kein Anruf passt zu dieser Auswahl.').waitFor();
    await page.getByRole('link', { name: 'Alle Anrufe zeigen' }).click();
    await expect.poll(() => rows.count()).toBe(5);
    await context.close();
  });

  it('marks a message as done and opens it again, and leaves out done ones under Offen', async () => {
    const { page, context } = await open(`#/inbox/${failed.callId}?filter=open`);
    const rows = page.getByRole('list', { name: 'Anrufe' }).getByRole('listitem');
    await expect.poll(() => rows.count()).toBe(4);
    await page.getByRole('button', { name: 'Erledigt' }).click();
    await page.getByRole('button', { name: 'Wieder öffnen' }).waitFor();
    await expect.poll(() => rows.count()).toBe(3);
    await page.getByText('3 offene Nachrichten').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Wieder öffnen' }).click();
    await expect.poll(() => rows.count()).toBe(4);
    await context.close();
  });

  it('sends a message again on request and says so', async () => {
    const { page, context } = await open(`#/inbox/${failed.callId}`);
    await page.getByText('Versuch 1: abgelehnt').waitFor();
    await page.getByRole('button', { name: 'Erneut senden' }).click();
    await page.getByText('Wird erneut gesendet.').waitFor();
    await context.close();
  });

  it('is worked with the keyboard alone: j, k, Enter, e, / and ?', async () => {
    setDone(house.store.db, emergency.messageId, null);
    const { page, offences, context } = await open('#/inbox');
    await page.getByRole('list', { name: 'Anrufe' }).waitFor();
    const current = () => page.locator('.row[aria-current]').getAttribute('id');
    await page.keyboard.press('j');
    expect(await current()).toBe(`row-${emergency.callId}`);
    await page.keyboard.press('j');
    expect(await current()).toBe(`row-${silent.callId}`);
    await page.keyboard.press('k');
    expect(await current()).toBe(`row-${emergency.callId}`);
    await page.getByRole('heading', { name: 'Petra Lindner' }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator(':focus').getAttribute('id')).toBe('call-title');

    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Wieder öffnen' }).waitFor();
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Erledigt' }).waitFor();

    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Tastenkürzel' });
    await help.waitFor();
    await help.getByLabel('Tastenkürzel verwenden').uncheck();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    await page.keyboard.press('j');
    expect(await current()).toBe(`row-${emergency.callId}`);
    expect(offences).toEqual([]);
    await context.close();
  });

  it('on a phone shows the list, then the call, and finds the way back', async () => {
    const { page, context } = await open('#/inbox', { width: 360 });
    await page.getByRole('link', { name: /Petra Lindner/ }).click();
    await page.getByRole('heading', { name: 'Petra Lindner' }).waitFor();
    expect(await page.getByRole('list', { name: 'Anrufe' }).isVisible()).toBe(false);
    await page.getByRole('link', { name: 'Zurück zur Liste' }).click();
    await page.getByRole('list', { name: 'Anrufe' }).waitFor();
    expect(await page.getByRole('article').isVisible()).toBe(false);
    await context.close();
  });
});

describe('an empty inbox', { timeout: 60_000 }, () => {
  it('names the number to call now', async () => {
    const empty = await openHouse();
    try {
      seedMailbox(empty.store.db);
      const visitor = await openVisitor(browser, empty.address);
      await visitor.page.goto(`/${empty.loginLink(await empty.addUser())}`);
      await visitor.page
        .getByText('Rufen Sie jetzt +49 30 23125100 an: Der Anruf erscheint hier sofort.')
        .waitFor();
      await visitor.context.close();
    } finally {
      await empty.close();
    }
  });
});
