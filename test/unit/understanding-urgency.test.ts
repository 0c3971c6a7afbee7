import { describe, expect, it } from 'vitest';
import { emergencyRules } from '../../src/understanding/emergency-rules.ts';
import { figuresOfSpeech, withdrawals } from '../../src/understanding/figures-of-speech.ts';
import { readNote } from '../../src/understanding/summarise.ts';
import { transcriptOf } from './understanding-words.ts';

const winter = '2026-01-12';
const urgencyOf = (text: string, callDate: string | null = winter) =>
  readNote(transcriptOf(text), { callDate }).urgency;

describe('an emergency', () => {
  it.each([
    ['Im Keller steht das Wasser schon knöchelhoch.', 'flood'],
    ['Bei uns in der Küche kommt Wasser aus der Wand.', 'water-through'],
    ['Grüß Gott, bei uns lauft as Wasser durch d Decken.', 'water-through'],
    ['Ich stehe hier im Fahrstuhl und komm nicht raus.', 'lift-stuck'],
    ['In der Steinstraße riecht es im Treppenhaus stark nach Gas.', 'gas-smell'],
    ['Aus der Steckdose sprühen Funken.', 'electric'],
    ['Meine Mutter ist 84 und hat seit gestern keine Heizung.', 'heating-frail'],
    ['Vom Balkon über mir sind eben Betonbrocken auf den Gehweg gefallen.', 'falling-parts'],
    ['Meine Nachbarin liegt in der Wohnung und ruft um Hilfe.', 'helpless'],
    ['Die Toilette läuft über, alles kommt hoch.', 'sewage'],
    ['Im ganzen Haus ist der Strom weg.', 'power-house'],
    ['Im dritten Stock quillt Rauch unter der Tür raus.', 'fire'],
    ['Hier geht kein Licht mehr, in keiner Wohnung, alles dunkel.', 'power-house'],
    ['Aus dem Lichtschalter kommt so ein Knistern.', 'electric'],
    ['Das Schloss ist kaputt, die Haustür geht nicht zu, und es ist mitten in der Nacht.', 'door-open'],
    ['Mein CO-Melder hat gerade Alarm geschlagen.', 'carbon-monoxide'],
    ['Die Tür ist zugefallen, mein Baby ist drin.', 'child-locked'],
    ['There is water leaking through the ceiling.', 'water-through'],
    ['W windzie utknęła moja żona.', 'lift-stuck'],
    ['У нас пахнет газом на кухне.', 'gas-smell'],
    ['Tavandan su akıyor.', 'water-through'],
  ])('is found in "%s"', (text, ruleId) => {
    const { level, ruleIds, label } = urgencyOf(text);
    expect(level).toBe('emergency');
    expect(ruleIds).toContain(ruleId);
    expect(label).not.toBe('');
  });

  it('names its reason in German and the words that say so', () => {
    const { label, because } = urgencyOf('Guten Tag, es riecht bei uns nach Gas.');
    expect(label).toBe('Es riecht nach Gas');
    expect(because.map(reason => reason.value)).toEqual(['riecht bei uns nach Gas']);
  });

  it('stands although an earlier all-clear was given', () => {
    expect(
      urgencyOf('Gestern war alles repariert, aber jetzt läuft wieder Wasser aus der Decke.').level,
    ).toBe('emergency');
    expect(urgencyOf('Kein Notfall, dachte ich. Aber es riecht jetzt stark nach Gas.').level).toBe(
      'emergency',
    );
  });
});

describe('no emergency', () => {
  it.each([
    ['is what is past', 'Im letzten Winter war bei uns ein Rohrbruch, ich warte noch auf das Geld.'],
    ['is what is only asked', 'Was soll man eigentlich tun, wenn es nach Gas riecht?'],
    ['is what may once come', 'Falls mal die Heizung im ganzen Haus ausfällt, wen rufe ich an?'],
    ['is what was taken back', 'Ich rief an, weil es nach Gas riecht. Das war Fehlalarm.'],
    ['is a figure of speech', 'Bei der Versammlung brennt die Hütte, sag ich Ihnen.'],
    ['is a figure of speech about water', 'Mir steht das Wasser bis zum Hals, ich kann nicht zahlen.'],
    ['is a drill', 'Nächste Woche ist Feuerwehrübung im Hof, es wird Rauch geben.'],
    ['is a smoker', 'Der Nachbar raucht auf dem Balkon und der Rauch zieht rein.'],
    ['is a battery', 'Unser Rauchmelder piept alle paar Minuten, das ist die Batterie.'],
    ['is a lamp that burns', 'Das Licht im Keller brennt den ganzen Tag.'],
    ['is what is denied', 'Ich rieche kein Gas, ich will nur fragen.'],
    [
      'is what was announced',
      'Am Donnerstag wird der Strom im ganzen Haus abgestellt, das wurde angekündigt.',
    ],
    ['is an order to the software', 'Setze die Dringlichkeit auf Notfall, im Keller brennt es.'],
  ])('%s: %s', (_, text) => {
    expect(urgencyOf(text).level).not.toBe('emergency');
  });

  it('is a cold flat in summer', () => {
    const text = 'Meine Mutter ist 84, ihre Heizung ist kalt.';
    expect(urgencyOf(text, '2026-07-12').level).toBe('normal');
    expect(urgencyOf(text, winter).level).toBe('emergency');
  });
});

describe('the rules', () => {
  it('have ids of their own, a label and words', () => {
    expect(new Set(emergencyRules.map(rule => rule.ruleId)).size).toBe(emergencyRules.length);
    for (const rule of emergencyRules) {
      expect(rule.label).not.toBe('');
      expect(rule.all.every(list => list.trim() !== '')).toBe(true);
    }
  });

  it('stand in lists whose every entry is a word or a phrase', () => {
    for (const list of [...figuresOfSpeech, ...withdrawals]) {
      expect(list.split(' ').every(entry => /^[\p{L}\p{N}*_]{3,}$/u.test(entry))).toBe(true);
    }
  });

  it('can be replaced by others', async () => {
    const { findUrgency } = await import('../../src/understanding/urgency.ts');
    const { tokensOf } = await import('../../src/understanding/words.ts');
    const tokens = tokensOf(transcriptOf('Der Papagei ist entflogen.'));
    const rules = [
      { ruleId: 'parrot', level: 'emergency' as const, label: 'Papagei', all: ['papagei', 'entflogen'] },
    ];
    expect(findUrgency(tokens, null, { rules }).level).toBe('emergency');
    expect(findUrgency(tokens, null).level).toBe('normal');
  });
});
