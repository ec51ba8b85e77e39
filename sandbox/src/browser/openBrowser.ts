import { existsSync } from 'node:fs';
import { Browser, chromium } from 'playwright-core';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Chromium from the system, or the one that Playwright installed; `undefined` when there is none. */
export async function openBrowser(): Promise<Browser | undefined> {
  const executablePath = [
    process.env.CHROMIUM_PATH,
    ...usual,
    chromium.executablePath(),
  ].find(path => path && existsSync(path));
  if (!executablePath) return undefined;
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--ignore-certificate-errors',
    ],
  });
}
