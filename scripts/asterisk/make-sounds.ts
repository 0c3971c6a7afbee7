/**
 * Makes the built-in sounds that are committed in asterisk-config/sounds: the announcement and goodbye
 * that always work, and the beep. Run it again only when the words change.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeAlaw } from '../../src/audio/g711.ts';
import { normaliseLevel, padWithSilence } from '../../src/audio/level.ts';
import { resample } from '../../src/audio/resample.ts';
import { readWav } from '../../src/audio/wav.ts';
import { installedTool } from '../tools.ts';
import { soundsFolder } from './render.ts';

/** R163: who answers, that it is automatic, what to say. It names no company: it must fit every house. */
const words = {
  'safe-greeting':
    'Guten Tag. Hier ist der automatische Anrufbeantworter der Hausverwaltung. Ihr Anruf wird automatisch aufgezeichnet und verarbeitet. Bitte nennen Sie nach dem Ton Ihren Namen, Ihre Adresse und Ihr Anliegen.',
  'safe-goodbye': 'Vielen Dank für Ihre Nachricht. Auf Wiederhören.',
  // R077: nobody could be reached.
  'press-zero':
    'Wir sind gerade leider nicht erreichbar. Um eine Nachricht zu hinterlassen, drücken Sie bitte die Null.',
  // R076: the end of a menu without a choice.
  'no-choice': 'Wir haben leider keine Auswahl erkannt. Bitte rufen Sie noch einmal an. Auf Wiederhören.',
  // Too many calls at once.
  later:
    'Zurzeit sind alle Leitungen belegt. Bitte rufen Sie in einigen Minuten noch einmal an. Auf Wiederhören.',
  // What a probe call says to the mailbox.
  'probe-speech': 'Guten Tag. Dies ist ein automatischer Probeanruf. Bitte nicht beachten.',
  // To the person a caller is connected to.
  'forward-ask':
    'Sie erhalten einen weitergeleiteten Anruf der Hausverwaltung. Drücken Sie die Eins, um ihn anzunehmen.',
};

const SAMPLE_RATE = 8000;

if (process.argv.includes('--help')) {
  console.log(
    'node scripts/asterisk/make-sounds.ts: makes asterisk-config/sounds/*.alaw anew (needs espeak-ng).',
  );
} else {
  await makeSounds();
}

async function makeSounds(): Promise<void> {
  mkdirSync(soundsFolder, { recursive: true });
  for (const [name, text] of Object.entries(words)) keep(name, normaliseLevel(await speak(text)));
  keep('beep', beep());
}

async function speak(text: string): Promise<Int16Array> {
  const espeak = installedTool('espeak-ng');
  // A little slower than its default of 175 words a minute: a telephone takes away what makes words clear.
  const wav = execFileSync(espeak.command, [...espeak.args, '-v', 'de', '-s', '150', '--stdout', '--stdin'], {
    input: text,
    env: { ...process.env, ...espeak.env },
    maxBuffer: 1 << 26,
  });
  const { samples, sampleRate } = await readWav(wav);
  return resample(samples, { fromHz: sampleRate, toHz: SAMPLE_RATE });
}

function keep(name: string, samples: Int16Array): void {
  const padded =
    name === 'beep' ? samples : padWithSilence(samples, { sampleRate: SAMPLE_RATE, seconds: 0.2 });
  writeFileSync(join(soundsFolder, `${name}.alaw`), encodeAlaw(padded));
  console.log(`${name}: ${(padded.length / SAMPLE_RATE).toFixed(2)} s, ${padded.length} bytes`);
}

/**
 * No silence around it: the recording begins when this file has been played, and who speaks at the end of the
 * beep must lose nothing.
 *
 * 1000 Hz for a quarter of a second at −12 dB of full scale, with 10 ms of fade against clicks.
 */
function beep(): Int16Array {
  const length = SAMPLE_RATE / 4;
  const fade = SAMPLE_RATE / 100;
  return Int16Array.from({ length }, (_, index) => {
    const level = Math.min(1, index / fade, (length - 1 - index) / fade);
    return Math.round(level * 8192 * Math.sin((2 * Math.PI * 1000 * index) / SAMPLE_RATE));
  });
}
