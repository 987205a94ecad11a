import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createAgents } from '../../src/agents/agents.ts';
import { journalPage } from '../../src/http/queries/journal.ts';
import { createSourceActivity } from '../../src/http/queries/source-activity.ts';
import { unmappedPhones } from '../../src/http/queries/unmapped.ts';
import { parsePhone } from '../../src/model/phone.ts';
import { createSources } from '../../src/pbx/sources.ts';
import { createSeal } from '../../src/platform/seal.ts';
import type { Db } from '../../src/store/database.ts';
import { describeEachDatabase } from '../support/databases.ts';

const clock = (): number => 1_000_000;
const seal = createSeal(randomBytes(32));
const startSources = (db: Db, sealedWith = seal) =>
  createSources({
    ...{ db, clock, seal: sealedWith, dialects: ['linuxbox'] },
    readNumber: (number, country) => parsePhone(number, country)?.e164 ?? null,
  });
const office = { name: 'office', dialect: 'linuxbox', country: 'CZ', ownNumbers: ['591166200'] };

describeEachDatabase('sources', (open) => {
  test('are the same after a restart', async () => {
    const { db } = await open();
    const sources = await startSources(db);
    const basic = { user: 'pbx', password: 'secret' };
    const made = await sources.create({
      ...office,
      basic,
      allowedAddresses: ['10.0.0.0/8'],
      extensionDigits: 4,
    });
    const rotated = await sources.rotateKey(made.id);
    const again = await startSources(db);
    expect(again.list()).toEqual([rotated]);
    expect(again.byKey(made.key)).toEqual(rotated);
    // What an update does not speak of stays.
    expect(await again.update(made.id, office)).toEqual(rotated);
    const stored = JSON.stringify(await db.selectFrom('sources').selectAll().execute());
    for (const secret of ['secret', made.key, rotated.key]) expect(stored).not.toContain(secret);
  });

  test('that were sealed with another key stop the start', async () => {
    const { db } = await open();
    await (await startSources(db)).create(office);
    await expect(startSources(db, createSeal(randomBytes(32)))).rejects.toThrow(/ENCRYPTION_KEY/);
  });

  test('of one name, made at the same time, are one', async () => {
    const { db } = await open();
    const sources = await startSources(db);
    const results = await Promise.allSettled([sources.create(office), sources.create(office)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(sources.list()).toHaveLength(1);
  });

  test('from a file keep their id; another key there is a rotation', async () => {
    const { db } = await open();
    const sources = await startSources(db);
    const [one, two] = ['A'.repeat(22), 'B'.repeat(22)];
    const made = await sources.provision({ ...office, key: one });
    expect(await sources.provision({ ...office, key: one })).toEqual(made);
    const changed = await sources.provision({ ...office, country: 'SK', ownNumbers: [], key: two });
    expect(changed).toMatchObject({ id: made.id, country: 'SK', key: two, provisioned: true });
    expect(sources.byKey(one)?.id).toBe(made.id);
    await expect(sources.provision({ ...office, name: 'other', key: two })).rejects.toThrow(/key/);
  });
});

describeEachDatabase('agents', (open) => {
  test('are the same after a restart', async () => {
    const { db } = await open();
    const sourceId = (await (await startSources(db)).create(office)).id;
    const agents = await createAgents({ db, clock });
    const made = await agents.create({
      ...{ name: 'Eva', email: 'Eva@example.com', crmUsers: [] },
      identities: [
        { sourceId, userId: 'eva', extension: '101', deviceId: null },
        { sourceId, userId: null, extension: null, deviceId: 'd1' },
      ],
    });
    const again = await createAgents({ db, clock });
    expect(again.list()).toEqual([made]);
    expect(again.byDevice(sourceId, 'd1')).toBe(made.id);
  });

  test('from a file take a phone over from whoever had it', async () => {
    const { db } = await open();
    const sourceId = (await (await startSources(db)).create(office)).id;
    const phone = (extension: string) => [{ sourceId, userId: null, extension, deviceId: null }];
    const agents = await createAgents({ db, clock });
    const draft = { name: 'x', crmUsers: [] };
    const eva = await agents.provision({ ...draft, email: 'eva@example.com', identities: phone('101') });
    const jan = await agents.provision({ ...draft, email: 'jan@example.com', identities: phone('102') });
    await agents.provision({ ...draft, email: 'eva@example.com', identities: phone('102') });
    await agents.provision({ ...draft, email: 'jan@example.com', identities: phone('101') });
    expect([agents.byExtension(sourceId, '101'), agents.byExtension(sourceId, '102')]).toEqual([
      jan.id,
      eva.id,
    ]);
    expect((await createAgents({ db, clock })).list()).toEqual(agents.list());
  });
});

describeEachDatabase('the admin pages’ queries', (open) => {
  test('give the same on both databases', async () => {
    const { db } = await open();
    const entry = {
      ...{
        source_id: 's',
        status: 'accepted',
        name: 'call_end',
        call_id: null,
        identity: null,
        bytes_hash: null,
      },
      ...{ agent_id: null, event_json: null, method: 'GET', raw: '', faults_json: null },
    };
    for (const received_at of [1, 2, 3])
      await db
        .insertInto('journal')
        .values({ ...entry, received_at })
        .execute();
    const leg = {
      ...{ source_id: 's', extension: null, device_id: null, name: 'N', agent_id: null },
      live: 0,
    };
    const legs = ['c1', 'c2'].map((call_id, n) => ({
      ...leg,
      call_id,
      leg_key: 'a',
      user_id: 'u',
      started_at: n,
    }));
    await db.insertInto('legs').values(legs).execute();

    const words = { sourceName: () => 'office', curl: () => '' };
    const page = await journalPage(db, { limit: 2 }, words);
    expect(page.items.map(({ id }) => id)).toEqual(['3', '2']);
    const rest = await journalPage(db, { limit: 2, cursor: page.nextCursor ?? '' }, words);
    expect(rest).toMatchObject({ items: [{ id: '1' }], nextCursor: null });
    expect(await createSourceActivity(db)('s')).toEqual({ events: 3, lastEventAt: 3 });
    const unmapped = await unmappedPhones({ db, sourceName: () => 'office', resolve: () => null, most: 200 });
    expect(unmapped).toMatchObject([
      { source: 'office', user: 'u', name: 'N', calls: 2, exampleCallId: 'c2' },
    ]);
  });
});
