/** R024: the card of a call, whose note answers every field with the words that it rests on. */
import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { alarmFactsOf } from '../../src/domain/alarm.ts';
import { CallDetail } from '../../src/domain/api-calls.ts';
import { noteFieldNames } from '../../src/domain/api-note.ts';
import { replaceAlarmOutputs } from '../../src/store/alarm-settings.ts';
import { beginAlarmTry, endAlarm, endAlarmTry, findAlarm, raiseAlarms } from '../../src/store/alarms.ts';
import { listCategories, replaceCategories } from '../../src/store/categories.ts';
import { addCategorisation, addSummary, addTranscript } from '../../src/store/results.ts';
import { defaultCategories } from '../../src/understanding/categorise.ts';
import { makeCategoriseMessage } from '../../src/understanding/categorise-message.ts';
import { readNote } from '../../src/understanding/summarise.ts';
import { transcriptOf } from '../unit/understanding-words.ts';
import { tellMessage } from './web-calls.ts';
import { type House, makeMailbox, openHouse } from './web-house.ts';

let house: House;
afterEach(() => house?.close());

const text =
  'Guten Tag, hier ist Petra Lindner, Gartenstraße 12, zweiter Stock links. Bei uns läuft Wasser aus der Decke im Bad. Bitte rufen Sie mich sofort zurück, am besten nach 18 Uhr, unter 0441 783295.';

/** The call of a message that the real rules have read. */
async function callOf(said: string) {
  house = await openHouse();
  const { mailboxId } = makeMailbox(house);
  house.db.transaction(tx => replaceCategories(tx, defaultCategories));
  const told = tellMessage(house.db, mailboxId, { arrivedAt: house.clock.now, text: said });
  const transcript = transcriptOf(said);
  const note = readNote(transcript, { callDate: '2026-11-23' });
  const stamp = { messageId: told.messageId, madeAt: house.clock.now };
  const categorise = makeCategoriseMessage(listCategories(house.db));
  // The newest counts: no demo recogniser wrote this one.
  addTranscript(house.db, stamp, transcript);
  addCategorisation(house.db, stamp, categorise(transcript, alarmFactsOf(note)));
  addSummary(house.db, stamp, note);
  const ask = async (): Promise<CallDetail> => (await house.ask('GET', `/api/v1/calls/${told.callId}`)).json;
  return { ...told, note, ask };
}

/** The words that a field rests on, as they stand in the transcript. */
function wordsOf(detail: CallDetail, name: (typeof noteFieldNames)[number]): string {
  if (detail.transcript?.kind !== 'made') throw new Error('no transcript');
  const { words } = detail.transcript;
  const field = detail.note?.fields.find(each => each.name === name);
  return (field?.evidence ?? [])
    .map(({ fromWord, toWord }) => words.slice(fromWord, toWord).map(word => word.text))
    .map(each => each.join(' '))
    .join(' | ');
}

describe('R024: the card of a call', () => {
  it('answers every field of the note, each with the words that it rests on', async () => {
    const { ask } = await callOf(text);
    const detail = await ask();
    expect(Value.Check(CallDetail, detail)).toBe(true);
    expect(detail.note?.fields.map(field => field.name).sort()).toEqual([...noteFieldNames].sort());
    const value = (name: string) => detail.note?.fields.find(each => each.name === name)?.value;
    expect(value('summary')).toContain('Wasser aus der Decke');
    expect(value('concern')).toContain('läuft Wasser aus der Decke');
    expect(value('requestedAction')).toContain('rufen Sie mich');
    expect(value('callerName')).toBe('Petra Lindner');
    expect(value('address')).toBe('Gartenstraße 12');
    expect(value('street')).toBe('Gartenstraße');
    expect(value('houseNumber')).toBe('12');
    expect(value('unit')).toBe('2. OG links');
    expect(value('callbackNumber')).toBe('+49441783295');
    expect(value('bestTime')).toContain('18 Uhr');
    expect(value('category')).toBe('Wasserschaden');
    expect(value('urgency')).toBe('Notfall, weil: Wasser läuft durch Decke, Wand oder Räume');
    expect(value('language')).toBe('de');
    expect(value('openQuestions')).toBeNull();
    expect(detail.note?.confidence).toEqual({ level: 'sure', reasons: [] });
    expect(detail.note?.languageName).toBe('Deutsch');

    expect(wordsOf(detail, 'callerName')).toBe('Petra Lindner,');
    expect(wordsOf(detail, 'address')).toContain('Gartenstraße 12');
    expect(wordsOf(detail, 'unit')).toContain('zweiter Stock links');
    expect(wordsOf(detail, 'callbackNumber')).toContain('0441 783295');
    expect(wordsOf(detail, 'bestTime')).toContain('nach 18 Uhr');
    expect(wordsOf(detail, 'requestedAction')).toContain('rufen Sie mich');
    expect(wordsOf(detail, 'concern')).toContain('Decke');
    expect(wordsOf(detail, 'summary')).toContain('Wasser');
    expect(wordsOf(detail, 'category')).toContain('Wasser');
    expect(wordsOf(detail, 'urgency')).toContain('läuft Wasser aus der Decke');
    expect(wordsOf(detail, 'language')).toBe(text);
    // What was not said stands nowhere.
    expect(wordsOf(detail, 'openQuestions')).toBe('');
  });

  it('gives no value without words for it', async () => {
    const { ask } = await callOf('Hallo, die Heizung ist heute kalt geblieben.');
    const { note } = await ask();
    for (const field of note?.fields ?? []) {
      if (['openQuestions', 'urgency', 'category'].includes(field.name)) continue;
      expect([field.name, field.value === null]).toEqual([field.name, field.evidence.length === 0]);
    }
    expect(note?.fields.find(each => each.name === 'openQuestions')?.value).toBe('Name, Adresse, Rufnummer');
  });

  it('says that another language was spoken, and that somebody should listen', async () => {
    const { ask } = await callOf('Hello, my name is John Smith, please call me about the heating bill.');
    const { note } = await ask();
    expect(note?.languageName).toBe('Englisch');
    expect(note?.confidence).toEqual({ level: 'check', reasons: ['andere Sprache'] });
  });

  it('shows who was woken, when and with what end, and no secret of the address', async () => {
    const { ask, messageId, note } = await callOf(text);
    const { db, clock } = house;
    const facts = alarmFactsOf(note);
    if (!facts) throw new Error('no emergency');
    const hook = {
      outputId: 'o1',
      name: 'SMS',
      kind: 'webhook',
      secret: 'whsec_geheim',
      isOn: true,
    } as const;
    db.transaction(tx => {
      replaceAlarmOutputs(tx, [{ ...hook, target: 'https://sms.example/send?key=abc' }]);
      raiseAlarms(tx, { messageId, facts, now: clock.now });
    });
    const row = findAlarm(db, messageId, 1);
    const { tryId } = beginAlarmTry(db, row?.id ?? '', clock.now);
    expect((await ask()).alarms).toMatchObject([{ name: 'SMS', state: 'waiting', nextTryAt: clock.now }]);
    endAlarmTry(db, tryId, { kind: 'done', receipt: 'HTTP 204' }, clock.now + 50);
    endAlarm(db, { alarmId: row?.id ?? '', state: 'done', now: clock.now + 50 });
    const detail = await ask();
    expect(detail.alarms).toMatchObject([
      {
        target: 'sms.example',
        reason: 'Wasser läuft durch Decke, Wand oder Räume',
        state: 'done',
        tries: [{ number: 1, outcome: 'done', detail: 'HTTP 204' }],
      },
    ]);
    expect(JSON.stringify(detail)).not.toMatch(/key=abc|whsec_/);
    expect(detail.category?.byEmergency).toBe('Wasser läuft durch Decke, Wand oder Räume');
    // An alarm on its way is none of the note's business.
    expect(detail.item.delivery).not.toBe('working');
  });
});
