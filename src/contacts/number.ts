import parsePhoneNumber, {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
} from 'libphonenumber-js';

export interface NumberOptions {
  /** ISO 3166 code of the country whose numbers come without a country code, e.g. DE. */
  country: string;
  /** Without the leading 0, e.g. 441; null: numbers without an area code stay as they are. */
  areaCode?: string | null;
}

export interface NormalisedNumber {
  /** E.164, else the digits as sent (internal extensions); null: suppressed, or no number at all. */
  number: string | null;
  isE164: boolean;
}

/**
 * A number as a trunk, a list or a person writes it → one form for all. Takes +49, 0049, 0 or no area
 * code, blanks, "/", "-", "(0)", and SIP addresses. Never throws; whatever is no number is null.
 */
export function normaliseNumber(raw: string, options: NumberOptions): NormalisedNumber {
  const text = cleaned(raw);
  if (text === null) return nothing;
  const country = countryOf(options.country);
  const digits = text.replace(/\D/g, '');
  if (country === 'DE' && germanNational.test(digits) && !text.startsWith('+')) {
    return { number: `+49${digits.slice(1)}`, isE164: true };
  }
  if (digits === '') return nothing;
  const candidate = internationalForm(text, digits, { country, areaCode: options.areaCode ?? null });
  if (candidate === null) return { number: digits, isE164: false };
  const parsed = parsePhoneNumber(candidate, country);
  if (!parsed?.isPossible() || !e164.test(parsed.number)) return { number: digits, isE164: false };
  return { number: parsed.number, isE164: true };
}

/** For people: "+49 441 783295". What is not E.164 comes back as it is. */
export function formatNumber(number: string): string {
  if (!e164.test(number)) return number;
  return parsePhoneNumber(number)?.formatInternational() ?? number;
}

/** As in domain/mailbox.ts; the number library also lets 17 digits pass. */
const e164 = /^\+[1-9][0-9]{2,14}$/;
/**
 * Nine of ten numbers of a list. The library says the same of them (a test compares), in thirty times the time.
 */
const germanNational = /^0[1-9]\d{4,12}$/;
const nothing: NormalisedNumber = { number: null, isE164: false };
/** Longer input is no telephone number: E.164 has 15 digits, the rest is room for blanks and signs. */
const MOST_CHARACTERS = 60;
/** Extensions are this short; with more digits a number without area code belongs to the public network. */
const LONGEST_EXTENSION = 4;
/** Country code and a subscriber number as trunks send them without the plus sign. */
const SHORTEST_BARE_INTERNATIONAL = 11;

function countryOf(code: string): CountryCode {
  return isSupportedCountry(code) ? code : 'DE';
}

/** German subscriber numbers have at most eight digits, in Berlin and Hamburg. */
const LONGEST_LOCAL = 8;

/** Without the wrapping of SIP, and with the optional trunk zero taken out; null: holds no number. */
function cleaned(raw: string): string | null {
  if (raw.length > MOST_CHARACTERS * 4) return null;
  const text = raw
    .normalize('NFKC')
    .replace(/^\s*<?\s*(?:sips?|tel):/i, '')
    .replace(/[@;>].*$/s, '')
    .replace(/\(\s*0\s*\)/g, ' ')
    .trim();
  if (text.length > MOST_CHARACTERS) return null;
  // Letters mean a name or "anonymous", "withheld", "unbekannt": there is nothing to call back.
  return /^[+\d\s()/.\-–—‐‑]+$/.test(text) ? text : null;
}

/** What the number library can read for certain; null: an extension or not to be made whole. */
function internationalForm(
  text: string,
  digits: string,
  home: { country: CountryCode; areaCode: string | null },
): string | null {
  if (text.startsWith('+')) return `+${digits}`;
  if (digits.startsWith('0')) return digits;
  const code = getCountryCallingCode(home.country);
  if (digits.startsWith(code) && digits.length >= SHORTEST_BARE_INTERNATIONAL) {
    if (parsePhoneNumber(`+${digits}`)?.isValid()) return `+${digits}`;
  }
  // Longer ones have lost a zero, not an area code: "441783295", "1728908446".
  const isLocal = digits.length > LONGEST_EXTENSION && digits.length <= LONGEST_LOCAL;
  if (home.areaCode === null || !isLocal) return null;
  return `+${code}${home.areaCode}${digits}`;
}
