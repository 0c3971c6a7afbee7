/**
 * Puts src/main.ts and what it needs into one JavaScript file: 1,400 modules that Node needs not keep apart take
 * some 25 MB less memory, no type stripper is loaded, and the start is quicker. Names and lines of our own code
 * stay readable in error messages. Child processes still run from src/.
 * Usage: node bundle.mjs OUTPUT-FOLDER (the project's Node)
 */
import { basename, dirname, join, relative } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '../..');
const [to = join(root, 'dist/server')] = process.argv.slice(2);

/** Native code, or code that looks for files beside itself, stays in node_modules. */
const apart = [
  'better-sqlite3',
  'sherpa-onnx-node',
  'node-llama-cpp',
  'mpg123-decoder',
  'nodemailer',
  'pino',
  'ssh2',
  'ssh2-sftp-client',
];
const isApart = (/** @type {string} */ id) => apart.some(name => id === name || id.startsWith(`${name}/`));

/** Threads share our memory: they, too, must not load the type stripper (20 MB). Child processes may. */
const threads = ['src/speech/gate-worker.ts'];

/** Our files look for others beside themselves (engines/speech-child.ts): they find them where they were. */
const placesOfSources = {
  name: 'places-of-sources',
  /** @type {(code: string, id: string) => string | null} */
  transform(code, id) {
    if (!id.startsWith(join(root, 'src')) || !code.includes('import.meta.dirname')) return null;
    const folder = dirname(id);
    const inBundle = threads
      .filter(file => dirname(join(root, file)) === folder)
      .reduce((text, file) => {
        const name = basename(file);
        const bundled = `join(import.meta.folder, '${nameOf(file)}.mjs')`;
        return text.replaceAll(`join(import.meta.dirname, '${name}')`, bundled);
      }, code);
    const place = JSON.stringify(`/../../${relative(root, folder)}`);
    return inBundle
      .replaceAll('import.meta.dirname', `(import.meta.dirname + ${place})`)
      .replaceAll('import.meta.folder', 'import.meta.dirname');
  },
};

const nameOf = (/** @type {string} */ file) => basename(file, '.ts');

for (const file of ['src/main.ts', ...threads]) {
  const bundle = await rolldown({
    input: { [nameOf(file)]: join(root, file) },
    cwd: root,
    platform: 'node',
    external: isApart,
    plugins: [placesOfSources],
  });
  await bundle.write({
    dir: to,
    format: 'esm',
    entryFileNames: '[name].mjs',
    // One file only: an update may replace it while the old one runs, which then looks for no other.
    codeSplitting: false,
    // Names stay as they are written; the sources in node_modules keep their licences.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: false, legalComments: 'none' } },
  });
  await bundle.close();
}
