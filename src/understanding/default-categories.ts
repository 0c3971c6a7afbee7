import type { CategoryInput } from '../domain/category.ts';

/**
 * A start for property managers (R143), for a new house only; everything about it can be changed in the page. What
 * cannot wait stands first: of two that fit equally well the first one counts. Base forms are enough.
 */
export const defaultCategories: CategoryInput[] = [
  {
    name: 'Wasserschaden',
    keywords: words(`
      Wasser, Wasserschaden, Abwasser, Rohr, Rohrbruch, Leitung, Wasserleitung, Leitungswasser, Schlauch, Wasserstrahl, Pumpe, undicht, tropfen, überschwemmen, Überschwemmung,
      überfluten, Überflutung, feucht, nass, durchnässt, Nässe, Wasserfleck, Haupthahn, Wasserhahn, Abfluss, Toilette, Klo, WC, Spülung,
      Dusche, Badewanne, Waschbecken, Siphon, Spüle, ablaufen, läuft nicht ab, verstopfen, Verstopfung, Rückstau, Gully, Boiler, Durchlauferhitzer,
      Pfütze, plätschern, auslaufen, Armatur, Absperrhahn, rausspritzen, spritzen, Hochwasser`),
  },
  {
    name: 'Heizung',
    keywords: words(`
      Heizung, heizen, Heizkörper, Warmwasser, warmes Wasser, kalt, eiskalt, Thermostat, Thermometer, Therme, Heizkessel, Kessel, Brenner,
      Fernwärme, Wärmepumpe, Fußbodenheizung, Radiator, Heizöl, frieren, lauwarm, entlüften, Grad, nicht warm, richtig warm, Regler, Heizungsregler`),
  },
  {
    name: 'Strom',
    keywords: words(`
      Strom, Stromausfall, Sicherung, Sicherungskasten, Stromkasten, Steckdose, Kurzschluss, Beleuchtung, Lampe, Glühbirne, Birne,
      Lichtschalter, Licht, Lichtleitung, Elektrik, Kabel, Funke, Hauptschalter, Klingel, Klingelanlage, Gegensprechanlage,
      Sprechanlage, Türöffner, Stromleitung, Zeitschaltuhr, Schalter, Stromschlag`),
  },
  {
    name: 'Aufzug',
    keywords: words(`
      Aufzug, Fahrstuhl, Lift, stecken bleiben, steckengeblieben, Kabine, Aufzugskabine, Notruftaste, Notknopf`),
  },
  {
    name: 'Schlüssel',
    keywords: words(`
      Schlüssel, Schließanlage, Schließzylinder, Zylinder, Schloss, Türschloss, aussperren, aufsperren, zusperren, Schlüsseldienst,
      Transponder, Chip, Haustürschlüssel, Haustür, Zweitschlüssel, zufallen, abschließen, zuschließen, aufschließen`),
  },
  {
    name: 'Abrechnung',
    keywords: words(`
      Abrechnung, abrechnen, Nebenkosten, Betriebskosten, Heizkosten, Heizkostenabrechnung, Hausgeld, Nachzahlung,
      nachzahlen, Guthaben, Rechnung, Beleg, Belegeinsicht, Vorauszahlung, Abschlag, Mahnung, überweisen, Überweisung, Zahlung, bezahlen, Konto, Kontonummer, IBAN, abbuchen, Abbuchung, Miete abgebucht,
      Bankverbindung, Zähler, Zählerstand, ablesen, Ablesung, Verbrauch, Umlage, Wirtschaftsplan, erstatten, Erstattung`),
  },
  {
    name: 'Kündigung',
    keywords: words(`
      Kündigung, kündigen, Kündigungsfrist, ausziehen, Auszug, Wohnungsübergabe, Vorabnahme, Wohnungsabnahme, Nachmieter, Übergabeprotokoll,
      Aufhebungsvertrag, Räumung, Kaution, Mietkaution`),
  },
  {
    name: 'Wohnungssuche',
    keywords: words(`
      Wohnungssuche, Besichtigung, besichtigen, Besichtigungstermin, Anzeige, Inserat, inserieren, Wohnungsanzeige, Mietinteressent,
      Interessent, Bewerbung, bewerben, Wohnung anschauen, Wohnung ansehen, noch zu haben, vermieten, Vermietung, Mietangebot, Selbstauskunft, Schufa, Exposé, Annonce, frei werden, noch frei, Wohnung suchen, Zimmer suchen, Zweizimmerwohnung, Dreizimmerwohnung, Einzimmerappartement, Appartement`),
  },
  {
    name: 'Eigentümerversammlung',
    keywords: words(`
      Eigentümerversammlung, Eigentümer Versammlung, Versammlung, Sitzung, Eigentümersitzung, Beschluss, beschließen, Protokoll, Beirat, Verwaltungsbeirat, Tagesordnung,
      Tagesordnungspunkt, Vollmacht, Einladung, Umlaufbeschluss, Teilungserklärung, Abstimmung, abstimmen, WEG, Sonderumlage, Beschlusssammlung`),
  },
  {
    name: 'Lärm',
    keywords: words(`
      Lärm, laut, Krach, Musik, Party, feiern, Geschrei, schreien, Ruhestörung, Nachtruhe, Mittagsruhe, Hundegebell, bellen, Hund, kläffen, Möbel schieben,
      Gepolter, poltern, trampeln, hämmern, bohren, Ruhezeit, Trompete, Schlagzeug, Klavier, Presslufthammer, Baustelle, Bauarbeit, Getrampel, brüllen, streiten, lärmen, ruhestören, Bass`),
  },
  {
    name: 'Müll',
    keywords: words(`
      Müll, Mülltonne, Tonne, Sperrmüll, Abfall, Biotonne, Papiertonne, Restmüll, Müllabfuhr, Müllraum, Container, gelber Sack, Müllsack,
      Entsorgung, entsorgen, Altpapier, Wertstoff, Abholung, Mülltrennung, Sack, leeren, Ratte`),
  },
  {
    name: 'Mietvertrag',
    keywords: words(`
      Mietvertrag, Vertrag, Untermiete, untervermieten, Untermieter, Mieterhöhung, Mietminderung, Mietbescheinigung,
      Wohnungsgeberbestätigung, Bescheinigung, Hausordnung, Haustier, Haustierhaltung, Tierhaltung, Katze, Hund halten, Einzug, einziehen, Mietschuldenfreiheit, Mietspiegel,
      Nachtrag, Lastschrift, Last Schrift, Lastschriftmandat, Stellplatzmiete, Betreuer, Betreuerin, Namensänderung, Miete`),
  },
  {
    name: 'Schäden und Mängel',
    keywords: words(`
      Schaden, Mangel, Schimmel, schimmeln, schimmelig, kaputt, defekt, Fenster, Rollladen, Jalousie, Balkon, Markise, Boden, Fußboden, Parkett, Laminat, Scheibe, zerkratzen, Dach, Dachziegel, Vordach, Regenrinne, Riss,
      beschädigen, Beschädigung, zerbrechen, abbrechen, einbrechen, Einbruch, Fassade, Putz, Tür, Wohnungstür, Brand, brennen, Rauch, Qualm, Gas, Gasgeruch, Gasleitung, Rauchmelder, piepen, Platte, Fliese, Treppenstufe, Stufe, Geländer, wackeln,
      locker, Ungeziefer, Kakerlake, Maus, Wespennest, Graffiti, Vandalismus`),
  },
  {
    name: 'Handwerker',
    keywords: words(`
      Handwerker, Handwerkertermin, Termin, Reparatur, reparieren, Monteur, Techniker, Wartung, warten lassen, Installateur, Klempner, Maler, Malerbetrieb, Handwerksbetrieb, Fachbetrieb, Meisterbetrieb, unser Betrieb, Elektriker, Elektrobetrieb,
      Tischler, Fliesenleger, Fensterbauer, Dachdecker, Gärtner, Kostenvoranschlag, Angebot, Auftrag, Prüfung, Feuerlöscher, Freigabe, Schornsteinfeger, Gewährleistung`),
  },
  {
    name: 'Reinigung und Außenanlagen',
    keywords: words(`
      Reinigung, reinigen, Treppenhausreinigung, putzen, Putzfrau, Winterdienst, Schnee, streuen, Glatteis, Garten, Hecke, Rasen, mähen, Baum,
      Laub, Parkplatz, Stellplatz, Garage, Tiefgarage, parken, Falschparker, Parkmarke, Spielplatz, Gartenpflege, Unkraut`),
  },
];

/** The name that the notes benchmark has for each of them; what is not here is `sonstiges`. */
export const benchNames: ReadonlyMap<string, string> = new Map([
  ['Wasserschaden', 'wasser'],
  ['Heizung', 'heizung'],
  ['Strom', 'strom'],
  ['Aufzug', 'aufzug'],
  ['Schlüssel', 'schluessel'],
  ['Abrechnung', 'abrechnung'],
  ['Kündigung', 'kuendigung'],
  ['Wohnungssuche', 'wohnungssuche'],
  ['Eigentümerversammlung', 'versammlung'],
  ['Lärm', 'laerm'],
  ['Müll', 'muell'],
  ['Mietvertrag', 'mietvertrag'],
  ['Schäden und Mängel', 'schaeden'],
  ['Handwerker', 'handwerker'],
]);

function words(list: string): string[] {
  return list
    .split(',')
    .map(word => word.trim())
    .filter(word => word !== '');
}
