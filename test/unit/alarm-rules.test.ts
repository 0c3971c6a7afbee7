import { describe, expect, it } from 'vitest';
import type { AlarmKindChange } from '../../src/domain/alarm.ts';
import { alarmKinds, kindOfRule } from '../../src/understanding/alarm-kinds.ts';
import { rulesOf } from '../../src/understanding/alarm-rules.ts';
import { tryEmergency } from '../../src/understanding/alarm-try.ts';
import { findAlarmKindProblem } from '../../src/understanding/alarm-words.ts';
import { emergencyRules } from '../../src/understanding/emergency-rules.ts';
import { readNote } from '../../src/understanding/summarise.ts';
import { transcriptOf } from './understanding-words.ts';

const winter = '2026-01-12';
const changed = (kindId: string, change: Partial<AlarmKindChange> = {}): AlarmKindChange => ({
  kindId,
  name: alarmKinds.find(each => each.kindId === kindId)?.name ?? 'Eigener Notfall',
  isOn: true,
  words: [],
  exceptions: [],
  ...change,
});
const levelBy = (kinds: AlarmKindChange[], text: string) =>
  readNote(transcriptOf(text), { callDate: winter, rules: rulesOf(kinds) }).urgency;

describe('the kinds of emergencies', () => {
  it('hold every emergency rule once, and only rules that exist', () => {
    const held = alarmKinds.flatMap(({ ruleIds }) => ruleIds);
    const wanted = emergencyRules.filter(({ level }) => level === 'emergency').map(({ ruleId }) => ruleId);
    expect([...held].sort()).toEqual([...new Set(wanted)].sort());
    expect(new Set(alarmKinds.map(({ kindId }) => kindId)).size).toBe(alarmKinds.length);
  });

  it('are the built-in rules themselves while nothing is changed', () => {
    expect(rulesOf([])).toBe(emergencyRules);
    expect(kindOfRule('pipe-burst')).toBe('water');
    expect(kindOfRule('urgent-said')).toBeUndefined();
  });

  it('that are switched off leave the message urgent, and the others as they are', () => {
    const off = [changed('gas', { isOn: false })];
    expect(levelBy(off, 'Im Flur riecht es nach Gas.').level).toBe('urgent');
    expect(levelBy(off, 'Im Keller ist ein Rohrbruch.').level).toBe('emergency');
  });
});

describe('words of an office', () => {
  const pumps = [changed('own-1', { name: 'Hebeanlage', words: ['Hebeanlage steht', 'Sumpfpumpe'] })];

  it.each([
    ['as written', 'Die Hebeanlage steht.'],
    ['in other forms', 'Beide Hebeanlagen stehen seit heute früh.'],
    ['as the end of a compound', 'Die Kellerhebeanlage steht.'],
    ['alone', 'Bei der Sumpfpumpe leuchtet es rot.'],
  ])('make an emergency %s', (_, text) => {
    expect(levelBy(pumps, text)).toMatchObject({ level: 'emergency', label: 'Hebeanlage' });
  });

  it.each([
    ['only a part of the phrase', 'Die Hebeanlage wird morgen gewartet.'],
    ['a denial', 'Die Hebeanlage steht nicht.'],
    ['what is over', 'Gestern stand die Hebeanlage, jetzt läuft sie wieder.'],
    ['a figure of speech', 'Ich wollte fragen, ob die Rechnung stimmt.'],
  ])('do not by %s', (_, text) => {
    expect(levelBy(pumps, text).level).not.toBe('emergency');
  });

  it('add to a built-in kind, whose rules stay', () => {
    const more = [changed('water', { words: ['Ventil offen'] })];
    expect(levelBy(more, 'Das Ventil ist offen.')).toMatchObject({
      level: 'emergency',
      label: 'Wasserrohrbruch und Überschwemmung',
    });
    expect(levelBy(more, 'Im Keller ist ein Rohrbruch.').level).toBe('emergency');
  });

  it('except: no emergency where the exception stands in the same clause, even beside a strong word', () => {
    const drill = [changed('fire', { exceptions: ['Übungsfeuer', 'Feuerwehr übt'] })];
    expect(levelBy(drill, 'Das Übungsfeuer im Keller brennt lichterloh.').level).not.toBe('emergency');
    expect(levelBy(drill, 'Im Keller brennt es lichterloh.').level).toBe('emergency');
    expect(levelBy(drill, 'Gestern war ein Übungsfeuer, aber jetzt brennt es im Keller.').level).toBe(
      'emergency',
    );
  });

  it('hold a negation of their own', () => {
    const shut = [changed('own-2', { words: ['Tor schließt nicht'] })];
    expect(levelBy(shut, 'Das Tor schließt nicht.').level).toBe('emergency');
    expect(levelBy(shut, 'Das Tor schließt.').level).toBe('normal');
  });
});

describe('what may be entered', () => {
  const problemOf = (change: Partial<AlarmKindChange>) =>
    findAlarmKindProblem([changed('own-1', { words: ['Hebeanlage'], ...change })]);

  it.each([
    ['an everyday word', { words: ['Heizung'] }, 'harmlosen Nachrichten'],
    ['nothing but little words', { words: ['es ist'] }, 'harmlosen Nachrichten'],
    ['signs', { words: ['Gas*'] }, 'Zeichen'],
    ['signs of the rules themselves', { words: ['~Gas_Leck'] }, 'Zeichen'],
    ['a letter', { words: ['x'] }, 'kein Wort'],
    ['a whole sentence', { words: ['im Keller steht das Wasser schon sehr hoch'] }, 'zu lang'],
    ['an endless word', { words: ['a'.repeat(50)] }, 'zu lang'],
    ['an exception that true emergencies say', { exceptions: ['Gas'] }, 'niemand mehr alarmiert'],
    ['an exception that is everywhere', { exceptions: ['bitte'] }, 'niemand mehr alarmiert'],
    ['too many', { words: Array.from({ length: 61 }, (_, at) => `Pumpe ${at}`) }, 'zu viele'],
    ['no name', { name: ' ' }, 'keinen Namen'],
    ['a kind without words', { words: [] }, 'keine Wörter'],
  ])('is not %s, and the answer says why in German', (_, change, because) => {
    expect(problemOf(change)).toContain(because);
  });

  it('is words and short phrases, also of other languages', () => {
    expect(problemOf({ words: ['Hebeanlage', 'Pumpe läuft nicht', 'su baskını', 'CO-Melder'] })).toBeNull();
    expect(findAlarmKindProblem([changed('gas'), changed('gas')])).toContain('zweimal');
  });
});

describe('a sentence that is tried', () => {
  const by = (kinds: AlarmKindChange[], text: string, callDate = winter) =>
    tryEmergency(text, { kinds, callDate });

  it('is told with its reason and its words', () => {
    expect(by([], 'Im Flur riecht es nach Gas.')).toMatchObject({
      level: 'emergency',
      reason: 'Notfall, weil: Es riecht nach Gas',
      because: [{ value: 'riecht es nach Gas', fromWord: 2, toWord: 6 }],
      prevented: null,
    });
    expect(by([], 'Ich möchte einen Termin.')).toMatchObject({ level: 'normal', reason: null, because: [] });
  });

  it('says what of this office keeps it from being an emergency', () => {
    const off = by([changed('gas', { isOn: false })], 'Im Flur riecht es nach Gas.');
    expect(off).toMatchObject({ level: 'urgent' });
    expect(off.prevented).toContain('„Gasgeruch und Kohlenmonoxid“ ist abgeschaltet');
    const drill = by(
      [changed('gas', { exceptions: ['Biogasanlage'] })],
      'Bei der Biogasanlage riecht es nach Gas.',
    );
    expect(drill.prevented).toContain('Ausnahme');
  });

  it('knows the season', () => {
    const cold = 'Im ganzen Haus ist die Heizung aus.';
    expect(by([], cold).level).toBe('emergency');
    expect(by([], cold, '2026-07-15').level).not.toBe('emergency');
  });
});
