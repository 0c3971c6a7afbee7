/**
 * One row of a list → one contact, and what is to be said about the row. Nothing is repaired by guessing:
 * what Excel has spoilt is left out and named.
 */
import type { Contact, ContactRecord } from '../domain/contact.ts';
import type { ContactField } from '../domain/contact-import.ts';
import { readNumberCell } from './cell-numbers.ts';
import type { ListRow } from './csv-rows.ts';
import { readHouseNumber, splitStreet } from './house-numbers.ts';
import { languageOf, roleKindOf, yesOrNo } from './list-words.ts';
import type { NumberOptions } from './number.ts';
import { isCompany, isNobody, personsOf } from './person-names.ts';

/** A contact without what only its set knows. */
export type RowContact = Omit<ContactRecord, 'rowId' | 'contactId' | 'source'>;

export type RowResult =
  | { kind: 'contact'; contact: RowContact; hints: string[] }
  | { kind: 'left-out'; because: string };

/** `fields`: what each column holds. Never throws. */
export function readRow(
  row: ListRow,
  fields: readonly (ContactField | null)[],
  options: NumberOptions,
): RowResult {
  if (row.unreadable !== null) return { kind: 'left-out', because: row.unreadable };
  if (row.cells.slice(fields.length).some(cell => cell.trim() !== '')) {
    return leftOut('Die Zeile hat mehr Felder als die Kopfzeile und wurde ausgelassen.');
  }
  const hints: string[] = row.remark === null ? [] : [row.remark];
  const cells = readCells(row, fields, hints);
  const name = nameOf(cells);
  if (name === null) return leftOut('Die Zeile hat keinen Namen und wurde ausgelassen.');
  if (isNobody(name)) return leftOut(`„${name}“ ist niemand, der anrufen kann. Die Zeile wurde ausgelassen.`);
  // A company in the column of names; where first name and family name stand apart, it is a person.
  const named = cells.firstName === undefined ? (cells.name ?? cells.lastName) : undefined;
  const company = cells.company ?? (named !== undefined && isCompany(named) ? named : null);
  const persons = personsOf({
    name: named === company ? null : (cells.name ?? null),
    firstName: cells.firstName ?? null,
    lastName: named === company ? null : (cells.lastName ?? null),
    salutation: cells.salutation ?? null,
    title: cells.title ?? null,
  });
  const contact: RowContact = {
    line: row.line,
    name,
    persons,
    company,
    externalId: cells.externalId ?? null,
    role: cells.role ?? null,
    roleKind: roleKindOf(cells.role ?? null),
    ...placeOf(cells, hints, options),
    object: cells.object ?? null,
    unit: cells.unit ?? null,
    manager: cells.manager ?? null,
    managerMailAddress: mailAddressOf(cells.managerMailAddress, hints),
    mailAddress: mailAddressOf(cells.mailAddress, hints),
    language: languageFrom(cells.language, hints),
    isUntranscribed: isUntranscribed(cells.noTranscription, hints),
    ...numbersOf(row, fields, options, hints),
  };
  return { kind: 'contact', contact, hints: someOf(hints) };
}

type Cells = Partial<Record<ContactField, string>>;

const MOST_CELL_CHARACTERS = 200;
const MOST_NUMBER_CHARACTERS = 400;
const MOST_NUMBERS = 20;

/** A row of rubbish has hundreds of them. */
const MOST_HINTS = 20;

const someOf = (hints: string[]): string[] =>
  hints.length <= MOST_HINTS
    ? hints
    : [
        ...hints.slice(0, MOST_HINTS - 1),
        `Zu dieser Zeile gibt es ${hints.length - MOST_HINTS + 1} weitere Hinweise, die nicht einzeln genannt werden.`,
      ];

const leftOut = (because: string): RowResult => ({ kind: 'left-out', because });

function readCells(row: ListRow, fields: readonly (ContactField | null)[], hints: string[]): Cells {
  const cells: Cells = {};
  fields.forEach((field, index) => {
    if (field === null || field === 'number') return;
    const raw = row.cells[index];
    if (raw === undefined || raw === '') return;
    const text = oneLine(field === 'name' ? peopleOnLines(raw) : raw);
    if (text === '') return;
    if (excelError.test(text)) {
      hints.push(
        `In der Spalte ${index + 1} steht ein Fehler von Excel („${text}“). Die Zelle wurde nicht übernommen.`,
      );
      return;
    }
    if (damagedLetters.test(text)) {
      hints.push(
        `In der Spalte ${index + 1} sind Umlaute beschädigt („${shortened(text)}“). Bitte prüfen Sie die Datei.`,
      );
    }
    if (text.length > MOST_CELL_CHARACTERS) {
      hints.push(`In der Spalte ${index + 1} stehen mehr als 200 Zeichen. Der Rest wurde nicht übernommen.`);
    }
    cells[field] = text.slice(0, MOST_CELL_CHARACTERS);
  });
  return cells;
}

const excelError = /^(#(NV|N\/A|NAME\?|WERT!|VALUE!|REF!|BEZUG!|DIV\/0!|ZAHL!|NUM!|NULL!)|#{3,})$/;
/** "MÃ¼ller": UTF-8 that was once read as Windows-1252 and saved so; "M?ller": saved in an encoding without ü. */
const damagedLetters = /Ã[¤¶¼Ÿ„–œ\u0080-\u00bf]|\ufffd|\p{L}\?\p{L}/u;

/** Two whole names on two lines are two people; anything else on two lines is one text. */
function peopleOnLines(text: string): string {
  if (!text.includes('\n')) return text;
  const lines = text.split('\n').map(line => line.trim());
  return lines.every(line => line.includes(' ')) ? lines.join(' / ') : text;
}

/** One line without control characters. Most cells need no work. */
function oneLine(text: string): string {
  if (/^[!-~\u00c0-\u017f]+(?: [!-~\u00c0-\u017f]+)*$/.test(text)) return text;
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

function nameOf(cells: Cells): string | null {
  // "Name;Vorname" is common: then "Name" is the family name.
  const familyName = cells.lastName ?? (cells.firstName === undefined ? undefined : cells.name);
  if (familyName !== undefined) return joined(cells.firstName, familyName);
  return cells.name ?? cells.firstName ?? cells.company ?? null;
}

type Place = Pick<
  Contact & ContactRecord,
  'street' | 'streetName' | 'houseNumber' | 'houseFrom' | 'houseTo' | 'houseLetter' | 'postcode' | 'city'
>;

function placeOf(cells: Cells, hints: string[], { country }: NumberOptions): Place {
  // "Rosenweg 17, 26121 Oldenburg" in one cell.
  const whole = /^(.*?)\s*[,;]\s*(?:D-)?(\d{4,5})\s+(\p{L}.*)$/u.exec(cells.street ?? '');
  const streetText = whole?.[1] ?? cells.street ?? null;
  const cityText = whole?.[3] ?? cells.city ?? null;
  const both = /^(\d{4,5})\s+(\p{L}.*)$/u.exec(cityText ?? '');
  const postcode = cells.postcode ?? whole?.[2] ?? both?.[1] ?? null;
  const city = both?.[2] ?? cityText;
  if (postcode !== null && /^\d{4}$/.test(postcode) && country === 'DE') {
    hints.push(`Der Postleitzahl „${postcode}“ fehlt vermutlich die 0 am Anfang (Excel streicht sie).`);
  }
  const isDamaged = cells.houseNumber !== undefined && excelDate.test(cells.houseNumber);
  if (isDamaged) {
    hints.push(
      `Excel hat die Hausnummer in das Datum „${cells.houseNumber}“ verwandelt. Bitte formatieren Sie die Spalte als Text und tragen Sie die Nummer neu ein.`,
    );
  }
  const given = isDamaged ? null : (cells.houseNumber ?? null);
  const split = streetText === null || given !== null ? null : splitStreet(streetText);
  const houseNumber = given ?? split?.houseNumber ?? null;
  return {
    street: joined(streetText, given),
    streetName: split?.streetName ?? streetText,
    houseNumber,
    ...readHouseNumber(houseNumber),
    postcode,
    city,
  };
}

/** "01. Mrz", "Mrz 12", "12.01.2024", "2024-01-12": a house number 1-3 that Excel took for a day. */
const excelDate =
  /^(\d{1,2}\.?\s?(jan|feb|mrz|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)[a-z]*\.?(\s?\d{2,4})?|(jan|feb|mrz|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)[a-z]*\.?\s?\d{2,4}|\d{1,2}\.\d{1,2}\.(\d{2}|\d{4})|\d{4}-\d{2}-\d{2})$/i;

function mailAddressOf(text: string | undefined, hints: string[]): string | null {
  if (text === undefined) return null;
  const address = text.split(/[;,\s]+/)[0] ?? '';
  if (/^[^\s@<>"(),:;]+@[^\s@<>"(),:;]+\.[^\s@<>"(),:;]+$/.test(address)) return address;
  hints.push(`„${shortened(text)}“ ist keine E-Mail-Adresse.`);
  return null;
}

function languageFrom(text: string | undefined, hints: string[]): string | null {
  if (text === undefined) return null;
  const code = languageOf(text);
  if (code === null) hints.push(`Die Sprache „${shortened(text)}“ ist nicht bekannt.`);
  return code;
}

/** Whoever wrote something here did not want to be transcribed: unclear words count as yes, and are named. */
function isUntranscribed(text: string | undefined, hints: string[]): boolean {
  const answer = yesOrNo(text ?? '');
  if (answer !== null) return answer;
  hints.push(`„${shortened(text ?? '')}“ bei „Nicht verschriften“ wurde als „ja“ verstanden.`);
  return true;
}

function numbersOf(
  row: ListRow,
  fields: readonly (ContactField | null)[],
  options: NumberOptions,
  hints: string[],
): Pick<ContactRecord, 'numbers' | 'numberRanges'> {
  const numbers = new Set<string>();
  const numberRanges: ContactRecord['numberRanges'] = [];
  fields.forEach((field, index) => {
    const cell = row.cells[index];
    if (field !== 'number' || cell === undefined || cell === '') return;
    const read = readNumberCell(cell.slice(0, MOST_NUMBER_CHARACTERS), options);
    for (const number of read.numbers) numbers.add(number);
    numberRanges.push(...read.ranges);
    hints.push(...read.problems);
    if (cell.length > MOST_NUMBER_CHARACTERS) {
      hints.push(`In der Spalte ${index + 1} stehen mehr als 400 Zeichen. Der Rest wurde nicht übernommen.`);
    }
  });
  if (numbers.size > MOST_NUMBERS)
    hints.push('Die Zeile hat mehr als 20 Rufnummern. Übernommen wurden die ersten 20.');
  return { numbers: [...numbers].slice(0, MOST_NUMBERS), numberRanges: numberRanges.slice(0, MOST_NUMBERS) };
}

const joined = (first: string | null | undefined, second: string | null | undefined): string | null =>
  [first, second].filter(part => part !== null && part !== undefined).join(' ') || null;
const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
