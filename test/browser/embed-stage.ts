import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';

/** A browser that blocks third-party cookies, as most do; null where there is none. */
export async function startStrictChromium(): Promise<Browser | null> {
  return launchChromium([
    '--test-third-party-cookie-phaseout',
    '--disable-features=LocalNetworkAccessChecks',
  ]).catch(() => null);
}

export const inPage = (file: string): string =>
  readFileSync(join(import.meta.dirname, 'in-page', file), 'utf8');

export interface CrmPage {
  page: Page;
  /** The panel within it. */
  frame: FrameLocator;
  faults: string[];
  /** What the page was told by the frame, in order. */
  told(): Promise<unknown>;
}

/**
 * A page of the CRM's own, on the CRM's own host, with our panel in a frame. `files`: what else that host has, by
 * path. The proxy that ends TLS in front of an installation is played by its header, which is all that reaches us.
 */
export async function openCrmPage(
  browser: Browser,
  crm: { origin: string; panel: string; script: string; files?: Record<string, string> },
): Promise<CrmPage> {
  const context = await browser.newContext({
    viewport: { width: 420, height: 800 },
    extraHTTPHeaders: { 'X-Forwarded-Proto': 'https' },
  });
  context.setDefaultTimeout(30_000);
  const html = `<!doctype html><title>CRM</title><div id="phone"></div>
    <script type="module">globalThis.told = []; const panel = ${JSON.stringify(crm.panel)};\n${crm.script}</script>`;
  await context.route(`${crm.origin}/crm`, (route) =>
    route.fulfill({ contentType: 'text/html', body: html }),
  );
  for (const [path, body] of Object.entries(crm.files ?? {})) {
    await context.route(`${crm.origin}${path}`, (route) =>
      route.fulfill({ contentType: 'text/javascript', body }),
    );
  }
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(`${crm.origin}/crm`);
  return { page, frame: page.frameLocator('iframe'), faults, told: () => page.evaluate('told') };
}

/** Signs in by the small window that the frame opens. */
export async function signIn({ page, frame }: CrmPage, email: string, password: string): Promise<void> {
  const opening = page.waitForEvent('popup');
  await frame.getByRole('button', { name: 'Sign in to Ringside' }).click();
  const popup = await opening;
  const closed = popup.waitForEvent('close');
  await popup.getByLabel('E-mail address').fill(email);
  await popup.getByLabel('Password').fill(password);
  await popup.getByRole('button', { name: 'Sign in', exact: true }).click();
  await closed;
  await frame.getByText('Connected', { exact: true }).waitFor();
}
