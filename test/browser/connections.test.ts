import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cast } from '../../src/demo/cast.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { fakeApp } from '../fakes/hubspot/tokens.ts';
import { startFakeSalesforce, type FakeSalesforce } from '../fakes/salesforce/server.ts';
import { aCast } from '../support/cast.ts';
import { anOffice } from '../support/office.ts';
import { becomes, browser, openStage, type Stage, type Window } from './stage.ts';

const admin = { name: 'Ada', email: 'ada@example.com', role: 'admin' as const };

/** One admin, from nothing to a connection that was connected, paused, refused, mended and removed. */
describe.skipIf(browser === null)('an admin’s connections', () => {
  let hubspot: FakeHubspot;
  let salesforce: FakeSalesforce;
  let stage: Stage;
  let window: Window;
  let page: Page;
  beforeAll(async () => {
    [hubspot, salesforce] = await Promise.all([startFakeHubspot(), startFakeSalesforce()]);
    const agents = anOffice().agents?.map((agent) => ({ ...agent, crm: [] })) ?? [];
    const people = [...(anOffice().people ?? []), admin];
    stage = await openStage({ provision: anOffice({ connections: [], directory: [], agents, people }) });
    window = await stage.window();
    ({ page } = window);
    await page.goto((await stage.service.signInUrl(admin.email)) ?? expect.fail());
  });
  afterAll(async () => {
    await stage.stop();
    await Promise.all([hubspot.close(), salesforce.close()]);
  });

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const choose = async (field: RegExp, option: string | RegExp) => {
    await button(field).click();
    await page.getByRole('option', { name: option }).click();
  };
  const open = (path: string) => page.goto(`${stage.url()}/admin/connections${path}`);
  const missed = async (): Promise<Cast> => {
    const cast = aCast();
    await stage.play('office', scenarios.linuxbox.missed(cast));
    return cast;
  };
  const logged = () => salesforce.org.rows('Task').length;

  it('begin with HubSpot: what is wrong is said at its field, the button leads to consent, the check says whose it is', async () => {
    await open('');
    await page.getByText('No CRM yet').waitFor();
    await button('Add a connection').click();
    await choose(/CRM/, 'HubSpot');
    await page.getByLabel('Name', { exact: true }).fill('hub');
    await page.getByLabel('Hub ID').fill(hubspot.account.portalId);
    await page.getByLabel('Client id').fill(fakeApp.clientId);
    await page.getByText('More settings').click();
    for (const label of ['API address', 'App address']) await page.getByLabel(label).fill(hubspot.url);
    await button('Add and check').click();
    await page.getByText('An OAuth app has a clientId and a clientSecret').first().waitFor();
    await page.getByLabel('Client secret').fill(fakeApp.clientSecret);
    await button('Add and check').click();
    await page.getByText('“Connect” leads to the CRM').waitFor();
    await page.getByText('Calling SDK settings', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Connect', exact: true }).click();
    await page.getByText('hub is connected').waitFor();
    await page.getByRole('link', { name: 'Back to the connection' }).click();
    await page.getByText(/^It works/).waitFor();
    await page
      .getByText(/API calls used/)
      .first()
      .waitFor();
    await page.getByText('Active', { exact: true }).waitFor();
  });

  it('go on with Salesforce, whose call center file is there to import', async () => {
    const { clientId, clientSecret } = salesforce.oauth.app;
    await open('/new');
    await choose(/CRM/, 'Salesforce');
    await page.getByLabel('Name', { exact: true }).fill('sales');
    await page.getByLabel('My Domain').fill(salesforce.url);
    await choose(/How/, "An admin's consent");
    await page.getByLabel('Consumer key').fill(clientId);
    await page.getByLabel('Consumer secret').fill(clientSecret);
    await button('Add and check').click();
    await page.getByText('Not connected yet').waitFor();
    await page.getByRole('link', { name: 'Connect', exact: true }).click();
    await page.getByText('sales is connected').waitFor();
    await page.getByRole('link', { name: 'Back to the connection' }).click();
    await page.getByText(/^It works/).waitFor();
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the call center file' }).click();
    expect((await coming).suggestedFilename()).toBe('ringside-call-center.xml');
  });

  it('wait while paused, and log when they go on', async () => {
    await button('Pause').click();
    await page.getByLabel('Why').fill('The org moves');
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused by an admin: The org moves').waitFor();
    await missed();
    await page.getByText('1 call waiting').waitFor();
    expect(logged()).toBe(0);
    await button('Resume').click();
    await page.getByText('None waits').waitFor();
    await becomes(logged, 1);
  });

  it('that are refused say so and what to do, and lose nothing', async () => {
    salesforce.oauth.revoke();
    await missed();
    await page.getByText('The CRM refuses the credentials, so nothing is sent').waitFor();
    await page.getByText('1 call waiting').waitFor();
    await page.goto(`${stage.url()}/admin/ledger`);
    await page.getByText(/sales/).first().waitFor();
    await open('/sales');
    await page.getByRole('link', { name: 'Connect again' }).click();
    await page.getByText('sales is connected').waitFor();
    await page.getByRole('link', { name: 'Back to the connection' }).click();
    await page.getByText('None waits').waitFor();
    await becomes(logged, 2);
  });

  it('are removed after saying what becomes of the calls that wait', async () => {
    await button('Pause').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    const cast = await missed();
    await page.getByText('1 call waiting').waitFor();
    await button('More for sales').click();
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 call that waits to be logged will not be.').waitFor();
    await dialog.getByRole('button', { name: 'Remove it' }).click();
    await page.getByRole('link', { name: 'hub' }).waitFor();
    expect(await page.getByRole('link', { name: 'sales' }).count()).toBe(0);
    expect((await stage.ledger()).connections).toMatchObject([
      { connection: 'hub' },
      { connection: 'a removed connection', waiting: 0, logged: 2, skipped: { connection_removed: 1 } },
    ]);
    await page.goto(`${stage.url()}/admin/calls/${(await stage.callOf(cast.callId)).id}`);
    const why = page.getByRole('region', { name: 'Was it logged?' });
    await why.getByText('It waited when an admin removed the connection').waitFor();
    expect(window.faults.filter((fault) => !fault.includes('400'))).toEqual([]);
  });
});
