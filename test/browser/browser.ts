/** A real Chromium, driven as a user would; notes everything a page of ours must never do. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Starts the machine's Chromium. Throws when there is none: these tests prove nothing without it. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=user-gesture-required',
    ],
  });
}

export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** Console errors, uncaught errors, CSP reports, dialogs and requests to other hosts, in words. */
  offences: string[];
  /** Paths of all requests to the API so far, e.g. `GET /api/v1/calls`. */
  requests: string[];
}

/** A browser window of its own, with German settings and no cookies. */
export async function openVisitor(
  browser: Browser,
  address: string,
  options: { colorScheme?: 'light' | 'dark'; width?: number; height?: number } = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: address,
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    colorScheme: options.colorScheme ?? 'light',
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const offences: string[] = [];
  const requests: string[] = [];
  await page.addInitScript({
    content: `addEventListener('securitypolicyviolation', event => {
      console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI);
    });`,
  });
  page.on('request', request => {
    const url = new URL(request.url());
    if (url.origin !== address && url.protocol !== 'data:') offences.push(`request to ${url.host}`);
    if (url.pathname.startsWith('/api/')) requests.push(`${request.method()} ${url.pathname}`);
  });
  page.on('console', message => {
    // A refused login is a 401, and Chromium says so in the console; the page cannot help that.
    const isRefusal = /Failed to load resource: the server responded with a status of 4\d\d/.test(
      message.text(),
    );
    if (message.type() === 'error' && !isRefusal) offences.push(`console: ${message.text()}`);
  });
  page.on('pageerror', error => offences.push(`uncaught: ${error.message}`));
  page.on('dialog', dialog => {
    offences.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  return { page, context, offences, requests };
}

function findChromium(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const folders = (process.env.PATH ?? '').split(delimiter).concat('/usr/bin');
  for (const file of folders.flatMap(folder => names.map(name => join(folder, name)))) {
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here; the next place may have it.
    }
  }
  throw new Error('Chromium is missing, so the admin page cannot be tested: install the package "chromium".');
}
