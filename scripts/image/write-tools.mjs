/** Writes tools.json for the image. Ends with an error when a program is missing or too old. */

import { writeWhole } from '../setup/stamps.mjs';
import { machineTools } from '../setup/tools.mjs';

const file = process.argv[2];
if (!file) throw new Error('Usage: node write-tools.mjs FILE');
const names = ['asterisk', 'lame', 'espeak-ng', 'whisper-cli'];
const found = await machineTools(names);
const missing = names.filter(name => !found.tools[name]);
if (missing.length > 0 || found.asterisk === null) {
  console.error(`Missing in this image, or too old: ${missing.join(', ') || "Asterisk's folders"}.`);
  process.exit(1);
}
writeWhole(file, `${JSON.stringify(found, null, 2)}\n`);
console.log(names.map(name => `${name} ${found.tools[name]?.version}`).join(', '));
