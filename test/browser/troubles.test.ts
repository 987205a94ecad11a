import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staff } from '../support/office.ts';
import { adminPages } from './admin-pages.ts';
import { openAdminStage } from './admin-stage.ts';
import { becomes, browser, openStage, type Stage, type Window } from './stage.ts';

/** Pages that show nothing of the API until somebody does something, and those that are a stream. */
const quiet = ['/admin/agents/import', '/admin/board'];
const loading = adminPages.filter(({ path }) => !quiet.includes(path));

/** What a page asks the server for, but for who one is. */
const asked = /\/(api|auth\/sessions)(\/|$|\?)/;

const refused = 'Your account may not do this. Ask an admin.';
const failed = 'The server failed. Try again; if it stays, the server’s log says why.';
const gone = 'The server could not be reached. Check your connection and try again.';
const byItself = 'This page tries again by itself, too.';

type Trouble = 403 | 500 | 503 | 'gone';

/** Requests that fit fail in this way until `end`. */
async function trouble(page: Page, first: Trouble, what = asked) {
  let now: Trouble = first;
  await page.route(what, (route) =>
    now === 'gone' ? route.abort() : route.fulfill({ status: now, contentType: 'text/html', body: '' }),
  );
  return {
    becomes: (next: Trouble) => (now = next),
    end: () => page.unroute(what),
  };
}

/** As the browser says it when a cable is plugged in again. */
const backOnline = (page: Page): Promise<unknown> =>
  page.evaluate('window.dispatchEvent(new Event("online"))');

/** Presses every “Try again” there is, as often as it takes until `done`. */
async function tryAgain(page: Page, done: () => Promise<boolean>): Promise<void> {
  await expect
    .poll(
      async () => {
        if (await done()) return true;
        // One that goes while it is aimed at has done its work.
        await page.evaluate(
          `[...document.querySelectorAll('button')].filter((one) => one.innerText.trim() === 'Try again').forEach((one) => one.click())`,
        );
        return false;
      },
      { timeout: 30_000, interval: 50 },
    )
    .toBe(true);
}

const isGone = (page: Page, text: string) => async () => (await page.getByText(text).count()) === 0;

describe.skipIf(browser === null)('when the server refuses, fails or is gone', () => {
  let stage: Stage;
  let window: Window;
  beforeAll(async () => {
    ({ stage, window } = await openAdminStage());
  });
  afterAll(() => stage.stop());

  it.each(loading)('$path says so and recovers', async ({ path, ready }) => {
    const { page } = window;
    const what = await trouble(page, 403);
    await page.goto(`${stage.url()}${path}`);
    await page.getByText(refused).first().waitFor();
    expect(await page.getByText(byItself).count()).toBe(0);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    what.becomes(500);
    await tryAgain(page, isGone(page, refused));
    await page.getByText(failed).first().waitFor();
    what.becomes('gone');
    await backOnline(page);
    await page.getByText(gone).first().waitFor();
    await page.getByText(byItself).first().waitFor();
    await what.end();
    await backOnline(page);
    await page.getByText(ready).first().waitFor();
    await becomes(isGone(page, byItself), true);
  });

  it('a page that nobody touches recovers by itself', async () => {
    const { page } = window;
    const what = await trouble(page, 503);
    await page.goto(`${stage.url()}/admin/api-keys`);
    await page.getByText('The server is busy or restarting.').waitFor();
    await what.end();
    await page.getByText('ops').first().waitFor();
  });

  it('the live board says what the server said, and connects again', async () => {
    const { page } = window;
    const what = await trouble(page, 403);
    await page.goto(`${stage.url()}/admin/board`);
    await page.getByText(`${refused} This page connects again by itself.`).waitFor();
    await page.getByText('Reconnecting', { exact: true }).waitFor();
    what.becomes('gone');
    await backOnline(page);
    await what.end();
    await backOnline(page);
    await page.getByText('Nobody calls right now').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
  });

  it.each(['/admin', '/account', '/setup'])('%s says that it is not known who one is', async (path) => {
    const { page } = window;
    const what = await trouble(page, 500, /\/auth\/me$/);
    await page.goto(`${stage.url()}${path}`);
    await page.getByText(failed).waitFor();
    await what.end();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await becomes(isGone(page, failed), true);
  });

  it('the agent’s panel says so, and goes on', async () => {
    const { page, close } = await stage.window({ as: staff.eva.email });
    const what = await trouble(page, 500);
    await page.reload();
    await page.getByText('The server is not ready. New calls do not show until the line is back.').waitFor();
    await page.getByText(failed).nth(1).waitFor();
    what.becomes('gone');
    await backOnline(page);
    await page.getByText('The server cannot be reached. New calls do not show').waitFor();
    await page.getByText(gone).nth(1).waitFor();
    await what.end();
    await backOnline(page);
    await page.getByText('Ready for calls').waitFor();
    await page.getByRole('region', { name: 'Missed calls' }).getByText('Karel Novák').waitFor();
    await becomes(isGone(page, gone), true);
    await close();
  });
});

const empty = [
  { path: '/admin', says: 'Add your phone system' },
  { path: '/admin/sources', says: 'Add one, paste its webhook URL into the phone system' },
  { path: '/admin/connections', says: 'Connect one, and callers have names' },
  { path: '/admin/connections/sales', says: 'There is no such connection' },
  { path: '/admin/agents', says: 'Add the people whose calls should pop, or import them' },
  { path: '/admin/agents/new', says: 'There is no phone system yet.' },
  { path: '/admin/agents/nobody', says: 'There is no such agent' },
  { path: '/admin/api-keys', says: 'Make one for each program' },
  { path: '/admin/board', says: 'Calls appear here while they ring' },
  { path: '/admin/calls', says: 'Calls appear here as soon as a phone system tells of them.' },
  { path: '/admin/calls?q=591', says: 'Clear the filters to see all.' },
  { path: '/admin/calls/none', says: 'There is no such call' },
  { path: '/admin/ledger', says: 'There is no connection to a CRM yet' },
  { path: '/admin/journal', says: 'Events stand here as soon as a phone system sends them.' },
  { path: '/admin/journal?status=rejected', says: 'Clear the filters to see all.' },
  { path: '/admin/people?q=nobody', says: 'Nobody fits these filters' },
  { path: '/admin/audit?q=nothing-like-it', says: 'Nothing fits these filters' },
  { path: '/admin/privacy', says: 'The reports will stand here.' },
  { path: '/agent', says: 'An admin maps your phone to you' },
];

describe.skipIf(browser === null)('with nothing there yet', () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    const people = [{ name: 'Ada', email: 'ada@example.com', role: 'admin' as const }];
    stage = await openStage({ provision: { people } });
    ({ page } = await stage.window());
    await page.goto((await stage.service.signInUrl('ada@example.com')) ?? expect.fail());
  });
  afterAll(() => stage.stop());

  it.each(empty)('$path says what will come, or what to do', async ({ path, says }) => {
    await page.goto(stage.url() + path);
    await page.getByText(says).first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
