import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** A real Chromium: CHROMIUM_PATH, else the system's, else the one that npm brought. */

const systemPath = '/usr/bin/chromium';

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: await chromiumPath(), args });
}

async function chromiumPath(): Promise<string> {
  const given = process.env['CHROMIUM_PATH'];
  if (given) return given;
  return existsSync(systemPath) ? systemPath : sparticuz.executablePath();
}

/**
 * Why no browser can be started here, or null. With REQUIRE_ALL=1 that is a failure; else the tests that need one are
 * skipped, and it is said.
 */
export async function whyNoChromium(): Promise<string | null> {
  try {
    const browser = await launchChromium();
    await browser.close();
    return null;
  } catch (error) {
    if (process.env['REQUIRE_ALL'] === '1') throw error;
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error);
    console.warn(`BROWSER TESTS SKIPPED: no Chromium could be started (${reason})`);
    return reason;
  }
}
