import { firstNameFit } from './first-name-fit.ts';
import type { Heard } from './identify.ts';
import type { Alike, ContactIndex } from './index-reader.ts';

/** Rows that any claim could mean: by name and street, by company, and by name alone where no street helps. */
export function candidateRows(heard: Heard, index: ContactIndex): Set<number> {
  const rows = new Set<number>();
  const surnames = new Map<number, Alike>();
  for (const claim of heard.claims)
    for (const reading of claim.readings)
      for (const surname of reading.surnames) {
        const known = surnames.get(surname.id);
        if (!known || known.like < surname.like) surnames.set(surname.id, surname);
      }
  const streets = new Set(heard.addresses.flatMap(address => address.streets.map(street => street.id)));
  for (const surname of surnames.keys())
    for (const street of streets) for (const { row } of index.rowsNamed(surname, street)) rows.add(row);
  for (const claim of heard.companies)
    for (const company of claim.companies) for (const row of index.rowsOfCompany(company.id)) rows.add(row);
  if (rows.size === 0) for (const row of byNameAlone(heard, index)) rows.add(row);
  if (heard.claims.length > 0) for (const row of inTheHouse(heard, index)) rows.add(row);
  return rows;
}

/**
 * All who live where the caller says to live: in a large list many names are closer to a misheard one than the
 * right one, but few of them live in this house. The gates decide as for all others.
 */
function inTheHouse(heard: Heard, index: ContactIndex): number[] {
  return heard.addresses.flatMap(({ house, isOthers, streets }) =>
    house === null || isOthers
      ? []
      : streets
          .filter(street => street.like >= CLEAR_STREET)
          .flatMap(street => index.rowsAt(street.id, house.low, house.high)),
  );
}

const CLEAR_STREET = 0.85;

/** More people of one name than this say nothing to a reader. */
const MOST_NAMESAKES = 8;

function byNameAlone(heard: Heard, index: ContactIndex): number[] {
  const found = new Set<number>();
  for (const claim of heard.claims)
    for (const reading of claim.readings) {
      const close = reading.surnames.filter(surname => surname.like >= 0.85);
      const rows = close.flatMap(surname => index.rowsWithSurname(surname.id));
      if (reading.firstName === '') {
        if (rows.length <= MOST_NAMESAKES) for (const { row } of rows) found.add(row);
        continue;
      }
      const fits = new Map<string, boolean>();
      for (const { row, firstNames } of rows) {
        const isFit = firstNames.some(known => {
          const seen = fits.get(known) ?? firstNameFit(reading.firstName, known) === 'fits';
          fits.set(known, seen);
          return seen;
        });
        if (isFit) found.add(row);
        if (found.size > MOST_LOOKED_AT) return [...found];
      }
    }
  return [...found];
}

const MOST_LOOKED_AT = 50;
