const suffixes =
  'strasse|straße|str|[a-z]{4}pl|weg|allee|platz|gasse|gaesschen|gaessle|ring|damm|ufer|chaussee|steig|stieg|hof|markt|pfad|kamp|wall|graben|park|twiete|promenade|zeile|redder|brink|winkel|anger|steg|koppel|garten|hain|berg|stroß|stross|straat|strat|strooss|strass|stroos|gass|kai|siedlung|feld|tor|bruecke|deich|terrasse|wiese|aue|leite|halde|grund|hoehe|blick|kehre|stiege|rain|bogen|passage|eck|insel|heide|busch|acker|stieg';
const surely =
  /[a-z]{2}(?:strasse|str|[a-z]{4}pl|stross|straat|strooss|stroos|allee|gasse|gaesschen|chaussee|weg|platz|twiete|promenade|damm|ufer|ring|stieg)$/;

export const streetWord = new RegExp(`^[a-z]{2,}(?:${suffixes})$`);
export const bareSuffix =
  /^(?:strasse|str|weg|allee|platz|gasse|ring|damm|ufer|chaussee|steig|stieg|hof|markt|pfad|kamp|wall|graben|park|twiete|promenade|zeile|redder|brink|winkel|anger|steg|koppel|garten|straat|stross)$/;
/** Streets that say so: the other endings are parts of many plain words. */
export const surelyStreet = (folded: string): boolean => surely.test(folded) && !isNoStreet(folded);

/** End like a street and are none. */
const noStreets =
  /(?:parkplatz|(?:muell|wasch|trocken|lager|sammel|lade|schlaf|fahrrad|sport|wende|tonnen|container|grill|kinder)platz|stellplatz|spielplatz|arbeitsplatz|sitzplatz|abstellplatz|liegeplatz|bolzplatz|marktplatzes|garagenhof|innenhof|hinterhof|vorhof|bahnhof|friedhof|bauernhof|wertstoffhof|recyclinghof|bauhof|gehweg|umweg|fluchtweg|fussweg|rettungsweg|feldweg|radweg|rueckweg|hinweg|ausweg|heimweg|schulweg|arbeitsweg|mittelwegs|kindergarten|vorgarten|biergarten|supermarkt|baumarkt|flohmarkt|wohnungsmarkt|augenwinkel|bundesstrasse|landstrasse|hauptstrassenbahn|nebenstrasse|einbahnstrasse|dachterrasse|terrasse|muellberg|umfeld|wasserfeld|blickfeld|ueberblick|ausblick|einblick|augenblick|durchblick|anblick|rueckblick|garagentor|hoftor|rolltor|eingangstor|gartentor|tor|rektor|direktor|motor|monitor|transponder|balkon|eigentum|ventilator|faktor|moderator|kompressor|generator|radiator|reaktor|doktor|autor|investor|vorgrund|hintergrund|vordergrund|grund|untergrund|abgrund|abhalde|zahnbruecke|fahrweg|notausgang|dichtring|schluesselring|fluegelring|autopark|fuhrpark)$|^(?:einbringe|spring|gering|vering|hering|bring|weg|hinweg|vorweg|keineswegs|unterwegs|durchweg|geweg|grossfeld|vorfeld|neuberg|zwecks)$|(?:steller|ecke)$/;

export const isNoStreet = (folded: string): boolean => noStreets.test(folded);
export const isStreetWord = (folded: string): boolean => surelyStreet(folded);
