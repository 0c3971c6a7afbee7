/** How the house is, part by part, in German for the page. It only looks; it changes nothing. */
import { statfsSync } from 'node:fs';
import type { HealthParts } from './domain/api.ts';
import { countJobs } from './store/jobs.ts';
import { listMailboxes } from './store/mailboxes.ts';
import { type Db, probe as probeStore } from './store/open.ts';
import { newestEndedProbeOf } from './store/probes.ts';
import { readTelephoneSettings } from './store/settings.ts';

/** Below this a few hours of calls would fill the disk: 16 kB per second of recording. */
const LOW_DISK_BYTES = 200 * 1024 * 1024;

type Part = HealthParts['parts'][number];

export interface HealthOptions {
  db: Db;
  dataFolder: string;
  isTelephoneUp: () => boolean;
  /** German: a trunk that does not work; null: all do, or there is none. */
  trunkProblem: () => string | null;
  /** null: a real recogniser is ready; else why not. */
  speech: () => 'ready' | 'demo' | 'no-model' | 'broken-model';
  /** German: a model that is there but cannot be used; null: none. */
  modelProblem: () => string | null;
  hasMailServer: boolean;
  /** Alarms that did not arrive. */
  alarms: () => Part[];
  /** Lists of contacts that do not come. */
  contactSources: () => Part[];
  isStoreBroken: () => boolean;
}

export function readHealth(options: HealthOptions): HealthParts {
  const parts = [
    telephone(options),
    ...probe(options),
    disk(options),
    speech(options),
    ...models(options),
    mail(options),
    ...options.alarms(),
    ...options.contactSources(),
    queue(options),
  ];
  return { status: parts.some(part => part.state === 'bad') ? 'degraded' : 'ok', parts };
}

function telephone(options: HealthOptions): Part {
  const trunkProblem = options.isTelephoneUp() ? options.trunkProblem() : null;
  if (trunkProblem !== null) return { name: 'Telefon', state: 'bad', message: trunkProblem };
  return options.isTelephoneUp()
    ? { name: 'Telefon', state: 'ok', message: 'Verbunden. Anrufe werden angenommen.' }
    : {
        name: 'Telefon',
        state: 'bad',
        message:
          'Keine Verbindung zu Asterisk. Läuft Asterisk, nimmt es Nachrichten selbst auf; sie erscheinen hier, sobald die Verbindung steht.',
      };
}

/** The alarm of the probe call: it stands until one goes well again. */
function probe({ db }: HealthOptions): Part[] {
  const isOn = readTelephoneSettings(db).probe.isOn;
  return listMailboxes(db).flatMap((mailbox): Part[] => {
    const newest = newestEndedProbeOf(db, mailbox.mailboxId);
    if (newest?.outcome !== 'failed') return [];
    // One that was placed by hand warns, one that was ordered for this purpose alarms.
    const state = isOn ? 'bad' : 'warn';
    return [
      { name: 'Probeanruf', state, message: `${mailbox.name}: ${newest.detail ?? 'Er ist gescheitert.'}` },
    ];
  });
}

function disk(options: HealthOptions): Part {
  const name = 'Speicher';
  try {
    if (options.isStoreBroken()) throw new Error('broken');
    probeStore(options.db);
    const { bavail, bsize } = statfsSync(options.dataFolder);
    const free = bavail * bsize;
    const gib = (free / 1024 ** 3).toLocaleString('de-DE', { maximumFractionDigits: 1 });
    return free < LOW_DISK_BYTES
      ? { name, state: 'bad', message: `Nur noch ${gib} GB frei. Bitte schaffen Sie Platz.` }
      : { name, state: 'ok', message: `${gib} GB frei.` };
  } catch {
    return {
      name,
      state: 'bad',
      message: 'Die Datenbank ist nicht lesbar. Bitte prüfen Sie den Datenträger.',
    };
  }
}

function speech(options: HealthOptions): Part {
  const name = 'Spracherkennung';
  switch (options.speech()) {
    case 'ready':
      return { name, state: 'ok', message: 'Bereit.' };
    case 'demo':
      return { name, state: 'warn', message: 'Demo-Spracherkennung (nur synthetische Stimmen).' };
    case 'broken-model':
      return {
        name,
        state: 'warn',
        message:
          'Eine Modelldatei ist beschädigt und wird nicht benutzt. Notizen kommen mit der Aufnahme. Bitte sehen Sie unter Einstellungen, Sprachmodelle nach.',
      };
    case 'no-model':
      return {
        name,
        state: 'warn',
        message:
          'Kein Sprachmodell installiert. Notizen kommen mit der Aufnahme. Unter Einstellungen, Sprachmodelle können Sie eines laden.',
      };
  }
}

/** Another model may do the work meanwhile: that is worth a warning, no alarm. */
function models(options: HealthOptions): Part[] {
  const message = options.modelProblem();
  return message === null ? [] : [{ name: 'Sprachmodelle', state: 'warn', message }];
}

function mail(options: HealthOptions): Part {
  return options.hasMailServer
    ? { name: 'Versand', state: 'ok', message: 'Postausgang ist eingetragen.' }
    : {
        name: 'Versand',
        state: 'warn',
        message: 'Kein Postausgang eingetragen: Notizen bleiben in der Inbox.',
      };
}

function queue(options: HealthOptions): Part {
  const name = 'Warteschlange';
  const counts = countJobs(options.db);
  const waiting = counts.queued + counts.running;
  if (counts.dead > 0) {
    const what = counts.dead === 1 ? '1 Schritt ist' : `${counts.dead} Schritte sind`;
    return { name, state: 'warn', message: `${what} endgültig gescheitert. Bitte sehen Sie in die Inbox.` };
  }
  if (waiting === 0) return { name, state: 'ok', message: 'Alles bearbeitet.' };
  return { name, state: 'ok', message: waiting === 1 ? '1 Schritt wartet.' : `${waiting} Schritte warten.` };
}
