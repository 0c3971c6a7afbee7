/** Builds the admin page into dist/ui when its sources changed. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './report.mjs';
import { lastWords, run } from './run.mjs';
import { contentOf, readStamp, stampOf, writeWhole } from './stamps.mjs';

/**
 * @param {{ root: string, logFile: string, reporter: import('./report.mjs').Reporter, isForced: boolean }} options
 */
export async function buildAdminPage({ root, logFile, reporter, isForced }) {
  const configuration = join(root, 'src/ui/vite.config.ts');
  if (!existsSync(configuration)) {
    reporter.line('The admin page is not built: src/ui/vite.config.ts does not exist.');
    return;
  }
  const stamp = stampOf(contentOf(root, ['src/ui', 'src/domain', 'package-lock.json']));
  const page = join(root, 'dist/ui');
  const stampFile = join(root, 'dist/.ui-stamp');
  if (!isForced && existsSync(join(page, 'index.html')) && readStamp(stampFile) === stamp) return;

  const step = reporter.step('Building the admin page');
  const draft = join(root, 'dist/ui.new');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const args = ['build', '--config', configuration, '--outDir', draft, '--emptyOutDir', '--logLevel', 'warn'];
  const result = await run(join(root, 'node_modules/.bin/node'), [vite, ...args], {
    cwd: root,
    logFile,
    timeoutMs: 5 * 60_000,
    env: { NODE_ENV: 'production' },
  });
  if (result.code !== 0 || !existsSync(join(draft, 'index.html'))) {
    throw new SetupError(`The admin page cannot be built: ${lastWords(result)}. See ${logFile}.`);
  }
  rmSync(page, { recursive: true, force: true });
  renameSync(draft, page);
  writeWhole(stampFile, `${stamp}\n`);
  step.done('built');
}
