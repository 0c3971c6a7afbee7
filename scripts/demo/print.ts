import type { DemoResult } from './call.ts';

/** Says what happens, with the time since the start; never on stdout when that is for JSON. */
export function progress(isJson: boolean): (text: string) => void {
  const started = Date.now();
  const out = isJson ? process.stderr : process.stdout;
  return text => void out.write(`[${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s] ${text} …\n`);
}

/** The note as the office gets it, and where to look at it. */
export function printResult(result: DemoResult, link: string | null): void {
  const { json, mail } = result;
  const line = '─'.repeat(72);
  console.log(
    `\n${line}\nAn:      ${mail.to.join(', ')}\nBetreff: ${mail.subject}\n${line}\n${mail.text.trim()}\n${line}`,
  );
  if (mail.attachments.length > 0) {
    console.log(
      `Anhang:  ${mail.attachments.map(each => `${each.filename} (${each.content.length} Bytes)`).join(', ')}`,
    );
  }
  console.log(`Vom Auflegen bis zur Notiz: ${(json.hangupToNoteMs / 1000).toFixed(1)} s`);
  if (result.isDemoTranscript) {
    console.log('Die Abschrift stammt von der Demo-Spracherkennung (nur synthetische Stimmen).');
  }
  if (json.missing === 'no-model') {
    console.log(
      'Kein Sprachmodell installiert: npm run models -- list zeigt, welche es gibt, npm run models -- pull NAME holt eines.',
    );
  }
  if (link) console.log(`\nSeite (der Link meldet Sie einmal an): ${link}`);
}
