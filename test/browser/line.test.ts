import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, ring } from '../../src/demo/scenarios/linuxbox-notices.ts';
import { aCast } from '../support/cast.ts';
import { staff } from '../support/office.ts';
import { becomes, browser, openStage, type Stage, type Window } from './stage.ts';

const { eva } = staff;

describe.skipIf(browser === null)('the line to the server', () => {
  let stage: Stage;
  let window: Window;
  beforeEach(async () => {
    stage = await openStage();
    window = await stage.window({ as: eva.email });
  });
  afterEach(() => stage.stop());

  it('comes back by itself after a restart, with the call that still rings', async () => {
    const { page } = window;
    const cast = aCast();
    await page.evaluate('window.neverReloaded = true');
    await stage.play('office', [ring(cast, 0, eva)]);
    const ringing = page.getByRole('article', { name: 'Ringing: Karel Novák' });
    await ringing.waitFor();

    await stage.service.stop();
    await page.getByText(/New calls do not show until the line is back/).waitFor();
    await ringing.getByText('May be out of date').waitFor();

    await stage.restart();
    await page.getByText('Connected', { exact: true }).waitFor();
    await ringing.waitFor();
    expect(await page.getByText('May be out of date').count()).toBe(0);
    await stage.play('office', [answer(cast, 0, eva)]);
    await page.getByRole('article', { name: 'Talking: Karel Novák' }).waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
    expect(await page.evaluate('window.neverReloaded')).toBe(true);
  });

  it('is one for all tabs of a browser; the next tab takes it over', async () => {
    const second = await window.page.context().newPage();
    await second.goto(`${stage.url()}/agent`);
    await second.getByText('Connected', { exact: true }).waitFor();
    await becomes(stage.streams, 1);

    const first = aCast();
    await stage.play('office', [ring(first, 0, eva)]);
    for (const page of [window.page, second])
      await page.getByRole('article', { name: 'Ringing: Karel' }).waitFor();

    await window.page.close();
    await second.getByText('Connected', { exact: true }).waitFor();
    await becomes(stage.streams, 1);
    await stage.play('office', [answer(first, 0, eva)]);
    await second.getByRole('article', { name: 'Talking: Karel Novák' }).waitFor();
    await second.close();
    await becomes(stage.streams, 0);
  });

  it('ends in all tabs when one signs out', async () => {
    const second = await window.page.context().newPage();
    await second.goto(`${stage.url()}/agent`);
    await second.getByText('Connected', { exact: true }).waitFor();
    await second.getByRole('button', { name: 'Account and appearance' }).click();
    await second.getByRole('button', { name: 'Sign out' }).click();
    for (const page of [window.page, second]) await page.getByLabel('Password').waitFor();
    await becomes(stage.streams, 0);
  });

  it('leads to the sign-in page when the session has ended meanwhile', async () => {
    const { page } = window;
    await page.context().clearCookies();
    await stage.restart();
    await page.getByLabel('Password').waitFor();
    expect(page.url()).toBe(`${stage.url()}/login?next=%2Fagent`);
  });

  it('may fail while a part of the pages is loaded: they load anew by themselves', async () => {
    const { page } = window;
    let failures = 0;
    await page.route('**/assets/LoginPage*.js', async (route) => {
      if (failures++ === 0) await route.abort();
      else await route.continue();
    });
    await page.getByRole('button', { name: 'Account and appearance' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();
    expect(failures).toBeGreaterThan(1);
  });
});
