import type { Candidate, Heard } from './identify.ts';

/**
 * The gates. All figures are likenesses from 0 to 1 (sound.ts) and were set on own variations: a letter misheard
 * in a name of six is 0.83 to 0.99, another name of the same length mostly below 0.7.
 */

/** By number: does the spoken name fit its owner? */
export function fitsByPhone({ name, company }: Candidate): boolean {
  if (company !== null) return true;
  if (!name) return false;
  if (name.first === 'contradicts' || name.isOtherGender) return false;
  return name.surname >= (name.first === 'fits' ? 0.62 : 0.68);
}

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
