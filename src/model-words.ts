/** What can be wrong with a model, in German with what to do. */
import type { Problem } from './domain/problem.ts';
import type { FileFault } from './engines/model-files.ts';
import type { ModelEntry, ModelProblem } from './engines/models.ts';

/** For a model that is there but cannot be used. */
export function problemWords(entry: ModelEntry, problem: ModelProblem): string {
  const faults = problem.faults.map(({ path, fault }) => faultWords(path.split('/').at(-1) ?? path, fault));
  const isRight = problem.faults.every(({ fault }) => fault.kind === 'unreadable');
  return `${faults.join(' ')} ${isRight ? readRemedy : remedy(entry)}`;
}

function faultWords(name: string, fault: FileFault): string {
  const count = (bytes: number) => bytes.toLocaleString('de-DE');
  switch (fault.kind) {
    case 'missing':
      return `Die Datei „${name}“ fehlt.`;
    case 'size':
      return `Die Datei „${name}“ hat ${count(fault.found)} statt ${count(fault.wanted)} Bytes und wird nicht benutzt.`;
    case 'hash':
      return `Die Datei „${name}“ hat einen anderen Inhalt als erwartet und wird nicht benutzt (SHA-256 ${short(fault.found)} statt ${short(fault.wanted)}).`;
    case 'unreadable':
      return `Die Datei „${name}“ kann nicht gelesen werden (${fault.code}).`;
  }
}

const short = (sha256: string) => `${sha256.slice(0, 12)}…`;

const readRemedy = 'Bitte prüfen Sie die Rechte der Datei und den Datenträger.';

const remedy = (entry: ModelEntry): string =>
  entry.files.some(file => file.url)
    ? 'Bitte laden Sie das Modell erneut, oder spielen Sie es von einem USB-Stick ein.'
    : 'Die Datei gehört zum Programm: Bitte spielen Sie Hausruf neu ein.';

/** Why a download ended. `folder`: of the models. */
export function downloadWords(problem: Problem, host: string | null, folder: string): string {
  const technical = `(Technische Angabe: ${problem.message})`;
  switch (problem.code) {
    case 'MODEL_NO_ROOM':
      return `Auf dem Datenträger von ${folder} ist zu wenig Platz. Bitte schaffen Sie Platz, und laden Sie das Modell dann weiter. ${technical}`;
    case 'MODEL_BROKEN':
      return `Was ${host ?? 'der Server'} geschickt hat, ist nicht die erwartete Datei; nichts davon wurde behalten. Bitte versuchen Sie es später erneut, oder spielen Sie das Modell von einem USB-Stick ein. ${technical}`;
    case 'CONFIG_INVALID':
      return `In den Ordner ${folder} darf Hausruf nicht schreiben. Bitte wenden Sie sich an Ihre Systembetreuung. ${technical}`;
    default:
      return `Von ${host ?? 'dem Server'} konnte nicht zu Ende geladen werden. Was schon da ist, bleibt. Bitte prüfen Sie die Internetverbindung, auch Firewall und Proxy, und laden Sie dann weiter. ${technical}`;
  }
}

export const modelWords = {
  notInstalled: (title: string) => `„${title}“ ist nicht installiert. Bitte laden Sie das Modell zuerst.`,
  notChoosable: (title: string) => `„${title}“ wird immer benutzt, wenn es installiert ist.`,
  demoOnly: 'Die Demo-Spracherkennung kennt nur synthetische Stimmen und wird für echte Anrufe nie benutzt.',
  withProgram: (title: string) => `„${title}“ gehört zum Programm und wird nicht aus dem Internet geladen.`,
  notLoading: (title: string) => `„${title}“ wird gerade nicht geladen.`,
  chosenIsMissing: (title: string) =>
    `Das gewählte Modell „${title}“ ist nicht benutzbar; Hausruf nimmt so lange ein anderes, wenn eines da ist.`,
  inHealth: (title: string, words: string) => `${title}: ${words} (Einstellungen, Sprachmodelle)`,
};
