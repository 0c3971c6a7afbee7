/** The chosen call: its facts, its player, and what can be done with it. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { CallDetail } from '../../domain/api-calls.ts';
import { type ApiProblem, asProblem, getCall, resend, setDone } from '../api.ts';
import { makePlayer, type Player } from './player-model.ts';

/** A stretch of words that the reader points at; null: none. */
export interface WordSpan {
  fromWord: number;
  toWord: number;
}

export interface CallModel {
  callId: ReadonlySignal<string | null>;
  detail: ReadonlySignal<CallDetail | null>;
  /** Why the call cannot be shown. */
  problem: ReadonlySignal<ApiProblem | null>;
  /** Why the last action was refused. */
  actionProblem: ReadonlySignal<ApiProblem | null>;
  isResent: ReadonlySignal<boolean>;
  /** Null while there is no recording. */
  player: ReadonlySignal<Player | null>;
  marked: ReadonlySignal<WordSpan | null>;
  show(callId: string | null): void;
  /** Reads the call again, keeping what is shown until it is there. */
  renew(): Promise<void>;
  toggleDone(): Promise<void>;
  sendAgain(): Promise<void>;
  mark(span: WordSpan | null): void;
}

export function makeCallModel(): CallModel {
  const callId = signal<string | null>(null);
  const detail = signal<CallDetail | null>(null);
  const problem = signal<ApiProblem | null>(null);
  const actionProblem = signal<ApiProblem | null>(null);
  const isResent = signal(false);
  const player = signal<Player | null>(null);
  const marked = signal<WordSpan | null>(null);
  let asked = 0;

  const read = async () => {
    const wanted = callId.value;
    if (wanted === null) return;
    asked += 1;
    const mine = asked;
    try {
      const reply = await getCall(wanted);
      if (mine !== asked || callId.value !== wanted) return;
      detail.value = reply;
      problem.value = null;
      if (reply.recording && !player.value) {
        player.value = makePlayer({ callId: wanted, durationMs: reply.recording.durationMs });
      }
      // What is worth hearing is known only after the recording was looked at.
      const { shownFromMs = null, shownToMs = null, durationMs = 0 } = reply.recording ?? {};
      player.value?.setPart({ fromMs: shownFromMs ?? 0, toMs: shownToMs ?? durationMs });
    } catch (error) {
      // While the line is down, what was read before stays.
      if (mine === asked && detail.value === null) problem.value = asProblem(error);
    }
  };

  const act = async (action: (callId: string) => Promise<void>) => {
    const wanted = callId.value;
    if (wanted === null) return;
    actionProblem.value = null;
    try {
      await action(wanted);
    } catch (error) {
      if (callId.value === wanted) actionProblem.value = asProblem(error);
    }
    await read();
  };

  return {
    callId,
    detail,
    problem,
    actionProblem,
    isResent,
    player,
    marked,
    show(next) {
      if (next === callId.value) return;
      player.value?.stop();
      player.value = null;
      detail.value = null;
      problem.value = null;
      actionProblem.value = null;
      isResent.value = false;
      marked.value = null;
      callId.value = next;
      read();
    },
    renew: read,
    toggleDone: () =>
      act(async wanted => {
        const item = detail.value?.item;
        if (item?.kind === 'message') await setDone(wanted, !item.isDone);
      }),
    sendAgain: () =>
      act(async wanted => {
        await resend(wanted);
        isResent.value = true;
      }),
    mark(span) {
      marked.value = span;
    },
  };
}
