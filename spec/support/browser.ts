import { existsSync } from 'node:fs';

import { chromium, type Browser, type LaunchOptions } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** Skips specs where there is no Chromium to run, but never in CI: there they fail. */
export function describeWithChromium(name: string, specs: () => void): void {
  if (existsSync(CHROMIUM) || process.env['CI']) describe(name, specs);
  else describe.skip(`${name} (${CHROMIUM} is not installed)`, specs);
}

/** A browser that asks nobody but the spec's own servers. */
export async function startBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: ['--no-sandbox', ...quiet], ...options });
}
