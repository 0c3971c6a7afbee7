import type { Note } from '../domain/delivery.ts';
import { languageName } from '../domain/language-name.ts';
import type { MissingReason } from '../domain/missing.ts';
import { noteConfidence } from '../domain/note-confidence.ts';
import type { Summary } from '../domain/summary.ts';
import { isE164, localTime, oneLine, shownDuration, shownNumber } from './plain-text.ts';

/** What became of the recording in this mail. */
export type RecordingPart =
  | 'attached'
  | 'attached-beginning'
  | 'not-wanted'
  | 'file-missing'
  | 'encoding-failed'
  | 'too-large'
  | 'refused-as-too-large';

/** One fact of the note. `href` is a tel: link; `mark` is what the reader must know of it. */
export interface Row {
  label: string;
  text: string;
  href: string | null;
  mark: string | null;
}

const LONGEST_FACT = 200;
const MOST_CANDIDATES = 5;

/** The facts in the order in which an office asks: call back, who, where, about what, when, the audio. */
export function rowsOf(note: Note, recording: RecordingPart): Row[] {
  return [
    ...callbackRows(note),
    ...callerRows(note),
    ...wishRows(note),
    row('Kategorie', note.categorisation.kind === 'made' ? note.categorisation.name : 'nicht bestimmt'),
    ...reliabilityRows(note),
    row('Eingang', eingang(note)),
    row('Mailbox', `${oneLine(note.mailbox.name, 80)} (${shownNumber(note.dialledNumber)})`),
    row('Aufnahme', recordingText(note, recording), recordingMark(note)),
  ];
}

export function reasonText(reason: MissingReason): string {
  return reasons[reason];
}

const reasons: Record<MissingReason, string> = {
  'no-speech': 'keine Sprache erkannt',
  'no-model': 'kein Sprachmodell installiert',
  'engine-failed': 'die Spracherkennung ist fehlgeschlagen',
  'audio-unreadable': 'die Tondatei ist nicht lesbar',
  'too-long': 'die Aufnahme ist länger als 30 Minuten',
  untranscribed: 'von diesem Kontakt wird nichts verschriftet, so steht es in den Kontakten',
  'no-transcript': 'es gibt keine Abschrift',
  'step-failed': 'ein Arbeitsschritt ist fehlgeschlagen',
};

export function summaryOf(note: Note): Summary | null {
  return note.summary.kind === 'made' ? note.summary : null;
}

function row(label: string, text: string, mark: string | null = null, href: string | null = null): Row {
  return { label, text: oneLine(text, LONGEST_FACT), mark, href };
}

function callbackRows(note: Note): Row[] {
  const said = summaryOf(note)?.callbackNumber?.value ?? null;
  const shown = note.callerNumber;
  if (said === null && shown === null) return [row('Rückruf', 'Nummer unterdrückt, keine genannt')];
  if (said !== null && said === shown) return [numberRow(said, 'genannt und angezeigt')];
  const isWanted = summaryOf(note)?.wantsShownNumber != null;
  return [
    ...(said === null ? [] : [numberRow(said, 'genannt')]),
    ...(shown === null ? [] : [numberRow(shown, isWanted ? 'angezeigt, so gewünscht' : 'angezeigt')]),
  ];
}

/** What else the caller said for whoever calls back. */
function wishRows(note: Note): Row[] {
  const summary = summaryOf(note);
  if (!summary) return [];
  return [
    ...(summary.bestTime ? [row('Erreichbar', summary.bestTime.value, 'genannt')] : []),
    ...((summary.ordersToSoftware ?? []).length > 0
      ? [row('Hinweis', 'Der Anrufer richtete Anweisungen an das System. Sie wurden nicht befolgt.')]
      : []),
  ];
}

/** In which language it was said where that is not German, and whether somebody should listen. */
function reliabilityRows(note: Note): Row[] {
  const summary = summaryOf(note);
  if (!summary || summary.noSpeech || note.transcript.kind === 'missing') return [];
  const { language } = summary;
  const { level, reasons } = noteConfidence(note.transcript, summary);
  return [
    ...(language && language !== 'de' ? [row('Sprache', `${languageName(language)}, Original unten`)] : []),
    ...(level === 'check' ? [row('Sicherheit', `bitte prüfen: ${reasons.join(', ')}`)] : []),
  ];
}

const numberRow = (number: string, mark: string): Row =>
  row('Rückruf', shownNumber(number), mark, isE164(number) ? `tel:${number}` : null);

function callerRows(note: Note): Row[] {
  const { match } = note;
  const summary = summaryOf(note);
  const saidName = summary?.callerName?.value ?? null;
  const saidAddress = summary?.address ?? null;
  const rows: Row[] = [];
  if (match.kind === 'matched') {
    const { contact } = match;
    rows.push(row('Anrufer', joined([contact.name, contact.role]), evidenceText(match.evidence)));
    if (saidName !== null && !isSame(saidName, contact.name)) rows.push(row('Name', saidName, 'genannt'));
    if (contact.street !== null) rows.push(row('Adresse', contact.street, 'aus den Kontakten'));
    if (contact.object !== null && contact.object !== contact.street)
      rows.push(row('Objekt', contact.object));
    if (contact.unit !== null) rows.push(row('Einheit', contact.unit));
    if (contact.manager !== null) rows.push(row('Betreuung', contact.manager));
  } else {
    rows.push(row('Anrufer', saidName ?? 'unbekannt', saidName === null ? null : 'genannt'));
  }
  if (match.kind === 'ambiguous') {
    const names = match.candidates.slice(0, MOST_CANDIDATES).map(contact => oneLine(contact.name, 60));
    const more = match.candidates.length > MOST_CANDIDATES ? ' und weitere' : '';
    rows.push(
      row('Möglich', `${names.join(' oder ')}${more}`, `bitte prüfen: ${evidenceText(match.evidence)}`),
    );
  }
  if (match.kind === 'missing') rows.push(row('Kontakte', `nicht abgeglichen: ${reasonText(match.because)}`));
  const isKnownAddress =
    match.kind === 'matched' && isSame(saidAddress?.value ?? '', match.contact.street ?? '');
  if (saidAddress && !isKnownAddress) rows.push(row('Adresse', saidAddress.value, 'genannt'));
  if (summary?.unit) rows.push(row('Einheit', summary.unit.value, 'genannt'));
  return rows;
}

const evidenceText = (evidence: readonly { text: string }[]): string =>
  oneLine(evidence.map(each => each.text).join('; '), LONGEST_FACT);

const joined = (parts: readonly (string | null)[]): string =>
  parts.filter(part => part !== null && part !== '').join(', ');

/** Only for leaving out what would stand there twice. */
const isSame = (a: string, b: string): boolean =>
  a.localeCompare(b, 'de', { sensitivity: 'base', ignorePunctuation: true }) === 0;

function eingang(note: Note): string {
  const { date, time } = localTime(note.receivedAt, note.mailbox.timeZone);
  return `${date} ${time} Uhr`;
}

function recordingText(note: Note, part: RecordingPart): string {
  return `${shownDuration(note.recording.durationMs)} Minuten${parts[part]}`;
}

const parts: Record<RecordingPart, string> = {
  attached: ', als MP3 angehängt',
  'attached-beginning': ', die ersten 30 Minuten als MP3 angehängt',
  'not-wanted': '',
  'file-missing': ', nicht angehängt: Die Tondatei wurde nicht gefunden',
  'encoding-failed': ', nicht angehängt: Die Umwandlung in MP3 ist fehlgeschlagen',
  'too-large': ', nicht angehängt: Die Datei ist größer als 15 MB',
  'refused-as-too-large': ', nicht angehängt: Der Postausgang nimmt so große E-Mails nicht an',
};

function recordingMark(note: Note): string | null {
  const marks = [
    note.recording.isComplete ? null : 'unvollständig',
    note.recording.isCutAtLimit ? 'gekürzt' : null,
  ].filter(mark => mark !== null);
  return marks.length === 0 ? null : marks.join(', ');
}
