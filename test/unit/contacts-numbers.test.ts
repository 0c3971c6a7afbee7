import fc from 'fast-check';
import parsePhoneNumber from 'libphonenumber-js';
import { describe, expect, it } from 'vitest';
import { formatNumber, normaliseNumber } from '../../src/contacts/number.ts';
import { oldenburg } from './contacts-kit.ts';

const nowhere = { country: 'DE', areaCode: null };

describe('a telephone number', () => {
  it.each([
    '+49 441 783295',
    '+49441783295',
    '+49 (0) 441 / 78 32 95',
    '+49(0)441-783295',
    '0049 441 783295',
    '0441 783295',
    '0441/783295',
    '(0441) 78 32 95',
    '783295',
    '49441783295',
    'sip:+49441783295@trunk.example;user=phone',
    '<sip:0441783295@10.0.0.1>',
    'tel:+49-441-783295',
    '０４４１ 783295',
  ])('written as "%s" is the same number', raw => {
    expect(normaliseNumber(raw, oldenburg)).toEqual({ number: '+49441783295', isE164: true });
  });

  it.each([
    'anonymous',
    'withheld',
    'unknown',
    'Anonym',
    '',
    '   ',
    '-',
    'sip:anonymous@anonymous.invalid',
    '+',
  ])('suppressed as "%s" is no number', raw => {
    expect(normaliseNumber(raw, oldenburg)).toEqual({ number: null, isE164: false });
  });

  it('of another country keeps its country', () => {
    expect(normaliseNumber('0041 44 668 18 00', oldenburg).number).toBe('+41446681800');
    expect(normaliseNumber('+39 06 123 4567', oldenburg).number).toBe('+39061234567');
    expect(normaliseNumber('01 5123456', { country: 'AT', areaCode: null }).number).toBe('+4315123456');
  });

  it('of an extension stays as it is, also where an area code is known', () => {
    expect(normaliseNumber('23', oldenburg)).toEqual({ number: '23', isE164: false });
    expect(normaliseNumber('1203', nowhere)).toEqual({ number: '1203', isE164: false });
  });

  it('without an area code stays as it is where none is known', () => {
    expect(normaliseNumber('783295', nowhere)).toEqual({ number: '783295', isE164: false });
  });

  it('of a German list is read as the number library reads it', () => {
    const national = fc.stringMatching(/^0[1-9][0-9]{4,12}$/);
    fc.assert(
      fc.property(national, text => {
        const parsed = parsePhoneNumber(text, 'DE');
        expect(parsed?.isPossible()).toBe(true);
        expect(normaliseNumber(text, nowhere)).toEqual({ number: parsed?.number, isE164: true });
      }),
      { numRuns: 300 },
    );
  });

  it('is E.164, digits or nothing, whatever a caller sends', () => {
    const raw = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({ unit: fc.constantFrom(...'+0123456789 ()/-.;:@<sip'), maxLength: 40 }),
      fc.constant('9'.repeat(100_000)),
    );
    fc.assert(
      fc.property(raw, fc.constantFrom(oldenburg, nowhere), (text, options) => {
        const { number, isE164 } = normaliseNumber(text, options);
        if (isE164) expect(number).toMatch(/^\+[1-9][0-9]{2,14}$/);
        else expect(number ?? '0').toMatch(/^[0-9]{1,60}$/);
        // What was made whole once is whole: a second pass changes nothing.
        if (isE164 && number !== null) expect(normaliseNumber(number, options).number).toBe(number);
      }),
      { numRuns: 1000 },
    );
  });

  it('is shown in groups, and what is none as it is', () => {
    expect(formatNumber('+49441783295')).toBe('+49 441 783295');
    expect(formatNumber('+493012345678')).toBe('+49 30 12345678');
    expect(formatNumber('23')).toBe('23');
    expect(formatNumber('+0<script>')).toBe('+0<script>');
  });
});
