import { afterAll, beforeAll, expect, test } from 'vitest';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';

let office: TestService;
beforeAll(async () => {
  office = await startTestService();
});
afterAll(() => office.stop());

test('a call says what came, how it was understood, who was shown it, and what the CRM did', async () => {
  const eva = await office.stream(staff.eva.email);
  const cast = aCast();
  await office.play('office', scenarios.linuxbox.ringGroup(cast));
  await office.quiet();
  const { timeline, explanations } = await office.callOf(cast.callId);
  eva.close();

  const ring = timeline.find(({ event }) => event === 'start_int_dial');
  expect(ring).toMatchObject({ status: 'accepted', fields: { type: 'leg_ringing' }, faults: [] });
  expect(ring?.raw).toContain('start_int_dial?');
  const own = timeline.filter(({ status }) => status === 'ringside').map(({ summary }) => summary);
  expect(own).toEqual([
    'The phone index knows Karel Novák (contacts)',
    'Shown to Eva: ringing',
    'Not shown to Jan: no panel was open',
    'Not shown to Ota: no panel was open',
    'Shown to Eva: a colleague answered',
    'Over and quiet: planned for every connection',
    'contacts: Written',
  ]);
  const times = timeline.map(({ at }) => at);
  expect(times).toEqual(times.toSorted());
  expect(explanations).toMatchObject([
    { connection: 'contacts', agent: 'Jan', status: 'logged', advice: null },
  ]);
});

test('a call that was left out names the rule', async () => {
  const cast = aCast();
  await office.play('office', scenarios.linuxbox.internal(cast));
  await office.quiet();
  const { explanations } = await office.callOf(cast.callId);
  expect(explanations).toMatchObject([
    { status: 'skipped', sentence: 'It was a call between colleagues, and the rules leave those out.' },
  ]);
  const [found] = await office.listCalls('fate=skipped&reason=internal');
  expect(found?.pbxCallId).toBe(cast.callId);
});
