import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writtenDocs } from '../../scripts/write-docs.ts';

describe('the documentation', () => {
  it.each([...writtenDocs()])(
    '%s tells what the code does (else run node scripts/write-docs.ts)',
    (name, text) => {
      expect(readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8')).toBe(text);
    },
  );
});
