/**
 * The built-in kinds of emergencies, as an office sees them: which rules each has, and which category names it.
 * Every emergency rule belongs to one kind (a test holds that).
 */
import { otherCategory } from '../domain/category.ts';

export interface AlarmKind {
  kindId: string;
  name: string;
  ruleIds: string[];
  /** The pre-filled category of such a message; null: its keywords decide. */
  category: string | null;
}

const kind = (kindId: string, name: string, ruleIds: string, category: string | null): AlarmKind => ({
  kindId,
  name,
  ruleIds: ruleIds.split(' '),
  category,
});

export const alarmKinds: readonly AlarmKind[] = [
  kind(
    'water',
    'Wasserrohrbruch und Überschwemmung',
    'pipe-burst water-entry pipe-broken water-jet water-through out-of-ceiling dripping-lamp flood tap-cannot-stop foreign-water',
    'Wasserschaden',
  ),
  kind('sewage', 'Abwasser und Rückstau', 'sewage sewage-room foreign-sewage', 'Wasserschaden'),
  kind(
    'gas',
    'Gasgeruch und Kohlenmonoxid',
    'gas gas-smell gas-eggs carbon-monoxide foreign-gas',
    'Schäden und Mängel',
  ),
  kind('fire', 'Brand und Rauch', 'fire burning-smell smoke-alarm foreign-fire', 'Schäden und Mängel'),
  kind('electric', 'Elektrische Gefahr', 'electric shock foreign-electric', 'Strom'),
  kind('power', 'Stromausfall', 'power-house power-frail foreign-power', 'Strom'),
  kind('lift', 'Aufzug mit Person', 'lift-stuck lift-inside lift-person foreign-lift', 'Aufzug'),
  kind(
    'heating',
    'Heizungsausfall im Winter',
    'heating-house heating-frail house-cold cold-frail flat-cold-frail',
    'Heizung',
  ),
  kind('door', 'Tür offen und Einbruch', 'door-open burglar', 'Schäden und Mängel'),
  kind('falling', 'Herabfallende Teile und Einsturz', 'falling-parts collapse', 'Schäden und Mängel'),
  kind('oil', 'Öl läuft aus', 'oil', null),
  kind('person', 'Hilflose Person', 'helpless lying missing-neighbour foreign-person', otherCategory),
  kind('locked', 'Kind oder Herd hinter verschlossener Tür', 'child-locked', 'Schlüssel'),
  kind('declared', 'Der Anrufer nennt es einen Notfall', 'declared', null),
];

const ownRule = /^own:(.+):\d+$/;

/** The kind that a rule belongs to, also a rule made of an office's own words. undefined: a rule of no emergency. */
export function kindOfRule(ruleId: string): string | undefined {
  const own = ownRule.exec(ruleId)?.[1];
  return own ?? alarmKinds.find(({ ruleIds }) => ruleIds.includes(ruleId))?.kindId;
}

const burning = new Set(['fire', 'burning-smell', 'foreign-fire']);
const electrical = new Set(['electric', 'shock', 'foreign-electric']);

/** Of several rules the one that names the concern: a cable that burns is about the cable. */
export function weightiestRule(ruleIds: readonly string[]): string | undefined {
  const isBurning = ruleIds.some(each => burning.has(each));
  const electric = ruleIds.find(each => electrical.has(each));
  if (isBurning && electric !== undefined) return electric;
  return ruleIds.find(each => kindOfRule(each) !== undefined);
}
