import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import {
  checkShape,
  connectionDetailShape,
  type ApiCheck,
  type ApiConnectionDetail,
} from '../../src/api/connection.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { startFakeSalesforce, type FakeSalesforce } from '../fakes/salesforce/server.ts';
import { until } from '../support/until.ts';
import { adminKey, startHttp, type Harness } from './harness.ts';

export const admin = { Authorization: `Bearer ${adminKey}` };
export const path = '/api/admin/connections';
export const detail = ({ body }: { body: unknown }): ApiConnectionDetail => connectionDetailShape.parse(body);

/** Two CRMs for a test file, and an installation for each of its tests that is to be connected to them. */
export function connectionStage() {
  let hubspot: FakeHubspot;
  let salesforce: FakeSalesforce;
  let http: Harness;
  beforeAll(async () => {
    [hubspot, salesforce] = await Promise.all([
      startFakeHubspot({ limits: { searches: 1_000 } }),
      startFakeSalesforce(),
    ]);
    hubspot.account.add('contacts', { firstname: 'Karel', phone: '+420591166223' }, 0);
  });
  afterAll(() => Promise.all([hubspot.close(), salesforce.close()]));
  beforeEach(async () => {
    http = await startHttp();
  });
  afterEach(() => http.close());

  const get = async (id: string): Promise<ApiConnectionDetail> =>
    detail(await http.ask.get(`${path}/${id}`).set(admin).expect(200));
  return {
    hubspot: () => hubspot,
    salesforce: () => salesforce,
    http: () => http,
    hubSettings: (change: object = {}) => ({
      portalId: hubspot.account.portalId,
      serviceKey: hubspot.serviceKey,
      defaultCountry: 'CZ',
      apiUrl: hubspot.url,
      appUrl: hubspot.url,
      ...change,
    }),
    orgSettings: (auth: object = {}) => {
      const { clientId, clientSecret } = salesforce.oauth.app;
      return {
        host: salesforce.url,
        auth: { method: 'client_credentials', clientId, clientSecret, ...auth },
      };
    },
    create: async (name: string, crm: string, settings: object): Promise<ApiConnectionDetail> =>
      detail(await http.ask.post(path).set(admin).send({ name, crm, settings }).expect(201)),
    get,
    check: async (id: string): Promise<ApiCheck> =>
      checkShape.parse((await http.ask.post(`${path}/${id}/check`).set(admin).expect(200)).body),
    isChecked: (id: string) => until('it is checked', async () => (await get(id)).check !== null),
    isMirrored: (id: string) =>
      until('its contacts are known', async () => typeof (await get(id)).mirror?.updatedAt === 'string'),
  };
}
