import type { AlarmSettings } from '../domain/alarm.ts';
import type { AlarmTryReply } from '../domain/api-alarms.ts';
import type { Urgency } from '../domain/summary.ts';
import type { Transcript } from '../domain/transcript.ts';
import { alarmKinds, kindOfRule } from './alarm-kinds.ts';
import { rulesOf } from './alarm-rules.ts';
import { readNote } from './summarise.ts';

/** What a sentence would be by these kinds, and what of them kept an emergency from being one. Nothing is stored. */
export function tryEmergency(
  text: string,
  how: { kinds: AlarmSettings['kinds']; callDate: string },
): AlarmTryReply {
  const transcript = typed(text);
  const { callDate } = how;
  const { urgency } = readNote(transcript, { callDate, rules: rulesOf(how.kinds) });
  return {
    level: urgency.level,
    reason: reasonOf(urgency),
    because: urgency.because,
    prevented: urgency.level === 'emergency' ? null : preventedBy(transcript, how),
  };
}

const words = { emergency: 'Notfall', urgent: 'Dringend' };

function reasonOf({ level, label }: Urgency): string | null {
  return level === 'normal' ? null : `${words[level]}, weil: ${label ?? 'so gesagt'}`;
}

/** Would it be one with every kind on, and with no exception? */
function preventedBy(
  transcript: Transcript,
  { kinds, callDate }: { kinds: AlarmSettings['kinds']; callDate: string },
): string | null {
  const allOn = kinds.map(kind => ({ ...kind, isOn: true }));
  const switched = readNote(transcript, { callDate, rules: rulesOf(allOn) }).urgency;
  if (switched.level === 'emergency') {
    return `„${nameOf(switched, kinds)}“ ist abgeschaltet. Deshalb wird niemand alarmiert.`;
  }
  const free = allOn.map(kind => ({ ...kind, exceptions: [] }));
  const unhindered = readNote(transcript, { callDate, rules: rulesOf(free) }).urgency;
  if (unhindered.level !== 'emergency') return null;
  return `Eine Ausnahme von „${nameOf(unhindered, kinds)}“ greift. Deshalb wird niemand alarmiert.`;
}

function nameOf({ ruleIds = [] }: Urgency, kinds: AlarmSettings['kinds']): string {
  const kindId = ruleIds.map(kindOfRule).find(each => each !== undefined);
  const found = alarmKinds.find(each => each.kindId === kindId) ?? kinds.find(each => each.kindId === kindId);
  return found?.name ?? 'Diese Art';
}

function typed(text: string): Transcript {
  const said = text.split(/\s+/).filter(word => word !== '');
  return {
    kind: 'made',
    text: said.join(' '),
    segments: [
      { fromMs: 0, toMs: 0, words: said.map(word => ({ text: word, fromMs: 0, toMs: 0, confidence: null })) },
    ],
    language: 'de',
    engine: 'whisper.cpp',
    model: 'typed',
    isDemo: false,
    speechMs: 0,
  };
}
