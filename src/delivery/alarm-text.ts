/**
 * What an alarm says, as a mail and as JSON. Pure. What the caller said stands in it as quotation only, and it
 * says that it never replaces 112.
 */
import type { AlarmFacts, CallChainEntry } from '../domain/alarm.ts';
import type { Note } from '../domain/delivery.ts';
import { languageName } from '../domain/language-name.ts';
import { localTime, oneLine, shownNumber } from './plain-text.ts';

export interface AlarmContent {
  messageId: string;
  raisedAt: number;
  facts: AlarmFacts;
  note: Note;
  callChain: readonly CallChainEntry[];
  isTest: boolean;
}

const LONGEST_SUBJECT = 150;
/** Two joined SMS of 7 bit letters: longer texts are cut by some gateways. */
const LONGEST_SMS = 300;
const notice = 'Dieser Alarm ersetzt keinen Notruf. Bei Gefahr für Menschen rufen Sie 112.';

/** "Notfall, weil: Gasgeruch: „es riecht nach Gas“". */
export function alarmReason({ label, because }: AlarmFacts): string {
  const quotes = because.map(claim => `„${oneLine(claim.value, 100)}“`).join(', ');
  return `Notfall, weil: ${oneLine(label, 80)}${quotes === '' ? '' : `: ${quotes}`}`;
}

export function alarmMail(content: AlarmContent): { subject: string; text: string } {
  const { facts, note } = content;
  const rows = rowsOf(content);
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  const lines = [
    ...(content.isTest ? ['PROBE: Dies ist ein Probealarm. Es ist nichts geschehen.', ''] : []),
    alarmReason(facts),
    '',
    ...rows.map(([label, text]) => `${`${label}:`.padEnd(width)}${text}`),
    '',
    ...chainLines(content.callChain),
    ...(note.pageUrl === null ? [] : [`Im Browser: ${oneLine(note.pageUrl, 500)}`, '']),
    'Die Notiz zu diesem Anruf kommt wie immer, mit Abschrift und Aufnahme.',
    notice,
    '',
  ];
  const who = callerOf(content);
  const subject = [oneLine(facts.label, 60), who, facts.address ?? ''].map(part => oneLine(part, 50));
  const prefix = content.isTest ? 'PROBEALARM' : 'ALARM';
  return {
    subject: oneLine(`${prefix}: ${subject.filter(part => part !== '').join(' – ')}`, LONGEST_SUBJECT),
    text: lines.join('\r\n'),
  };
}

/** The JSON body of a webhook; `data.text` is short enough to be passed on as SMS. */
export function alarmJson(content: AlarmContent): string {
  const { facts, note } = content;
  const { match } = note;
  return JSON.stringify({
    type: content.isTest ? 'alarm.test' : 'alarm.raised',
    timestamp: new Date(content.raisedAt).toISOString(),
    data: {
      messageId: content.messageId,
      callId: note.callId,
      isTest: content.isTest,
      text: smsText(content),
      reason: alarmReason(facts),
      rules: facts.ruleIds,
      mailbox: { name: note.mailbox.name, number: note.dialledNumber },
      receivedAt: new Date(note.receivedAt).toISOString(),
      callerNumber: note.callerNumber,
      callbackNumber: facts.callbackNumber,
      callerName: facts.callerName,
      address: facts.address,
      unit: facts.unit,
      language: facts.language,
      contact:
        match.kind === 'matched'
          ? { name: match.contact.name, street: match.contact.street, unit: match.contact.unit }
          : null,
      // Whom to ring, in this order. Hausruf does not dial them.
      callChain: content.callChain,
      pageUrl: note.pageUrl,
      notice,
    },
  });
}

function smsText(content: AlarmContent): string {
  const { facts, note } = content;
  const number = facts.callbackNumber ?? note.callerNumber;
  const parts = [
    content.isTest ? 'PROBEALARM' : 'NOTFALL',
    oneLine(facts.label, 80),
    callerOf(content),
    [facts.address, facts.unit].filter(part => part !== null).join(', '),
    number === null ? 'Nummer unterdrückt' : shownNumber(number),
    oneLine(note.mailbox.name, 40),
  ];
  return oneLine(parts.filter(part => part !== '').join(' · '), LONGEST_SMS);
}

/** Known, or as the name was said; else nothing. */
function callerOf({ facts, note }: AlarmContent): string {
  if (note.match.kind === 'matched') return oneLine(note.match.contact.name, 60);
  return facts.callerName === null ? '' : oneLine(facts.callerName, 60);
}

function rowsOf(content: AlarmContent): [string, string][] {
  const { facts, note } = content;
  const { date, time } = localTime(note.receivedAt, note.mailbox.timeZone);
  const shown =
    note.callerNumber === null ? 'Nummer unterdrückt' : `${shownNumber(note.callerNumber)} (angezeigt)`;
  const street = note.match.kind === 'matched' ? note.match.contact.street : null;
  const who = callerOf(content);
  return [
    ...(facts.callbackNumber === null
      ? []
      : [['Rückruf', `${shownNumber(facts.callbackNumber)} (genannt)`] satisfies [string, string]]),
    ['Anruf von', who === '' ? shown : `${who}, ${shown}`],
    ...(facts.address === null
      ? []
      : [['Adresse', `${oneLine(facts.address, 100)} (genannt)`] satisfies [string, string]]),
    ...(street === null ? [] : [['Kontakt', oneLine(street, 100)] satisfies [string, string]]),
    ...(facts.unit === null
      ? []
      : [['Einheit', `${oneLine(facts.unit, 60)} (genannt)`] satisfies [string, string]]),
    ...(facts.language === null || facts.language === 'de'
      ? []
      : [['Sprache', languageName(facts.language)] satisfies [string, string]]),
    ['Eingang', `${date} ${time} Uhr`],
    ['Mailbox', `${oneLine(note.mailbox.name, 80)} (${shownNumber(note.dialledNumber)})`],
  ];
}

function chainLines(callChain: readonly CallChainEntry[]): string[] {
  if (callChain.length === 0) return [];
  return [
    'Anrufkette (bitte selbst anrufen, Hausruf wählt nicht):',
    ...callChain.map(({ name, number }, at) => `${at + 1}. ${oneLine(name, 60)}: ${shownNumber(number)}`),
    '',
  ];
}
