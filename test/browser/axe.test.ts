import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFaults, seriousFaultsInBoth } from './accessibility.ts';
import { adminDialogs, adminPages } from './admin-pages.ts';
import { openAdminStage } from './admin-stage.ts';
import { adminKey } from '../support/office.ts';
import { becomes, browser, openStage, type Stage, type Window } from './stage.ts';

describe.skipIf(browser === null)('axe finds no serious fault', () => {
  let stage: Stage;
  let window: Window;
  beforeAll(async () => {
    ({ stage, window } = await openAdminStage());
  });
  afterAll(() => stage.stop());

  const make = async (what: string, body: object) => {
    const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
    const url = `${stage.url()}/api/admin/${what}`;
    const made = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(made.status, what).toBe(201);
  };

  describe.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 1280 },
    { colorScheme: 'light', width: 390 },
  ] as const)('in $colorScheme, $width pixels wide', ({ colorScheme, width }) => {
    it.each(adminPages)('on $path', async ({ path, ready }) => {
      const { page } = window;
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(`${stage.url()}${path}`);
      await page.getByText(ready).first().waitFor();
      expect(await seriousFaults(page)).toEqual([]);
    });
  });

  it.each(adminDialogs)('in the dialog “$dialog” on $path', async ({ path, ready, opens, dialog }) => {
    const { page } = window;
    await page.setViewportSize({ width: 1280, height: 844 });
    await page.goto(`${stage.url()}${path}`);
    await page.getByText(ready).first().waitFor();
    for (const name of opens)
      await page
        .getByRole(/…$/.test(name) ? 'menuitem' : 'button', { name })
        .first()
        .click();
    await page.getByRole('dialog', { name: dialog }).waitFor();
    await becomes(() => seriousFaultsInBoth(page), []);
  });

  it('in a menu, a list of choices and dialogs of what can be changed', async () => {
    const { page } = window;
    await make('sources', { name: 'attic', dialect: 'linuxbox', country: 'CZ' });
    await make('connections', { name: 'second', crm: 'directory', settings: {} });
    await page.setViewportSize({ width: 1280, height: 844 });
    await page.goto(`${stage.url()}/admin/sources`);
    await page.getByRole('button', { name: 'What to do with attic' }).click();
    await page.getByRole('menuitem', { name: 'Change…' }).waitFor();
    await becomes(() => seriousFaultsInBoth(page), []);
    await page.getByRole('menuitem', { name: 'Change…' }).click();
    await page.getByRole('dialog', { name: 'Change attic' }).waitFor();
    await becomes(() => seriousFaultsInBoth(page), []);
    await page.goto(`${stage.url()}/admin/connections`);
    await page.getByRole('link', { name: 'second' }).click();
    await page.getByRole('tab', { name: 'Rules' }).click();
    await page.getByRole('button', { name: /When nobody has the number/ }).click();
    await page.getByRole('option', { name: 'Do not log it', exact: true }).waitFor();
    await becomes(() => seriousFaultsInBoth(page), []);
    await page.getByRole('option', { name: 'Do not log it', exact: true }).click();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await becomes(() => seriousFaultsInBoth(page), []);
    await page.getByRole('button', { name: 'Leave without saving' }).click();
    await page.getByRole('button', { name: 'Save and check' }).waitFor();
  });

  it('on one call, and in the dialog that writes its note', async () => {
    const { page } = window;
    const [call] = await stage.listCalls();
    await page.goto(`${stage.url()}/admin/calls/${call?.id ?? ''}`);
    await page.getByRole('region', { name: 'Was it logged?' }).waitFor();
    expect(await seriousFaultsInBoth(page)).toEqual([]);
    await page.getByRole('button', { name: 'Edit note' }).click();
    await page.getByRole('dialog').waitFor();
    await becomes(() => seriousFaultsInBoth(page), []);
  });

  it('on the pages for those who are not signed in, and on those of the set-up', async () => {
    const fresh = await openStage({ provision: {} });
    try {
      const { page } = await fresh.window();
      const looks = async (path: string, ready: string) => {
        await page.goto(path);
        await page.getByText(ready).first().waitFor();
        expect(await seriousFaultsInBoth(page), path).toEqual([]);
      };
      await looks(`${fresh.url()}/login`, 'E-mail address');
      await looks(`${fresh.url()}/login?link=expired`, 'Password');
      await looks(`${fresh.url()}/password?token=wrong`, 'This link does not work any more');
      await looks(fresh.service.setupUrl ?? expect.fail(), 'Create the account');
      await page.getByLabel('Your name').fill('Ada');
      await page.getByLabel('E-mail address').fill('ada@example.com');
      await page.getByLabel('Password').fill('correct horse battery');
      await page.getByRole('button', { name: 'Create the account' }).click();
      await page.getByRole('button', { name: 'Add the phone system' }).waitFor();
      expect(await seriousFaultsInBoth(page)).toEqual([]);
      await page.getByRole('button', { name: 'Add the phone system' }).click();
      await page.getByRole('button', { name: 'I have no phone' }).waitFor();
      for (const [step, ready] of [
        ['3', 'Your extension'],
        ['4', 'Play sample calls'],
        ['5', 'Add and check'],
        ['6', 'See who is who'],
      ] as const)
        await looks(`${fresh.url()}/setup?step=${step}`, ready);
    } finally {
      await fresh.stop();
    }
  });
});
