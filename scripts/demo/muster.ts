/** "Hausverwaltung Muster": what the demo and many tests are set up with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CategoryInput } from '../../src/domain/category.ts';
import { type MailboxInput, simpleFlow } from '../../src/domain/mailbox.ts';
import { projectFolder } from '../tools.ts';

export const fixtures = join(projectFolder, 'test/fixtures');
export const musterContactsFile = join(fixtures, 'contacts-muster.csv');

export const muster: MailboxInput = {
  name: 'Hausverwaltung Muster',
  numbers: ['+4944155501'],
  timeZone: 'Europe/Berlin',
  mailAddress: 'buero@muster.example',
  attachRecording: true,
  flow: simpleFlow({
    greeting:
      'Guten Tag. Hier ist die Hausverwaltung Muster. Ihr Anruf wird automatisch aufgezeichnet und verarbeitet. Bitte sprechen Sie nach dem Ton.',
    goodbye: 'Vielen Dank. Auf Wiederhören.',
  }),
};

export function readCategories(): CategoryInput[] {
  return JSON.parse(readFileSync(join(fixtures, 'categories-muster.json'), 'utf8')) as CategoryInput[];
}
