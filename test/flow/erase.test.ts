import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { erasureReportShape, type ErasureReport } from '../../src/api/privacy.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { adminKey, karel, staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';

const petr = '+420777123999';
let office: TestService;
const cast = aCast();
const other = aCast({ customerNumber: petr });
let before: { settledCalls: number; planned: number | undefined };

beforeAll(async () => {
  office = await startTestService();
  await office.play('office', scenarios.linuxbox.ringGroup(cast));
  await office.play('office', scenarios.linuxbox.missed(other));
  await office.send('office', {
    method: 'GET',
    path: '/no_such_event?caller_num=591166223',
    headers: {},
    body: '',
  });
  await office.quiet();
  await writeNote(await callId(cast.callId), {
    agent: staff.jan.email,
    note: 'His wife is ill',
    disposition: 'Ill',
  });
  await office.quiet();
  before = await figures();
});
afterAll(() => office.stop());

const callId = async (pbxCallId: string): Promise<string> => (await office.callOf(pbxCallId)).id;

async function figures() {
  const { settledCalls, connections, balanced } = await office.ledger();
  expect(balanced).toBe(true);
  return { settledCalls, planned: connections[0]?.planned };
}

function send(method: string, path: string, body: object): Promise<Response> {
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  return fetch(`${office.url()}${path}`, { method, headers, body: JSON.stringify(body) });
}

async function writeNote(id: string, body: object): Promise<void> {
  expect((await send('PUT', `/api/admin/calls/${id}/note`, body)).status).toBe(204);
}

async function erase(number: string, path = ''): Promise<ErasureReport> {
  const response = await send('POST', `/api/admin/erasures${path}`, { number });
  return erasureReportShape.parse(await response.json());
}

const rowsIn = ({ tables }: ErasureReport): Record<string, number> =>
  Object.fromEntries(tables.map(({ name, rows }) => [name, rows]));

/** Every table of the database that holds this text anywhere. */
async function tablesWith(text: string): Promise<string[]> {
  const found = [];
  for (const name of await office.tables()) {
    const rows = await office.peek(`SELECT * FROM "${name}"`);
    if (JSON.stringify(rows).includes(text)) found.push(name);
  }
  return found;
}

describe('erasing a person', () => {
  test('an admin’s note was sent to the CRM', async () => {
    expect(await office.inBook(cast.callId)).toMatchObject([{ note: 'His wife is ill', disposition: 'Ill' }]);
  });

  test('a look ahead says what there is and changes nothing', async () => {
    const report = await erase('591 166 223', '/look');
    expect(report).toMatchObject({ id: null, number: '…223', inCrm: [] });
    expect(rowsIn(report)).toMatchObject({
      ...{
        Calls: 1,
        Notes: 1,
        Activities: 1,
        'Contact book': 1,
        'Calls in the contact book': 1,
        'Phone index': 1,
      },
      'Other journal entries with the number': 1,
    });
    expect((await office.callOf(cast.callId)).customer.e164).toBe(karel.phone);
    expect(await tablesWith('591166223')).toContain('journal');
  });

  test('leaves neither number nor name nor note in any table, and the ledger as it was', async () => {
    const report = await erase(karel.phone);
    expect(report.id).not.toBeNull();
    expect(rowsIn(report)).toMatchObject({ Calls: 1, 'Contact book': 1 });
    for (const text of ['591166223', 'Karel', 'Novák', 'His wife'])
      expect(await tablesWith(text), text).toEqual([]);
    expect(await figures()).toEqual(before);
    const call = await office.callOf(cast.callId);
    expect(call).toMatchObject({
      ...{ outcome: 'answered', matches: [], notes: [] },
      customer: { number: null, e164: null, name: null },
    });
    expect(call.legs.some(({ agentName, talkMs }) => agentName === 'Jan' && talkMs >= 0)).toBe(true);
  });

  test('leaves other people alone', async () => {
    expect(await office.callOf(other.callId)).toMatchObject({ customer: { e164: petr } });
  });

  test('holds when a late event has the call made anew', async () => {
    await office.send('office', {
      ...{ method: 'GET', headers: {}, body: '' },
      path: `/call_recording_start?call_id=${cast.callId}`,
    });
    const again = await office.callOf(cast.callId);
    expect(again).toMatchObject({
      recorded: true,
      outcome: 'answered',
      customer: { e164: null, name: null },
    });
    await office.quiet();
    expect(await tablesWith('591166223')).toEqual([]);
  });

  test('again finds nothing more, and both reports are kept', async () => {
    const report = await erase(karel.phone);
    expect(Object.values(rowsIn(report)).every((rows) => rows === 0)).toBe(true);
    const listed = z
      .object({ items: z.array(erasureReportShape) })
      .parse(await office.get('/api/admin/erasures')).items;
    expect(listed.map(({ number }) => number)).toEqual(['…223', '…223']);
  });

  test('asks for the country where it cannot be known', async () => {
    expect((await send('POST', '/api/admin/erasures', { number: '12' })).status).toBe(400);
    expect((await send('POST', '/api/admin/erasures', { number: 'Karel' })).status).toBe(400);
  });
});
