import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

export async function launchChromium(more: readonly string[] = []): Promise<Browser> {
  const executablePath = await chromiumPath();
  // A machine that has no fonts of its own gets those that came along with Chromium.
  const fonts = existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(executablePath, '..', 'fonts') };
  return chromium.launch({ executablePath, args: [...args, ...more], env: { ...definedEnv(), ...fonts } });
}

async function chromiumPath(): Promise<string> {
  const given = process.env['CHROMIUM_PATH'];
  if (given) return given;
  return existsSync(systemPath) ? systemPath : fromNpm();
}

/** Unpacked once, aside, and put in place whole: test files start at the same time. */
async function fromNpm(): Promise<string> {
  const place = join(tmpdir(), 'ringside-chromium-147.0.0');
  if (!existsSync(place)) {
    const aside = mkdtempSync(`${place}-`);
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = aside;
    await sparticuz.executablePath().finally(() => {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    });
    putInPlace(aside, place);
  }
  return join(place, 'chromium');
}

/** Someone else may have been faster: then theirs is as good. */
export function putInPlace(aside: string, place: string): void {
  try {
    renameSync(aside, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
    rmSync(aside, { recursive: true, force: true });
  }
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/**
 * A browser, or null when none can be started here: then the tests that need one are skipped, and it is said. With
 * REQUIRE_ALL=1 that is a failure.
 */
export async function startChromium(): Promise<Browser | null> {
  try {
    return await launchChromium();
  } catch (error) {
    if (process.env['REQUIRE_ALL'] === '1') throw error;
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error);
    console.warn(`BROWSER TESTS SKIPPED: no Chromium could be started (${reason})`);
    return null;
  }
}
