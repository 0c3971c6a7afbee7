import type { AlarmKindChange, AlarmSettings } from '../domain/alarm.ts';
import { alarmKinds, kindOfRule } from './alarm-kinds.ts';
import { emergencyRules } from './emergency-rules.ts';
import type { EmergencyRule } from './rule.ts';

/**
 * The rules as an office has set them: the built-in ones are the base. A kind that is switched off is only urgent;
 * its own words are rules of their own; its exceptions hold for all of its rules.
 */
export function rulesOf(kinds: AlarmSettings['kinds']): readonly EmergencyRule[] {
  if (kinds.length === 0) return emergencyRules;
  const changes = new Map(kinds.map(change => [change.kindId, change]));
  const builtIn = emergencyRules.map(rule => {
    const change = changes.get(kindOfRule(rule.ruleId) ?? '');
    return change && rule.level === 'emergency' ? changed(rule, change) : rule;
  });
  return [...kinds.flatMap(ownRules), ...builtIn];
}

function changed(rule: EmergencyRule, change: AlarmKindChange): EmergencyRule {
  return {
    ...rule,
    level: change.isOn ? rule.level : 'urgent',
    ...(change.exceptions.length > 0 ? { never: exceptionsOf(change) } : {}),
  };
}

/** Each phrase of an office is a rule: all of its words, by their base forms, near each other in one clause. */
function ownRules(change: AlarmKindChange): EmergencyRule[] {
  const label = alarmKinds.find(({ kindId }) => kindId === change.kindId)?.name ?? change.name;
  return change.words.map((phrase, at): EmergencyRule => {
    const words = wordsOf(phrase);
    const telling = words.filter(word => !filler.test(word));
    return {
      ruleId: `own:${change.kindId}:${at}`,
      level: change.isOn ? 'emergency' : 'urgent',
      label,
      all: (telling.length > 0 ? telling : words).map(word => `~${word}`),
      // "Pumpe läuft nicht" holds its own negation.
      isNegative: words.some(word => /^(?:nicht|nichts|ohne|kein\w*)$/i.test(word)),
      ...(change.exceptions.length > 0 ? { never: exceptionsOf(change) } : {}),
    };
  });
}

const exceptionsOf = ({ exceptions }: AlarmKindChange): string =>
  exceptions
    .map(phrase =>
      wordsOf(phrase)
        .map(word => `~${word}`)
        .join('_'),
    )
    .join(' ');

export const wordsOf = (phrase: string): string[] => phrase.split(/[\s-]+/).filter(word => word !== '');

/** Says nothing of its own; who writes "Wasser im Keller" means both nouns. */
const filler =
  /^(?:der|die|das|den|dem|des|ein|eine|einem|einer|einen|im|in|am|an|vom|von|bei|beim|ist|sind|es)$/i;
