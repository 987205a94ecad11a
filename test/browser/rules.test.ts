import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionShape } from '../../src/api/connection.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { startFakeSalesforce, type FakeSalesforce } from '../fakes/salesforce/server.ts';
import { aCast } from '../support/cast.ts';
import { until } from '../support/until.ts';
import { adminKey, anOffice } from '../support/office.ts';
import { becomes, browser, openStage, type Stage, type Window } from './stage.ts';

const admin = { name: 'Ada', email: 'ada@example.com', role: 'admin' as const };

describe.skipIf(browser === null)('what a connection logs', () => {
  let salesforce: FakeSalesforce;
  let stage: Stage;
  let window: Window;
  let page: Page;
  beforeAll(async () => {
    salesforce = await startFakeSalesforce();
    const agents = anOffice().agents?.map((agent) => ({ ...agent, crm: [] })) ?? [];
    const people = [...(anOffice().people ?? []), admin];
    stage = await openStage({ provision: anOffice({ connections: [], directory: [], agents, people }) });
    const { clientId, clientSecret } = salesforce.oauth.app;
    const auth = { method: 'client_credentials', clientId, clientSecret };
    const made = await fetch(`${stage.url()}/api/admin/connections`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'sales', crm: 'salesforce', settings: { host: salesforce.url, auth } }),
    });
    expect(made.status).toBe(201);
    // Whoever calls is known, or known to be nobody.
    await until('its contacts are known', async () => {
      const { mirror } = connectionShape.parse(await stage.get('/api/admin/connections/sales'));
      return typeof mirror?.updatedAt === 'string';
    });
    await stage.play('office', scenarios.linuxbox.missed(aCast()));
    await stage.quiet();
    window = await stage.window();
    ({ page } = window);
    await page.goto((await stage.service.signInUrl(admin.email)) ?? expect.fail());
    await page.goto(`${stage.url()}/admin/connections`);
    await page.getByRole('link', { name: 'sales' }).click();
    await page.getByRole('tab', { name: 'Rules' }).click();
    await preview().getByText('1 of 1 logged').waitFor();
  });
  afterAll(async () => {
    await stage.stop();
    await salesforce.close();
  });

  const preview = () => page.getByRole('region', { name: 'On your latest calls' });
  const subject = () => page.getByRole('textbox', { name: /^Subject/ });
  const save = () => page.getByRole('button', { name: 'Save the rules' });
  const choose = async (field: RegExp, option: string) => {
    await page.getByRole('button', { name: field }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  const stored = async () => {
    const answer = await stage.get('/api/admin/connections/sales/rules');
    return (answer as { rules: Record<string, unknown> }).rules;
  };

  it('is seen on real calls before it is saved, whatever rule is changed', async () => {
    const missed = page.getByText('Missed calls', { exact: true });
    await missed.click();
    await preview().getByText('missed not logged').waitFor();
    await missed.click();
    await choose(/Phone systems/, 'Only these');
    await page.getByLabel(/^Names of phone systems/).fill('hub');
    await page.keyboard.press('Enter');
    await preview().getByText('source filtered').waitFor();
    await choose(/Phone systems/, 'All but these');
    await preview().getByText('1 of 1 logged').waitFor();
    await choose(/When nobody has the number/, 'Do not log it');
    await preview().getByText('unknown caller').waitFor();
    await choose(/When nobody has the number/, 'Make a lead, and log it there');
    await preview()
      .getByText(/makes the lead/)
      .waitFor();
    await choose(/When several have it/, 'Ask the agent');
    await subject().fill('{{direction}} call in {{queue|no queue}}');
    await page.getByRole('textbox', { name: /^Body/ }).fill('Ringing {{customer.number}}');
    await preview().getByText('Inbound call in').waitFor();
    await preview()
      .getByText(/^Ringing \+420/)
      .waitFor();
  });

  it('is not saved with a template that means nothing, and says so at the field', async () => {
    await subject().fill('{{nonsense}}');
    await save().click();
    await page
      .getByText(/nonsense/)
      .nth(1)
      .waitFor();
    expect(await subject().getAttribute('aria-invalid')).toBe('true');
    await subject().fill('Call: {{customer}}');
  });

  it('is not lost by leaving the page: a tab and a link ask first', async () => {
    const asks = page.getByRole('dialog', { name: 'Leave without saving?' });
    const ways = [
      () => page.getByRole('tab', { name: 'Settings' }).click(),
      () => page.getByRole('link', { name: 'Journal' }).click(),
    ];
    for (const leave of ways) {
      await leave();
      await asks.getByRole('button', { name: 'Cancel' }).click();
      await asks.waitFor({ state: 'detached' });
      expect(await subject().inputValue()).toBe('Call: {{customer}}');
    }
  });

  it('is saved, and taken back', async () => {
    await save().click();
    await page.getByText('Saved, for calls that end from now on').waitFor();
    expect(await stored()).toMatchObject({
      sources: { except: ['hub'] },
      unknownCaller: 'create_lead',
      severalMatches: 'ask',
      subject: 'Call: {{customer}}',
      body: 'Ringing {{customer.number}}',
    });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back').waitFor();
    expect(await stored()).toMatchObject({ sources: null, unknownCaller: 'log', subject: null });
    await becomes(() => subject().inputValue(), '');
  });
});
