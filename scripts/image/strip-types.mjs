/**
 * Copies folders and takes the types out of every TypeScript file; names, lines and columns stay.
 * Usage: node strip-types.mjs FROM TO FOLDER… (a Node with TypeScript support)
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, relative } from 'node:path';

const [from = '.', to = '', ...folders] = process.argv.slice(2);
// The page is built, and declarations hold nothing to run.
const isLeftOut = (/** @type {string} */ name) => name.startsWith('src/ui/') || name.endsWith('.d.ts');

for (const folder of folders) {
  for (const entry of readdirSync(join(from, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const source = join(entry.parentPath, entry.name);
    const name = relative(from, source);
    if (isLeftOut(name)) continue;
    const target = join(to, name);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, target);
    if (name.endsWith('.ts'))
      writeFileSync(target, stripTypeScriptTypes(readFileSync(source, 'utf8'), { mode: 'strip' }));
  }
}
