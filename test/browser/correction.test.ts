/** Correcting who called: what is to be learned is said before it is stored, and what was stored afterwards. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ContactId, UserId } from '../../src/domain/ids.ts';
import { type IdentifyDesk, openIdentifyDesk } from '../../src/identify-desk.ts';
import { listLearned } from '../../src/store/learned.ts';
import { makeTestSet } from '../unit/identify-set.ts';
import { startBrowser } from './browser.ts';
import { type House, openAs, openHouse } from './house.ts';
import { petra, type SeededCall, seedMailbox, seedMessage } from './seed.ts';

const shared = '+4923815500';
const list = makeTestSet([
  { id: 'hans', person: ['Herr', 'Hans', 'Müller'], street: 'Ulmenweg', house: [4, 4], numbers: [shared] },
  { id: 'petra', person: ['Frau', 'Petra', 'Müller'], street: 'Ulmenweg', house: [4, 4], numbers: [shared] },
  { id: 'arne', person: ['Herr', 'Arne', 'Jürgens'], street: 'Ulmenweg', house: [6, 6] },
]);
let browser: Browser;
let house: House;
let desk: IdentifyDesk;
let userId: UserId;
let couple: SeededCall;
let misheard: SeededCall;

beforeAll(async () => {
  browser = await startBrowser();
  // The desk of a real list; it needs the store that the house opens.
  house = await openHouse({
    identify: {
      search: order => desk.search(order),
      facts: (callId, contactId) => desk.facts(callId, contactId),
      correct: (callId, input) => desk.correct(callId, input),
      view: () => desk.view(),
      setPhoneWins: phoneWins => desk.setPhoneWins(phoneWins),
      revoke: ruleId => desk.revoke(ruleId),
    },
  });
  const { db } = house.store;
  desk = openIdentifyDesk({
    db,
    contacts: { live: () => list.set },
    numbers: () => ({ country: 'DE', areaCode: null }),
    now: Date.now,
  });
  userId = await house.addUser();
  const place = { db, mailboxId: seedMailbox(db), recordingsFolder: house.recordingsFolder };
  couple = seedMessage(place, {
    text: 'Hier ist Müller, die Klingel geht nicht.',
    callerNumber: shared,
    match: {
      kind: 'ambiguous',
      candidates: [
        { ...petra, contactId: 'hans' as ContactId, name: 'Hans Müller' },
        { ...petra, contactId: 'petra' as ContactId, name: 'Petra Müller' },
      ],
      evidence: [{ kind: 'number', text: 'Rufnummer gehört zu 2 Kontakten' }],
    },
  });
  misheard = seedMessage(place, {
    text: 'Hier ist Jörgens, bitte um Rückruf.',
    callerNumber: '+4923815599',
    match: { kind: 'unknown' },
  });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
  list.close();
});

const openForm = async ({ callId }: SeededCall) => {
  const visitor = await openAs(browser, house, { userId, fragment: `#/inbox/${callId}` });
  await visitor.page.getByText('Das war jemand anderes').click();
  return visitor;
};

it('does not tick beforehand that a couple’s number is one of them, and says what was saved', async () => {
  const { page, offences, context } = await openForm(couple);
  await page.getByRole('button', { name: 'Das war Hans Müller' }).click();
  const number = page.getByRole('checkbox', { name: /gehört zu Hans Müller/ });
  expect(await number.isChecked()).toBe(false);
  await page.getByText('mehrere Kontakte diese Nummer, auch: Petra Müller').waitFor();
  expect(await page.getByRole('checkbox', { name: /gehört$/ }).count()).toBe(0);
  await page.getByRole('button', { name: 'Speichern' }).click();
  const status = page.getByRole('status').filter({ hasText: 'Gespeichert: Hans Müller.' });
  await status.waitFor();
  expect(await page.locator(':focus').textContent()).toBe('Gespeichert: Hans Müller.');
  expect(listLearned(house.store.db)).toEqual([]);
  expect(offences).toEqual([]);
  await context.close();
});

it('says which name was heard as what before it is learned, and asks from three letters on', async () => {
  const { page, requests, offences, context } = await openForm(misheard);
  const field = page.getByLabel('Suchen nach');
  const asked = () => requests.filter(request => request === 'GET /api/v1/contacts').length;
  await field.fill('Jü');
  // Longer than the page waits for the next key.
  await page.waitForTimeout(600);
  expect(asked()).toBe(0);
  await field.fill('Jür');
  await page.getByRole('button', { name: 'Das war Arne Jürgens' }).click();
  const number = page.getByRole('checkbox', { name: /gehört zu Arne Jürgens/ });
  const spelling = page.getByRole('checkbox', { name: 'Merken: „Jürgens“ wird als „Jörgens“ gehört' });
  expect([await number.isChecked(), await spelling.isChecked()]).toEqual([true, true]);
  await page.getByRole('button', { name: 'Speichern' }).click();
  await page.getByRole('status').filter({ hasText: 'Gespeichert: Arne Jürgens.' }).waitFor();
  await page.getByText('Zuerst erkannt: unbekannt. Danach von Hand geändert.').waitFor();
  expect(
    listLearned(house.store.db)
      .map(rule => [rule.kind, rule.heard, rule.name])
      .sort(),
  ).toEqual([
    ['number', '+4923815599', 'Arne Jürgens'],
    ['spelling', 'Jörgens', 'Jürgens'],
  ]);
  expect(offences).toEqual([]);
  await context.close();
});
