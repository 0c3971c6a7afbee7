/** How the house telephones: the settings that belong to no single mailbox. Units are in the names. */
import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** What may be dialled for callers, so that nobody can run up a bill (R078). */
export const ForwardingRules = Type.Object(
  {
    /** Targets must begin with one of these; premium and service numbers are refused all the same. */
    allowedPrefixes: Type.Array(Type.String({ pattern: '^\\+[1-9][0-9]{0,9}$' }), {
      minItems: 1,
      maxItems: 50,
    }),
    /** Forwarded calls at the same time, all mailboxes together. */
    maxSimultaneous: Type.Integer({ minimum: 0, maximum: 100, default: 4 }),
    /** Forwarded calls that may begin within 60 minutes, all mailboxes together. */
    maxPerHour: Type.Integer({ minimum: 0, maximum: 1000, default: 60 }),
  },
  closed,
);
export type ForwardingRules = Static<typeof ForwardingRules>;

/** A call that Asterisk places to a mailbox by itself, to see whether everything works. */
export const ProbeSettings = Type.Object(
  {
    isOn: Type.Boolean(),
    /** Hours between two probe calls. */
    everyHours: Type.Integer({ minimum: 1, maximum: 168, default: 24 }),
  },
  closed,
);
export type ProbeSettings = Static<typeof ProbeSettings>;

export const TelephoneSettings = Type.Object(
  {
    /** Country of numbers without a prefix, ISO 3166-1; null: as the environment says. */
    country: nullable(Type.String({ pattern: '^[A-Z]{2}$' })),
    /** Area code of numbers without one, without the leading 0; null: as the environment says. */
    areaCode: nullable(Type.String({ pattern: '^[1-9][0-9]{1,5}$' })),
    /** Calls answered at the same time; a caller beyond that hears "later" and stands in the Inbox. */
    maxCalls: Type.Integer({ minimum: 1, maximum: 1000, default: 30 }),
    forwarding: ForwardingRules,
    probe: ProbeSettings,
  },
  closed,
);
export type TelephoneSettings = Static<typeof TelephoneSettings>;

export const defaultTelephoneSettings: TelephoneSettings = {
  country: null,
  areaCode: null,
  maxCalls: 30,
  forwarding: { allowedPrefixes: ['+49'], maxSimultaneous: 4, maxPerHour: 60 },
  probe: { isOn: false, everyHours: 24 },
};

/**
 * Numbers inside Germany that cost extra, that vote, or that nobody may be connected to: 0900 premium, 0700
 * personal, 010 call-by-call, 011… (110, 112, 115, 116…, 118…) emergency, authorities and directories, 012
 * innovative services, 013… mass traffic, 018… shared cost and closed networks, 019… dial-up and old premium,
 * 0161 and 0164–0169 pagers (the number plan of the Bundesnetzagentur). 015, 016, 017 else are mobiles.
 * A zero after +49 is no number at all, but some systems would strip it.
 */
const refusedInGermany = /^\+49(?:0|900|700|1[0-4]|18|19|16[14-9])/;
/** International premium and satellite ranges. */
const refusedAbroad = /^\+(?:979|88[1238]|87[08])/;

/** Why a target may not be dialled, in German, or null. Pure; the same for saving and for dialling. */
export function refusedTarget(
  target: string,
  rules: Pick<ForwardingRules, 'allowedPrefixes'>,
): string | null {
  if (!/^\+[1-9][0-9]{6,14}$/.test(target)) {
    return `${target} ist keine vollständige Rufnummer mit Landesvorwahl. Bitte geben Sie sie so ein: +49 30 1234567.`;
  }
  if (isPremium(target)) {
    return `${target} ist eine Sonder- oder Mehrwertnummer. Dorthin wird nicht weitergeleitet, damit niemand Kosten verursachen kann.`;
  }
  if (!rules.allowedPrefixes.some(prefix => target.startsWith(prefix))) {
    return `${target} beginnt mit keiner erlaubten Vorwahl (${rules.allowedPrefixes.join(', ')}). Sie können Vorwahlen unter Einstellungen, Telefon freigeben.`;
  }
  return null;
}

const isPremium = (target: string): boolean => refusedAbroad.test(target) || refusedInGermany.test(target);
