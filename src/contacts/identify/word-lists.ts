import type { SpokenWord } from './spoken-words.ts';

/** Words that are part of no name and no street: a name ends before them. Folded. */
const closedClass = new Set(
  `ich wir sie er es du ihr man mir mich uns euch ihm ihn ihnen sich mein meine meinen meiner meinem unser unsere
  unserem unserer unseren dein deine sein seine seiner ihre ihren ihrer ihrem und oder aber sondern denn weil dass
  ob wenn als wie was wo wer wann warum wieso welche welcher in im am an auf aus bei beim mit nach vor ueber unter
  hinter neben zwischen seit durch gegen ohne um fuer wegen bis ab ist sind war waere waren wird werden wurde worden
  hat habe haben hatte hatten hab bin bist kann koennen konnte muss muessen soll sollte will wollen wollte moechte
  moechten darf wuerde lasse lassen geht gehen ging kommt kommen kam macht machen gibt gab tut tun wohne wohnt
  wohnen wohnhaft lebe leben lebt miete mieten betrifft brauche brauchen rufe ruf rufen melde melden meldet bitte
  danke der die das den dem des ein eine einen einer eines einem kein keine keinen nicht nichts nie noch schon
  nur auch sehr ganz hier da dort jetzt nun heute gestern morgen wieder nochmal nochmals mal immer dauernd
  staendig also ja nein doch so dann hallo guten gute guter gruess gruesse gott servus moin moinsen tach halloechen tag abend mahlzeit zusammen
  tschuess wiederhoeren adresse hausadresse anschrift nummer hausnummer name namen vorname nachname familienname
  spricht sprechen apparat telefon hoerer geschrieben buchstabiere buchstabiert folgendes folgender wiederhole
  wohnung haus strasse problem frage schoenen schoene einen dies diese dieser dieses alle alles jemand niemand
  etwas viel viele mehr weiter dringend leider vielleicht eigentlich koennten bekommen gehoert gehoere rueckruf
  zurueck zurueckrufen herzlichen vielen ums zum zur vom ans ins aufs i is isch bi hob hoab hett hebb mi
  wollt wohn haett hätt stehe steht steh befinde befindet liegt wohnend geboren nach
  kollegin kollege kollegen zusammen leute damen herren sehr geehrte geehrter`
    .split(/\s+/)
    .filter(word => word !== ''),
);

export const isClosedClass = (folded: string): boolean => closedClass.has(folded);

/** "hier ist der Mieter X", "Ihre Eigentümerin Frau Y": said before one's own name. */
export const ownRoles = new Set(
  `mieter mieterin eigentuemer eigentuemerin bewohner bewohnerin nutzer vermieter vermieterin untermieter hausmeister
  hausmeisterin hauswart beirat beiraetin verwaltungsbeirat nachmieter neumieter mieterpartei partei besitzer besitzerin
  wohnungseigentuemer wohnungseigentuemerin kunde kundin anwohner anwohnerin ihr ihre ihren euer eure de dr da d s
  neue neuer alte alter nochmal wieder nochmals mal noch einmal ja also wohl gerade jetzt auch hier nur der die das
  den dem nu no eich enk so schon herr herrn frau familie fam doktor professor prof firma eheleute ehepaar`
    .split(/\s+/)
    .filter(word => word !== ''),
);

/** Who one is to somebody else: the name that follows with "von" is not the caller's. */
export const relations = new Set(
  `tochter sohn mutter vater schwester bruder oma opa grossmutter grossvater enkel enkelin tante onkel nichte neffe
  cousin cousine schwager schwaegerin schwiegertochter schwiegersohn schwiegermutter schwiegervater ehefrau ehemann
  lebensgefaehrtin lebensgefaehrte partner partnerin freund freundin bekannte bekannter nachbar nachbarin nachbarn
  betreuer betreuerin pfleger pflegerin pflegedienst anwalt anwaeltin rechtsanwalt rechtsanwaeltin vertreter
  vertreterin assistentin sekretaerin mitarbeiter mitarbeiterin untermieterin besucher gast mama papa witwe witwer
  mann frau kind haushaltshilfe makler maklerin hausarzt`
    .split(/\s+/)
    .filter(word => word !== ''),
);

/** Domain nouns that are heard after "hier ist": no names, whatever a list may hold. */
export const things = new Set(
  `wasser strom gas heizung schimmel rauch feuer licht stromausfall wasserschaden rohrbruch laerm muell dreck schnee
  eis ungeziefer alarm notfall chaos ruhe stau besetzt niemand kalt warm dunkel laut kaputt alles nass los schluss
  folgendes etwas irgendwas schlimm bewohner rentner rentnerin schwanger krank allein berufstaetig erreichbar
  verzweifelt veraergert sauer froh dankbar zuhause daheim unterwegs urlaub zufrieden entsetzt mitglied
  anrufbeantworter mailbox hausverwaltung verwaltung neu seit gerade schlecht gut
  polizei feuerwehr notdienst hauptsache ende schade fertig bereit sicher interessiert interessent interessentin
  behindert schwerbehindert blind taub umgezogen ausgezogen eingezogen gestuerzt verreist angestellt telefonisch
  kunde patient patientin student studentin lehrer lehrerin arzt aerztin handwerker programm egal tabu`
    .split(/\s+/)
    .filter(word => word !== ''),
);

/** Words after which a name or address is somebody else's, up to the end of the sentence. */
const othersBefore =
  /^(?:fuer|suche|suchen|pflege|pflegen|betreue|betreuen|vertrete|vertreten|wohnte|gegen|namens|angeblich|auftrag|vermisse|besuche|versorge|kuemmere|klopft|klopfen|ruf(?:e|en)|verwalte|fragte|sagte|meinte|meint|erwarte|angehoerige[rn]?|betreute[rn]?)$/;

/** Words that make the address behind them one's own again: "…, ich wohne …". */
const ownBefore =
  /^(?:ich|wir|mein|meine|meiner|meinem|meinen|unser|unsere|unserer|unserem|unseren|betrifft|hausadresse|selber|selbst)$/;

/** Is what begins at `at` said about somebody else? Looks back to the start of the sentence. */
export function speaksOfOthers(words: readonly SpokenWord[], at: number): boolean {
  for (let back = at - 1; back >= 0 && at - back <= FARTHEST; back -= 1) {
    const word = words[back];
    if (!word || word.stop) return false;
    const before = words[back - 1]?.folded ?? '';
    if (isThirdPerson(words, back, at)) return true;
    if (othersBefore.test(word.folded)) return true;
    if (
      relations.has(word.folded) &&
      // "die Frau Haberkorn" may be oneself, "meine Frau" is not.
      !(/^(?:frau|mann)$/.test(word.folded) && /^(?:der|die|dem|den|eine?r?)$/.test(before)) &&
      /^(?:mein|meine|meiner|meinem|meinen|unsere?n?r?m?|der|die|dem|den|des|eine?r?|seine?r?|ihre?r?)$/.test(
        before,
      )
    )
      return true;
    if (
      ownBefore.test(word.folded) &&
      !othersBefore.test(words[back + 1]?.folded ?? '') &&
      !isObject(words, back)
    )
      return false;
  }
  return false;
}

/** Further back than this nothing belongs to a name. */
const FARTHEST = 14;

/** "Frau X wohnt in …", "Herrn Y, Rosenweg 4": a person in the third person right before. */
function isThirdPerson(words: readonly SpokenWord[], back: number, at: number): boolean {
  const word = words[back];
  if (!word) return false;
  if (/^(?:wohnt|lebt|wohnen)$/.test(word.folded))
    return !/^(?:ich|wir|es|i)$/.test(words[back - 1]?.folded ?? '');
  return word.folded === 'herrn' && at - back <= 5;
}

/** "meine Mutter", "mein Nachbar": not oneself. */
const isObject = (words: readonly SpokenWord[], at: number): boolean =>
  [1, 2].some(step => relations.has(words[at + step]?.folded ?? ''));
