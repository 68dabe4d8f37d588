// A real Chromium, from wherever the machine has one.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser's path: `IMBUTO_CHROMIUM`, else where systems put one; undefined where there is none. */
export function findChromium(): string | undefined {
  return process.env.IMBUTO_CHROMIUM ?? PLACES.find((path) => existsSync(path));
}

/** No sandbox, as containers have none to give; nothing is looked up on the network but what a page asks for. */
export function launchChromium(executablePath: string): Promise<Browser> {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath, args });
}
