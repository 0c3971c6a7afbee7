/**
 * The probe call: Asterisk calls a mailbox as a caller would, presses, speaks and hangs up, and we look
 * whether a note came of it. It never reaches an Inbox, a statistic or a mail, and raises an alarm when
 * something on the way does not work, before a caller finds out.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { CallId, Instant, MailboxId, MessageId } from './domain/ids.ts';
import type { Mailbox } from './domain/mailbox.ts';
import type { TelephoneSettings } from './domain/telephone.ts';
import { findCall } from './store/calls.ts';
import { findMailbox, listMailboxes } from './store/mailboxes.ts';
import { findMessageOfCall, findRecording } from './store/messages.ts';
import type { Db } from './store/open.ts';
import { probeCallsBefore, removeProbeCall } from './store/probe-calls.ts';
import {
  addProbe,
  endProbe,
  findProbe,
  newestProbeOf,
  noteProbeCall,
  openProbes,
  type ProbeRow,
} from './store/probes.ts';
import { newestTranscript } from './store/results.ts';
import type { CallInProgress, Telephone } from './telephone.ts';
import type { SwitchboardOptions } from './telephony/switchboard.ts';

const HOUR_MS = 3_600_000;
/** How often we look whether a probe is due. */
const LOOK_MS = 30_000;
/** The robot presses its key a moment into the greeting, as people do. */
const PRESS_AFTER_MS = 1500;
/** The longest greeting (300 s), the announcement of a menu twice, and a slow recogniser. */
const DEADLINE_MS = 15 * 60_000;
/** How often a probe looks how far its call has come. */
const CHECK_MS = 250;
/** What the robot says lasts longer than this (asterisk-config/sounds/probe-speech.alaw). */
const SHORTEST_RECORDING_MS = 2000;

export interface ProbeDesk {
  /** Places a probe call now; answers its id. Null: Asterisk is not there. */
  start(mailboxId: MailboxId): Promise<string | null>;
  mailboxOf(probeId: string): Mailbox | null;
  takeOther: SwitchboardOptions['takeOther'];
  onEvent: SwitchboardOptions['onEvent'];
  onBegun(call: CallInProgress): void;
  close(): void;
}

interface Running {
  probeId: string;
  mailboxId: MailboxId;
  robotChannel: string | null;
  callId: CallId | null;
  callChannel: string | null;
  hasMenu: boolean;
  isSpeaking: boolean;
  hasHungUp: boolean;
  startedAt: Instant;
}

export function openProbeDesk(options: {
  db: Db;
  now: () => Instant;
  telephone: () => Telephone | null;
  settings: () => TelephoneSettings;
  recordingsFolder: string;
  /** What became of the note of a message: null: it is whole; `working`: not ready yet; else German, what failed. */
  noteProblem: (messageId: MessageId) => string | null;
  /** Path of the built-in sound that the robot speaks, without its ending. */
  speech: string;
  onEnded: (probe: ProbeRow) => void;
  log: Logger;
}): ProbeDesk {
  const { db, now, log } = options;
  const running = new Map<string, Running>();
  const timers = new Set<NodeJS.Timeout>();
  for (const row of openProbes(db)) {
    endProbe(db, {
      probeId: row.id,
      outcome: 'failed',
      detail: 'Hausruf wurde währenddessen neu gestartet.',
      now: now(),
    });
  }

  const ask = (path: string, query: Record<string, string> = {}, method: 'POST' | 'DELETE' = 'POST') =>
    options
      .telephone()
      ?.request(method, path, query)
      .catch(error => log.debug({ reason: String(error) }, 'a probe call met a closed line'));

  const end = (probe: Running, problem: string | null): void => {
    if (!running.delete(probe.probeId)) return;
    if (probe.robotChannel) void ask(`/channels/${probe.robotChannel}`, {}, 'DELETE');
    endProbe(db, {
      probeId: probe.probeId,
      outcome: problem === null ? 'ok' : 'failed',
      detail: problem,
      now: now(),
    });
    const row = findProbe(db, probe.probeId);
    if (problem !== null) log.error({ probeId: probe.probeId, problem }, 'a probe call failed');
    else log.info({ probeId: probe.probeId }, 'a probe call went well');
    tidyUp(probe.callId);
    if (row) options.onEnded(row);
  };

  /** The newest probe call stays, to be looked at; older ones have served. */
  const tidyUp = (newest: CallId | null): void => {
    const inUse = new Set([...running.values()].map(each => each.callId));
    for (const callId of probeCallsBefore(db, newest)) {
      if (inUse.has(callId)) continue;
      const file = removeProbeCall(db, callId);
      if (file !== null) rmSync(join(options.recordingsFolder, file), { force: true });
    }
  };

  const check = (probe: Running): void => {
    if (!running.has(probe.probeId)) return;
    const isLate = now() - probe.startedAt > DEADLINE_MS;
    const verdict = isLate ? whereItStuck(probe) : whatBecameOf(probe);
    if (verdict !== 'working') end(probe, verdict);
  };

  /** null: all is well; `working`: its call or its note is not ready yet; else German, what is wrong. */
  const whatBecameOf = (probe: Running): string | null => {
    const call = probe.callId && findCall(db, probe.callId);
    if (!call || call.outcome === 'open') return 'working';
    if (call.outcome !== 'message' && call.attemptReason !== 'no-speech') {
      return 'Der Anruf kam an, aber es entstand keine Aufnahme.';
    }
    const message = findMessageOfCall(db, call.id);
    const recording = message && findRecording(db, message.recordingId);
    if (!message || !recording) return 'Die Aufnahme ist nicht angekommen.';
    if (recording.durationMs < SHORTEST_RECORDING_MS) {
      return 'Die Aufnahme ist zu kurz: Es fehlt, was gesprochen wurde.';
    }
    const transcript = newestTranscript(db, message.id);
    const isMute = transcript?.kind === 'missing' && transcript.because === 'no-speech';
    return isMute ? 'In der Aufnahme ist nichts zu hören.' : options.noteProblem(message.id);
  };

  const due = (): void => {
    const { isOn, everyHours } = options.settings().probe;
    const telephone = options.telephone();
    // Voice has priority: a probe waits until nobody telephones.
    if (!isOn || running.size > 0 || !telephone?.isConnected() || telephone.callsNow() > 0) return;
    const next = listMailboxes(db).find(mailbox => {
      const last = newestProbeOf(db, mailbox.mailboxId);
      return last === null || now() - last.startedAt >= everyHours * HOUR_MS;
    });
    if (next) void desk.start(next.mailboxId).catch(told);
  };
  /** A disk that is full must not end the process for a probe. */
  const told = (error: unknown): void =>
    log.warn({ reason: String(error) }, 'a probe call could not be looked after');
  const quietly = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      told(error);
    }
  };
  const later = (action: () => void, afterMs: number): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, afterMs);
    timers.add(timer);
  };
  const looking = setInterval(() => quietly(due), LOOK_MS);
  const checking = setInterval(() => {
    for (const probe of [...running.values()]) quietly(() => check(probe));
  }, CHECK_MS);

  const desk: ProbeDesk = {
    async start(mailboxId) {
      const telephone = options.telephone();
      const mailbox = findMailbox(db, mailboxId);
      if (!telephone?.isConnected() || !mailbox) return null;
      const begun = [...running.values()].find(each => each.mailboxId === mailboxId);
      if (begun) return begun.probeId;
      const probeId = addProbe(db, { mailboxId, now: now() });
      const probe: Running = {
        probeId,
        mailboxId,
        robotChannel: null,
        callId: null,
        callChannel: null,
        hasMenu: mailbox.flow.menu.forwardings.length > 0,
        isSpeaking: false,
        hasHungUp: false,
        startedAt: now(),
      };
      running.set(probeId, probe);
      try {
        await telephone.request(
          'POST',
          '/channels',
          { endpoint: 'Local/probe@from-probe', app: 'hausruf', appArgs: `robot,${probeId}`, timeout: '30' },
          { variables: { __HR_PROBE: probeId } },
        );
      } catch (error) {
        end(probe, `Asterisk konnte den Probeanruf nicht beginnen (${String(error)}).`);
      }
      return probeId;
    },
    mailboxOf(probeId) {
      const row = findProbe(db, probeId);
      return row && findMailbox(db, row.mailboxId);
    },
    takeOther({ channel, args }) {
      if (args[0] !== 'robot') return false;
      const probe = running.get(args[1] ?? '');
      // A robot from before a restart: nobody waits for it.
      if (!probe) void ask(`/channels/${channel.id}`, {}, 'DELETE');
      else if (probe.robotChannel !== channel.id) {
        probe.robotChannel = channel.id;
        if (probe.hasMenu)
          later(() => void ask(`/channels/${channel.id}/dtmf`, { dtmf: '0' }), PRESS_AFTER_MS);
      }
      return true;
    },
    onBegun(call) {
      const probe = call.probeId === null ? undefined : running.get(call.probeId);
      if (!probe) return;
      probe.callId = call.callId;
      probe.callChannel = call.channelId;
      noteProbeCall(db, probe.probeId, call.callId);
    },
    onEvent(channelId, event) {
      for (const probe of running.values()) {
        if (channelId === probe.callChannel && event.type === 'RecordingStarted' && !probe.isSpeaking) {
          probe.isSpeaking = true;
          void ask(`/channels/${probe.robotChannel}/play`, { media: `sound:${options.speech}` });
        }
        if (channelId === probe.robotChannel && event.type === 'PlaybackFinished' && probe.isSpeaking) {
          probe.hasHungUp = true;
          void ask(`/channels/${channelId}`, {}, 'DELETE');
        }
      }
    },
    close() {
      clearInterval(looking);
      clearInterval(checking);
      for (const timer of timers) clearTimeout(timer);
    },
  };
  return desk;
}

function whereItStuck(probe: Running): string {
  if (probe.callId === null) return 'Der Anruf hat die Mailbox nicht erreicht.';
  if (!probe.isSpeaking) return 'Die Mailbox hat begrüßt, aber keine Aufnahme begonnen.';
  return probe.hasHungUp ? 'Aus der Aufnahme ist keine Notiz geworden.' : 'Der Anruf kam zu keinem Ende.';
}
