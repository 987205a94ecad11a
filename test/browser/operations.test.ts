import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, end, hangUp, incoming, ring } from '../../src/demo/scenarios/linuxbox-notices.ts';
import { aCast } from '../support/cast.ts';
import { karel, staff } from '../support/office.ts';
import { openAdminStage } from './admin-stage.ts';
import { becomes, browser, type Stage, type Window } from './stage.ts';

const { eva } = staff;

/** One admin goes through the pages, and the audit log knows of it in the end. */
describe.skipIf(browser === null)('an admin', () => {
  let stage: Stage;
  let window: Window;
  let page: Page;
  beforeAll(async () => {
    ({ stage, window } = await openAdminStage());
    ({ page } = window);
  });
  afterAll(() => stage.stop());

  const open = (path: string) => page.goto(`${stage.url()}/admin/${path}`);
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const dialog = () => page.getByRole('dialog');
  const inDialog = (name: string) => dialog().getByRole('button', { name, exact: true });
  const choose = async (field: RegExp, option: string) => {
    await button(field).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  const act = async (on: string, what: string) => {
    await button(on).click();
    await page.getByRole('menuitem', { name: what }).click();
  };

  it('adds a phone system, changes it, takes that back, renews its key and removes it', async () => {
    await open('sources');
    await button('Add a phone system').click();
    await dialog().getByLabel('Phone system').selectOption('contaqt');
    await dialog().getByLabel('Name').fill('branch');
    await dialog().getByLabel('Country').selectOption('Slovakia');
    await inDialog('Add the phone system').click();
    const branch = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'branch' }) });
    await branch.getByText('Slovakia').waitFor();
    await act('What to do with branch', 'Change…');
    await dialog().getByLabel('Your own numbers').fill('+421 2 5988 1000');
    await page.keyboard.press('Enter');
    await dialog().getByRole('combobox', { name: 'Country' }).fill('Austria');
    await page.getByRole('option', { name: 'Austria' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await inDialog('Save').click();
    await branch.getByText('Austria').waitFor();
    await page.getByText('branch is saved').waitFor();
    await button('Undo').click();
    await branch.getByText('Slovakia').waitFor();
    const url = await branch.locator('code').first().innerText();
    await act('What to do with branch', 'New key…');
    await inDialog('Make a new key').click();
    await becomes(async () => (await branch.locator('code').first().innerText()) === url, false);
    await act('What to do with branch', 'Remove…');
    await inDialog('Remove it').click();
    await branch.waitFor({ state: 'detached' });
  });

  it('sees calls, queues and agents on the live board as they change', async () => {
    await open('board');
    await page.getByText('Nobody calls right now').waitFor();
    const cast = aCast();
    const queued = { queue_name: 'helpdesk' };
    await stage.play('office', [incoming(cast), ring(cast, 0, eva, queued)]);
    const calls = page.getByRole('region', { name: 'Calls' });
    await calls.getByText('Ringing', { exact: true }).waitFor();
    await calls.getByText(karel.name).waitFor();
    await stage.play('office', [answer(cast, 0, eva, queued)]);
    await calls.getByText('Talking', { exact: true }).waitFor();
    await page.getByRole('region', { name: 'Agents' }).getByText(`Talks with ${karel.name}`).waitFor();
    await stage.play('office', [hangUp(cast, 0, eva), end(cast)]);
    await page.getByText('Nobody calls right now').waitFor();
  });

  it('finds in the journal what was not understood, why, and reads it again', async () => {
    const what = (event: string, fields: Record<string, string>) =>
      stage.send('office', {
        method: 'GET',
        path: `/${event}?${new URLSearchParams(fields).toString()}`,
        headers: {},
        body: '',
      });
    expect((await what('answered_internal', { line_num: '101' })).status).toBe(400);
    expect((await what('coffee_ready', { cups: '2' })).status).toBe(200);
    await open('journal?status=rejected');
    await button('answered_internal').click();
    await dialog().getByText('call_id', { exact: true }).first().waitFor();
    await inDialog('Read it again').click();
    await dialog().getByText('It still lacks what it needs.').waitFor();
    await page.keyboard.press('Escape');
    await choose(/Status/, 'Not known');
    await button('coffee_ready').click();
    await dialog().getByText('events have no such name').waitFor();
  });

  it('filters calls by phone system', async () => {
    await open('calls');
    await page.getByText(karel.name).first().waitFor();
    await choose(/Phone system/, 'hub');
    await page.getByText('No such calls').waitFor();
    expect(page.url()).toContain('source=hub');
    await choose(/Phone system/, 'office');
    await page.getByText(karel.name).first().waitFor();
  });

  it('makes an API key that is shown once, and revokes it', async () => {
    await open('api-keys');
    await button('Make an API key').click();
    await dialog().getByLabel('Name').fill('dashboard');
    await inDialog('Make the key').click();
    const key = await dialog().getByText(/^rs_/).first().innerText();
    const status = async () =>
      (await fetch(`${stage.url()}/api/calls`, { headers: { authorization: `Bearer ${key}` } })).status;
    expect(await status()).toBe(200);
    await inDialog('I have copied it').click();
    await button('Revoke dashboard').click();
    await inDialog('Revoke').click();
    await page.getByText('dashboard is revoked').waitFor();
    expect(await status()).toBe(401);
  });

  it('invites a person, changes the role, and signs them out everywhere', async () => {
    await open('people');
    await button('Invite a person').click();
    await dialog().getByLabel('Name').fill('Sam Supervisor');
    await dialog().getByLabel('E-mail address').fill('sam@example.com');
    await inDialog('Make the invitation').click();
    await dialog().getByText('/password?').waitFor();
    await inDialog('Done').click();
    await act('Actions for Sam Supervisor', 'Change name or role');
    await dialog().getByRole('button', { name: /Role/ }).click();
    await page.getByRole('option', { name: /^Supervisor/ }).click();
    await inDialog('Save').click();
    await page.getByText('Sam Supervisor is changed').waitFor();
    await stage.signIn('sam@example.com');
    await act('Actions for Sam Supervisor', 'Sign out everywhere');
    await inDialog('Sign out everywhere').click();
    await page.getByText('1 session ended').waitFor();
  });

  it('keeps calls for a year, and erases a person by number with a report', async () => {
    await open('privacy');
    await page.getByRole('textbox', { name: /^Calls, in days/ }).fill('365');
    await button('Save').click();
    await inDialog('Save and remove').click();
    await page.getByText('Set by ada@example.com').waitFor();
    await page.getByLabel('Phone number').fill(karel.phone);
    await button('See what there is').click();
    await button('Erase this person').click();
    await inDialog('Erase for good').click();
    await page
      .getByRole('region', { name: 'Report' })
      .getByText(/^Erased: /)
      .waitFor();
    expect(JSON.stringify(await stage.listCalls())).not.toContain(karel.name);
  });

  it('is written down with all of it in the audit log', async () => {
    await open('audit');
    await page.getByText('branch').first().waitFor();
    const seen = JSON.stringify(await stage.get('/api/admin/audit?limit=200'));
    const actions = [
      'POST /api/admin/sources',
      'POST /api/admin/sources/:id/rotate-key',
      'DELETE /api/admin/sources/:id',
      'POST /api/admin/api-keys',
      'DELETE /api/admin/api-keys/:id',
      'POST /api/admin/people',
      'PUT /api/admin/people/:id',
      'DELETE /api/admin/people/:id/sessions',
      'PUT /api/admin/retention',
      'POST /api/admin/erasures',
    ];
    expect(actions.filter((action) => !seen.includes(`"${action}"`))).toEqual([]);
    expect(window.faults).toEqual([]);
  });
});
