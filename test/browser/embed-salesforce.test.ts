import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { embedPlaceOf } from '../../connectors/salesforce/embed.ts';
import { answer, end, hangUp, ring } from '../../src/demo/scenarios/linuxbox-notices.ts';
import { startFakeSalesforce, type FakeSalesforce } from '../fakes/salesforce/server.ts';
import { aCast } from '../support/cast.ts';
import { anOffice, karel, staff } from '../support/office.ts';
import { seriousFaultsInBoth } from './accessibility.ts';
import { type CrmPage, inPage, openCrmPage, signIn, startStrictChromium } from './embed-stage.ts';
import { becomes, browser, openStage, type Stage } from './stage.ts';

const { eva } = staff;
const password = 'correct horse battery';
/** Lightning's page around the softphone. */
const lightning = `
  const frame = document.createElement('iframe');
  frame.src = panel; frame.width = 400; frame.height = 700; frame.title = 'Softphone';
  document.getElementById('phone').append(frame);
  addEventListener('message', ({ source, data }) => source === frame.contentWindow && told.push(data));`;

describe.skipIf(browser === null)('the panel inside Salesforce', () => {
  let strict: Browser;
  let fake: FakeSalesforce;
  let stage: Stage;
  let crm: CrmPage;
  let contactId: string;

  beforeAll(async () => {
    fake = await startFakeSalesforce();
    fake.org.put('User', { Id: '0051', Name: 'Eva', IsActive: true, UserType: 'Standard' });
    contactId = fake.org.put('Contact', { Name: karel.name, LastName: 'Novák', MobilePhone: karel.phone });
    const { clientId, clientSecret } = fake.oauth.app;
    const auth = { method: 'client_credentials', clientId, clientSecret };
    stage = await openStage({
      env: { TRUST_PROXY: '127.0.0.1' },
      provision: anOffice({
        connections: [{ name: 'sales', crm: 'salesforce', settings: { host: fake.url, auth } }],
        agents: [{ ...eva, pbx: [{ source: 'office', user: 'eva', extension: '101' }], crm: [] }].map(
          ({ name, email, pbx, crm: on }) => ({ name, email, pbx, crm: on }),
        ),
        people: [{ name: eva.name, email: eva.email, role: 'agent', password }],
        directory: [],
      }),
    });
    strict = (await startStrictChromium()) ?? expect.fail('there is a browser, and there is none');
    crm = await openCrmPage(strict, {
      origin: fake.url,
      panel: `${stage.url()}/embed/salesforce`,
      script: lightning,
      files: { [new URL(embedPlaceOf({ host: fake.url }).script ?? '').pathname]: inPage('open-cti.js') },
    });
    await signIn(crm, eva.email, password);
  });
  afterEach(() => expect(crm.faults.filter((fault) => !fault.includes('401'))).toEqual([]));
  afterAll(async () => {
    await strict.close();
    await stage.stop();
    await fake.close();
  });

  const pops = async () =>
    JSON.stringify(await crm.told()).match(/"method":"screenPop".*?"recordId":"\w+"/g)?.length ?? 0;
  const forget = () => crm.page.evaluate('told.splice(0)');
  const card = (label: string) => crm.frame.getByRole('article', { name: label });

  it('has a session of its own below the CRM’s page, and no other cookie', async () => {
    const cookies = await crm.page.context().cookies();
    const frames = cookies.filter(({ name }) => name === '__Host-ringside-frame');
    expect(frames).toMatchObject([
      { httpOnly: true, secure: true, sameSite: 'None', partitionKey: 'http://127.0.0.1' },
    ]);
    await crm.page.reload();
    await crm.frame.getByText('Connected', { exact: true }).waitFor();
  });

  it('shows itself and opens the record while the phone rings; note and outcome are in the task', async () => {
    await forget();
    const cast = aCast();
    await stage.play('office', [ring(cast, 0, eva)]);
    await card('Ringing: Karel Novák').waitFor();
    await becomes(pops, 1);
    const told = JSON.stringify(await crm.told());
    expect(told).toContain('"method":"setSoftphonePanelVisibility","told":{"visible":true}');
    expect(told).toContain(`{"type":"sobject","params":{"recordId":"${contactId}"}}`);

    await stage.play('office', [answer(cast, 0, eva)]);
    await card('Talking: Karel Novák').getByLabel('Note', { exact: true }).fill('Wants a quote');
    await card('Talking: Karel Novák').getByText('Call back', { exact: true }).click();
    await card('Talking: Karel Novák').getByText('Saved', { exact: true }).waitFor();
    await stage.play('office', [hangUp(cast, 0, eva), end(cast)]);
    await stage.quiet();
    expect(fake.org.rows('Task')).toMatchObject([{ WhoId: contactId, CallDisposition: 'Call back' }]);
    expect(JSON.stringify(fake.org.rows('Task'))).toContain('Wants a quote');
    expect(await pops()).toBe(1);
    const inside = crm.page.frames()[1] ?? expect.fail('there is no frame');
    expect(await seriousFaultsInBoth(crm.page, inside)).toEqual([]);
    await card('Ended: Karel Novák').getByRole('button', { name: 'Done' }).click();
  });

  it('opens it on answering, where the agent wants it so, and on a click', async () => {
    await crm.frame.getByLabel('Open the record').selectOption('answer');
    await forget();
    const cast = aCast();
    await stage.play('office', [ring(cast, 0, eva)]);
    await card('Ringing: Karel Novák').getByRole('link', { name: 'Open record' }).click();
    await becomes(pops, 1);
    await stage.play('office', [answer(cast, 0, eva)]);
    await becomes(pops, 2);
    await stage.play('office', [hangUp(cast, 0, eva), end(cast)]);
    expect(crm.page.context().pages()).toHaveLength(1);
  });

  it('is shown by nobody else’s page', async () => {
    const stranger = await openCrmPage(strict, {
      origin: 'http://127.0.0.1:9',
      panel: `${stage.url()}/embed/salesforce`,
      script: lightning,
    });
    await becomes(() => stranger.faults.some((fault) => fault.includes('frame-ancestors')), true);
  });

  it('asks to sign in again when the session was ended', async () => {
    await crm.frame.getByRole('button', { name: 'Account and appearance' }).click();
    await crm.frame.getByRole('button', { name: 'Sign out' }).click();
    await crm.frame.getByRole('button', { name: 'Sign in to Ringside' }).waitFor();
    // The window in front is signed in still: one click is enough.
    const opening = crm.page.waitForEvent('popup');
    await crm.frame.getByRole('button', { name: 'Sign in to Ringside' }).click();
    await opening;
    await crm.frame.getByText('Connected', { exact: true }).waitFor();
  });
});
