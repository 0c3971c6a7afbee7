/** Words of the models for speech. */
import type { ModelDownload, ModelSetView, ModelView } from '../../domain/api-models.ts';
import { formatDuration } from '../format.ts';

/** 2,3 MB · 574 MB · 2,5 GB. */
export function formatBytes(bytes: number): string {
  const inGb = bytes >= 999.5e6;
  const value = bytes / (inGb ? 1e9 : 1e6);
  const maximumFractionDigits = inGb || value < 10 ? 1 : 0;
  return `${value.toLocaleString('de-DE', { maximumFractionDigits })} ${inGb ? 'GB' : 'MB'}`;
}

const andList = new Intl.ListFormat('de-DE', { type: 'conjunction' });
const cores = (count: number) => (count === 1 ? '1 Kern' : `${count} Kerne`);
const share = (done: number, total: number) => `${Math.floor((100 * done) / total)} %`;

export const models = {
  title: 'Sprachmodelle',
  intro:
    'Mit Modellen macht Hausruf aus Sprache Text und aus Text Ansagen, auf diesem Server. Aus dem Internet wird nie etwas von selbst geladen, nur was Sie hier bestätigen.',
  loading: 'Modelle werden gesucht …',
  machine: ({
    cores: count,
    memoryMb,
    freeDiskMb,
  }: {
    cores: number;
    memoryMb: number;
    freeDiskMb: number | null;
  }) =>
    [
      `Dieser Server: ${cores(count)}`,
      `${formatBytes(memoryMb * 1e6)} Arbeitsspeicher`,
      ...(freeDiskMb === null ? [] : [`${formatBytes(freeDiskMb * 1e6)} Platz für Modelle`]),
    ].join(', '),
  sets: 'Zusammenstellungen',
  recommended: 'empfohlen für diesen Server',
  tooBig: 'dieser Server hat weniger',
  noneFits:
    'Dieser Server hat weniger, als die kleinste Zusammenstellung braucht. Sie läuft trotzdem, Abschriften dauern dann aber länger.',
  setHolds: (set: ModelSetView) =>
    `${andList.format(set.models)}${set.isInstalled || set.fetchBytes === null ? '' : `, ${formatBytes(set.fetchBytes)} zu laden`}`,
  setInstalled: 'vollständig vorhanden',
  setLoading: 'wird geladen',
  groups: {
    recognition: 'Spracherkennung',
    activity: 'Erkennen, wo gesprochen wird',
    voice: 'Stimmen für Ansagen',
    language: 'Zusammenfassung',
  },
  state: (model: ModelView): string => {
    switch (model.state) {
      case 'installed':
        return model.isInUse ? 'vorhanden, wird benutzt' : 'vorhanden';
      case 'missing':
        return 'fehlt';
      case 'partial':
        return model.bytes === null || model.presentBytes === 0
          ? 'nicht vollständig'
          : `nicht vollständig (${share(model.presentBytes, model.bytes)})`;
      case 'broken':
        return 'beschädigt';
      case 'checking':
        return 'wird geprüft …';
      case 'loading':
        return model.download ? downloadState(model.download) : 'wird geladen';
    }
  },
  chosen: 'von Ihnen gewählt',
  checked: (when: string) => `geprüft ${when}: in Ordnung`,
  progress: (title: string) => `Fortschritt von ${title}`,
  download: (download: ModelDownload): string =>
    [
      download.totalBytes === null
        ? formatBytes(download.doneBytes)
        : `${formatBytes(download.doneBytes)} von ${formatBytes(download.totalBytes)}`,
      ...(download.state === 'running' && download.bytesPerSecond > 0
        ? [`${formatBytes(download.bytesPerSecond)} je Sekunde`]
        : []),
      ...(download.state === 'running' && download.secondsLeft !== null && download.secondsLeft > 0
        ? [`noch ${formatDuration(download.secondsLeft * 1000)} min`]
        : []),
    ].join(' · '),
  needs: ({ needs, suits }: Pick<ModelView, 'needs' | 'suits'>) =>
    `Braucht ${cores(needs.cores)} und ${formatBytes(needs.memoryMb * 1e6)} freien Arbeitsspeicher: ${suits ? 'hat dieser Server' : 'dieser Server hat weniger'}.`,
  origin: ({ licence, source }: Pick<ModelView, 'licence' | 'source'>) =>
    `Lizenz: ${licence}. Quelle: ${source}.`,
  size: (bytes: number | null) => (bytes === null ? 'Größe unbekannt' : formatBytes(bytes)),
  files: 'Dateien und Prüfsummen',
  filesOf: (title: string) => `Dateien und Prüfsummen von ${title}`,
  sha256: 'SHA-256',
  load: 'Laden',
  loadNamed: (title: string) => `${title} laden`,
  goOn: 'Weiter laden',
  goOnNamed: (title: string) => `${title}: Weiter laden`,
  loadAgain: 'Erneut laden',
  loadAgainNamed: (title: string) => `${title}: Erneut laden`,
  question: (facts: { title: string; fetchBytes: number | null; hosts: string[]; brings: string[] }) => {
    const much = facts.fetchBytes === null ? 'Dateien' : formatBytes(facts.fetchBytes);
    const also = facts.brings.length > 0 ? ` Dazu gehört ${andList.format(facts.brings)}.` : '';
    return `„${facts.title}“ laden? ${much} werden aus dem Internet geladen, von ${andList.format(facts.hosts)}.${also} Dabei werden keine Daten von Ihnen verschickt. Während telefoniert wird, wartet die Übertragung.`;
  },
  cancel: 'Abbrechen',
  cancelNamed: (title: string) => `${title}: Laden abbrechen`,
  check: 'Prüfen',
  checkNamed: (title: string) => `${title} prüfen`,
  use: 'Verwenden',
  useNamed: (title: string) => `${title} verwenden`,
  letChoose: 'Hausruf wählen lassen',
  letChooseNamed: (title: string) => `Statt ${title} Hausruf wählen lassen`,
  stick: 'Ohne Internet: vom USB-Stick',
  stickSteps: [
    'Laden Sie die Dateien des Modells an einem anderen Rechner (Adressen unter „Dateien und Prüfsummen“), und kopieren Sie sie auf einen USB-Stick.',
    'Stecken Sie den Stick an diesen Server. Wer ihn betreut, gibt dort ein:',
  ],
  stickCommand: 'npm run models -- import /media/usb',
  stickAfter:
    'Der Pfad ist der Ordner des Sticks. Hausruf erkennt die Dateien an ihrem Inhalt; eine falsche oder beschädigte wird abgelehnt. Danach erscheint das Modell hier.',
};

function downloadState(download: ModelDownload): string {
  const percent =
    download.totalBytes === null || download.doneBytes === 0
      ? ''
      : ` (${share(download.doneBytes, download.totalBytes)})`;
  switch (download.state) {
    case 'queued':
      return 'wartet auf das vorige';
    case 'running':
      return `wird geladen${percent}`;
    case 'paused':
      return `wartet, weil gerade telefoniert wird${percent}`;
    case 'retrying':
      return `Verbindung unterbrochen, neuer Versuch folgt${percent}`;
  }
}
