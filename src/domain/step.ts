/** The steps after the hang-up, in their order. */
export const steps = ['transcribe', 'match', 'categorise', 'summarise', 'deliver'] as const;
export type Step = (typeof steps)[number];
