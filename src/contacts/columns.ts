/** What a column of a contact list holds. */
export type Field =
  | 'name'
  | 'firstName'
  | 'lastName'
  | 'company'
  | 'role'
  | 'street'
  | 'houseNumber'
  | 'object'
  | 'unit'
  | 'manager'
  | 'number';

/** Which field each column holds; null: a column we do not need. Only numbers may stand in several. */
export function readHeader(cells: readonly string[]): (Field | null)[] {
  const taken = new Set<Field>();
  return cells.map(cell => {
    const field = fieldOf(cell);
    if (field === null || (field !== 'number' && taken.has(field))) return null;
    taken.add(field);
    return field;
  });
}

const synonyms: Record<Exclude<Field, 'number'>, readonly string[]> = {
  name: [
    'name',
    'kontakt',
    'kontaktname',
    'vollername',
    'vollstaendigername',
    'anzeigename',
    'mieter',
    'mietername',
    'bewohner',
    'ansprechpartner',
    'bezeichnung',
    'fullname',
    'displayname',
  ],
  firstName: ['vorname', 'vornamen', 'firstname', 'givenname'],
  lastName: ['nachname', 'familienname', 'zuname', 'lastname', 'surname'],
  company: ['firma', 'firmenname', 'unternehmen', 'company', 'organisation', 'organization'],
  role: ['rolle', 'typ', 'kontakttyp', 'kontaktart', 'art', 'funktion', 'gruppe', 'role'],
  street: [
    'strasse',
    'str',
    'strassehausnummer',
    'strasseundhausnummer',
    'strassehausnr',
    'strassenr',
    'strasseundnr',
    'anschrift',
    'adresse',
    'objektadresse',
    'street',
    'address',
  ],
  houseNumber: ['hausnummer', 'hausnr', 'hnr', 'housenumber'],
  object: [
    'objekt',
    'objektname',
    'objektnummer',
    'objektnr',
    'objektbezeichnung',
    'liegenschaft',
    'immobilie',
    'gebaeude',
    'weg',
    'property',
  ],
  unit: [
    'einheit',
    'einheitnr',
    'einheitnummer',
    'mieteinheit',
    'verwaltungseinheit',
    'wohnung',
    'wohnungsnummer',
    'wohnungsnr',
    'whg',
    'we',
    'lage',
    'unit',
    'apartment',
  ],
  manager: [
    'sachbearbeiter',
    'sachbearbeiterin',
    'betreuer',
    'betreuerin',
    'objektbetreuer',
    'verwalter',
    'verwalterin',
    'zustaendig',
    'manager',
  ],
};

/** "Telefon 2", "Mobil (privat)", "Tel. geschäftlich", "Handynummer"; never "Telefax". */
const numberColumn =
  /^(tel|telefon|telefonnr|telefonnummer|rufnummer|rufnr|festnetz|festnetznummer|mobil|mobilnr|mobilnummer|mobiltelefon|mobilfunk|mobile|handy|handynr|handynummer|phone|phonenumber|mobilephone)(privat|gesch|geschaeftlich|dienstlich|arbeit|buero|festnetz|mobil|mobile|home|work|weitere)?[0-9]{0,2}$/;

function fieldOf(cell: string): Field | null {
  const key = cell
    .slice(0, 100)
    .normalize('NFC')
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]/g, '');
  if (numberColumn.test(key)) return 'number';
  const found = Object.entries(synonyms).find(([, words]) => words.includes(key));
  return found ? (found[0] as Field) : null;
}
