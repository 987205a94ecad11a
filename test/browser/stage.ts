import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { freePort } from '../../src/platform/free-port.ts';
import { startTestService, type ServiceOptions, type TestService } from '../support/service.ts';
import { buildPages } from './built-pages.ts';
import { startChromium } from './chromium.ts';

/** Nothing in these tests takes this long; what takes longer is missing. */
const patienceMs = 30_000;

/** Null: no browser here, and the tests are skipped. */
export const browser: Browser | null = await startChromium();

export interface Stage extends TestService {
  /** A browser of its own (cookies, storage), with one window in it. */
  window(options?: WindowOptions): Promise<Window>;
  /** What `GET /metrics` says: agent streams that are open now. */
  streams(): Promise<number>;
}

export interface WindowOptions extends BrowserContextOptions {
  /** Signed in as this person, on the agent panel. */
  as?: string;
  /** A script in `in-page/`, run in each page before its own. */
  before?: string;
  /** Its clock goes on by itself, and `page.clock` can move it. */
  ownClock?: boolean;
}

export interface Window {
  page: Page;
  /** What a careful person would report: errors, dialogs, blocked content. */
  faults: string[];
  close(): Promise<void>;
}

/** The real service with the built pages, on one port for its whole life. */
export async function openStage(options: ServiceOptions = {}): Promise<Stage> {
  await buildPages();
  const env = { PORT: String(await freePort('127.0.0.1')), ...options.env };
  const running = await startTestService({ ...options, env });
  return {
    ...running,
    get service() {
      return running.service;
    },
    window: (wanted = {}) => openWindow(running, wanted),
    streams: () => openStreams(running.url()),
    async stop() {
      await Promise.all((browser?.contexts() ?? []).map((context) => context.close()));
      await running.stop();
    },
  };
}

async function openWindow(service: TestService, wanted: WindowOptions): Promise<Window> {
  const { as, before, ownClock = false, ...options } = wanted;
  if (browser === null) throw new Error('there is no browser');
  const context = await browser.newContext({
    ...{ viewport: { width: 1280, height: 800 }, locale: 'en-GB', timezoneId: 'Europe/Prague' },
    ...options,
  });
  context.setDefaultTimeout(patienceMs);
  if (before !== undefined)
    await context.addInitScript({ path: join(import.meta.dirname, 'in-page', before) });
  if (ownClock) await context.clock.install();
  const page = await context.newPage();
  const faults: string[] = [];
  listen(page, faults);
  context.on('page', (other) => listen(other, faults));
  if (as !== undefined) {
    const link = await service.service.signInUrl(as);
    if (link === null) throw new Error(`there is no ${as}`);
    await page.goto(link);
    await page.getByText('Connected', { exact: true }).waitFor();
  }
  return { page, faults, close: () => context.close() };
}

function listen(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
}

async function openStreams(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^ringside_streams (\d+)$/m.exec(metrics)?.[1]);
}

/** Waits until `look` answers this. */
export function becomes<T>(look: () => Promise<T> | T, expected: T): Promise<void> {
  return expect.poll(look, { timeout: patienceMs, interval: 20 }).toEqual(expected);
}
