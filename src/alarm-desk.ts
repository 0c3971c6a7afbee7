/**
 * Emergencies: by which rules, told to whom. Where the office's rules cannot be used the built-in ones stand: it must
 * never happen that nobody is woken because of a setting that is broken.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { alarmHealth } from './alarm-health.ts';
import { findOutputProblem } from './alarm-outputs.ts';
import { testAlarm } from './alarm-test.ts';
import { makeSendAlarm } from './delivery/alarm.ts';
import { type AlarmKindChange, alarmFactsOf, type FindEmergency, type SendAlarm } from './domain/alarm.ts';
import type { HealthParts } from './domain/api.ts';
import type { AlarmKindsInput, AlarmKindView, AlarmService } from './domain/api-alarms.ts';
import { fresh } from './fresh.ts';
import {
  listAlarmOutputs,
  newAlarmOutputId,
  readAlarmSettings,
  replaceAlarmOutputs,
  saveAlarmSettings,
} from './store/alarm-settings.ts';
import type { Db } from './store/open.ts';
import { alarmKinds } from './understanding/alarm-kinds.ts';
import { rulesOf } from './understanding/alarm-rules.ts';
import { tryEmergency } from './understanding/alarm-try.ts';
import { findAlarmKindProblem } from './understanding/alarm-words.ts';
import { emergencyRules } from './understanding/emergency-rules.ts';
import type { EmergencyRule } from './understanding/rule.ts';
import { readNote } from './understanding/summarise.ts';

export interface AlarmDesk {
  /** The rules as they are set now; the same list until they are changed. */
  rules: () => readonly EmergencyRule[];
  /** For the pipeline. */
  findEmergency: FindEmergency;
  sendAlarm: SendAlarm;
  health: () => HealthParts['parts'];
  /** For the page. */
  service: AlarmService;
}

/** Throws HausrufError CONFIG_INVALID for an SMTP address that cannot be used. */
export function openAlarmDesk(options: {
  db: Db;
  smtp: { url: string; from: string } | null;
  /** Whose numbers callers say without a country code. */
  country: () => string;
  now: () => number;
  log: Logger;
  /** What the environment names besides the settings of the page. */
  internalTargets?: readonly string[];
  /** For tests: an authority that only they know. */
  ca?: string;
}): AlarmDesk {
  const { db, log, now } = options;
  const settings = () => readAlarmSettings(db);
  const ofEnvironment = options.internalTargets ?? [];
  const send = makeSendAlarm({
    smtp: options.smtp,
    now,
    internalTargets: () => [...settings().internalTargets, ...ofEnvironment],
    callChain: () => settings().callChain,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  });
  const compiled = fresh(() => rulesOf(settings().kinds));

  const save = (change: Partial<ReturnType<typeof settings>>): void => {
    saveAlarmSettings(db, { ...settings(), ...change }, now());
    compiled.forget();
  };
  const findEmergency: FindEmergency = (transcript, { date }) => {
    if (transcript.kind === 'missing') return null;
    const by = (rules: readonly EmergencyRule[]) =>
      alarmFactsOf(readNote(transcript, { country: options.country(), callDate: date, rules }));
    try {
      return by(compiled.get());
    } catch (error) {
      log.error({ reason: String(error) }, 'the rules of the office failed; the built-in ones are used');
      return by(emergencyRules);
    }
  };
  return {
    rules: compiled.get,
    findEmergency,
    sendAlarm: send,
    health: () => alarmHealth(db, now()),
    service: {
      view: () => ({
        kinds: kindViews(settings().kinds),
        outputs: listAlarmOutputs(db).map(({ secret, ...output }) => ({
          ...output,
          hasSecret: secret !== null,
        })),
        callChain: settings().callChain,
        isCallChainDialled: false,
        internalTargets: settings().internalTargets,
      }),
      saveKinds(input, by) {
        const kinds = input.map(tidied);
        const problem = findAlarmKindProblem(kinds);
        if (problem !== null) return { message: problem, field: 'kinds' };
        const changes = changesOf(kinds);
        save({ kinds: changes });
        const off = changes.filter(each => !each.isOn).map(each => each.kindId);
        log.info({ user: by, changed: changes.length, off }, 'audit: rules of emergencies changed');
        return null;
      },
      saveOutputs(input, by) {
        const known = new Map(listAlarmOutputs(db).map(output => [output.outputId, output]));
        const taken = new Set<string>();
        // One that stands twice in it (a copy) becomes an output of its own.
        const idOf = (outputId: string | null): string => {
          const isFree = outputId !== null && known.has(outputId) && !taken.has(outputId);
          if (isFree) taken.add(outputId);
          return isFree ? outputId : newAlarmOutputId();
        };
        const outputs = input.outputs.map(({ outputId, secret, ...output }) => ({
          ...output,
          name: output.name.trim(),
          target: output.target.trim(),
          outputId: idOf(outputId),
          secret:
            output.kind === 'mail' ? null : (secret?.trim() ?? known.get(outputId ?? '')?.secret ?? null),
        }));
        const internalTargets = [...new Set(input.internalTargets.map(target => target.trim()))];
        const problem = findOutputProblem(outputs, [...internalTargets, ...ofEnvironment]);
        if (problem) return problem;
        db.transaction(tx => {
          replaceAlarmOutputs(tx, outputs);
          saveAlarmSettings(tx, { ...readAlarmSettings(tx), internalTargets }, now());
        });
        listAlarmOutputs.forget(db);
        readAlarmSettings.forget(db);
        const on = outputs.filter(each => each.isOn).length;
        log.info({ user: by, outputs: outputs.length, on }, 'audit: outputs of alarms changed');
        return null;
      },
      saveCallChain(callChain, by) {
        save({ callChain: callChain.map(entry => ({ ...entry, name: entry.name.trim() })) });
        log.info({ user: by, people: callChain.length }, 'audit: call chain changed');
        return null;
      },
      tryOut({ text, kinds, isWinter }) {
        const draft = kinds?.map(tidied);
        const message = draft && findAlarmKindProblem(draft);
        if (message) return { message };
        return tryEmergency(text, {
          kinds: draft ? changesOf(draft) : settings().kinds,
          callDate: dayOf(isWinter, now()),
        });
      },
      test(outputId) {
        const output = listAlarmOutputs(db).find(each => each.outputId === outputId);
        return output ? testAlarm({ db, send, output, now: now() }) : null;
      },
    },
  };
}

const dayOf = (isWinter: boolean | undefined, now: number): string =>
  isWinter === undefined ? new Date(now).toISOString().slice(0, 10) : isWinter ? '2026-01-15' : '2026-07-15';

type Kind = AlarmKindsInput['kinds'][number];

function tidied(kind: Kind): Kind {
  const clean = (list: string[]) =>
    [...new Set(list.map(each => each.trim().replace(/\s+/g, ' ')))].filter(each => each !== '');
  return { ...kind, name: kind.name.trim(), words: clean(kind.words), exceptions: clean(kind.exceptions) };
}

/** Only what differs from the built-in rules is kept, so that better ones of a later version count. */
function changesOf(kinds: readonly Kind[]): AlarmKindChange[] {
  return kinds
    .map(kind => ({ ...kind, kindId: kind.kindId ?? `own-${randomUUID()}` }))
    .map(kind => {
      const builtIn = alarmKinds.find(each => each.kindId === kind.kindId);
      return builtIn ? { ...kind, name: builtIn.name } : kind;
    })
    .filter(({ kindId, isOn, words, exceptions }) => {
      const isBuiltIn = alarmKinds.some(each => each.kindId === kindId);
      return !isBuiltIn || !isOn || words.length > 0 || exceptions.length > 0;
    });
}

function kindViews(changes: readonly AlarmKindChange[]): AlarmKindView[] {
  const builtIn = alarmKinds.map(({ kindId, name, ruleIds }): AlarmKindView => {
    const change = changes.find(each => each.kindId === kindId);
    const knows = emergencyRules.filter(({ ruleId }) => ruleIds.includes(ruleId)).map(({ label }) => label);
    const { isOn = true, words = [], exceptions = [] } = change ?? {};
    return { kindId, name, isOn, words, exceptions, isBuiltIn: true, knows: [...new Set(knows)] };
  });
  const own = changes
    .filter(({ kindId }) => !alarmKinds.some(each => each.kindId === kindId))
    .map((change): AlarmKindView => ({ ...change, isBuiltIn: false, knows: [] }));
  return [...builtIn, ...own];
}
