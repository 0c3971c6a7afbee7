/**
 * Messages that the demo model was not made with, spoken by espeak-ng when a test runs. Written for
 * this test alone and never used to choose anything: they show that nothing is fitted to the six of the demo.
 */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { installedTool } from '../../scripts/tools.ts';
import { decodeAlaw, encodeAlaw } from '../../src/audio/g711.ts';
import { resample } from '../../src/audio/resample.ts';
import { encodeWav, readWav } from '../../src/audio/wav.ts';

/** Numbers as words, for that is how the demo model writes them. */
export const otherMessages: Readonly<Record<string, string>> = {
  fahrrad:
    'Guten Tag, hier ist Renate Brinkmann aus der Lindenstraße zwölf. Im Fahrradkeller stehen seit Wochen drei alte Räder ohne Schloss, und niemand weiß, wem sie gehören. Können Sie bitte einen Zettel aufhängen? Meine Nummer ist null vier zwei eins, drei sechs null acht.',
  schimmel:
    'Hallo, mein Name ist Dieter Scholz, Parkallee fünf, Erdgeschoss links. An der Wand im Schlafzimmer ist ein dunkler Fleck, und es riecht nach Schimmel. Wann kann sich das jemand ansehen? Ich bin ab vier Uhr zu Hause.',
  parkplatz:
    'Guten Morgen, hier spricht Frau Albrecht. Auf meinem Stellplatz steht wieder ein fremdes Auto, ein blauer Kombi. Ich komme zu spät zur Arbeit. Bitte rufen Sie mich zurück unter null eins sieben null, fünf zwei drei, sechs acht vier.',
  umzug:
    'Guten Abend, mein Name ist Werner Haase. Ich möchte meine Wohnung im Ahornweg acht zum Ende des Monats März kündigen. Schicken Sie mir bitte die Unterlagen, und sagen Sie mir, wann die Übergabe sein kann. Vielen Dank, auf Wiederhören.',
  licht:
    'Hallo, im Treppenhaus der Gartenstraße einundzwanzig brennt seit Sonntag kein Licht mehr. Gestern ist meine Nachbarin auf der Treppe gestürzt. Bitte schicken Sie den Elektriker. Hier war Simone Krüger, dritter Stock.',
  abfall:
    'Guten Tag, die Mülltonnen wurden diese Woche nicht geleert, und die Leute stellen ihre Säcke daneben. Jetzt kommen die Ratten. Das ist die Hafenstraße vierzig. Mein Name ist Ingo Thiele, Sie erreichen mich unter null vier eins, neun neun sieben, zwei zwei.',
};

/** `text` by espeak-ng's German voice → an 8 kHz WAV file that went through A-law, as on a line. */
export async function speakToFile(text: string, file: string): Promise<void> {
  const { command, args, env } = installedTool('espeak-ng');
  const spoken = execFileSync(command, [...args, '-v', 'de', '-s', '150', '--stdin', '--stdout'], {
    input: text,
    env: { ...process.env, ...env },
    maxBuffer: 1 << 27,
  });
  const { samples, sampleRate } = await readWav(spoken);
  const line = decodeAlaw(encodeAlaw(resample(samples, { fromHz: sampleRate, toHz: 8000 })));
  await writeFile(file, encodeWav(line, 8000));
}
