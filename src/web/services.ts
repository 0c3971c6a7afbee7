/** All that the admin page's server needs from the other rooms; `main.ts` hands it over. */
import type { Logger } from 'pino';
import type { HealthParts, LiveEvent, TestMailReply } from '../domain/api.ts';
import type { AlarmService } from '../domain/api-alarms.ts';
import type { IdentifyService } from '../domain/api-identify.ts';
import type { ModelService } from '../domain/api-models.ts';
import type { HeardReply } from '../domain/api-telephone.ts';
import type { CategoryInput, CategoryTester } from '../domain/category.ts';
import type { ContactService } from '../domain/contact-import.ts';
import type { ContactSourceService } from '../domain/contact-source.ts';
import type { DiagnosedLine, LineDiagnosis } from '../domain/diagnosis.ts';
import type { GreetingSchedule } from '../domain/greeting.ts';
import type { CallId, Instant, MailboxId } from '../domain/ids.ts';
import type { Mailbox } from '../domain/mailbox.ts';
import type { TrunkService } from '../domain/trunk.ts';
import type { VoiceInput, VoiceView } from '../domain/voice.ts';
import type { Db } from '../store/open.ts';

export interface WebServices {
  db: Db;
  now: () => Instant;
  log: Logger;
  /** Folder of the built page (`dist/ui`); it may appear later. */
  uiFolder: string;
  recordingsFolder: string;
  isDemo: boolean;
  /** Outline of a WAV file (absolute path): whole numbers from 0 (silence) to 100 (full scale). */
  readPeaks: (file: string) => Promise<{ peaks: number[]; durationMs: number }>;
  contacts: ContactService;
  identify: IdentifyService;
  contactSources: ContactSourceService;
  categoriesChanged: () => void;
  mailboxChanged: (mailboxId: MailboxId) => void;
  greetings: {
    /** Greetings that callers do not hear now, though they are entered: their ids, `standard` for the Standardansage. */
    missing: (mailbox: Mailbox) => string[];
    /** Greetings that callers still hear as they were before the last change. */
    stale: (mailbox: Mailbox) => string[];
    /** Makes the audio of a text; answers its id. Throws HausrufError INPUT_INVALID (German) or TOOL_… */
    speak: (source: VoiceInput) => Promise<{ audioId: string; note: string | null }>;
    /** The text as it will be spoken. */
    spokenText: (source: VoiceInput) => string;
    /** Throws HausrufError INPUT_INVALID with a German message. */
    upload: (file: {
      bytes: Uint8Array;
      fileName: string;
    }) => Promise<{ audioId: string; durationMs: number }>;
    /** A greeting as a WAV file; null: there is none. */
    audio: (audioId: string) => Uint8Array | null;
    /** Null, or in German what is wrong with these greetings. */
    problem: (schedule: GreetingSchedule) => { message: string; field: string } | null;
  };
  /** Who can speak now, and which installed voices cannot (German). */
  voices: { list: () => VoiceView[]; problems: () => string[] };
  pronunciationsChanged: () => void;
  /** `at`: local time of the mailbox, YYYY-MM-DDTHH:MM. */
  heardAt: (mailbox: Mailbox, at: string) => HeardReply;
  holidaysOf: (calendar: GreetingSchedule['calendar'], year: number) => { date: string; name: string }[];
  /** What the environment says of numbers, where the settings say nothing. */
  numbersOfEnvironment: { country: string; areaCode: string | null };
  telephoneChanged: () => void;
  diagnose: (call: DiagnosedLine) => { cause: string; seen: string; remedy: string }[];
  /** Of a call that is going on; null: it has ended. */
  liveDiagnosis: (callId: CallId) => LineDiagnosis | null;
  lineWatch: {
    arm: (mailboxId: MailboxId) => void;
    disarm: (mailboxId: MailboxId) => void;
    state: (mailboxId: MailboxId) => { until: Instant; callId: CallId | null } | null;
  };
  trunks: TrunkService;
  alarms: AlarmService;
  models: ModelService;
  /** Places a probe call; null: Asterisk is not there. */
  startProbe: (mailboxId: MailboxId) => Promise<string | null>;
  /** Sends a test note; what became of it is told in German. Never throws for what the mail server does. */
  sendTestMail: (mailbox: Mailbox) => Promise<TestMailReply>;
  /** Null, or in German what clashes in this list. */
  checkCategories: (list: readonly CategoryInput[]) => string | null;
  categoryTester: CategoryTester;
  /** There is a new job: the worker should look. */
  jobsAdded: () => void;
  health: () => HealthParts;
  /** Hears all live events until the returned function is called. */
  onLive: (listener: (event: LiveEvent) => void) => () => void;
  /** The store cannot be trusted any more: the process must end. */
  onStoreBroken: (error: unknown) => void;
}
