import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { end, hangUp, ring } from '../../src/demo/scenarios/linuxbox-notices.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { aCast } from '../support/cast.ts';
import { anOffice } from '../support/office.ts';
import { becomes, browser, openStage, type Stage, type Window } from './stage.ts';

const admin = { name: 'Ada', email: 'ada@example.com', role: 'admin' as const };
const agentsPage = '/admin/agents';

/** Martin and Eva are users of the fake HubSpot; nobody knows Zdeněk. */
const phones = [
  { userId: 'mberan', extension: '117', name: 'Line 7' },
  { userId: 'eva@example.com', extension: '118', name: 'Line 8' },
  { userId: 'zdenek', extension: '119', name: 'Zdeněk Malý' },
];

describe.skipIf(browser === null)('an admin maps users', () => {
  let stage: Stage;
  let hubspot: FakeHubspot;
  let window: Window;
  beforeAll(async () => {
    hubspot = await startFakeHubspot();
    const settings = {
      ...{ portalId: hubspot.account.portalId, serviceKey: hubspot.serviceKey, defaultCountry: 'CZ' },
      ...{ apiUrl: hubspot.url, appUrl: hubspot.url },
    };
    const connections = [{ name: 'sales', crm: 'hubspot', settings }];
    stage = await openStage({
      provision: anOffice({ people: [admin], agents: [], connections, directory: [] }),
    });
    for (const phone of phones) {
      const cast = aCast();
      await stage.play('office', [ring(cast, 0, phone), hangUp(cast, 0, phone), end(cast)]);
    }
    window = await stage.window();
    await window.page.goto((await stage.service.signInUrl(admin.email)) ?? expect.fail());
  });
  afterAll(async () => {
    await stage.stop();
    await hubspot.close();
  });
  beforeEach(() => window.page.goto(stage.url() + agentsPage).then(() => undefined));

  const unmapped = () => stage.unmapped().then((found) => found.map(({ user }) => user).sort());
  const everybody = phones.map(({ userId }) => userId).sort();

  it('by suggestion, each with its reason: one, then all, and takes it back', async () => {
    const { page } = window;
    const row = page.getByRole('row', { name: /Line 7/ });
    await row.getByText('User mberan fits the name Martin Beran').waitFor();
    await row.getByRole('button', { name: 'Accept' }).click();
    await page.getByText('Line 7 is Martin Beran’s phone now').waitFor();
    await becomes(unmapped, ['eva@example.com', 'zdenek']);
    await page.getByRole('button', { name: 'Accept it' }).click();
    await page.getByText('1 suggestion accepted').waitFor();
    await becomes(unmapped, ['zdenek']);
    for (const left of [2, 3]) {
      await page.getByRole('button', { name: 'Undo' }).first().click();
      await becomes(async () => (await unmapped()).length, left);
    }
    await page.getByText('Nobody answers phones yet').waitFor();
  });

  it('by hand, to a CRM user who becomes an agent', async () => {
    const { page } = window;
    const row = page.getByRole('row', { name: /Zdeněk Malý/ });
    await row.getByText('No suggestion').waitFor();
    await row.getByRole('button', { name: 'Choose…' }).click();
    await page.getByRole('combobox', { name: 'Agent' }).fill('martin');
    await page.getByRole('option', { name: /Martin Beran/ }).click();
    await page.getByRole('button', { name: 'Assign' }).click();
    await page.getByText('Zdeněk Malý is Martin Beran’s phone now').waitFor();
    await becomes(unmapped, ['eva@example.com', 'mberan']);
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await becomes(unmapped, everybody);
  });

  it('by a table: sees what becomes of each row first, imports, and takes it back', async () => {
    const { page } = window;
    const csv = [
      'Name;Email;Source;User;Extension',
      'Zdeněk Malý;zdenek@example.com;office;zdenek;',
      'Zdeněk Malý;zdenek@example.com;hub;;319',
      'Nobody;nobody;office;x;',
    ].join('\r\n');
    await page.getByRole('button', { name: 'Import CSV' }).first().click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a file' }).click();
    await (await chooser).setFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    const rows = page.getByRole('row');
    await rows.filter({ hasText: 'nobody' }).getByText('address is missing or no address').waitFor();
    expect(await rows.filter({ hasText: 'New agent' }).count()).toBe(2);
    await becomes(unmapped, everybody);
    await page.getByRole('button', { name: 'Import 2 rows' }).click();
    await page.getByText('1 agent added, 0 changed').waitFor();
    await page
      .getByRole('row', { name: /Zdeněk Malý/ })
      .getByText('hub: extension 319')
      .waitFor();
    await becomes(unmapped, ['eva@example.com', 'mberan']);
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await becomes(unmapped, everybody);
  });

  it('in the form, with faults at their fields and several phones', async () => {
    const { page, faults } = window;
    await page.getByRole('button', { name: 'Add an agent' }).first().click();
    await page.getByLabel('Name').fill('Ivo');
    await page.getByLabel('E-mail address').fill('ivo@localhost');
    await page.getByLabel('Extension').fill('120');
    await page.getByRole('button', { name: 'Add a phone' }).click();
    const second = page.getByRole('group', { name: 'Phone 2' });
    await second.getByLabel('Device').fill('d-ivo');
    await page.getByRole('button', { name: 'Add the agent' }).click();
    await page
      .getByRole('textbox', { name: 'E-mail address' })
      .and(page.locator('[aria-invalid="true"]'))
      .waitFor();
    await page.getByLabel('E-mail address').fill('ivo@example.com');
    await page.getByRole('button', { name: 'Add the agent' }).click();
    await page.getByText('Ivo is an agent now').waitFor();
    await page.getByRole('row', { name: /Ivo/ }).click();
    await page.getByRole('heading', { name: 'Ivo' }).waitFor();
    await page.getByRole('button', { name: 'Remove this agent' }).click();
    await page.getByText('Ivo is removed; the calls stay').waitFor();
    expect(faults.filter((fault) => !/40[09]/.test(fault))).toEqual([]);
  });
});
