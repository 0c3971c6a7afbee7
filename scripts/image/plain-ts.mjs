/**
 * Lets a Node without TypeScript support load the .ts files of the image, which hold plain JavaScript
 * (see strip-types.mjs). Loaded by NODE_OPTIONS=--import=…, so child processes have it, too.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    return { format: 'module', source: readFileSync(fileURLToPath(url), 'utf8'), shortCircuit: true };
  },
});
