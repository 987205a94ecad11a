import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createConnectorModules } from '../../connectors/index.ts';
import { createConnections, type Connections } from '../../src/crm/connections.ts';
import type { ConnectorDeps, ConnectorModule } from '../../src/crm/contract.ts';
import { Refusal } from '../../src/platform/refusal.ts';
import { createSeal } from '../../src/platform/seal.ts';
import type { Db } from '../../src/store/database.ts';
import { start } from '../activity/builders.ts';
import { createFakeCrm } from '../activity/fake-crm.ts';
import { quiet } from '../activity/installation.ts';
import { describeEachDatabase } from '../support/databases.ts';

describeEachDatabase('connections', (open) => {
  let db: Db;
  let connections: Connections;
  let opened: { settings: unknown; deps: ConnectorDeps }[];
  let closed: number;
  const seal = createSeal(randomBytes(32));

  const fake: ConnectorModule<{ url: string; secret: string }> = {
    name: 'fake',
    title: 'Fake CRM',
    settings: z.strictObject({ url: z.url('Write a web address'), secret: z.string('Write the secret') }),
    capabilities: { logBatch: 10, indexIsComplete: false, updates: true, createsPeople: false },
    open(settings, deps) {
      opened.push({ settings, deps });
      return { ...createFakeCrm().connector, close: () => Promise.resolve(void (closed += 1)) };
    },
  };
  const load = (modules: readonly ConnectorModule[] = [fake, ...createConnectorModules({ db })]) =>
    createConnections({
      db,
      modules,
      seal,
      log: quiet,
      fetch,
      publicUrl: 'https://ringside.example.com',
      clock: () => start,
      newId: randomUUID,
    });
  const settings = { url: 'https://crm.example.com', secret: 's3cret' };
  const sales = { name: 'sales', crm: 'fake', settings, rules: { logMissed: false }, provisioned: true };

  beforeAll(async () => {
    ({ db } = await open());
  });
  beforeEach(async () => {
    await db.deleteFrom('connections').execute();
    opened = [];
    closed = 0;
    connections = await load();
  });

  const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
    const error: unknown = await work.catch((thrown: unknown) => thrown);
    if (error instanceof Refusal) return error;
    throw new Error('it was not refused', { cause: error });
  };

  test('a connection that is saved is open, and is there after a restart', async () => {
    const saved = await connections.upsert(sales);
    expect(connections.byName('sales')).toBe(saved);
    expect(connections.get(saved.id)).toBe(saved);
    expect(saved).toMatchObject({
      crm: 'fake',
      status: 'active',
      provisioned: true,
      createdAt: start,
      rules: { logMissed: false, logInternal: false },
      capabilities: { logBatch: 10 },
    });
    const [again] = (await load()).list();
    expect(again).toMatchObject({ id: saved.id, rules: saved.rules, status: 'active' });
    expect(opened.map((one) => one.settings)).toEqual([settings, settings]);
    expect(opened[0]?.deps).toMatchObject({ connection: 'sales', publicUrl: 'https://ringside.example.com' });
  });

  test('settings and tokens are never in the database in clear', async () => {
    await connections.upsert(sales);
    const tokens = opened[0]?.deps.tokens;
    expect(await tokens?.get()).toBeNull();
    await tokens?.set('refresh-t0ken');
    expect(await tokens?.get()).toBe('refresh-t0ken');
    const rows = JSON.stringify(await db.selectFrom('connections').selectAll().execute());
    expect(rows).not.toMatch(/s3cret|t0ken|crm\.example/);
  });

  describe('what cannot be saved', () => {
    test('is refused with every fault at once', async () => {
      const draft = {
        name: 'My Sales',
        crm: 'fake',
        settings: { url: 'x', more: 1 },
        rules: { logMised: true },
        provisioned: false,
      };
      const refusal = await refusalOf(connections.upsert(draft));
      expect(refusal.code).toBe('invalid');
      expect(refusal.message).toContain('My Sales');
      expect(refusal.faults.map(({ field }) => field).sort()).toEqual([
        'name',
        'rules',
        'settings',
        'settings.secret',
        'settings.url',
      ]);
      expect(connections.list()).toEqual([]);
    });

    test('names the connectors there are when it asks for another', async () => {
      const refusal = await refusalOf(connections.upsert({ ...sales, crm: 'sugar' }));
      expect(refusal.faults).toEqual([
        {
          field: 'crm',
          message: 'There is no connector "sugar". Use one of fake, directory, hubspot, salesforce',
        },
      ]);
    });

    test('a name keeps its CRM: the records are there', async () => {
      await connections.upsert(sales);
      const refusal = await refusalOf(connections.upsert({ ...sales, crm: 'directory', settings: {} }));
      expect(refusal).toMatchObject({ code: 'conflict', faults: [{ field: 'crm' }] });
    });
  });

  test('the start fails when a stored connection cannot be opened, and names each', async () => {
    await connections.upsert(sales);
    await connections.upsert({ ...sales, name: 'support' });
    const refusal = await refusalOf(load(createConnectorModules({ db })));
    expect(refusal.faults.map(({ field }) => field)).toEqual([
      'connections.sales.crm',
      'connections.support.crm',
    ]);
    expect(refusal.message).toContain('connections.sales.crm: There is no connector "fake"');
  });

  test('saving again changes rules without opening anew; other settings open anew and close the old', async () => {
    const first = await connections.upsert(sales);
    const second = await connections.upsert({ ...sales, rules: {} });
    expect(second).toMatchObject({ id: first.id, rules: { logMissed: true } });
    expect(second.connector).toBe(first.connector);
    const third = await connections.upsert({ ...sales, settings: { ...settings, secret: 'new' } });
    expect(third.connector).not.toBe(first.connector);
    expect([opened.length, closed, connections.list().length]).toEqual([2, 1, 1]);
  });

  test('suspended, it stays so across restarts until it is resumed or gets other settings', async () => {
    const { id } = await connections.upsert(sales);
    await connections.suspend(id, 'invalid_grant');
    const restarted = await load();
    expect(restarted.get(id)).toMatchObject({ status: 'suspended', statusReason: 'invalid_grant' });
    await restarted.upsert(sales);
    expect(restarted.get(id)?.status).toBe('suspended');
    await restarted.upsert({ ...sales, settings: { ...settings, secret: 'new' } });
    expect(restarted.get(id)).toMatchObject({ status: 'active', statusReason: null });

    expect(connections.get(id)?.status).toBe('suspended');
    await connections.reload();
    expect(connections.get(id)?.status).toBe('active');
    await connections.suspend(id, 'again');
    await connections.resume(id);
    expect((await load()).get(id)).toMatchObject({ status: 'active', statusReason: null });
  });

  test('a pause is kept, and what is unknown is left alone', async () => {
    const { id } = await connections.upsert(sales);
    await connections.pauseUntil(id, start + 60_000);
    expect((await load()).get(id)?.pausedUntil).toBe(start + 60_000);
    await connections.suspend('nobody', 'x');
    expect(connections.get('nobody')).toBeUndefined();
  });

  test('closing closes every connector, also when one of them fails', async () => {
    await connections.upsert(sales);
    const other = await connections.upsert({ ...sales, name: 'support' });
    other.connector.close = () => Promise.reject(new Error('stuck'));
    await connections.close();
    expect(closed).toBe(1);
    expect(connections.list()).toEqual([]);
  });

  test('the contact book needs no settings at all', async () => {
    const draft = { name: 'contacts', crm: 'directory', settings: undefined, provisioned: false };
    expect(await connections.upsert(draft)).toMatchObject({ crm: 'directory', status: 'active' });
    expect((await load()).list()).toHaveLength(1);
  });
});
