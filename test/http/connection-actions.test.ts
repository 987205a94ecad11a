import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connectionShape, crmUsersShape, removalShape } from '../../src/api/connection.ts';
import { createBook } from '../../connectors/directory/book.ts';
import { answering } from '../fakes/hubspot/faults.ts';
import { admin, connectionStage, path } from './connection-stage.ts';

const { hubspot, salesforce, http, hubSettings, orgSettings, create, get, check, isChecked, isMirrored } =
  connectionStage();

describe('the check', () => {
  test('tells account, quota and what was found, and is remembered', async () => {
    const { id } = await create('org', 'salesforce', orgSettings());
    const result = await check(id);
    expect(result).toMatchObject({ ok: true, quota: { limit: salesforce().org.usage.limit }, error: null });
    expect(result.account).not.toBe('');
    expect(result.notes.length).toBeGreaterThan(0);
    const shown = await get(id);
    expect(shown.check).toEqual(result);
    expect(shown.quota?.limit).toBe(salesforce().org.usage.limit);
  });

  test('is made without being asked, and makes what is missing in the CRM', async () => {
    const { properties } = hubspot().account;
    const isThere = (): boolean => properties.calls.some(({ name }) => name === 'ringside_key');
    properties.calls = properties.calls.filter(({ name }) => !name.startsWith('ringside_'));
    const { id } = await create('hub', 'hubspot', hubSettings());
    await isChecked(id);
    expect((await get(id)).check).toMatchObject({ ok: true, idempotency: 'unique_key' });
    expect(isThere()).toBe(true);
    // Other settings may mean another account.
    await http()
      .ask.put(`${path}/${id}`)
      .set(admin)
      .send({ settings: hubSettings({ portalId: '1' }) })
      .expect(200);
    await isChecked(id);
    expect((await get(id)).check).toMatchObject({ ok: false, error: { code: 'rejected' } });
  });

  test('that fails says why in the CRM’s words, and does not fail itself', async () => {
    const { id } = await create('hub', 'hubspot', hubSettings());
    await isChecked(id);
    hubspot().fail({ fault: answering(500), times: 20 });
    const result = await check(id);
    hubspot().clearFaults();
    expect(result).toMatchObject({ ok: false, account: null, error: { code: 'unavailable' } });
    expect((await get(id)).status).toBe('active');
  });

  test('with refused credentials suspends; one that passes ends that', async () => {
    const { id } = await create('hub', 'hubspot', hubSettings({ serviceKey: 'wrong-key-of-somebody' }));
    expect(await check(id)).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
    const { status, statusReason } = await get(id);
    expect(status).toBe('suspended');
    expect(statusReason).toContain('Authentication');
    await http().ask.put(`${path}/${id}`).set(admin).send({ settings: hubSettings() }).expect(200);
    expect(await get(id)).toMatchObject({ status: 'active', statusReason: null });
    await http().connections.suspend(id, 'the key had ended');
    expect((await check(id)).ok).toBe(true);
    expect(await get(id)).toMatchObject({ status: 'active', statusReason: null });
  });
});

test('paused it waits, with the reason shown, until it is resumed', async () => {
  const { id } = await create('hub', 'hubspot', hubSettings());
  const paused = await http()
    .ask.post(`${path}/${id}/pause`)
    .set(admin)
    .send({ reason: 'cleaning up' })
    .expect(200);
  expect(paused.body).toMatchObject({ status: 'paused', statusReason: 'cleaning up' });
  const resumed = await http().ask.post(`${path}/${id}/resume`).set(admin).expect(200);
  expect(resumed.body).toMatchObject({ status: 'active', statusReason: null });
});

test('the CRM’s users are listed; a CRM that refuses is its fault, not ours', async () => {
  const { id } = await create('hub', 'hubspot', hubSettings());
  const users = async () =>
    crmUsersShape.parse((await http().ask.get(`${path}/${id}/users`).set(admin).expect(200)).body);
  expect((await users()).items).toContainEqual({
    ...{ id: '9002', name: 'Eva Dvořáková', email: 'eva@example.com', active: true },
  });
  const other = await create('hub2', 'hubspot', hubSettings());
  hubspot().fail({ fault: answering(403), times: 20 });
  const refused = await http().ask.get(`${path}/${other.id}/users`).set(admin).expect(502);
  expect(JSON.stringify(refused.body)).toContain('scopes');
  // Remembered: the page asks for each agent.
  expect((await users()).truncated).toBe(false);
  hubspot().clearFaults();
});

test('removed, it says what is lost, and its work is no longer waited for', async () => {
  const { id } = await create('hub', 'hubspot', hubSettings());
  await isMirrored(id);
  await http().mirror.refresh(id);
  const agent = await http().agents.create({
    ...{ name: 'Eva', email: 'eva@example.com', identities: [] },
    crmUsers: [{ connectionId: id, userId: '77' }],
  });
  await http()
    .db.insertInto('activities')
    .values({
      ...{ id: 'a1', key: 'rs-c1-1', connection_id: id, call_id: 'c1', slot: 1, agent_id: null },
      ...{ status: 'waiting', reason: null, payload_json: '{}', logged_json: null, record_type: null },
      ...{ record_id: null, unsure: 0, tries: 0, due_at: 1, claimed_until: null, created_at: 0 },
    })
    .execute();
  const removal = removalShape.parse(
    (await http().ask.get(`${path}/${id}/removal`).set(admin).expect(200)).body,
  );
  expect(removal.lost.join(' ')).toMatch(/1 call that waits.*1 phone number is.*1 agent loses/);

  await http().ask.delete(`${path}/${id}`).set(admin).expect(200);
  await http().ask.get(`${path}/${id}`).set(admin).expect(404);
  expect(await http().db.selectFrom('phone_index').selectAll().execute()).toEqual([]);
  expect(await http().db.selectFrom('activities').select(['status', 'reason', 'due_at']).execute()).toEqual([
    { status: 'skipped', reason: 'connection_removed', due_at: null },
  ]);
  expect(http().agents.get(agent.id)?.crmUsers).toEqual([]);
  const { items } = z
    .object({ items: z.array(connectionShape) })
    .parse((await http().ask.get(path).set(admin).expect(200)).body);
  expect(items).toEqual([]);
});

test('a contact book is removed with what is in it, and other books go on', async () => {
  const [{ id }, other] = [await create('book', 'directory', {}), await create('other', 'directory', {})];
  const book = createBook(http().db);
  const contact = (name: string) => [{ name, phones: ['+420591166223'] }];
  await book.upsertContacts('other', contact('Karel'), 'person');
  await book.upsertContacts('book', contact('Eva'), 'person');
  await Promise.all([http().mirror.refresh(id), http().mirror.refresh(other.id)]);
  const removal = await http().ask.get(`${path}/${id}/removal`).set(admin).expect(200);
  expect(removalShape.parse(removal.body).lost).toEqual([
    'Its settings, its rules and its credentials go for good.',
    '1 contact of this book is deleted for good.',
    'The calls themselves stay here, and in the ledger.',
  ]);
  await http().ask.delete(`${path}/${id}`).set(admin).expect(200);
  expect(await book.sizeOf('book')).toEqual({ contacts: 0, calls: 0 });
  expect(
    JSON.stringify(await http().db.selectFrom('directory_contacts').selectAll().execute()),
  ).not.toContain('Eva');

  await book.upsertContacts('other', contact('Martin'), 'person');
  await http().mirror.refresh(other.id);
  const known = await http().db.selectFrom('phone_index').select('name').orderBy('name').execute();
  expect(known.map(({ name }) => name)).toEqual(['Karel', 'Martin']);
});

test('the mirror starts again at an admin’s word; where there is none that is refused', async () => {
  const { id } = await create('hub', 'hubspot', hubSettings());
  await isMirrored(id);
  await http().ask.post(`${path}/${id}/mirror/restart`).set(admin).expect(202);
  await http().mirror.refresh(id);
  expect((await get(id)).mirror).toMatchObject({ numbers: 1, progress: null });
});
