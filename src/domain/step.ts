/** The steps after the hang-up, in their order; an alarm goes beside them, one job for each output. */
export const steps = ['transcribe', 'match', 'categorise', 'summarise', 'deliver', 'alarm'] as const;
export type Step = (typeof steps)[number];
