import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answer, end, hangUp, mention, ring } from '../../src/demo/scenarios/linuxbox-notices.ts';
import { projectRoot } from '../../src/platform/project-root.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { aCast } from '../support/cast.ts';
import { anOffice, karel, staff } from '../support/office.ts';
import { seriousFaultsInBoth } from './accessibility.ts';
import { type CrmPage, openCrmPage, signIn, startStrictChromium } from './embed-stage.ts';
import { becomes, browser, openStage, type Stage } from './stage.ts';

const { eva } = staff;
const password = 'correct horse battery';
const sdk = readFileSync(
  join(projectRoot(), 'node_modules/@hubspot/calling-extensions-sdk/dist/main.esm.js'),
  'utf8',
);

/** HubSpot's page around the calling app: its side of the protocol is in the SDK too. */
const hubspot = (portalId: string) => `
  import { IFrameManager } from '/sdk.js';
  const manager = new IFrameManager({
    debugMode: false,
    iFrameOptions: { src: panel, width: '400', height: '700', hostElementSelector: '#phone' },
    onMessageHandler: ({ type, data }) => told.push({ type, data }),
  });
  const { sendMessage } = manager;
  // HubSpot says whose account it is along with its first word.
  manager.sendMessage = (message, callback) =>
    sendMessage.call(manager, message.type === 'SYNC' ? { ...message, portalId: ${portalId} } : message, callback);
  globalThis.dial = () => manager.sendMessage({ type: 'DIAL_NUMBER', data: { phoneNumber: '+420602123456' } });`;

describe.skipIf(browser === null)('the panel inside HubSpot', () => {
  let strict: Browser;
  let fake: FakeHubspot;
  let stage: Stage;
  let crm: CrmPage;
  let contactId: string;

  beforeAll(async () => {
    fake = await startFakeHubspot();
    const { portalId } = fake.account;
    contactId = fake.account.add(
      'contacts',
      { firstname: 'Karel', lastname: 'Novák', phone: karel.phone },
      0,
    ).id;
    stage = await openStage({
      env: { TRUST_PROXY: '127.0.0.1' },
      provision: anOffice({
        connections: [
          {
            ...{ name: 'hub', crm: 'hubspot' },
            settings: { portalId, serviceKey: fake.serviceKey, apiUrl: fake.url, appUrl: fake.url },
          },
        ],
        agents: [
          {
            name: eva.name,
            email: eva.email,
            pbx: [{ source: 'office', user: 'eva', extension: '101' }],
            crm: [],
          },
        ],
        people: [{ name: eva.name, email: eva.email, role: 'agent', password }],
        directory: [],
      }),
    });
    strict = (await startStrictChromium()) ?? expect.fail('there is a browser, and there is none');
    crm = await openCrmPage(strict, {
      origin: fake.url,
      panel: `${stage.url()}/embed/hubspot`,
      script: hubspot(portalId),
      files: { '/sdk.js': sdk },
    });
    await signIn(crm, eva.email, password);
  });
  afterEach(() => expect(crm.faults.filter((fault) => !fault.includes('401'))).toEqual([]));
  afterAll(async () => {
    await strict.close();
    await stage.stop();
    await fake.close();
  });

  const told = async () => JSON.stringify(await crm.told());
  const types = async () => [...(await told()).matchAll(/"type":"([A-Z_]+)"/g)].map(([, type]) => type);
  const forget = () => crm.page.evaluate('told.splice(0)');
  const card = (label: string) => crm.frame.getByRole('article', { name: label });

  it('says that it is there, signed in and available', async () => {
    await becomes(types, ['READY', 'INITIALIZED', 'LOGGED_IN', 'USER_AVAILABLE']);
  });

  it('tells of a call from ringing to its end, and leads HubSpot to the contact', async () => {
    await forget();
    const cast = aCast();
    await stage.play('office', [ring(cast, 0, eva)]);
    await card('Ringing: Karel Novák').waitFor();
    await becomes(async () => (await types()).toSorted(), ['INCOMING_CALL', 'NAVIGATE_TO_RECORD']);
    expect(await told()).toContain(`"fromNumber":"${karel.phone}"`);
    expect(await told()).toContain('"createEngagement":false');
    expect(await told()).toContain(`"objectTypeId":"0-1","objectId":${contactId}`);
    expect(await told()).toContain(`"portalId":${fake.account.portalId}`);

    await stage.play('office', [answer(cast, 0, eva)]);
    const talking = card('Talking: Karel Novák');
    await talking.getByLabel('Note', { exact: true }).fill('Wants a quote');
    await talking.getByText('Wrong number', { exact: true }).click();
    await talking.getByText('Saved', { exact: true }).waitFor();
    await stage.play('office', [hangUp(cast, 0, eva), end(cast)]);
    await becomes(async () => (await types()).slice(2), ['CALL_ANSWERED', 'CALL_ENDED', 'CALL_COMPLETED']);
    expect(await told()).toContain('"callEndStatus":"COMPLETED"');
    await stage.quiet();
    const [call, ...others] = fake.account.live('calls').map(({ properties }) => properties);
    expect(others).toEqual([]);
    expect(JSON.stringify(call)).toContain('Wants a quote');
    expect(JSON.stringify(call)).toContain('17b47fee-58de-441e-a44c-c6300d46f273');
  });

  it('a call that nobody takes was missed', async () => {
    await forget();
    const cast = aCast();
    await stage.play('office', [ring(cast, 0, eva), hangUp(cast, 0, eva), end(cast)]);
    await becomes(async () => (await told()).includes('"callEndStatus":"MISSED"'), true);
  });

  it('is not available while the phone system pauses the agent, who reads why', async () => {
    await forget();
    const paused = { exten: eva.extension, reason: 'unanswered_queue_call' };
    await stage.play('office', [mention(aCast(), 0, 'exten_paused', paused)]);
    await crm.frame.getByText('The phone system paused you: unanswered queue call').waitFor();
    await becomes(types, ['USER_UNAVAILABLE']);
    const inside = crm.page.frames()[1] ?? expect.fail('there is no frame');
    expect(await seriousFaultsInBoth(crm.page, inside)).toEqual([]);
  });

  it('says that it does not dial', async () => {
    await forget();
    await crm.page.evaluate('dial()');
    await becomes(types, ['ERROR']);
  });
});
