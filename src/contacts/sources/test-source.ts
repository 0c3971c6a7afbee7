/** "Verbindung testen": the same look as a run, told step by step, and nothing is fetched. */
import type { SourceStep, SourceTest, TestStep } from '../../domain/contact-source.ts';
import type { Look } from './looked-at.ts';
import { readSource } from './read-source.ts';
import { fileWords, reasonWords, stepWords } from './words.ts';

/** A person waits for it. */
const TEST_LIMIT_MS = 60_000;

export async function testSource(look: Omit<Look, 'isTest' | 'onStep' | 'onHostKey'>): Promise<SourceTest> {
  const begun: SourceStep[] = [];
  let hostKey: string | null = null;
  const reading = await readSource(
    {
      ...look,
      isTest: true,
      onStep(step) {
        if (!begun.includes(step)) begun.push(step);
      },
      onHostKey(key) {
        hostKey = key;
      },
    },
    TEST_LIMIT_MS,
  );
  const found = { hostKey, isPinned: look.hostKey !== null };
  const steps = begun.map((step): TestStep => ({ step, isOk: true, message: stepWords(step, found) }));
  const last: TestStep = steps.at(-1) ?? { step: 'connect', isOk: true, message: '' };
  if (steps.length === 0) steps.push(last);
  if (reading.kind === 'failed') {
    last.isOk = false;
    last.message = reasonWords(reading.reason, reading.detail, look.place.kind);
  } else {
    last.message = fileWords(reading.fileName, reading.kind === 'there' ? reading.bytes : null);
  }
  return { steps, hostKey };
}
