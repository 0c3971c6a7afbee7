import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDuration,
  formatPhone,
  formatWhen,
  minute,
  telHref,
} from '../../src/ui/format.ts';

describe('values as an office reads them', () => {
  it('groups telephone numbers by country and area', () => {
    expect(formatPhone('+49441783295')).toBe('+49 441 783295');
    expect(formatPhone('+493023125543')).toBe('+49 30 23125543');
    expect(formatPhone('+4915123456789')).toBe('+49 151 23456789');
    expect(formatPhone('+493375123456')).toBe('+49 3375 123456');
    expect(formatPhone('+4315551234')).toBe('+43 15551234');
    expect(formatPhone('+14155550100')).toBe('+1 4155550100');
    expect(formatPhone('+3545551234')).toBe('+354 5551234');
  });

  it('leaves extensions and what is no number as they are', () => {
    for (const text of ['112', '**9', 'anonymous', '<b>', '+49']) expect(formatPhone(text)).toBe(text);
  });

  it('makes a link only of what a telephone can dial', () => {
    expect(telHref('+49441783295')).toBe('tel:+49441783295');
    expect(telHref('0441 / 783295')).toBe('tel:0441783295');
    expect(telHref('javascript:alert(1)')).toBeNull();
    expect(telHref('anonymous')).toBeNull();
  });

  it('says heute and gestern, then the date, also around midnight and the change of the clocks', () => {
    const at = (text: string) => new Date(text).getTime();
    minute.value = at('2026-10-26T00:30:00');
    expect(formatWhen(at('2026-10-26T00:10:00'))).toBe('heute 00:10');
    expect(formatWhen(at('2026-10-25T00:10:00'))).toBe('gestern 00:10');
    expect(formatWhen(at('2026-10-24T23:59:00'))).toBe('24.10.2026');
    expect(formatWhen(at('2026-10-24T23:59:00'), { withTime: true })).toBe('24.10.2026 23:59');
  });

  it('writes durations and counts in German', () => {
    expect(formatDuration(41_200)).toBe('0:41');
    expect(formatDuration(180_000)).toBe('3:00');
    expect(formatCount(3200)).toBe('3.200');
  });
});
