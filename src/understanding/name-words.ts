import { isFirstName } from './first-names.ts';
import { lookUp } from './lemma-lexicon.ts';
import { isNounSurname } from './noun-surnames.ts';
import type { Token } from './words.ts';

export const titles = new Set(
  'frau herr herrn firma familie doktor dr professor professorin prof schwester pfleger pfarrer malermeister rechtsanwalt rechtsanwaeltin mister mrs mr ms'.split(
    ' ',
  ),
);
const particles = new Set([
  'von',
  'van',
  'de',
  'zu',
  'zur',
  'der',
  'den',
  'di',
  'da',
  'el',
  'al',
  'ten',
  'dos',
  'bin',
  'ibn',
  'zum',
  'vom',
]);

/** Words after which a name is over, and which are no name although a capital begins them. */
const plain = new Set(
  `ich wir sie er es und oder aus vom von im in am an auf bei mit zu zum zur der die das dem den des ein eine einen ne nen
   einer mein meine unser unsere ihr ihre wohne wohnhaft bin habe hab rufe ruf schon wieder noch nochmal nochmals
   erneut nur jetzt heute gestern leider bitte ja nein also aehm aeh guten tag morgen abend hallo moin seit wegen
   aber nicht kein keine alles niemand jemand name mieter mieterin eigentuemer eigentuemerin hausmeister nachbar
   nachbarin wasser strom gas feuer rauch licht heizung notfall nummer telefon handy ist sind war hat haben wird
   sohn tochter vermieter vermieterin schimmel stau firma praxis kanzlei haus hausverwaltung
   komme spricht dringend kalt dunkel laut nass etwas was los so sehr wo wer wie da dort hier dass weil wenn ob als
   dann doch mal eben gerade grad gleich immer kann koennen koennte wollte will moechte wuerde waere muss soll sollte
   geht ging gibt gab kommt steht laeuft liegt macht mach machen brauche brauchen suche such frage fragen anruf
   danke vielen dank gern gerne okay ok hilfe schnell achtung vorsicht entschuldigung sorry schade super genau
   stimmt klar natuerlich richtig falsch vielleicht eigentlich endlich ganz kurz ueber unter hinter vor nach neben
   zwischen durch gegen ohne um bis ab fuer mir mich dir dich uns euch ihnen ihm ihn sich man dieser diese dieses
   jeder jede alle viele einige mehr viel wenig keiner nichts unser eure euer dein deine sein seine wann warum
   wieso weshalb wohin woher welche welcher welches montag dienstag mittwoch donnerstag freitag samstag sonntag
   januar februar maerz april juni juli august september oktober november dezember woche monat jahr uhr nachmittag
   vormittag mittag nacht euro herr frau stockwerk stock etage erdgeschoss dachgeschoss parterre penthouse links rechts
   besser gut schlecht neu alt gross klein keller bad kueche flur wohnung zimmer tuer fenster dach balkon garage
   termin rueckruf schluessel aufzug rechnung abrechnung kaution miete vertrag kuendigung angebot anzeige
   schatz mama papa mutti warte kassenbon tuete hoelle wahnsinn skandal frechheit gott himmel bonjour hola merhaba buongiorno ausserdem uebrigens jedenfalls zusaetzlich erstens zweitens drittens ferner trotzdem naemlich deshalb inzwischen mittlerweile zuerst zunaechst schliesslich hoffentlich wahrscheinlich offenbar anscheinend seitdem vorhin nachts tagsueber draussen drinnen oben unten betreff betrifft problem folgendes folgende kurzum nebenbei apropos sonst kollegin kollege kollegen hm oeh hausadresse anschrift adresse wirklich nochmals mensch leute alter also naja tja oh ach aha gell ned net nit koa i mei ma mia des dat ik mien
   wi us aldi scherz spass mieterin bewohner bewohnerin interessent gruss gruesse wiederhoeren tschuess servus tschoe
   system override ki bot assistent my name the is am at and from to i you we it a an this that please my
   krank muede fertig sauer traurig froh umgezogen eingezogen ausgezogen stinksauer allein alleine unterwegs gespannt sicher zufrieden
   zuhause daheim ausgesperrt entsetzt schwanger rentner rentnerin student studentin berufstaetig neue neuer eigentuemerin
   betreuer betreuerin hausmeisterin handwerker elektriker installateur maler klempner verwalter verwalterin beirat
   momentan aktuell derzeit nächste naechste letzte beim ins ans aufs zurueck auch total ziemlich echt voll richtig`.split(
    /\s+/,
  ),
);

/** Family names that are plain words too: a name where they follow a first name. */
const plainSurnames = new Set(
  'sauer lang klein gross kurz neu alt laut kalt dunkel froh gut besser schnell keller freitag sonntag montag januar mai juli august licht brand haus stock sommer winter nacht morgen abend bach herr wolf'.split(
    ' ',
  ),
);

/** "Lydia Sauer", "Peter Keller". */
export function isPlainSurname(tokens: readonly Token[], at: number): boolean {
  const [before, token] = [tokens[at - 1], tokens[at]];
  if (!before || !token?.isCapitalised || before.endsPhrase || !plainSurnames.has(token.folded)) return false;
  return before.isCapitalised && isFirstName(before.folded);
}

export const isPlainWord = (folded: string): boolean => folded === '' || plain.has(folded);

/** "Hier ist …" also begins sentences about things; such words can be no family name. */
const thing =
  /(?:ausfall|schaden|schaeden|bruch|geruch|stoerung|stoerungen|heizung|verwaltung|verwaltungen|wohnung|keller|aufzug|notdienst|dienst|service|versicherung|technik|gmbh|praxis|kanzlei|agentur|immobilien|firma|hausverwaltung|elektro|sanitaer|reinigung|schutz|schule|kita|kindergarten|buero|sparkasse|stadtwerke|amt|gericht|polizei|feuerwehr|rohr|wasser|decke|leitung|waschmaschine|ueberschwemmung|flut|tropfen|fahrstuhl|melder|alarm|versammlung|abrechnung|kuendigung|vertrag|schluessel|muell|tonne|laerm|reparatur|bescheinigung|genehmigung|besichtigung|anzeige|anfrage|nachricht|mitteilung|meldung|beschwerde|reklamation|eigentuemer|mieter|nachbar|nachbarin|hausmeister|gebaeude|einheit|bau|krankenhaus|klinik|pflegedienst|apotheke|baeckerei|restaurant|friseur|laden|geschaeft|verein|gesellschaft|genossenschaft|werkstatt|betrieb|meisterbetrieb|handwerk|unternehmen|bank|verbrauch|zaehler|ablesung)$/;

export const isThing = (folded: string): boolean => !plainSurnames.has(folded) && thing.test(folded);

export function isPartOfName(tokens: readonly Token[], at: number, hasName: boolean): boolean {
  const token = tokens[at];
  if (!token || token.bare === '' || /\d/.test(token.bare)) return false;
  if (titles.has(token.folded)) return !hasName;
  if (hasName && particles.has(token.folded)) return isParticle(tokens, at);
  if (isPlainWord(token.folded)) return hasName && isPlainSurname(tokens, at);
  if (token.isCapitalised || /^[\u0600-\u06ff]/u.test(token.bare)) return true;
  // A recogniser may write an unknown name apart: "Wagen knecht aus der …".
  const next = tokens[at + 1];
  return hasName && (token.endsPhrase || (next !== undefined && /^(?:aus|ich|wohnhaft)$/.test(next.folded)));
}

/** "von Stetten", "van der Velde"; not "von der Firma Behrens" and not "vom Rosenweg". */
function isParticle(tokens: readonly Token[], at: number): boolean {
  const [particle, next, afterNext] = tokens.slice(at, at + 3);
  if (!particle || !next || particle.endsPhrase || particle.folded === 'vom') return false;
  if (next.isCapitalised)
    return (
      !isPlainWord(next.folded) &&
      !isThing(next.folded) &&
      !isOrganisation(next) &&
      !/(?:strasse|weg|allee|gasse|platz|ring|damm|ufer)$/.test(next.folded)
    );
  const isPair = /^(?:van|de|von)$/.test(particle.folded) && /^(?:der|den|la|de|dem)$/.test(next.folded);
  return (
    isPair &&
    (afterNext?.isCapitalised ?? false) &&
    !isPlainWord(afterNext?.folded ?? '') &&
    !isThing(afterNext?.folded ?? '') &&
    !isOrganisation(afterNext) &&
    !/(?:strasse|weg|allee|gasse|platz|ring|damm|ufer)$/.test(afterNext?.folded ?? '')
  );
}

/** "Behrendt von der Diakonie", "von den Stadtwerken": what the lexicon knows is where the caller works. */
const isOrganisation = (word: Token | undefined): boolean =>
  word !== undefined &&
  !isNounSurname(word.folded) &&
  (lookUp(word.bare).length > 0 ||
    /(?:werken|diensten|verwaltungen|betrieben|nummer|amt|verein|zentrale|stiftung)$/.test(word.folded));
