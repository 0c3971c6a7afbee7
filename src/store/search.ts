/** What the reader types into the search field, as a condition on calls `c` and messages `m`. */
import { type SQL, sql } from 'drizzle-orm';

/** More words than this are not looked for; nobody types them, and each costs a scan. */
const MOST_TERMS = 8;
/** Fewer digits than this are looked for in the text only (house numbers), not in telephone numbers. */
const FEWEST_DIGITS = 3;

/** Every term must be found somewhere: transcript, summary, contact or number; null: nothing to look for. */
export function searchCondition(query: string): SQL | null {
  const terms = termsOf(query);
  if (terms.length === 0) return null;
  return sql.join(terms.map(conditionOf), sql` AND `);
}

/** A query of digits and their separators is one number ("0441 78 32 95"), all else goes by words. */
function termsOf(query: string): string[] {
  const trimmed = query.normalize('NFC').trim();
  if (digitsOf(trimmed) !== null) return [trimmed];
  return trimmed
    .split(/\s+/)
    .filter(term => term !== '')
    .slice(0, MOST_TERMS);
}

function conditionOf(term: string): SQL {
  const pattern = `%${escapeLike(lowerUmlauts(term))}%`;
  const places = [
    like(newest('transcripts', 'n.text'), pattern),
    like(newest('summaries', 'n.text'), pattern),
    like(newest('matches', 'n.contact_name'), pattern),
  ];
  const digits = digitsOf(term);
  if (digits !== null) {
    places.push(sql`c.caller_number LIKE ${`%${digits}%`}`);
    places.push(
      sql`${newest('summaries', "json_extract(n.body, '$.callbackNumber.value')")} LIKE ${`%${digits}%`}`,
    );
  }
  return sql`(${sql.join(places, sql` OR `)})`;
}

/**
 * The significant digits of something that looks like a telephone number: without the prefix for
 * abroad and the leading zero, which E.164 does not have ("0441 783295" is in "+49441783295").
 */
function digitsOf(term: string): string | null {
  if (!/^[\d\s+/().-]+$/.test(term)) return null;
  const digits = term.replace(/\(0\)/, '').replace(/\D/g, '').replace(/^0+/, '');
  return digits.length >= FEWEST_DIGITS ? digits : null;
}

/** SQLite's LIKE knows upper and lower case of A to Z only. */
function like(value: SQL, pattern: string): SQL {
  return sql`replace(replace(replace(${value}, 'Ä', 'ä'), 'Ö', 'ö'), 'Ü', 'ü') LIKE ${pattern} ESCAPE '\\'`;
}

const lowerUmlauts = (text: string): string => text.replace(/[ÄÖÜ]/g, letter => letter.toLowerCase());
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, sign => `\\${sign}`);

/** The newest value of a results table for the message `m`: ids are UUIDv7, so the greatest is the newest. */
export const newest = (table: string, value: string): SQL =>
  sql.raw(`(SELECT ${value} FROM ${table} n WHERE n.message_id = m.id ORDER BY n.id DESC LIMIT 1)`);
