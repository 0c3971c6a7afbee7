/** Short sounds for the stories: each announcement is a tone of its own, so that ears can tell them apart. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loudness, shareAt } from '../../scripts/phone/tones.ts';
import { encodeAlaw } from '../../src/audio/g711.ts';
import { readWav } from '../../src/audio/wav.ts';
import type { CallMenu, CallPlan } from '../../src/domain/call.ts';
import type { Forwarding } from '../../src/domain/menu.ts';

/** Hz; 100 and more apart, so that 20 ms tell them from each other. */
export const hz = {
  greeting: 300,
  safeGreeting: 550,
  pressZero: 650,
  noChoice: 750,
  goodbye: 850,
  /** The product's own (scripts/asterisk/make-sounds.ts). */
  beep: 1000,
  /** What a caller says before the beep, and after it. */
  early: 1200,
  message: 1400,
  person: 1700,
  /** The German ringing tone. */
  ringing: 425,
} as const;

/**
 * How long each announcement and the beep last. The product's own beep is half as long: here a busy machine
 * shall not make the command to record come after it.
 */
export const ANNOUNCEMENT_MS = 500;
/** Of a greeting in which something happens: a busy machine shall not be too late for it. */
export const LONG_GREETING_MS = 2000;
const SAMPLES_PER_MS = 8;

export interface Sounds {
  /** Without ending, as Asterisk wants it. */
  path(name: keyof typeof hz | 'longGreeting' | 'missing'): string;
  remove(): void;
}

export function makeSounds(): Sounds {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-sounds-'));
  chmodSync(folder, 0o755);
  const make = (name: string, samples: Int16Array) =>
    writeFileSync(join(folder, `${name}.alaw`), encodeAlaw(samples), { mode: 0o644 });
  for (const [name, frequency] of Object.entries(hz)) make(name, tone(frequency, ANNOUNCEMENT_MS));
  make('longGreeting', tone(hz.greeting, LONG_GREETING_MS));
  return {
    path: name => join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** 8 kHz samples at −12 dB of full scale. */
export function tone(frequency: number, ms: number): Int16Array {
  return Int16Array.from(
    { length: ms * SAMPLES_PER_MS },
    (_, index) => 8000 * Math.sin((2 * Math.PI * frequency * index) / 8000),
  );
}

/** A mailbox without a menu: greeting, beep, recording, goodbye. */
export function planOf(sounds: Sounds, more: Partial<CallPlan> = {}): CallPlan {
  return {
    limits: { maxSeconds: 30, maxSilenceSeconds: 10 },
    greeting: sounds.path('greeting'),
    safeGreeting: sounds.path('safeGreeting'),
    beep: sounds.path('beep'),
    goodbye: sounds.path('goodbye'),
    menu: null,
    turnedAway: null,
    ...more,
  };
}

/** Digit 1 leads to `target`. */
export function menuOf(sounds: Sounds, target: string, more: Partial<Forwarding> = {}): CallMenu {
  const janitor: Forwarding = {
    digit: '1',
    name: 'Hausmeister',
    target,
    ringSeconds: 5,
    mustAccept: false,
    shownNumber: 'caller',
    ...more,
  };
  return {
    forwardings: [janitor],
    withoutChoice: 'hang-up',
    waitMs: 1500,
    pressZero: sounds.path('pressZero'),
    noChoice: sounds.path('noChoice'),
  };
}

/** How many ms of a recording hold this tone, and where it begins. */
export async function heardIn(
  file: string,
  frequency: number,
): Promise<{ ms: number; fromMs: number | null }> {
  const { samples } = await readWav(file);
  const first = packetsOf(samples).findIndex(packet => isTone(packet, frequency));
  return { ms: msOf(frequency, samples), fromMs: first < 0 ? null : first * 20 };
}

/** How many ms of 8 kHz samples hold this tone, counted in packets of 20 ms. */
export const msOf = (frequency: number, samples: Int16Array): number =>
  packetsOf(samples).filter(packet => isTone(packet, frequency)).length * 20;

const packetsOf = (samples: Int16Array): Int16Array[] =>
  Array.from({ length: Math.floor(samples.length / 160) }, (_, index) =>
    samples.subarray(index * 160, (index + 1) * 160),
  );
const isTone = (packet: Int16Array, frequency: number) =>
  loudness(packet) > 1000 && shareAt(packet, frequency) > 0.8;
