import type { Candidate, Heard } from './identify.ts';

/**
 * The gates. All figures are likenesses from 0 to 1 (sound.ts) and were set on own variations: a letter misheard
 * in a name of six is 0.83 to 0.99, another name of the same length mostly below 0.7.
 */

/**
 * By number: does the spoken name fit its owner? A first name that fits makes up for a family name that was
 * misheard, unless it is another one's of the list and the owner's house was not named. Without one, Schreiber on Schneider's phone is somebody else: the name must be as good as the same
 * ("Petersen" heard as "Peterson" is 0.875, "Schreiber" for Schneider 0.78), and nobody's of the list be closer.
 * `isOther`: it was said that somebody else speaks; a daughter has the same family name.
 */
export function fitsByPhone({ name, address, company }: Candidate, isOther: boolean): boolean {
  if (company !== null) return true;
  if (!name) return false;
  if (name.first === 'contradicts' || name.isOtherGender) return false;
  if (name.first === 'fits') return name.surname >= 0.62 && (!name.isAnothers || isAtHome(address));
  return !isOther && name.isClosest && name.surname >= 0.85;
}

const isAtHome = (address: Candidate['address']): boolean =>
  address !== null &&
  address.street >= 0.85 &&
  address.house === 'fits' &&
  !address.isOthers &&
  !address.isOtherCity;

/** By words alone: the caller's name, the street and the house number, and nothing that speaks against it. */
export function fitsByWords({ name, address, company }: Candidate, heard: Heard): boolean {
  if (!address || address.isOthers || address.isOtherCity) return false;
  if (address.street < 0.8) return false;
  if (company !== null) return address.house === 'fits';
  if (!name || heard.speaksFor) return false;
  if (address.house !== 'fits' && !(address.house === 'nearly' && name.first === 'fits')) return false;
  if (name.first === 'contradicts' || name.isOtherGender) return false;
  const isExact = address.street >= 0.97;
  const least = name.first === 'fits' ? (isExact ? 0.66 : 0.74) : name.isClosest ? 0.8 : 0.9;
  if (name.surname < least) return false;
  return name.surname + address.street + (name.first === 'fits' ? 0.25 : 0) >= 1.68;
}

/** Worth showing to a person, never as fact. */
export function isWeakFit({ name, address, company }: Candidate, heard: Heard): boolean {
  const ownAddress = heard.addresses.some(one => !one.isOthers && one.house !== null);
  if (company !== null) return address !== null || !ownAddress;
  if (!name || name.surname < 0.66) return false;
  // "Milla" in the house of the Müllers: worth a look.
  if (address && address.house === 'fits' && address.street >= 0.9 && !address.isOthers) return true;
  if (name.surname < 0.75) return false;
  if (address && address.street >= 0.75) return true;
  if (ownAddress || name.isOtherGender || name.first === 'contradicts') return false;
  return name.surname >= 0.85;
}
