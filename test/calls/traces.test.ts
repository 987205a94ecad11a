import { beforeAll, expect, it } from 'vitest';
import { pino } from 'pino';
import { createTraces, tracesOf, type Trace } from '../../src/calls/traces.ts';
import type { Db } from '../../src/store/database.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { until } from '../support/until.ts';

const log = pino({ level: 'silent' });
const shown: Trace = { kind: 'pop', agentId: 'eva', state: 'ringing', shown: true };

describeEachDatabase('what was done for a call', (open) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = await open());
  });
  const seen = async (call: string): Promise<unknown[]> =>
    (await tracesOf(db, call)).map(({ at, trace }) => [at, trace]);

  it('is written a moment later, each thing once and with its first time', async () => {
    let now = 1_000;
    const traces = createTraces({ db, clock: () => now, log, everyMs: 1 });
    traces.note('once', shown);
    now = 2_000;
    traces.note('once', shown);
    traces.note('once', { ...shown, state: 'answered' });
    await until('it is written', async () => (await seen('once')).length === 2);
    now = 3_000;
    traces.note('once', shown);
    await traces.flush();
    expect(await seen('once')).toEqual([
      [1_000, shown],
      [2_000, { ...shown, state: 'answered' }],
    ]);
  });

  it('keeps apart who had no panel open and who opened one later', async () => {
    let now = 1;
    const traces = createTraces({ db, clock: () => now++, log });
    traces.note('late', { ...shown, shown: false });
    traces.note('late', shown);
    await traces.stop();
    expect(await seen('late')).toEqual([
      [1, { ...shown, shown: false }],
      [2, shown],
    ]);
  });

  it('is one account of what several processes noted', async () => {
    const [unseen, carried] = [
      { ...shown, shown: false, across: true },
      { ...shown, across: true },
    ];
    for (const [call, notes] of Object.entries({
      elsewhere: [unseen, carried],
      both: [shown, carried],
      opened_later: [unseen, shown, carried],
      nowhere: [unseen],
    })) {
      let now = 1;
      for (const note of notes) {
        const process = createTraces({ db, clock: () => now++, log });
        process.note(call, note);
        await process.stop();
      }
    }
    expect(await seen('elsewhere')).toEqual([[2, shown]]);
    expect(await seen('both')).toEqual([[1, shown]]);
    expect(await seen('opened_later')).toEqual([
      [1, { ...shown, shown: false }],
      [2, shown],
    ]);
    expect(await seen('nowhere')).toEqual([[1, { ...shown, shown: false }]]);
  });

  it('is bounded: what comes in crowds is passed over', async () => {
    const traces = createTraces({ db, clock: () => 1, log, everyMs: 60_000 });
    for (let call = 0; call < 5_000; call += 1) traces.note(`crowd-${String(call)}`, shown);
    await traces.flush();
    expect(await seen('crowd-999')).toHaveLength(1);
    expect(await seen('crowd-1000')).toHaveLength(0);
    traces.note('crowd-1000', shown);
    await traces.flush();
    expect(await seen('crowd-1000')).toHaveLength(1);
  });
});
