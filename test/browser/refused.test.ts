import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from '../../src/demo/scenarios.ts';
import { refusal } from '../fakes/hubspot/reply.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { aCast } from '../support/cast.ts';
import { anOffice } from '../support/office.ts';
import { until } from '../support/until.ts';
import { browser, openStage, type Stage, type Window } from './stage.ts';

const admin = { name: 'Ada', email: 'ada@example.com', role: 'admin' as const };
const reason = 'Property "hs_call_source" is archived';

describe.skipIf(browser === null)('calls that a CRM refuses', () => {
  let hubspot: FakeHubspot;
  let stage: Stage;
  let window: Window;
  let page: Page;
  beforeAll(async () => {
    hubspot = await startFakeHubspot({ limits: { searches: 1_000 } });
    const { url, serviceKey, account } = hubspot;
    const settings = { portalId: account.portalId, serviceKey, apiUrl: url, appUrl: url };
    const connections = [{ name: 'hubspot', crm: 'hubspot', settings }];
    const agents = anOffice().agents?.map((agent) => ({ ...agent, crm: [] })) ?? [];
    const people = [...(anOffice().people ?? []), admin];
    stage = await openStage({ provision: anOffice({ connections, people, agents, directory: [] }) });
    const reply = refusal({ status: 400, category: 'VALIDATION_ERROR', message: reason });
    hubspot.fail({
      fault: { do: 'answer', reply },
      only: ['calls.create', 'calls.batch.create', 'calls.batch.upsert'],
      times: 1_000,
    });
    for (let calls = 0; calls < 3; calls += 1) await stage.play('office', scenarios.linuxbox.missed(aCast()));
    await until('all are dead', async () => (await stage.ledger()).connections[0]?.dead === 3, 30_000);
    window = await stage.window();
    ({ page } = window);
    await page.goto((await stage.service.signInUrl(admin.email)) ?? expect.fail());
  });
  afterAll(async () => {
    await stage.stop();
    await hubspot.close();
  });

  it('are found in the ledger, with the CRM’s words and how many died of them', async () => {
    await page.goto(`${stage.url()}/admin/ledger`);
    const why = page.getByRole('region', { name: 'For what' });
    await why.getByText(reason).waitFor();
    expect(await why.getByText('3', { exact: true }).count()).toBe(1);
  });

  it('are explained, step by step, and one is tried again in vain', async () => {
    await page.getByRole('row').filter({ hasText: 'Missed call' }).first().getByText('Missed call').click();
    const why = page.getByRole('region', { name: 'Was it logged?' });
    await why.getByText(`The CRM refused it: ${reason}`).waitFor();
    await why.getByText('Mend what the CRM names').waitFor();
    await page.getByText(`hubspot did not take it: ${reason}`).first().waitFor();
    await why.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Sent to hubspot again').waitFor();
    await page.getByText(`hubspot did not take it: ${reason}`).nth(1).waitFor();
    expect(hubspot.account.live('calls')).toHaveLength(0);
  });

  it('are mended in the CRM, tried again all at once, and logged once each; a reload shows how far it got', async () => {
    hubspot.clearFaults();
    await page.goto(`${stage.url()}/admin/ledger`);
    await page.getByRole('button', { name: 'Try all again' }).click();
    await page.getByRole('button', { name: 'Send them again' }).click();
    await page.getByText('3 calls sent again').waitFor();
    await page.reload();
    const progress = page.getByRole('region', { name: 'Tried again' });
    await progress.getByText('3 logged, 0 waiting, 0 refused again').waitFor();
    await progress.getByText('Finished').waitFor();
    await page.getByText('Nothing was refused').waitFor();
    expect(hubspot.account.live('calls')).toHaveLength(3);
    expect((await stage.ledger()).connections).toMatchObject([{ logged: 3, dead: 0, waiting: 0 }]);
    expect(window.faults).toEqual([]);
  });
});
