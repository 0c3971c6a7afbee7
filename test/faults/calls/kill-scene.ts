/** A house with a line of its own, and callers who leave their words whatever happens to Hausruf. */
import { join } from 'node:path';
import type { House } from '../../../scripts/house/house.ts';
import type { OutgoingCall } from '../../../scripts/phone/outgoing-call.ts';
import { openPhone, type Phone } from '../../../scripts/phone/phone.ts';
import { projectFolder } from '../../../scripts/tools.ts';
import { noMenu } from '../../../src/domain/menu.ts';
import { pause, shortMailbox, until } from '../../e2e/kit.ts';
import { janitor, LINE_HOST, lineTrunk } from '../../e2e/line-kit.ts';
import { tell } from './caller.ts';
import { knowsLine, openWideHouse, ownMailbox, place, wordsFor } from './kit.ts';

/** Mailboxes: plain, with a menu, and one that says goodbye after 3 s of silence. */
export const [PLAIN, MENU, BRIEF] = [0, 1, 2];
export const WORDS_SECONDS = 3;

export interface Caller {
  index: number;
  words: Int16Array;
  call: OutgoingCall;
  /** Null: has told everything and hung up. */
  done: Promise<string | null>;
  repeats: number;
}

export interface BeginOptions {
  mailbox: number;
  /** Silence before he presses 0. */
  thinkMs?: number;
  /** Default: the telephone that has no line of its own. */
  by?: Phone;
  /** A key he presses first. */
  wants?: string;
  /** Stays on the line until the other side hangs up. */
  waitsForGoodbye?: boolean;
  beforeHangUp?: () => Promise<void>;
  afterHangUp?: () => Promise<void>;
}

export interface Scene {
  house: House;
  /** Our end of the line over which callers are forwarded. */
  line: Phone;
  /** A telephone that has no line of its own. */
  phone: Phone;
  callers: readonly Caller[];
  /** A caller who leaves his words; before he does, and after them, things can be waited for. */
  begin(options: BeginOptions): Promise<Caller>;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  const line = await openPhone({ host: LINE_HOST });
  const phone = await openPhone({ host: '127.0.0.1' });
  const house = await openWideHouse({
    mostCalls: 40,
    trunks: [lineTrunk(line.port)],
    program: join(projectFolder, 'test/faults/killable-main.ts'),
    mailboxes: [
      ownMailbox(PLAIN),
      ownMailbox(MENU, { menu: { ...noMenu, forwardings: [janitor], waitSeconds: 6 } }),
      ownMailbox(BRIEF, { limits: { ...shortMailbox.flow.limits, maxSilenceSeconds: 3 } }),
    ],
  });
  const callers: Caller[] = [];
  const begin = async (options: BeginOptions): Promise<Caller> => {
    const index = callers.length;
    const words = await wordsFor(index, WORDS_SECONDS);
    const call = await place(house, options.by ?? phone, { index, mailbox: options.mailbox });
    const caller: Caller = { index, words, call, repeats: 0, done: Promise.resolve(null) };
    const run = async (): Promise<null> => {
      await call.answered;
      if (options.thinkMs) await pause(options.thinkMs);
      if (options.wants) {
        await pause(300);
        await call.press(options.wants);
      }
      const told = await tell(call, words, { presses: options.mailbox === MENU });
      caller.repeats = told.repeats;
      await options.beforeHangUp?.();
      if (options.waitsForGoodbye) await call.ended;
      else await call.hangUp();
      await options.afterHangUp?.();
      return null;
    };
    caller.done = run().catch((error: unknown) => `caller ${index}: ${String(error)}`);
    callers.push(caller);
    return caller;
  };
  await until('Asterisk knows the line', () => knowsLine(house));
  return {
    house,
    line,
    phone,
    callers,
    begin,
    async close() {
      await line.close();
      await phone.close();
      await house.close();
    },
  };
}
