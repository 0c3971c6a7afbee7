/**
 * Name and word lists for texts.py from the npm package @faker-js/faker (MIT), German locale.
 * Usage: node word-lists.mjs OUT.json, run where @faker-js/faker version 10 is installed: it is no
 * dependency of the product.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(process.cwd(), 'here.js'));
const { de } = await import(pathToFileURL(require.resolve('@faker-js/faker')).href);
const lists = {
  female: de.person.first_name.female,
  male: [...de.person.first_name.male, ...de.person.first_name.generic],
  last: de.person.last_name.generic,
  city: de.location.city_name,
  country: de.location.country,
  street: de.location.street_name,
  adjective: de.word.adjective,
  adverb: de.word.adverb,
  noun: de.word.noun,
  verb: de.word.verb,
};
for (const [name, words] of Object.entries(lists)) {
  if (!Array.isArray(words) || words.length < 100)
    throw new Error(`faker has no list for ${name}: use version 10`);
}
writeFileSync(process.argv[2] ?? 'words.json', JSON.stringify(lists));
