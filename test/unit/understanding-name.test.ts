import { describe, expect, it } from 'vitest';
import { findCallerName } from '../../src/understanding/caller-name.ts';
import { tokensOf } from '../../src/understanding/words.ts';
import { transcriptOf } from './understanding-words.ts';

const nameIn = (text: string): string | null => findCallerName(tokensOf(transcriptOf(text)))?.value ?? null;

describe('the name of a caller', () => {
  it.each([
    ['Tag, Konrad Filz, ich wollte nur fragen.', 'Konrad Filz'],
    ['Ja, schönen guten Morgen, Trautwein, Lessingstraße 18.', 'Trautwein'],
    ['Bernhard Kuhn am Apparat, guten Tag.', 'Bernhard Kuhn'],
    ['hallo hier ist die sabine vom lindenweg', 'sabine'],
    ['guten tag mein name ist torsten krahl ich wohne hier', 'torsten krahl'],
    ['Guten Tag Hanna Ebert ich bin die Mieterin', 'Hanna Ebert'],
    ['Hallo, Rolf hier, äh Rolf Zander, Am Sonnenhang 5.', 'Rolf Zander'],
    ['Hallo Herr Meier, hier ist Anke Brand.', 'Anke Brand'],
    ['Guten Tag, Elektro Winkler, mein Name ist Stefan Prohaska.', 'Stefan Prohaska'],
    ['Hier ist der Hausmeister Jürgen Blum.', 'Jürgen Blum'],
    ['Können Sie zurückrufen? Danke, Marlies Hecht.', 'Marlies Hecht'],
    ['Hier ist Koch, Rosenweg 4.', 'Koch'],
    ['Winter am Apparat, guten Tag.', 'Winter'],
    ['Guten Morgen, Jäger, Lessingstraße 18.', 'Jäger'],
    ['Mein Name ist Vogel.', 'Vogel'],
    ['Petersen von der Caritas, guten Tag.', 'Petersen'],
    ['Hier ist Ina von Ahlefeld.', 'Ina von Ahlefeld'],
    ['Hier ist nicht Schmitz, hier ist Schmölz mit ö.', 'Schmölz'],
    ['Firma Prohaska, guten Tag.', 'Firma Prohaska'],
    ['hier ist lohse ich wohne im lindenweg', 'lohse'],
    ['guten tag hier ist becker die klingel geht nicht', 'becker'],
    ['Konrad von der Heide, guten Tag.', 'Konrad von der Heide'],
    ['Peter von Stein hier.', 'Peter von Stein'],
    ['hier ist frau lehmann ich wohne im rosenweg', 'frau lehmann'],
    ['Ich bin Müller, Rosenweg 4.', 'Müller'],
    ['Guten Tag, Fuchs aus der Lindenstraße.', 'Fuchs'],
    ['Becker, ich rufe wegen der Klingel an.', 'Becker'],
    ['Hello, this is Grace Mensah, I live here.', 'Grace Mensah'],
    ['Merhaba, benim adım Elif Demir.', 'Elif Demir'],
    ['Здравствуйте, меня зовут Ирина Соколова.', 'Ирина Соколова'],
  ])('is taken from: %s', (text, name) => {
    expect(nameIn(text)).toBe(name);
  });

  it.each([
    [
      'Mein Name ist Schmitt, S wie Siegfried, C wie Cäsar, H wie Heinrich, M wie Martha, I wie Ida, D wie Dora, T wie Theodor.',
      'Schmidt',
    ],
    ['Hallo, Jochen Ruschtschik, ich buchstabiere, R U S Z C Z Y K.', 'Jochen Ruszczyk'],
    ['Mein Name ist Kowalefski, K-O-W-A-L-E-W-S-K-I.', 'Kowalewski'],
    ['Hier ist Anja Mais, M A I doppel S.', 'Anja Maiss'],
  ])('is written as it was spelled: %s', (text, name) => {
    expect(nameIn(text)).toBe(name);
  });

  it.each([
    'Das ist die Hölle hier!',
    'Hallo Frau Neubauer, die Heizung rauscht.',
    'Meine Nachbarin Frau Kurz liegt in der Wohnung.',
    'Außerdem: die Heizung gluckert.',
    'Guten Tag, im Eichenweg 8 sind die Säcke aufgerissen.',
    'Ich bin krank.',
    'Ich bin Ärztin.',
    'Guten Tag, Frau Winkler, die Klingel ist defekt.',
    'Hier spricht die Mutter von Lena.',
    'Metzger, ich suche einen Metzger.',
    'Hier ist Sturm.',
    'Ring, der ist weg.',
    'Ich bin Bäcker, meine Schicht beginnt um vier.',
    'Ich bin Rentner und viel daheim.',
    'Mein Name ist egal.',
    'Mein Name ist Ihnen bekannt.',
    'Hier ist Stille, sonst nichts.',
    'Hier ist Nebel.',
    'hier ist regen die rinne läuft über',
    'Rechnung, die habe ich nicht bekommen.',
    'Guten Tag, Hecke, die ist zu hoch.',
    'Herr Sommer meint, das sei so.',
    'Quatsch, ich fange noch einmal an.',
    'Griaß God, der Aufzug steht.',
    'Klingel defekt, Rosenweg 4.',
    'Stand neuntausend, am Zähler.',
  ])('is not made up from: %s', text => {
    expect(nameIn(text)).toBeNull();
  });
});
