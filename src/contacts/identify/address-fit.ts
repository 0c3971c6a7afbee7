import type { HeardAddress } from './heard-address.ts';
import type { HeardHouse } from './heard-house.ts';
import type { KnownRow } from './index-reader.ts';

export type HouseFit =
  | 'fits'
  /** "27" was said, 27a is known: the letter may have been left out. */
  | 'nearly'
  | 'contradicts'
  /** No house number was said, or none is known. */
  | 'absent';

/** How well a row's address fits one that was said. */
export interface AddressFit {
  /** 0 to 1. */
  street: number;
  house: HouseFit;
  isOtherCity: boolean;
  isOthers: boolean;
  said: string;
}

/** The best of all addresses that were said; null: none has this street. */
export function addressFit(row: KnownRow, addresses: readonly HeardAddress[]): AddressFit | null {
  let best: AddressFit | null = null;
  for (const address of addresses) {
    const street = address.streets.find(value => value.id === row.street);
    if (!street || row.street === 0) continue;
    // Where another street was heard much clearer, it was not this one.
    const top = address.streets[0]?.like ?? 0;
    if (street.like < top - CLEARLY_OTHER) continue;
    const fit: AddressFit = {
      street: street.like,
      house: houseFit(row, address.house),
      isOtherCity: address.city !== '' && row.city !== '' && !isSameCity(row.city, address.city),
      isOthers: address.isOthers,
      said: address.said,
    };
    if (!best || rank(fit) > rank(best)) best = fit;
  }
  return best;
}

const CLEARLY_OTHER = 0.08;

const isSameCity = (known: string, said: string): boolean => known.startsWith(said) || said.startsWith(known);

const rank = (fit: AddressFit): number =>
  fit.street +
  { fits: 1, nearly: 0.8, absent: 0.4, contradicts: 0 }[fit.house] -
  (fit.isOthers ? 0.5 : 0) -
  (fit.isOtherCity ? 0.3 : 0);

function houseFit(row: KnownRow, said: HeardHouse | null): HouseFit {
  if (!said || row.low === null) return 'absent';
  const high = row.high ?? row.low;
  if (said.high < row.low || said.low > high) return 'contradicts';
  const isRange = high > row.low;
  // 12–16 of one side of the street has no 13.
  if (isRange && (high - row.low) % 2 === 0 && said.low === said.high && (said.low - row.low) % 2 !== 0)
    return 'contradicts';
  if (isRange) return 'fits';
  if (said.letter === row.letter) return 'fits';
  return said.letter === '' ? 'nearly' : 'contradicts';
}
