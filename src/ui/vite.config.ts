import { defineConfig } from 'vite';

/** Folder of the page, wherever the build is started from. */
const root = decodeURIComponent(new URL('.', import.meta.url).pathname);

/** One script and one style sheet, both as files: the server's CSP allows nothing inline. */
export default defineConfig({
  root,
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/ui',
    emptyOutDir: true,
    target: 'esnext',
    modulePreload: false,
    assetsInlineLimit: 0,
  },
});
