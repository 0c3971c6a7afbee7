import type { Milliseconds } from './ids.ts';

/**
 * Every error code of the product with one line of meaning and one of what to do. `docs/operating.md`
 * lists the same table; a test holds the two together.
 */
export const problemCodes = {
  CONFIG_UNKNOWN_VARIABLE: {
    means: 'The environment holds a HAUSRUF_ variable that does not exist.',
    do: 'Correct the spelling or remove the variable; docs/operating.md lists all of them.',
  },
  CONFIG_INVALID: {
    means: 'A HAUSRUF_ variable is missing, has a value that cannot be used, or contradicts another.',
    do: 'Correct the value named in the message.',
  },
  PROVISION_INVALID: {
    means: 'The file named by HAUSRUF_PROVISION cannot be read or does not fit its schema.',
    do: 'Correct the place named in the message.',
  },
  PORT_TAKEN: {
    means: 'Another program listens on the port.',
    do: 'Stop that program or choose another port in the variable named in the message.',
  },
  DATA_FOLDER_IN_USE: {
    means: 'Another Hausruf already works on this data folder.',
    do: 'Stop the other one, or give this one a data folder of its own.',
  },
  STORE_IO: {
    means: 'The database or the disk reported an input/output error; nothing after it can be trusted.',
    do: 'Check the disk; Hausruf stops itself and takes up all work at the next start.',
  },
  STORE_FULL: {
    means: 'The disk is full.',
    do: 'Free space; recordings wait in the spool folder and are taken up by themselves.',
  },
  STORE_TOO_NEW: {
    means: 'The database was written by a newer Hausruf.',
    do: 'Start the newer version, or restore the copy that was made before the upgrade.',
  },
  ASTERISK_NOT_STARTABLE: {
    means: 'Asterisk ended or did not answer while it was started.',
    do: 'Read the lines of its log that the message quotes.',
  },
  ASTERISK_UNREACHABLE: {
    means: 'Asterisk does not answer on its control address.',
    do: 'Check that it runs; callers are greeted and recorded by its own fallback meanwhile.',
  },
  ARI_REFUSED: {
    means: 'Asterisk refused a command.',
    do: 'Nothing, if the caller has hung up; else see the trace of the call.',
  },
  TOOL_MISSING: {
    means: 'A program that Hausruf runs is not installed.',
    do: 'Run npm run setup, which installs it and says what it could not do.',
  },
  TOOL_FAILED: {
    means: 'A program that Hausruf runs ended with an error.',
    do: 'See the message; the step is tried again by itself.',
  },
  MODEL_MISSING: {
    means: 'No model file is installed for this task.',
    do: 'Run npm run models -- list and then npm run models -- pull NAME.',
  },
  MODEL_BROKEN: {
    means: 'A model file has the wrong size or the wrong SHA-256, so it is not used.',
    do: 'Run npm run models -- pull NAME again.',
  },
  MODEL_NO_ROOM: {
    means: 'There is not enough free disk space for a model.',
    do: 'Free the space that the message names, or let HAUSRUF_MODELS name a folder on a larger disk.',
  },
  ENGINE_FAILED: {
    means: 'A native engine crashed or answered with nonsense.',
    do: 'Nothing: it is started afresh and the step tried again, then the note goes out without it.',
  },
  ENGINE_TIMEOUT: {
    means: 'A native engine did not answer in time and was killed.',
    do: 'Nothing: the step is tried again, then the note goes out without it.',
  },
  ENGINE_MEMORY: {
    means: 'A native engine took more memory than its model needs and was killed.',
    do: 'Nothing: a smaller model is tried, then the note goes out without it. If it comes back, use a smaller one.',
  },
  RECORDING_UNREADABLE: {
    means: 'The audio file of a recording cannot be read.',
    do: 'The file is kept; listen to it, or see the disk.',
  },
  SMTP_UNREACHABLE: {
    means: 'The mail server does not answer.',
    do: 'Check HAUSRUF_SMTP_URL and the network; the note is sent again by itself.',
  },
  SMTP_REFUSED: {
    means: 'The mail server refused the note for good.',
    do: 'Check the address of the mailbox and the account; then send the note again from the Inbox.',
  },
  SMTP_LATER: {
    means: 'The mail server refused the note for now.',
    do: 'Nothing: the note is sent again by itself.',
  },
  NO_DESTINATION: {
    means: 'The mailbox has no address to send notes to, or no mail server is set.',
    do: 'Enter the address under Flows, and set HAUSRUF_SMTP_URL.',
  },
  WEBHOOK_UNREACHABLE: {
    means: 'The other side of a webhook does not answer.',
    do: 'Check its address, its certificate and the network; it is tried again by itself.',
  },
  WEBHOOK_REFUSED: {
    means: 'The other side of a webhook refused what was sent for good.',
    do: 'Check its address and its secret.',
  },
  WEBHOOK_LATER: {
    means: 'The other side of a webhook refused what was sent for now.',
    do: 'Nothing: it is sent again by itself.',
  },
  ADDRESS_NOT_ALLOWED: {
    means: 'An address that was entered is no https address or leads into our own network.',
    do: 'Correct it; a host of our own network must be named as allowed beside it.',
  },
  STEP_CRASHED: {
    means: 'A step of the pipeline threw something unexpected.',
    do: 'Send the log lines with this message id to the makers; the note goes out without this step.',
  },
  MASTER_KEY_INVALID: {
    means: 'The file of the master key (<data>/master.key) is damaged or open to others.',
    do: 'Put it back from the backup, with mode 600. If it is lost, remove it and enter all passwords again.',
  },
  SECRET_LOST: {
    means: 'A stored password cannot be opened: the master key is another one than when it was entered.',
    do: 'Put <data>/master.key back from the backup, or enter the password again.',
  },
  SOURCE_FAILED: {
    means: 'A contact list could not be fetched from its source.',
    do: 'See Settings, Contacts, Sources, and use "Verbindung testen" there; the last list stays in use.',
  },
  INPUT_INVALID: {
    means: 'The request or the file does not have the expected form.',
    do: 'Correct the place named in the message.',
  },
} as const;

export type ProblemCode = keyof typeof problemCodes;

/** An expected failure as a value. `message` is English, for operators, and never holds a caller's words. */
export interface Problem {
  code: ProblemCode;
  message: string;
}

/** What a pipeline step answers. */
export type StepResult<T> =
  | { kind: 'done'; value: T }
  | { kind: 'retry'; problem: Problem; afterMs?: Milliseconds }
  | { kind: 'failed'; problem: Problem }
  | { kind: 'snoozed'; forMs: Milliseconds };

/** The one error class of the product: thrown for the unexpected, or where nothing can go on. */
export class HausrufError extends Error {
  override readonly name = 'HausrufError';
  readonly code: ProblemCode;
  readonly temporary: boolean;

  constructor(code: ProblemCode, message: string, options: { temporary?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.temporary = options.temporary ?? false;
  }
}

/** The problem inside any thrown value; what is no HausrufError gets `fallback` as its code. */
export function problemOf(error: unknown, fallback: ProblemCode): Problem {
  if (error instanceof HausrufError) return { code: error.code, message: error.message };
  return { code: fallback, message: error instanceof Error ? error.message : String(error) };
}
