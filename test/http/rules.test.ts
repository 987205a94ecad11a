import { afterAll, beforeAll, expect, it } from 'vitest';
import { previewShape, rulesShape, type RulesPreview } from '../../src/api/rules.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { adminKey, karel } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';

let office: TestService;
beforeAll(async () => {
  office = await startTestService();
});
afterAll(() => office.stop());

const url = (connection: string) => `/api/admin/connections/${connection}/rules`;

async function request(method: string, path: string, body: object): Promise<Response> {
  return fetch(`${office.service.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function evaTalksWith(customerNumber: string): Promise<string> {
  const cast = aCast({ customerNumber });
  await office.play('office', scenarios.linuxbox.simple(cast));
  await office.quiet();
  return cast.callId;
}

it('rules are shown with what templates may speak of, and those of a file stay the file’s', async () => {
  const shown = rulesShape.parse(await office.get(url('contacts')));
  expect(shown).toMatchObject({
    provisioned: true,
    createsPeople: true,
    rules: { defaultOwner: 'front-desk' },
  });
  expect(shown.placeholders).toContainEqual({ name: 'customer.name', means: 'The customer’s name' });
  const refused = await request('PUT', url('contacts'), {});
  expect(refused.status).toBe(409);
  expect(await refused.text()).toContain('contacts comes from a file: change its rules there');
  expect((await request('PUT', url('nowhere'), {})).status).toBe(404);
});

it('rules are refused with each fault in words, and hold for calls that settle from then on', async () => {
  await request('POST', '/api/admin/connections', { name: 'second', crm: 'directory' });
  const faults = await request('PUT', url('second'), { subject: '{{custommer}}', logMised: true });
  expect([faults.status, await faults.json()]).toMatchObject([
    400,
    {
      errors: [
        { message: 'There is no placeholder "custommer"' },
        { message: 'There is no rule called "logMised"' },
      ],
    },
  ]);
  const saved = await request('PUT', url('second'), { queues: { only: ['sales'] } });
  expect(rulesShape.parse(await saved.json()).rules).toMatchObject({
    queues: { only: ['sales'] },
    logMissed: true,
  });
  const { activities } = await office.callOf(await evaTalksWith(karel.phone));
  expect(activities.find(({ connection }) => connection === 'second')).toMatchObject({
    status: 'skipped',
    reason: 'queue_filtered',
  });
  const line = (await office.ledger()).connections.find(({ connection }) => connection === 'second');
  expect(line).toMatchObject({ planned: 1, skipped: { queue_filtered: 1 } });
});

it('a preview tells what rules would make of the latest calls, and writes nothing', async () => {
  const ids = [await evaTalksWith('+420600000001'), await evaTalksWith(karel.phone)];
  const before = await office.ledger();
  const preview = async (rules: object): Promise<RulesPreview['items']> => {
    const answer = await request('POST', `${url('contacts')}/preview`, { rules, limit: 2 });
    return previewShape.parse(await answer.json()).items;
  };
  const draft = {
    unknownCaller: 'create_contact',
    subject: '{{agent.name}} and {{customer}}',
    body: '{{direction}}',
  };
  const [known, stranger, ...more] = await preview(draft);
  expect(more).toEqual([]);
  expect(known?.callId).toBe((await office.callOf(ids[1] ?? '')).id);
  const made = { status: 'logged', agent: 'Eva', body: 'Inbound', asks: false };
  expect(known?.rows).toMatchObject([
    { ...made, subject: 'Eva and Karel Novák', link: { id: karel.id, name: karel.name }, creates: null },
  ]);
  expect(stranger?.rows).toMatchObject([
    {
      ...made,
      subject: 'Eva and +420 600 000 001',
      link: null,
      creates: { type: 'contact', name: '+420600000001' },
    },
  ]);
  for (const { rows } of await preview({ sources: { except: ['office'] } }))
    expect(rows).toMatchObject([{ status: 'skipped', reason: 'source_filtered', creates: null }]);
  expect(await office.ledger()).toEqual(before);
});
