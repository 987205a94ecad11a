import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { sourceShape } from '../../src/api/admin.ts';
import { resentShape, type Resent } from '../../src/api/journal.ts';
import { adminKey } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';

let office: TestService;
beforeAll(async () => {
  office = await startTestService();
});
afterAll(() => office.stop());

async function resend(id: string): Promise<Resent> {
  const response = await fetch(`${office.url()}/api/admin/journal/${id}/resend`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}` },
  });
  return resentShape.parse(await response.json());
}

/** One event, which must be the only one that the journal holds for this text. */
async function entryOf(text: string) {
  const [entry, ...more] = await office.journal(`text=${encodeURIComponent(text)}`);
  if (entry === undefined || more.length > 0) throw new Error(`${String(more.length)} more of ${text}`);
  return entry;
}

const event = (path: string) => office.send('office', { method: 'GET', path, headers: {}, body: '' });

test('what is not understood yet is said to be so, and leaves no second entry', async () => {
  await event('/brand_new_event?call_id=9.1');
  const entry = await entryOf('brand_new_event');
  expect(entry).toMatchObject({ status: 'unrecognised', understood: null });
  expect(entry.curl).toContain('/YOUR-KEY/brand_new_event?call_id=9.1');
  expect(await resend(entry.id)).toEqual({ outcome: 'unrecognised', callId: null, faults: [] });
  await event('/start_int_dial?line_num=9.2');
  const rejected = await resend((await entryOf('line_num=9.2')).id);
  expect(rejected.outcome).toBe('rejected');
  expect(rejected.faults.length).toBeGreaterThan(0);
  await entryOf('line_num=9.2');
});

test('an event that was accepted stays one', async () => {
  await event('/start_call?call_id=9.3&cel_id=1&caller_num=591166223&caller_type=external');
  const entry = await entryOf('call_id=9.3');
  expect(entry).toMatchObject({ status: 'accepted', understood: { type: 'call_started' } });
  expect(await resend(entry.id)).toMatchObject({ outcome: 'already_accepted', callId: entry.callId });
  await entryOf('call_id=9.3');
});

/** A source made in the pages, which can be changed. */
async function aSource(body: object, id = ''): Promise<z.infer<typeof sourceShape>> {
  const response = await fetch(`${office.url()}/api/admin/sources${id && `/${id}`}`, {
    method: id === '' ? 'POST' : 'PUT',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return sourceShape.parse(await response.json());
}

test('what a source with the wrong dialect did not understand is taken in once it is set right', async () => {
  const settings = { name: 'branch', country: 'CZ', ownNumbers: [] };
  const branch = await aSource({ ...settings, dialect: 'linuxbox' });
  const ring = { id: '9.4', call_id: '9.4', ts: '1795000000', type: 'inbound', cid_num: '591166223' };
  await fetch(branch.webhookUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event: 'call:ring', ...ring, dst_user_id: 'eva' }),
  });
  const entry = await entryOf('"call_id":"9.4"');
  expect(entry).toMatchObject({ status: 'unrecognised', source: 'branch' });
  expect((await resend(entry.id)).outcome).toBe('unrecognised');

  await aSource({ ...settings, dialect: 'contaqt' }, branch.id);
  const taken = await resend(entry.id);
  expect(taken).toMatchObject({ outcome: 'accepted', faults: [] });
  const call = await office.callOf('9.4');
  expect(call).toMatchObject({ id: taken.callId, customer: { e164: '+420591166223' } });
  expect(await resend(entry.id)).toMatchObject({ outcome: 'already_accepted', callId: call.id });
  expect(await office.journal(`source=branch`)).toHaveLength(2);
});

test('the journal can be asked for names and for times', async () => {
  const { at } = await entryOf('call_id=9.3');
  expect((await office.journal('event=CALL:r')).map((one) => one.event)).toEqual(['call:ring', 'call:ring']);
  const later = new Date(Date.parse(at) + 1).toISOString();
  expect(await office.journal(`text=9.3&until=${at}`)).toEqual([]);
  expect(await office.journal(`text=9.3&since=${at}&until=${later}`)).toHaveLength(1);
  expect(await office.journal(`text=9.3&since=${later}`)).toEqual([]);
  expect(await office.journal('text=%25')).toEqual([]);
});
