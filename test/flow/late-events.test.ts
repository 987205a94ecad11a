import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireStep } from '../../src/demo/cast.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

describe('an event that comes after the call was logged', () => {
  let office: TestService;
  beforeAll(async () => {
    office = await startTestService();
  });
  afterAll(() => office.stop());

  it('changes what was logged: a recording', async () => {
    const cast = aCast();
    const steps = scenarios.linuxbox.recordedTwice(cast);
    const isRecording = ({ event }: WireStep): boolean => event.startsWith('call_recording');
    await office.play(
      'office',
      steps.filter((step) => !isRecording(step)),
    );
    await office.quiet();
    const [before] = await office.inBook(cast.callId);
    expect(before).toMatchObject({ recorded: false, recordings: [] });

    await office.play('office', steps.filter(isRecording).slice(0, 2));
    await office.quiet();
    const [after, ...others] = await office.inBook(cast.callId);
    expect(after).toMatchObject({ key: before?.key, recorded: true });
    expect(after?.recordings).toHaveLength(1);
    expect(others).toEqual([]);
  });

  it('changes a missed call into an answered one, in the same record', async () => {
    const cast = aCast();
    const steps = scenarios.contaqt.simple(cast);
    const [ring, answer, ...ends] = steps;
    if (ring === undefined || answer === undefined) throw new Error('a call rings and is answered');
    await office.play('hub', [ring, ...ends]);
    await office.quiet();
    await office.tell('hub', answer);
    await office.quiet();
    const inBook = await office.inBook(cast.callId);
    expect(inBook.map(({ outcome, talkMs, agent }) => [outcome, talkMs, agent?.email])).toEqual([
      ['answered', 34_000, staff.eva.email],
    ]);
    const call = await office.callOf(cast.callId);
    expect(call.activities).toHaveLength(1);
    expect((await office.ledger()).balanced).toBe(true);
  });

  it('adds a record for an agent nobody had heard of, and leaves the first one', async () => {
    const cast = aCast();
    const steps = scenarios.contaqt.blindTransfer(cast);
    const isJans = ({ fields }: WireStep): boolean => fields['dst_user_id'] === 'jan';
    await office.play(
      'hub',
      steps.filter((step) => !isJans(step)),
    );
    await office.quiet();
    const [first] = await office.inBook(cast.callId);
    await office.play('hub', steps.filter(isJans));
    await office.quiet();
    const inBook = await office.inBook(cast.callId);
    expect(inBook.map(({ agent, talkMs }) => [agent?.name, talkMs])).toEqual([
      ['Eva', 21_000],
      ['Jan', 38_000],
    ]);
    expect(inBook[0]?.key).toBe(first?.key);
  });

  it('changes nothing when it was there before', async () => {
    const cast = aCast();
    const steps = scenarios.contaqt.simple(cast);
    await office.play('hub', steps);
    await office.quiet();
    const before = await office.callOf(cast.callId);
    await office.play('hub', steps);
    await office.quiet();
    const after = await office.callOf(cast.callId);
    expect(after.sequence).toBe(before.sequence);
    expect(after.activities).toEqual(before.activities);
  });

  it('is taken in after a restart as well', async () => {
    const cast = aCast();
    const [ring, answer, ...ends] = scenarios.contaqt.simple(cast);
    if (ring === undefined || answer === undefined) throw new Error('a call rings and is answered');
    await office.play('hub', [ring, ...ends]);
    await office.quiet();
    await office.restart();
    await office.tell('hub', answer);
    await office.quiet();
    expect((await office.inBook(cast.callId)).map(({ outcome }) => outcome)).toEqual(['answered']);
  });
});

describe('an event that comes when the journal has forgotten the call', () => {
  it('is kept, and changes nothing of what was logged', async () => {
    const start = Date.UTC(2026, 10, 2, 9);
    const office = await startTestService({ frozenAt: start, config: { journal: { pruneEveryMs: 20 } } });
    const cast = aCast({ startedAt: start });
    const steps = scenarios.contaqt.simple(cast);
    await office.play('hub', steps);
    office.advance(1_000);
    await office.quiet();
    const before = await office.callOf(cast.callId);
    office.advance(31 * 24 * 3_600_000);
    await until('the journal is pruned', async () => (await office.journal()).length === 0);
    await office.restart();

    const [, answer] = steps;
    if (answer === undefined) throw new Error('the call was answered');
    const late = { ...answer, fields: { ...answer.fields, ts: String(start / 1_000 + 90) } };
    await office.tell('hub', late);
    office.advance(1_000);
    await office.quiet();
    expect(await office.journal()).toMatchObject([{ event: 'call:answer', status: 'accepted' }]);
    const after = await office.callOf(cast.callId);
    expect({ ...after, timeline: [], activities: [] }).toEqual({ ...before, timeline: [], activities: [] });
    expect(await office.inBook(cast.callId)).toMatchObject([{ outcome: 'answered', talkMs: 34_000 }]);
    await office.stop();
  });
});

describe('a call that the phone system never ends', () => {
  let office: TestService;
  beforeAll(async () => {
    office = await startTestService({ config: { calls: { settleAfterMs: 60, staleAfterMs: 400 } } });
  });
  afterAll(() => office.stop());

  it('is given an end, leaves the screen, and is logged', async () => {
    const cast = aCast();
    const eva = await office.stream(staff.eva.email);
    await office.play('office', scenarios.linuxbox.endMissing(cast));
    await eva.until('it leaves the screen', () => eva.popsOf(cast.callId).at(-1)?.popState === 'ended');
    await office.quiet();
    const call = await office.callOf(cast.callId);
    expect(call).toMatchObject({ state: 'ended', endSynthesised: true, outcome: 'answered' });
    expect(call.timeline).toContainEqual(
      expect.objectContaining({ event: 'ringside:end', status: 'ringside' }),
    );
    expect(await office.inBook(cast.callId)).toMatchObject([
      { endSynthesised: true, agent: { name: 'Eva' } },
    ]);
    eva.close();
  });

  it('goes on when it was not over after all, and its record tells the real end', async () => {
    const cast = aCast();
    const steps = scenarios.linuxbox.simple(cast);
    await office.play('office', steps.slice(0, 3));
    await office.quiet();
    expect(await office.inBook(cast.callId)).toMatchObject([{ endSynthesised: true }]);
    await office.play('office', steps.slice(3));
    await office.quiet();
    expect(await office.inBook(cast.callId)).toMatchObject([{ endSynthesised: false, outcome: 'answered' }]);
    const call = await office.callOf(cast.callId);
    expect(call).toMatchObject({ state: 'ended', endSynthesised: false });
    expect((await office.ledger()).balanced).toBe(true);
  });

  it('is settled by the next start, when nobody was there at the time', async () => {
    const cast = aCast();
    await office.play('office', scenarios.linuxbox.endMissing(cast));
    await office.restart();
    await office.quiet();
    expect(await office.inBook(cast.callId)).toHaveLength(1);
  });
});
