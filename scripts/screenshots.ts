import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Cast, CastAgent } from '../src/demo/cast.ts';
import {
  answer,
  end,
  enterQueue,
  hangUp,
  incoming,
  leaveQueue,
  mention,
  ring,
} from '../src/demo/scenarios/linuxbox-notices.ts';
import { projectRoot } from '../src/platform/project-root.ts';
import { buildPages } from '../test/browser/built-pages.ts';
import { launchChromium } from '../test/browser/chromium.ts';
import { aCast } from '../test/support/cast.ts';
import type { Provision } from '../test/support/office.ts';
import { startTestService, type TestService } from '../test/support/service.ts';
import { ada, eva, martin, provision } from './screenshots-office.ts';

/** `npm run screenshots`: the pictures of the README, of the real service at a made-up moment. */

const folder = join(projectRoot(), 'docs', 'images');
const mostBytes = 150_000;
/** A Monday morning in Prague. */
const morning = Date.parse('2026-05-04T08:31:00+02:00');
const second = 1_000;
const minute = 60 * second;

interface Scene {
  service: TestService;
  now(): number;
  /** Lets time go by, for the service and for the pages opened next. */
  pass(ms: number): void;
}

async function openScene(given: Provision): Promise<Scene> {
  const service = await startTestService({
    provision: given,
    env: { PORT: '8080', LOG_LEVEL: 'silent' },
    frozenAt: morning,
  });
  let passed = 0;
  return {
    service,
    now: () => morning + passed,
    pass(ms) {
      passed += ms;
      service.advance(ms);
    },
  };
}

/** Until everything is logged. Timers do not see that a made-up clock jumped; a service that starts looks afresh. */
async function quiet({ service, pass }: Scene): Promise<void> {
  await service.restart();
  const ticking = setInterval(() => pass(20), 20);
  await service.quiet().finally(() => clearInterval(ticking));
}

/** What happened before the picture is taken. */
async function playMorning(scene: Scene): Promise<void> {
  const { service, pass } = scene;
  const tell = service.play.bind(null, 'office');
  async function answered(customerNumber: string, talkMs: number, isRecorded = false): Promise<void> {
    const cast = aCast({ customerNumber });
    await tell([incoming(cast), enterQueue(cast)]);
    pass(9 * second);
    await tell([ring(cast, 0, eva, { queue_name: 'helpdesk' })]);
    pass(6 * second);
    await tell([answer(cast, 0, eva), leaveQueue(cast, 0)]);
    if (isRecorded) await tell([mention(cast, 0, 'call_recording_start')]);
    pass(talkMs);
    await tell([hangUp(cast, 0, eva), end(cast)]);
    pass(11 * minute);
  }
  async function missed(customerNumber: string): Promise<void> {
    const cast = aCast({ customerNumber });
    await tell([incoming(cast), ring(cast, 0, eva)]);
    pass(14 * second);
    await tell([hangUp(cast, 0, eva), end(cast)]);
    pass(8 * minute);
  }
  await answered('+442079460123', 4 * minute + 12 * second, true);
  await missed('+12025550199');
  await answered('+12025550147', 95 * second);
  await missed('+442079460123');
  await answered('+442079460458', 2 * minute + 40 * second);
  await answered('+442079460123', 61 * second);
  await missed('+441614960177');
  await quiet(scene);
}

const large: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
const small: BrowserContextOptions = { viewport: { width: 390, height: 800 } };

async function openPage(browser: Browser, scene: Scene, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Prague', ...options });
  await context.clock.setFixedTime(scene.now());
  return context.newPage();
}

async function signedIn(browser: Browser, scene: Scene, email: string, options: BrowserContextOptions) {
  const page = await openPage(browser, scene, options);
  await page.goto((await scene.service.service.signInUrl(email)) ?? '');
  await page.waitForURL('**/agent');
  return page;
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(folder, `${name}.png`);
  await page.evaluate('document.fonts.ready');
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({ path, animations: 'disabled' });
  const { size } = statSync(path);
  process.stdout.write(`${name}.png ${Math.round(size / 1000)} kB\n`);
  if (size > mostBytes) throw new Error(`${path} has ${size} bytes, more than ${mostBytes}`);
  await page.context().close();
}

async function takePanels(browser: Browser, scene: Scene): Promise<void> {
  const { service, pass } = scene;
  const karel = aCast({ customerNumber: '+442079460123', customerName: 'Karel Novak' });
  const queued = { queue_name: 'helpdesk' };
  await service.play('office', [incoming(karel), enterQueue(karel)]);
  pass(21 * second);
  await service.play('office', [ring(karel, 0, eva, queued), ring(karel, 0, martin, queued)]);
  pass(7 * second);
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await signedIn(browser, scene, eva.email, { ...large, colorScheme });
    await page.getByRole('article', { name: 'Ringing: Karel Novák' }).waitFor();
    await page.getByText('Ortega Cycles').waitFor();
    await take(page, colorScheme === 'light' ? 'panel-ringing' : 'panel-ringing-dark');
  }
  await service.play('office', [answer(karel, 0, eva), leaveQueue(karel, 0), hangUp(karel, 0, martin)]);
  await service.play('office', [mention(karel, 0, 'call_recording_start')]);
  pass(2 * minute + 8 * second);
  const stranger = await callOf(service, '+12025550199', eva);
  pass(4 * second);
  const answeredPage = await signedIn(browser, scene, eva.email, large);
  await answeredPage.getByRole('article', { name: 'Talking: Karel Novák' }).waitFor();
  await answeredPage.getByText('Ortega Cycles').waitFor();
  await answeredPage.getByLabel('Note', { exact: true }).fill('Wants a quote for 20 chairs before June');
  await answeredPage.getByText('Call back', { exact: true }).click();
  await answeredPage.getByText('Saved', { exact: true }).waitFor();
  await take(answeredPage, 'panel-answered');
  await service.play('office', [hangUp(stranger, 0, eva), end(stranger), hangUp(karel, 0, eva), end(karel)]);

  const whitfield = await callOf(service, '+441614960177', eva);
  pass(5 * second);
  const narrow = await signedIn(browser, scene, eva.email, small);
  await narrow.getByText('Who is it?').waitFor();
  await take(narrow, 'panel-narrow');
  await service.play('office', [hangUp(whitfield, 0, eva), end(whitfield)]);
  pass(10 * minute);
  await quiet(scene);
}

async function callOf(service: TestService, customerNumber: string, to: CastAgent): Promise<Cast> {
  const cast = aCast({ customerNumber });
  await service.play('office', [incoming(cast), ring(cast, 0, to)]);
  return cast;
}

async function takeAdmin(browser: Browser, scene: Scene): Promise<void> {
  const zdenek = { userId: 'zdenek', extension: '117', name: 'Zdeněk Malý' };
  const cast = aCast({ customerNumber: '+12025550199' });
  await scene.service.play('office', [
    incoming(cast),
    ring(cast, 0, zdenek),
    hangUp(cast, 0, zdenek),
    end(cast),
  ]);
  scene.pass(minute);
  await quiet(scene);
  await callOf(scene.service, '+442079460458', ada);
  scene.pass(3 * second);
  const page = await signedIn(browser, scene, ada.email, large);
  await page.goto(`${scene.service.url()}/admin`);
  await page.getByText('Balanced').waitFor();
  await page.getByRole('article', { name: 'Ringing: Grace Okafor' }).waitFor();
  await take(page, 'admin');
  await takeAdminPages(browser, scene);
  const contact = await signedIn(browser, scene, eva.email, large);
  await contact.goto(`${scene.service.url()}/contacts/contacts/karel`);
  await contact.getByText('Missed call from Karel Novák').waitFor();
  await take(contact, 'contact');
}

/** Pages of their own, by the text that says that they are there. */
const adminPages = [
  { name: 'admin-agents', path: '/admin/agents', ready: 'Zdeněk Malý', options: large },
  {
    name: 'admin-rules',
    path: '/admin/connections/contacts?tab=rules',
    ready: 'On your latest calls',
    options: large,
  },
  { name: 'admin-ledger', path: '/admin/ledger', ready: 'Nothing was refused', options: large },
  {
    name: 'admin-calls',
    path: '/admin/calls',
    ready: 'Luis Ortega',
    options: { ...large, colorScheme: 'dark' },
  },
] as const;

async function takeAdminPages(browser: Browser, scene: Scene): Promise<void> {
  for (const { name, path, ready, options } of adminPages) {
    const page = await signedIn(browser, scene, ada.email, options);
    await page.goto(`${scene.service.url()}${path}`);
    await page.getByText(ready).first().waitFor();
    await page.waitForLoadState('networkidle');
    await take(page, name);
  }
  const page = await signedIn(browser, scene, ada.email, large);
  await page.goto(`${scene.service.url()}/admin/calls`);
  await page.getByText('Luis Ortega').first().click();
  await page.getByText('logged', { exact: false }).first().waitFor();
  await page.waitForLoadState('networkidle');
  await take(page, 'admin-call');
}

async function takeSetup(browser: Browser, scene: Scene): Promise<void> {
  const page = await openPage(browser, scene, large);
  await page.goto(scene.service.service.setupUrl ?? '');
  await page.getByLabel('Your name').fill('Ada Marsh');
  await page.getByLabel('E-mail address').fill('ada@demo.example');
  await page.getByLabel('Password').fill('a few random words');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByLabel('Country').selectOption('Czechia');
  await page.getByRole('button', { name: 'Add the phone system' }).click();
  await page.getByLabel('Your extension').fill('101');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('code', { hasText: 'curl ' }).waitFor();
  await page.getByRole('button', { name: 'Play sample calls' }).click();
  await page.getByRole('article', { name: 'Ringing: Karel Novák' }).waitFor();
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement.blur()');
  await take(page, 'setup');
}

mkdirSync(folder, { recursive: true });
await buildPages();
const browser = await launchChromium();

const office = await openScene(provision());
await playMorning(office);
await takePanels(browser, office);
await takeAdmin(browser, office);
await office.service.stop();

const fresh = await openScene({});
await takeSetup(browser, fresh);
await fresh.service.stop();
await browser.close();
