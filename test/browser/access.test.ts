import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOffice } from '../support/office.ts';
import { becomes, browser, openStage, type Stage, type Window } from './stage.ts';

const ada = { name: 'Ada', email: 'ada@example.com', role: 'admin' as const };
const password = 'correct horse battery';

describe.skipIf(browser === null)('people, keys and the audit log', () => {
  let stage: Stage;
  let window: Window;
  beforeAll(async () => {
    const people = [...(anOffice().people ?? []), ada];
    stage = await openStage({ provision: anOffice({ people }) });
    window = await stage.window();
    await window.page.goto((await stage.service.signInUrl(ada.email)) ?? expect.fail());
  });
  afterAll(() => stage.stop());

  const open = (path: string) => window.page.goto(`${stage.url()}${path}`);
  const act = async (person: string, action: string) => {
    await window.page.getByRole('button', { name: `Actions for ${person}` }).click();
    await window.page.getByRole('menuitem', { name: action }).click();
  };

  it('an admin invites a person, who chooses a password and sees their calls', async () => {
    const { page } = window;
    await open('/admin/people');
    await page.getByRole('button', { name: 'Invite a person' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Olga Nová');
    await page.getByRole('textbox', { name: 'E-mail address' }).fill('olga@example.com');
    await page.getByRole('button', { name: 'Make the invitation' }).click();
    const link = await page.locator('code', { hasText: '/password?token=' }).textContent();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('row', { name: /Olga/ }).getByText('Invited').waitFor();

    const hers = await stage.window();
    await hers.page.goto(link ?? expect.fail('there is no link'));
    await hers.page.getByRole('heading', { name: 'Welcome, Olga Nová' }).waitFor();
    await hers.page.getByLabel('Password').fill(password);
    await hers.page.getByRole('button', { name: 'Set the password' }).click();
    await hers.page.getByText('Your phone is not known yet').waitFor();
    await hers.page.goto(link ?? '');
    await hers.page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
  });

  it('disables her, which signs her out, and takes it back', async () => {
    const { page } = window;
    await open('/admin/people?q=olga');
    await act('Olga Nová', 'Disable');
    await page.getByRole('button', { name: 'Disable', exact: true }).click();
    await page.getByRole('row', { name: /Olga/ }).getByText('Disabled').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('row', { name: /Olga/ }).getByText('Active').waitFor();
  });

  it('makes an API key, sees it once, and revokes it', async () => {
    const { page } = window;
    await open('/admin/api-keys');
    await page.getByRole('button', { name: 'Make an API key' }).click();
    await page.getByLabel('Name', { exact: true }).fill('wallboard');
    await page.getByRole('button', { name: 'Make the key' }).click();
    const token = (await page.locator('code').first().textContent()) ?? '';
    expect(token).toMatch(/^rs_/);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    const use = async () =>
      (await fetch(`${stage.url()}/api/calls`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await use()).toBe(200);
    expect(await page.content()).not.toContain(token);
    await page.getByRole('button', { name: 'Revoke wallboard' }).click();
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText('wallboard is revoked').waitFor();
    expect(await use()).toBe(401);
  });

  it('finds in the audit log who did it, and what was different', async () => {
    const { page } = window;
    await open('/admin/audit?q=olga');
    const row = page.getByRole('row', { name: /Change a person/ }).first();
    await row.getByText(ada.email).waitFor();
    await row.getByRole('button', { name: /^Show/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('row', { name: /disabled/ }).waitFor();
    expect(await dialog.getByRole('row', { name: /disabled/ }).innerText()).toMatch(/true\s+false/);
  });

  it('everybody sees where they are signed in, and signs out elsewhere', async () => {
    const other = await stage.window();
    await other.page.goto((await stage.service.signInUrl(ada.email)) ?? expect.fail());
    const { page } = window;
    await open('/account');
    await page.getByText('This one').waitFor();
    expect(await page.getByText('Chrome on Linux').count()).toBe(2);
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await becomes(() => page.getByText('Chrome on Linux').count(), 1);
    await other.page.reload();
    await other.page.getByLabel('Password').waitFor();
  });

  it('whoever is signed in reads the API, and tries it', async () => {
    const { page } = window;
    await open('/api/docs');
    await page.getByRole('link', { name: 'api keys', exact: true }).click();
    await page.getByText('All API keys, by name').click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.getByText('"provisioned": true').first().waitFor();
  });

  it('without a fault in any page', () => expect(window.faults).toEqual([]));
});
