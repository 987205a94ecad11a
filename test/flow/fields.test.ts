import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transports } from '../../src/demo/encode.ts';
import { aCast } from '../support/cast.ts';
import { ownNumber, staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';

let office: TestService;
beforeAll(async () => {
  office = await startTestService();
});
afterAll(() => office.stop());

/** Every field of the contaqt document (version 1.3), on a queue call whose wait is told in seconds. */
function everything(callId: string, ts: number) {
  const shared = {
    call_id: callId,
    site_id: '3',
    type: 'queue',
    dst_num: ownNumber,
    src_device_id: 'trunk-1',
    dst_device_id: staff.eva.deviceId,
    src_user_id: 'ivr',
    dst_user_id: staff.eva.userId,
    cid_num: '777123456',
    cid_name: 'Nová poptávka',
    a2: 'CZ',
    tags: 'vip,renewal',
    queue_id: 'helpdesk',
    lead_id: 'L-4711',
    lead_name: 'Priya Raman',
    campaign_id: 'spring',
    dialer_id: '7',
    conference_id: 'conf-9',
    call_script: '3',
  };
  const measured = {
    waitms: '16000',
    durationms: '61500',
    progressms: '180',
    billms: '41000',
    cc_wait: '16',
    hangup_cause: 'NORMAL_CLEARING',
    canceled: 'NONE',
  };
  const at = (event: string, id: string, seconds: number, more: object = {}) => {
    return { afterMs: 0, event, fields: { id, ...shared, ts: String(ts + seconds), ...more } };
  };
  const leg = `${callId}-1`;
  return [
    at('call:start', callId, 0),
    at('call:ring', leg, 11),
    at('call:answer', leg, 16),
    at('call:end', leg, 57, measured),
    at('call:end', callId, 57, measured),
  ];
}

describe("everything contaqt's document says of a call", () => {
  it.each(transports)('is on the activity, by %s', async (transport) => {
    const { callId } = aCast();
    await office.play('hub', everything(callId, 1_790_000_000), transport);
    await office.quiet();
    const [activity, ...others] = await office.inBook(callId);
    expect(others).toEqual([]);
    expect(activity).toMatchObject({
      source: 'hub',
      direction: 'inbound',
      outcome: 'answered',
      customerNumber: '+420777123456',
      dialed: ownNumber,
      queue: 'helpdesk',
      lead: { id: 'L-4711', name: 'Priya Raman' },
      campaign: 'spring',
      dialer: '7',
      conference: 'conf-9',
      script: '3',
      tags: ['vip', 'renewal'],
      startedAt: 1_790_000_000_000,
      answeredAt: 1_790_000_016_000,
      endedAt: 1_790_000_057_000,
      waitMs: 16_000,
      ringMs: 5_000,
      talkMs: 41_000,
      totalMs: 61_500,
      hangupCause: 'NORMAL_CLEARING',
      recorded: false,
      agent: { email: staff.eva.email },
      ownerId: 'crm-eva',
      extra: { site_id: '3', canceled: 'NONE', src_device_id: 'trunk-1', src_user_id: 'ivr' },
    });
  });
});

describe('fields that are empty', () => {
  it('are absent', async () => {
    const { callId } = aCast();
    const steps = everything(callId, 1_790_000_000);
    const hollow = ['lead_id', 'lead_name', 'campaign_id', 'queue_id', 'tags', 'cid_name', 'conference_id'];
    for (const step of steps) for (const field of hollow) Object.assign(step.fields, { [field]: '' });
    await office.play('hub', steps, 'get-event');
    await office.quiet();
    expect(await office.inBook(callId)).toMatchObject([
      { lead: null, campaign: null, queue: null, tags: [], customerName: null, conference: null },
    ]);
  });
});
