import { Type } from 'typebox';

/** E.164: a plus sign, no leading zero, 3 to 15 digits. */
export const E164 = Type.String({
  pattern: '^\\+[1-9][0-9]{2,14}$',
  description: 'E.164, e.g. +493012345678',
});
