import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeStep } from '../../src/demo/encode.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import type { JournalEntry } from '../support/client.ts';
import { contaqtKey, linuxboxKey } from '../support/office.ts';
import { ask } from '../support/raw-http.ts';
import { startTestService, type TestService } from '../support/service.ts';

let office: TestService;
beforeAll(async () => {
  office = await startTestService();
});
afterAll(() => office.stop());

const latest = async (): Promise<JournalEntry> => {
  const [entry] = await office.journal();
  if (entry === undefined) throw new Error('the journal is empty');
  return entry;
};

const json = { 'Content-Type': 'application/json' };
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

describe('a malformed event', () => {
  it('is answered 400 naming each fault, and kept for an admin to see', async () => {
    const answer = await ask(
      office.url(),
      'GET',
      `/pbx/${linuxboxKey}/exten_paused?reason=x&exten=&note=${'x'.repeat(1_100)}`,
    );
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem: unknown = JSON.parse(answer.body);
    expect(problem).toMatchObject({
      status: 400,
      title: 'Malformed event',
      detail: 'exten_paused cannot be understood; it is kept in the journal as rejected.',
      errors: [{ field: 'exten' }, { field: 'note' }],
    });
    const [entry] = await office.journal('status=rejected');
    expect(entry).toMatchObject({ source: 'office', event: 'exten_paused', callId: null, method: 'GET' });
    expect(entry?.faults.map(({ field }) => field)).toEqual(['exten', 'note']);
    expect(entry?.raw).toContain('exten_paused?reason=x&exten=');
  });

  it.each([
    ['broken JSON', json, '{"event":"call_end",'],
    ['neither form nor JSON', json, 'hello'],
    ['an array of no objects', json, '["call_end", 7, null]'],
    ['a lost envelope', json, '{"event":"call:ring","data":"{broken"}'],
  ])('that is %s is kept as it came', async (_what, headers, body) => {
    const answer = await ask(office.url(), 'POST', `/pbx/${contaqtKey}`, headers, body);
    expect(answer.status).toBe(400);
    const entry = await latest();
    expect([entry.status, entry.raw]).toEqual(['rejected', expect.stringContaining(body) as string]);
    expect(entry.faults.length).toBeGreaterThan(0);
  });

  it('in a batch does not take the others along', async () => {
    const cast = aCast();
    const [ring, answer] = scenarios.contaqt.simple(cast).map(({ event, fields }) => ({ event, ...fields }));
    const batch = [
      ring,
      { event: 'call:ring', id: 'x' },
      { event: 'call:surprise' },
      answer,
      { event: 'call:end' },
    ];
    const response = await ask(office.url(), 'POST', `/pbx/${contaqtKey}`, json, JSON.stringify(batch));
    expect(response.status).toBe(400);
    expect(response.body).toContain('"[1].call_id"');
    expect(response.body).toContain('"[4].id"');
    const entries = (await office.journal()).slice(0, 5).reverse();
    expect(entries.map(({ event, status }) => [event, status])).toEqual([
      ['call:ring', 'accepted'],
      ['call:ring', 'rejected'],
      ['call:surprise', 'unrecognised'],
      ['call:answer', 'accepted'],
      ['call:end', 'rejected'],
    ]);
    expect((await office.callOf(cast.callId)).state).toBe('answered');
  });

  it('of an unknown name is unrecognised, kept and acknowledged', async () => {
    const answer = await ask(office.url(), 'GET', `/pbx/${linuxboxKey}/coffee_ready?cups=2`);
    expect(answer).toMatchObject({ status: 200, body: 'OK' });
    expect(await latest()).toMatchObject({
      status: 'unrecognised',
      event: 'coffee_ready',
      raw: 'coffee_ready?cups=2',
    });
  });
});

describe('a batch of nothing', () => {
  it('is kept like everything that is acknowledged', async () => {
    const answer = await ask(office.url(), 'POST', `/pbx/${contaqtKey}?from=x`, json, '[]');
    expect(answer).toMatchObject({ status: 200, body: 'OK' });
    expect(await latest()).toMatchObject({ status: 'unrecognised', event: null, raw: '?from=x\n\n[]' });
  });
});

describe('the journal', () => {
  it('never holds the key, however the event was sent', async () => {
    const cast = aCast();
    const [step] = scenarios.linuxbox.simple(cast);
    if (step === undefined) throw new Error('a call begins');
    await office.tell('office', step, 'get-path');
    await office.tell('office', step, 'post-json');
    await ask(office.url(), 'GET', `/pbx/${linuxboxKey}`);
    await ask(office.url(), 'GET', `/pbx/${linuxboxKey}/`);
    await ask(office.url(), 'POST', `/pbx/${linuxboxKey}/call_end//?a=b`, form, 'call_id=1');
    const entries = await office.journal();
    expect(entries.length).toBeGreaterThan(4);
    for (const { raw } of entries)
      for (const key of [linuxboxKey, contaqtKey]) expect(raw).not.toContain(key);
  });

  it('holds what was on the wire: URL, header and body', async () => {
    await ask(
      office.url(),
      'POST',
      `/pbx/${linuxboxKey}?x=1`,
      { ...form, 'X-Event': 'call_end' },
      'call_id=7.1',
    );
    expect((await latest()).raw).toBe('?x=1\nX-Event: call_end\n\ncall_id=7.1');
  });

  it('is read by source and by status', async () => {
    const rejected = await office.journal('status=rejected&source=hub');
    expect(rejected.length).toBeGreaterThan(0);
    for (const { source, status } of rejected) expect([source, status]).toEqual(['hub', 'rejected']);
  });
});

describe('one connection', () => {
  it('serves good and bad requests one after the other', async () => {
    const step = { afterMs: 0, event: 'call_end', fields: { call_id: '1' } };
    const statuses: number[] = [];
    for (const fields of [step.fields, {}, step.fields]) {
      statuses.push((await office.send('office', encodeStep('linuxbox', { ...step, fields }))).status);
    }
    expect(statuses).toEqual([200, 400, 200]);
  });
});
