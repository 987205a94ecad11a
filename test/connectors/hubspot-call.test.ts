import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../connectors/hubspot/account.ts';
import { bodyOf, patchBody } from '../../connectors/hubspot/body.ts';
import { createHubspot } from '../../connectors/hubspot/connector.ts';
import { propertiesOf, toCall } from '../../connectors/hubspot/to-call.ts';
import type { CallActivity } from '../../src/model/activity.ts';
import { anActivity } from '../activity/builders.ts';
import { createFakeAccount } from '../fakes/hubspot/account.ts';

const { dispositions } = createFakeAccount();
const account: Account = {
  portalId: '4242',
  name: null,
  timeZone: null,
  key: { property: 'ringside_key', unique: true },
  mapped: {
    leadId: 'ringside_lead_id',
    tags: 'ringside_tags',
    recorded: 'ringside_recorded',
    queue: 'ringside_queue',
    campaign: 'ringside_campaign',
  },
  propertyGroup: 'call',
  dispositions,
  linkTypes: { contacts: 194, companies: 182 },
};
const settings = createHubspot().settings.parse({ portalId: '4242', serviceKey: 'fake-service-key' });

const everything: Partial<CallActivity> = {
  link: { type: 'contact', id: '1001' },
  ownerId: '9001',
  customerName: 'Karel Novák',
  queue: 'helpdesk',
  lead: { id: 'L-7', name: 'Karel & syn' },
  campaign: 'Autumn',
  dialer: 'predictive',
  script: 'Welcome',
  conference: 'room 3',
  tags: ['vip', 'a<b'],
  recorded: true,
  recordings: [
    { startedAt: 1, stoppedAt: 2, url: 'http://pbx.local/1.wav' },
    { startedAt: 3, stoppedAt: 4, url: 'https://pbx.example.com/2.mp3' },
  ],
  hangupCause: 'NORMAL_CLEARING',
  note: 'Wants a quote\non Monday',
  disposition: 'Left voicemail',
  waitMs: 12_000,
  customCallId: 'Wua4kaib',
  extra: { trunk: 'north' },
};

describe('toCall', () => {
  test('writes what the recorded fixture holds', () => {
    const recorded: unknown = JSON.parse(
      readFileSync(new URL('../fakes/hubspot/call.fixture.json', import.meta.url), 'utf8'),
    );
    expect(toCall(anActivity(everything), account, settings)).toEqual(recorded);
  });

  test('a company is linked by its own type; without a link the list is empty, and is sent', () => {
    const company = toCall(anActivity({ link: { type: 'company', id: '5' } }), account, settings);
    expect(company.associations).toMatchObject([{ to: { id: '5' }, types: [{ associationTypeId: 182 }] }]);
    expect(toCall(anActivity({ link: null }), account, settings).associations).toEqual([]);
  });

  test('without a property for the key, the body carries it', () => {
    const { properties } = toCall(anActivity(), { ...account, key: null }, settings);
    expect(properties['hs_call_body']).toContain('<p>Ringside key: rs-c1-1</p>');
    expect(properties).not.toHaveProperty('ringside_key');
  });

  test('properties the account does not have are in the body alone', () => {
    const { properties } = toCall(anActivity(everything), { ...account, mapped: {} }, settings);
    expect(Object.keys(properties).filter((name) => name.startsWith('ringside_'))).toEqual(['ringside_key']);
    expect(properties['hs_call_body']).toContain('<p>Tags: vip, a&lt;b</p>');
  });
});

describe('numbers and direction', () => {
  test.each([
    ['inbound', 'INBOUND', '+420591166223', '+420591166200'],
    ['outbound', 'OUTBOUND', '', '+420591166223'],
    ['internal', 'OUTBOUND', '+420591166223', '+420591166200'],
  ] as const)('%s', (direction, theirs, from, to) => {
    expect(propertiesOf(anActivity({ direction }), account, settings)).toMatchObject({
      hs_call_direction: theirs,
      hs_call_from_number: from,
      hs_call_to_number: to,
    });
  });
});

describe('outcome', () => {
  const idOf = (label: string) => dispositions.find((one) => one.label === label)?.id ?? '';
  test.each([
    ['answered', 'COMPLETED', idOf('Connected')],
    ['missed', 'NO_ANSWER', idOf('No answer')],
    ['no_answer', 'NO_ANSWER', idOf('No answer')],
    ['busy', 'BUSY', idOf('Busy')],
    ['abandoned', 'CANCELED', ''],
    ['rejected', 'BUSY', ''],
    ['failed', 'FAILED', ''],
  ] as const)('%s', (outcome, hs_call_status, hs_call_disposition) => {
    expect(propertiesOf({ outcome }, account, settings)).toEqual({ hs_call_status, hs_call_disposition });
  });

  test('the agent’s word comes first, then the admin’s map, then HubSpot’s usual one', () => {
    const mapped = { ...settings, dispositions: { answered: 'Left live message', sold: 'connected' } };
    const chosen = (change: Partial<CallActivity>) =>
      propertiesOf({ outcome: 'answered', ...change }, account, mapped)['hs_call_disposition'];
    expect(chosen({ disposition: 'wrong NUMBER' })).toBe(idOf('Wrong number'));
    expect(chosen({ disposition: 'sold' })).toBe(idOf('Connected'));
    expect(chosen({ disposition: 'nobody knows this' })).toBe(idOf('Left live message'));
    expect(chosen({})).toBe(idOf('Left live message'));
  });

  test('a word the account does not have changes nothing later', () => {
    expect(propertiesOf({ disposition: 'nobody knows this' }, account, settings)).toEqual({});
    expect(propertiesOf({ disposition: null }, account, settings)).toEqual({ hs_call_disposition: '' });
  });
});

describe('the body', () => {
  test('a change replaces its lines, adds new ones, removes empty ones, and keeps what people wrote', () => {
    const body = `${bodyOf(anActivity({ queue: 'helpdesk' }), null)}<p>Typed in HubSpot</p>`;
    const changed = patchBody(body, { note: 'Call back', queue: null, talkMs: 30_000 });
    expect(changed).toContain('<p>Typed in HubSpot</p>');
    expect(changed).toContain('<p>Note: Call back</p>');
    expect(changed).toContain('<p>Talked: 30 s</p>');
    expect(changed).not.toContain('Queue');
    expect(patchBody(changed, { note: 'Call back' })).toBe(changed);
  });

  test('a template’s text stands for the lines, and is exchanged among what people wrote', () => {
    const body = bodyOf(anActivity({ queue: 'helpdesk', body: 'A <b>\nline' }), 'rs-1');
    expect(body).toBe('<p>Ringside key: rs-1</p><p>A &lt;b&gt;<br>line</p>');
    const change = { queue: 'sales', body: 'Another', bodyBefore: 'A <b>\nline' };
    const changed = patchBody(`${body}<p>Typed in HubSpot</p>`, change);
    expect(changed).toBe('<p>Ringside key: rs-1</p><p>Another</p><p>Typed in HubSpot</p>');
    expect(patchBody(changed, change)).toBe(changed);
    expect(patchBody('<p>All mine</p>', change)).toBe('<p>All mine</p><p>Another</p>');
    const huge = bodyOf(anActivity({ body: '"'.repeat(30_000) }), null);
    expect(huge.length).toBeLessThanOrEqual(65_536);
  });

  test('texts of any length and any signs fit into it', () => {
    const long = '<&"\n'.repeat(20_000);
    const body = bodyOf(anActivity({ note: long, extra: { a: long, b: long, c: 'kept' } }), null);
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body).toContain('<p>PBX c: kept</p>');
    expect(body).not.toContain('<&');
  });
});
