/** The greeting that both sides play: made as Hausruf makes its own, from the same text. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { soundsFolder } from '../../scripts/asterisk/render.ts';
import { installedTool } from '../../scripts/tools.ts';
import { decodeAlaw } from '../../src/audio/g711.ts';
import { renderGreeting } from '../../src/audio/greetings.ts';
import { readWav } from '../../src/audio/wav.ts';
import { makeSynthesise } from '../../src/speech/synthesise.ts';

export const greetingText =
  'Guten Tag. Hier ist die Hausverwaltung Muster. Bitte nennen Sie nach dem Ton Ihren Namen und Ihr Anliegen.';

export interface Greeting {
  /** A-law, raw. */
  file: string;
  /** Greeting and beep, up to the end of the tone. */
  untilBeepEndMs: number;
  remove(): void;
}

/** Throws HausrufError TOOL_MISSING or TOOL_FAILED (espeak-ng). */
export async function makeGreeting(): Promise<Greeting> {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-greeting-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const synthesise = makeSynthesise(installedTool('espeak-ng'), { readWav });
    const { mediaPath } = await renderGreeting({ text: greetingText, synthesise, folder });
    const file = `${mediaPath}.alaw`;
    const beep = decodeAlaw(readFileSync(join(soundsFolder, 'beep.alaw')));
    const toneEnd = beep.findLastIndex(sample => Math.abs(sample) > AUDIBLE) + 1;
    return { file, untilBeepEndMs: Math.ceil((readFileSync(file).length + toneEnd) / 8), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Quieter samples of the beep's file are the silence around its tone. */
const AUDIBLE = 100;
