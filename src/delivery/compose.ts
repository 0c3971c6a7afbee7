/**
 * A note → an e-mail that is read in five seconds: what is wanted, how to call back, who, where, when.
 * Pure. It must never show a guess as a fact, load anything from elsewhere, or let the caller's words
 * become markup or headers.
 */
import type { Note } from '../domain/delivery.ts';
import { languageName } from '../domain/language-name.ts';
import type { UrgencyLevel } from '../domain/summary.ts';
import type { Transcript } from '../domain/transcript.ts';
import { renderHtml } from './html.ts';
import { type RecordingPart, reasonText, rowsOf, summaryOf } from './note-rows.ts';
import { localTime, oneLine, shownNumber } from './plain-text.ts';

export interface ComposedMail {
  /** One line, at most 150 characters. */
  subject: string;
  text: string;
  html: string;
  /** ASCII only: other names reach some ticket systems damaged. */
  attachmentName: string;
}

/** What both forms of the mail show. */
export interface MailContent {
  subject: string;
  /** "Notfall" or "Dringend", and the words that say so; null: neither. */
  alarm: { level: Exclude<UrgencyLevel, 'normal'>; text: string } | null;
  /** What is wanted, or why that is not known. */
  lead: string[];
  rows: ReturnType<typeof rowsOf>;
  transcript: { title: string; text: string } | null;
  pageUrl: string | null;
  footer: string;
}

export function composeMail(note: Note, options: { recording: RecordingPart }): ComposedMail {
  const content: MailContent = {
    subject: subjectOf(note),
    alarm: alarmOf(note),
    lead: leadOf(note),
    rows: rowsOf(note, options.recording),
    transcript: transcriptOf(note),
    pageUrl: note.pageUrl !== null && /^https?:\/\//.test(note.pageUrl) ? oneLine(note.pageUrl, 500) : null,
    footer,
  };
  const { fileStamp } = localTime(note.receivedAt, note.mailbox.timeZone);
  return {
    subject: content.subject,
    text: renderText(content),
    html: renderHtml(content),
    attachmentName: `Nachricht-${fileStamp}.mp3`,
  };
}

const demoLabel = 'Demo-Spracherkennung (nur synthetische Stimmen)';
const footer = 'Automatisch erstellt von Hausruf. Bitte antworten Sie nicht auf diese E-Mail.';
const LONGEST_SUBJECT = 150;
const LONGEST_SUBJECT_PART = 50;
/** 180 s of speech are about 3,000 characters; recordings may last up to 900 s. */
const LONGEST_TRANSCRIPT = 50_000;
const LONGEST_SENTENCE = 1000;

/** R099: category, caller, object; what is not known is left out or replaced by the number. */
function subjectOf(note: Note): string {
  const summary = summaryOf(note);
  const { match, categorisation } = note;
  const contact = match.kind === 'matched' ? match.contact : null;
  const parts = [
    categorisation.kind === 'made' ? categorisation.name : 'Nachricht',
    contact?.name ?? summary?.callerName?.value ?? numberOf(note),
    contact?.object ?? contact?.street ?? summary?.address?.value ?? '',
  ].map(part => oneLine(part, LONGEST_SUBJECT_PART));
  const prefix = summary?.urgency.level === 'emergency' ? 'Notfall: ' : '';
  // Names that are nothing but blanks and control signs leave nothing over: a mail needs a subject.
  const said = parts.filter(part => part !== '').join(' – ') || 'Nachricht';
  return oneLine(prefix + said, LONGEST_SUBJECT);
}

function numberOf(note: Note): string {
  if (note.callerNumber === null) return 'Nummer unterdrückt';
  return shownNumber(note.callerNumber) || 'Unbekannte Nummer';
}

function alarmOf(note: Note): MailContent['alarm'] {
  const urgency = summaryOf(note)?.urgency;
  if (!urgency || urgency.level === 'normal') return null;
  const word = urgency.level === 'emergency' ? 'Notfall' : 'Dringend';
  const because = urgency.because.map(claim => `„${oneLine(claim.value, 100)}“`).join(', ');
  const reasons = [
    ...(urgency.label === undefined ? [] : [urgency.label]),
    ...(because === '' ? [] : [because]),
  ];
  return { level: urgency.level, text: reasons.length === 0 ? word : `${word}, weil: ${reasons.join(': ')}` };
}

function leadOf(note: Note): string[] {
  if (note.transcript.kind === 'missing') {
    return [
      `Abschrift nicht verfügbar: ${reasonText(note.transcript.because)}. Bitte hören Sie die Aufnahme an.`,
    ];
  }
  if (note.summary.kind === 'missing') {
    return [`Zusammenfassung nicht verfügbar: ${reasonText(note.summary.because)}.`];
  }
  const { sentences, isQuote, noSpeech } = note.summary;
  if (noSpeech) return ['Vermutlich keine Nachricht. Bitte hören Sie im Zweifel die Aufnahme an.'];
  if (sentences.length === 0)
    return ['Die Spracherkennung hat keine Wörter erkannt. Bitte hören Sie die Aufnahme an.'];
  const lines = sentences.map(sentence => {
    const text = oneLine(sentence.text, LONGEST_SENTENCE);
    return isQuote ? `„${text}“` : text;
  });
  return isQuote ? lines : [...lines, writtenBy(note.summary.translatedFrom ?? null)];
}

/** The reader must know whose words these are. */
const writtenBy = (language: string | null): string =>
  language === null
    ? '(Zusammengefasst vom Sprachmodell.)'
    : `(Maschinell übersetzt: ${languageName(language)}. Bitte am Original prüfen.)`;

function transcriptOf(note: Note): MailContent['transcript'] {
  if (note.transcript.kind === 'missing') return null;
  return {
    title: note.transcript.isDemo ? `Abschrift · ${demoLabel}` : 'Abschrift',
    text: oneLine(transcriptText(note.transcript), LONGEST_TRANSCRIPT),
  };
}

/** What the caller may not have said is marked, for the reader sees no page with the doubt beside it. */
function transcriptText({ text, segments }: Transcript): string {
  if (segments.every(segment => segment.doubt === undefined)) return text;
  return segments
    .map(segment => {
      const words = segment.words.map(word => word.text).join(' ');
      return segment.doubt === undefined ? words : `[unsicher: ${words}]`;
    })
    .join(' ');
}

function renderText(content: MailContent): string {
  const width = Math.max(...content.rows.map(row => row.label.length)) + 2;
  const lines = [
    ...(content.alarm ? [content.alarm.text, ''] : []),
    ...content.lead,
    '',
    ...content.rows.map(
      ({ label, text, mark }) => `${`${label}:`.padEnd(width)}${text}${mark === null ? '' : ` (${mark})`}`,
    ),
    ...(content.transcript ? ['', `${content.transcript.title}:`, content.transcript.text] : []),
    ...(content.pageUrl === null ? [] : ['', `Nachricht öffnen: ${content.pageUrl}`]),
    '',
    '-- ',
    content.footer,
  ];
  return `${lines.join('\n')}\n`;
}
