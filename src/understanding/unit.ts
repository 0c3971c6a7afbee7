import type { Claim } from '../domain/summary.ts';
import { numberAt, spokenNumber } from './number-words.ts';
import type { Token } from './words.ts';

/**
 * Where in the house: "im dritten Stock links" → "3. OG links", "Wohnung 6", "EG", "DG". Of the caller's
 * own flat or the place of the concern; a neighbour's storey is none. null: not said.
 */
export function findUnit(tokens: readonly Token[], address: Claim | null): Claim | null {
  for (let at = 0; at < tokens.length; at += 1) {
    const found = unitAt(tokens, at);
    if (!found) continue;
    if (isOwn(tokens, found, address)) return found;
    at = found.toWord - 1;
  }
  return null;
}

const ordinals = [
  'erst',
  'zweit',
  'dritt',
  'viert',
  'fuenft',
  'sechst',
  'siebt',
  'acht',
  'neunt',
  'zehnt',
  'elft',
  'zwoelft',
];
const storey =
  /^(?:stock|stockwerk|etage|obergeschoss|og|geschoss|stockwerks|kat|floor|piso|piano|etage|pietro|pietrze|етаж|этаж|поверх|поверсі)$/;
const abroad: Record<string, number> = {
  ...{
    first: 1,
    second: 2,
    third: 3,
    fourth: 4,
    fifth: 5,
    sixth: 6,
    birinci: 1,
    ikinci: 2,
    ucuncu: 3,
    uecuencue: 3,
  },
  ...{
    dorduncu: 4,
    doerduencue: 4,
    besinci: 5,
    premier: 1,
    deuxieme: 2,
    troisieme: 3,
    quatrieme: 4,
    primer: 1,
    primo: 1,
    secondo: 2,
    terzo: 3,
  },
};

function unitAt(tokens: readonly Token[], at: number): Claim | null {
  const said = (offset: number): string => tokens[at + offset]?.folded ?? '';
  const claim = (value: string, length: number): Claim => {
    const side = sideAfter(tokens, at + length);
    return {
      value: side ? `${value} ${side.value}` : value,
      fromWord: at,
      toWord: at + length + (side?.length ?? 0),
    };
  };
  if (/^(?:erdgeschoss|parterre|eg|erdgeschosswohnung|hochparterre)$/.test(said(0)))
    return claim(said(0) === 'hochparterre' ? 'Hochparterre' : 'EG', 1);
  if (said(0) === 'ground' && said(1) === 'floor') return claim('EG', 2);
  if (/^(?:dachgeschoss|dg|dachgeschosswohnung|dachwohnung)$/.test(said(0))) return claim('DG', 1);
  if (
    /^(?:penthouse|souterrain|hinterhaus|vorderhaus|seitenfluegel|gartenhaus|maisonette|kellerwohnung|untergeschoss)$/.test(
      said(0),
    )
  ) {
    const isLong = /^(?:hinterhaus|vorderhaus|seitenfluegel|gartenhaus)$/.test(said(0));
    const inside = isLong ? unitAt(tokens, at + 1) : null;
    return inside && inside.fromWord === at + 1 ? null : claim(tokens[at]?.bare ?? '', 1);
  }
  if (said(0) === 'top' && said(1) === 'floor') return claim('top floor', 2);
  if (/^(?:oberste\w*|letzte\w*)$/.test(said(0)) && storey.test(said(1)))
    return claim('oberstes Geschoss', 2);
  const level = ordinalOf(tokens, at);
  if (level !== null && storey.test(said(1))) return claim(`${level}. OG`, 2);
  const joined = /^(\d{1,2})og$/.exec(said(0));
  if (joined) return claim(`${joined[1]}. OG`, 1);
  if (
    /^(?:wohnung|einheit|apartment|appartement|whg|wohneinheit|flat|wohnungsnummer)$/.test(said(0)) &&
    !tokens[at]?.endsSentence
  ) {
    const isNamed = /^(?:nummer|nr)$/.test(said(1)) ? 1 : 0;
    const digits = digitsAt(tokens, at + 1 + isNamed);
    if (!digits) return null;
    const next = tokens[at + 1 + isNamed + digits.length];
    const isLetter = !tokens[at + isNamed + digits.length]?.endsPhrase && /^[a-h]$/.test(next?.folded ?? '');
    const word = said(0) === 'einheit' ? 'Einheit' : 'Wohnung';
    return claim(
      `${word} ${digits.text}${isLetter ? next?.folded : ''}`,
      1 + isNamed + digits.length + (isLetter ? 1 : 0),
    );
  }
  return null;
}

/** "null zwo vier" is 024, "sechs" 6, "12". */
function digitsAt(tokens: readonly Token[], at: number): { text: string; length: number } | null {
  let text = '';
  let length = 0;
  while (length < 4) {
    const folded = tokens[at + length]?.folded ?? '';
    const value = /^\d{1,4}[a-h]?$/.test(folded) ? folded : spokenNumber(folded);
    if (value === null || (length > 0 && tokens[at + length - 1]?.endsPhrase)) break;
    if (length > 0 && !text.startsWith('0') && Number(text) > 9) break;
    text += String(value);
    length += 1;
  }
  if (length > 0) return { text, length };
  const number = numberAt(tokens, at);
  return number && { text: String(number.value), length: number.length };
}

function ordinalOf(tokens: readonly Token[], at: number): number | null {
  const token = tokens[at];
  if (!token) return null;
  if (/^\d{1,2}$/.test(token.bare)) return Number(token.bare);
  if (Object.hasOwn(abroad, token.folded)) return abroad[token.folded] ?? null;
  const stem = /^(.+?)e[nrsm]?$/.exec(token.folded)?.[1] ?? '';
  const place = ordinals.indexOf(stem);
  return place === -1 ? null : place + 1;
}

function sideAfter(tokens: readonly Token[], at: number): { value: string; length: number } | null {
  if (tokens[at - 1]?.endsSentence) return null;
  const skip = /^(?:ganz|gleich|auf|die|der|dann)$/.test(tokens[at]?.folded ?? '') ? 1 : 0;
  const side = /^(?:links|rechts|mitte|mittig|vorne|hinten|vorn)$/.exec(tokens[at + skip]?.folded ?? '');
  if (!side || skip > 1) return null;
  return {
    value: side[0] === 'mittig' ? 'Mitte' : side[0] === 'mitte' ? 'Mitte' : side[0],
    length: 1 + skip,
  };
}

/** How far behind the street the storey may stand. */
const NEAR_ADDRESS = 5;

function isOwn(tokens: readonly Token[], unit: Claim, address: Claim | null): boolean {
  const before = tokens
    .slice(Math.max(0, unit.fromWord - 7), unit.fromWord)
    .map(token => token.folded)
    .join(' ');
  if (
    /\b(?:frau|herr|herrn|nachbar\w*|familie|leute|jung|mieter|typ|mann|von ueber|ueber mir|unter mir|gegenueber) (?:\w+ ){0,3}(?:aus|im|in|vom|von)(?: dem| der)?$/.test(
      before,
    )
  )
    return false;
  if (address && unit.fromWord >= address.toWord && unit.fromWord - address.toWord <= NEAR_ADDRESS) {
    return (
      !tokens.slice(address.toWord - 1, unit.fromWord).some(token => token.endsSentence) ||
      isAlone(tokens, unit)
    );
  }
  if (
    /\b(?:wohne|wohnen|wohn|wohnhaft|wir sind|ich bin|bei mir|bei uns|meine|unsere|live|sitze)\b/.test(before)
  )
    return true;
  return isAlone(tokens, unit);
}

/** A phrase of its own: "Bitte sofort, zweiter Stock." */
function isAlone(tokens: readonly Token[], unit: Claim): boolean {
  const from = /^(?:im|in|der)$/.test(tokens[unit.fromWord - 1]?.folded ?? '')
    ? unit.fromWord - 1
    : unit.fromWord;
  const opens = from === 0 || (tokens[from - 1]?.endsPhrase ?? false);
  return opens && (unit.toWord >= tokens.length || (tokens[unit.toWord - 1]?.endsPhrase ?? false));
}
