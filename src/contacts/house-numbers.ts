/** "12-14 a", "12a", "12/14": what stands in a house number, and how it is told from the street before it. */

export interface HouseNumber {
  houseFrom: number | null;
  houseTo: number | null;
  houseLetter: string | null;
}

/** Null: no number in it. "12/14" and "12+14" are 12 to 14, as "12-14". */
export function readHouseNumber(text: string | null): HouseNumber {
  const found =
    /(\d{1,4})\s*([a-z])?(?![a-z])(?:\s*(?:[-–—/+&]|bis|u\.|und)\s*(\d{1,4})?\s*([a-z])?(?![a-z]))?/i.exec(
      text ?? '',
    );
  if (!found) return { houseFrom: null, houseTo: null, houseLetter: null };
  const from = Number(found[1]);
  const to = found[3] === undefined ? from : Number(found[3]);
  // "14/2" is number 14, entrance 2: no range runs backwards.
  return {
    houseFrom: from,
    houseTo: Math.max(to, from),
    houseLetter: found[2]?.toLowerCase() ?? null,
  };
}

/** "Straße des 17. Juni 135 b, Hinterhaus" → "Straße des 17. Juni" and "135 b"; without a number at its end: all is street. */
export function splitStreet(text: string): { streetName: string; houseNumber: string | null } {
  const found =
    /^(.*\p{L}\.?)\s*[,]?\s*(?:nr\.?\s*)?(\d{1,4}\s*[a-z]?(?![\p{L}])(?:\s*(?:[-–—/+&]|bis|u\.|und)\s*\d{0,4}\s*[a-z]?(?![\p{L}]))*)(?:\s*[,(;].*)?$/iu.exec(
      text,
    );
  const streetName = found?.[1]?.trim();
  const houseNumber = found?.[2]?.trim();
  return streetName && houseNumber ? { streetName, houseNumber } : { streetName: text, houseNumber: null };
}
