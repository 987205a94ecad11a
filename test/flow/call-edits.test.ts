import { afterAll, beforeAll, expect, test } from 'vitest';
import { scenarios } from '../../src/demo/scenarios.ts';
import type { CallActivity } from '../../src/model/activity.ts';
import { aCast } from '../support/cast.ts';
import { adminKey, anOffice, karel, staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

const petr = { connection: 'contacts', id: 'petr', name: 'Petr Novák', company: null, phones: [karel.phone] };

let office: TestService;
beforeAll(async () => {
  const { connections = [], directory = [] } = anOffice();
  // Made in the pages, as it were: its rules can be changed.
  office = await startTestService({ provision: anOffice({ connections, directory: [...directory, petr] }) });
});
afterAll(() => office.stop());

async function send(method: string, path: string, body: object = {}): Promise<number> {
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  const response = await fetch(`${office.url()}/api/admin/calls/${path}`, {
    method,
    headers,
    body: JSON.stringify(body),
  });
  await response.text();
  return response.status;
}

async function played(scenario: 'missed' | 'simple' | 'internal'): Promise<{ id: string; callId: string }> {
  const cast = aCast();
  await office.play('office', scenarios.linuxbox[scenario](cast));
  await office.quiet();
  return { id: (await office.callOf(cast.callId)).id, callId: cast.callId };
}

const booked = (callId: string, look: (one: CallActivity) => boolean) =>
  until('the CRM has it', async () => (await office.inBook(callId)).some(look));

test('an admin’s note on an answered call must say whose it is, and goes into the CRM', async () => {
  const { id, callId } = await played('simple');
  const note = { note: 'Called back', disposition: null };
  expect(await send('PUT', `${id}/note`, note)).toBe(400);
  expect(await send('PUT', `${id}/note`, { ...note, agent: 'stranger@example.com' })).toBe(400);
  const holder = (await office.callOf(callId)).legs.find(({ answeredAt }) => answeredAt !== null)?.agent;
  expect(await send('PUT', `${id}/note`, { ...note, agent: holder })).toBe(204);
  await booked(callId, (one) => one.note === 'Called back');
  expect((await office.callOf(callId)).notes).toMatchObject([{ agent: holder, note: 'Called back' }]);
});

test('on a call that nobody answered it may be nobody’s', async () => {
  const { id, callId } = await played('missed');
  expect(await send('PUT', `${id}/note`, { note: 'Wrong number', disposition: 'Wrong' })).toBe(204);
  await booked(callId, (one) => one.note === 'Wrong number' && one.disposition === 'Wrong');
  expect((await office.callOf(callId)).notes).toMatchObject([{ agent: null, note: 'Wrong number' }]);
});

test('another of its matches is chosen, in the CRM and for the number', async () => {
  const { id, callId } = await played('missed');
  const { matches } = await office.callOf(callId);
  expect(matches.map((match) => match.id).sort()).toEqual(['karel', 'petr']);
  for (const wanted of ['petr', 'karel']) {
    expect(await send('PUT', `${id}/match`, { connection: 'contacts', type: 'contact', id: wanted })).toBe(
      204,
    );
    await booked(callId, ({ link }) => link?.id === wanted);
  }
  const chosen = [{ connection: 'contacts', type: 'contact', id: 'karel' }];
  expect((await office.callOf(callId)).chosen).toEqual(chosen);
  expect((await office.callOf((await played('missed')).callId)).chosen).toEqual(chosen);
  expect(await send('PUT', `${id}/match`, { connection: 'contacts', type: 'contact', id: 'x' })).toBe(400);
});

test('a call is logged again: what the CRM refused is tried, what the rules leave out stays out', async () => {
  const { id, callId } = await played('internal');
  expect(await send('POST', `${id}/relog`)).toBe(202);
  await office.quiet();
  expect((await office.callOf(callId)).explanations).toMatchObject([{ status: 'skipped' }]);
  expect(await send('POST', 'nothing/relog')).toBe(404);
  expect(await send('PUT', 'nothing/note', { note: 'x', agent: staff.eva.email })).toBe(404);
});
