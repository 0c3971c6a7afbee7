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

  it.each([
    ['a clause without a comma before it', 'ich finde den hahn nicht es läuft wasser aus der wand'],
    ['a person who does not come', 'der notdienst kommt nicht es brennt auf dem dachboden'],
    ['"nicht wenig"', 'Hier riecht es nach Gas nicht wenig.'],
    ['a wish before it', 'Wenn mal wer vorbeischauen könnte, bei mir riecht es nach Gas.'],
    ['what another says', 'Die Nachbarin behauptet, das wäre harmlos, aber es riecht nach Gas.'],
    ['what was before it', 'Der Monteur war letzte Woche hier und seitdem riecht es nach Gas.'],
    ['an old state before it', 'Früher kam das nie vor, die Heizung ist im ganzen Haus ausgefallen.'],
    [
      'news of something else',
      'Im Keller steht alles unter Wasser, der Termin von neulich hat sich erledigt.',
    ],
    ['what the hotline says', 'Es riecht nach Gas. Die Stadtwerke sagen, das an der Straße ist repariert.'],
    ['a denied false alarm', 'Es brennt im Keller, das ist kein Fehlalarm.'],
    [
      'a word of another clause',
      'Der Papierkorb ist umgefallen, da war eine Kerze, und jetzt brennt das Sofa.',
    ],
    ['flames on a balcony', 'Auf dem Balkon drüben sind Flammen zu sehen.'],
    ['a fire that is meant', 'Der Teppich hat Feuer gefangen.'],
    ['water that is meant', 'Im Keller steht uns das Wasser bis zum Hals.'],
    ['a name without its comma', 'Frau Seidel Rohrbruch bei uns im Keller.'],
    ['a lift that stands still', 'Mein Vater ist im Fahrstuhl drin und der geht nicht mehr auf.'],
    ['water from above', 'Bei mir kommt Wasser von oben.'],
    ['water that came in', 'Wassereinbruch in der Waschküche.'],
    ['oil', 'Im Keller läuft Heizöl aus dem Tank, es ist schon viel ausgelaufen.'],
    ['a whole staircase', 'Im gesamten Aufgang ist kein Strom.'],
    ['a cold flat', 'Meine Oma sitzt da, die Wohnung ist eiskalt.'],
    ['a socket', 'Es kokelt aus der Steckdose im Bad.'],
    ['a person who lies', 'Im Hauseingang liegt jemand, der rührt sich nicht.'],
    ['dialect', 'bei uns kimmt wasser aus da deckn'],
  ])('is not talked away: %s', (_, text) => {
    expect(urgencyOf(text).level).toBe('emergency');
  });

  it('is quoted even where its words stand late in an endless sentence', () => {
    const before =
      'ich wollte wegen der abrechnung fragen und wegen dem fahrrad im hof und wegen der klingel ';
    const note = readNote(transcriptOf(`${before.repeat(4)} und jetzt läuft wasser aus der decke`), {});
    expect(note.sentences.map(each => each.text).join(' ')).toContain('wasser aus der decke');
  });

  it('is at most urgent after a weak word that it is over', () => {
    expect(urgencyOf('Aus der Decke lief Wasser, es tropft noch. Die Leitung ist repariert.').level).not.toBe(
      'emergency',
    );
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
    ['is told of other things', 'Der Strom ist teurer geworden im ganzen Haus, warum?'],
    ['is a note in the lift', 'Der Aufzug fährt, aber da steckt ein Zettel drin.'],
    ['is a flat without', 'Wir haben ein Baby und die neue Wohnung hat keine Fußbodenheizung.'],
    ['is told over three clauses', 'Der Möbelwagen kommt hoch, steht dann im Hof, die Badewanne ist dabei.'],
    ['is mended', 'Wir haben den Rohrbruch repariert, die Rechnung kommt.'],
    ['is what once was', 'Vor drei Jahren hat es im Keller gebrannt, seitdem ist die Tür neu.'],
    ['is what may come', 'Wenn es bei uns mal brennt, wohin gehen wir dann?'],
    ['is a caller of that name', 'Hier ist Frau Brand aus dem Erdgeschoss, die Klingel ist leise.'],
    ['is a lift that was empty', 'Der Lift steckte fest, ist aber leer.'],
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
