import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { end, hangUp, ring } from '../../src/demo/scenarios/linuxbox-notices.ts';
import { aCast } from '../support/cast.ts';
import { anOffice, staff } from '../support/office.ts';
import { adminPages } from './admin-pages.ts';
import { openAdminStage } from './admin-stage.ts';
import { browser, openStage, type Stage, type Window } from './stage.ts';

const { eva } = staff;
const admin = { name: 'Ada', email: 'ada@example.com', role: 'admin' as const };

/**
 * Everything one can do something with; of a group of radio buttons, the one that Tab stops at. A grid is one stop, and
 * the arrow keys lead on within it.
 */
const reachable = `[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
  .filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility())
  .filter((one) => !one.parentElement.closest('[role="grid"], [role="treegrid"]'))
  .filter((one, _, all) => one.type !== 'radio' ||
    one === (all.find((o) => o.name === one.name && o.checked) ?? all.find((o) => o.name === one.name)))`;

/** Presses Tab until everything had the focus or nothing new gets it; answers what never had it. */
async function unreached(page: Page): Promise<unknown> {
  await page.evaluate(
    `window.todo = new Set(${reachable}); window.all = todo.size; document.activeElement.blur()`,
  );
  const all = Number(await page.evaluate('all'));
  expect(all).toBeGreaterThan(3);
  for (let presses = 0; presses < all + 5; presses++) {
    await page.keyboard.press('Tab');
    await page.evaluate(
      `todo.delete(document.activeElement.closest('[role="grid"], [role="treegrid"]') ?? document.activeElement)`,
    );
  }
  return page.evaluate('[...todo].map((one) => one.outerHTML.slice(0, 200))');
}

describe.skipIf(browser === null)('by keyboard alone', () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    const { people = [] } = anOffice();
    stage = await openStage({ provision: anOffice({ people: [...people, admin] }) });
    const missed = aCast();
    await stage.play('office', [ring(missed, 0, eva), hangUp(missed, 0, eva), end(missed)]);
    await stage.quiet();
    await stage.play('office', [ring(aCast(), 0, eva)]);
    ({ page } = await stage.window({ as: eva.email }));
  });
  beforeEach(async () => {
    await page.reload();
    await page.getByRole('article', { name: 'Ringing: Karel Novák' }).getByRole('link').waitFor();
    await page.getByRole('region', { name: 'Missed calls' }).getByRole('link').waitFor();
  });
  afterAll(() => stage.stop());

  it('everything on the panel can be reached', async () => {
    expect(await unreached(page)).toEqual([]);
  });

  it.each([
    { key: 'c', goesTo: 'document.activeElement.matches(".pop")' },
    { key: 'm', goesTo: 'document.activeElement.closest(".panel-lists") !== null' },
  ])('$key goes to its place', async ({ key, goesTo }) => {
    expect(await page.evaluate(goesTo)).toBe(false);
    await page.keyboard.press(key);
    expect(await page.evaluate(goesTo)).toBe(true);
  });

  it.each([
    { how: 'o', keys: ['o'] },
    { how: 'Enter on the call', keys: ['c', 'Enter'] },
  ])('the record opens with $how', async ({ keys }) => {
    const opened = page.context().waitForEvent('page');
    for (const key of keys) await page.keyboard.press(key);
    await (await opened).getByRole('heading', { name: 'Karel Novák' }).waitFor();
  });

  it('? explains the keys, Escape closes, and they can be turned off', async () => {
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.waitFor();
    await dialog.getByRole('checkbox', { name: 'Use single-key shortcuts' }).uncheck();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.keyboard.press('c');
    expect(await page.evaluate('document.activeElement.matches(".pop")')).toBe(false);
  });
});

describe.skipIf(browser === null)('on the admin pages', () => {
  let stage: Stage;
  let window: Window;
  beforeAll(async () => {
    ({ stage, window } = await openAdminStage());
  });
  afterAll(() => stage.stop());

  it.each(adminPages)('everything on $path can be reached', async ({ path, ready }) => {
    await window.page.goto(`${stage.url()}${path}`);
    await window.page.getByText(ready).first().waitFor();
    expect(await unreached(window.page)).toEqual([]);
  });
});
