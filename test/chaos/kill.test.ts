import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/api/admin.ts';
import { rowsOf } from '../support/peek.ts';
import { startProcess, type TestProcess } from '../support/process.ts';
import { until } from '../support/until.ts';
import { aStormCall, deliver, expectedAgents, type StormCall } from './storm.ts';

const kills = 4;
const linesAtOnce = 10;
const mostCalls = 600;

let office: TestProcess;
beforeAll(async () => {
  office = await startProcess();
});
afterAll(() => office.stop());

describe('killed again and again in a storm of calls', () => {
  const calls: StormCall[] = [];
  const acknowledged = new Set<string>();
  const ledgers: Ledger[] = [];
  let sentAgain = 0;

  beforeAll(async () => {
    const storm = new AbortController();
    const lines = Array.from({ length: linesAtOnce }, () => phone(storm.signal));
    const looking = lookAtLedger(storm.signal);
    for (let kill = 0; kill < kills; kill += 1) {
      // Calls are settled and logged just then.
      const logged = (await office.inBook()).length;
      const isBusy = async () =>
        (await office.inBook()).length > logged + 5 * kill || calls.length === mostCalls;
      await until('calls are being logged', isBusy);
      await office.kill();
      await office.start();
    }
    storm.abort();
    await Promise.all([...lines, looking]);
    await office.quiet();
  }, 120_000);

  /** One call after the other until the storm is over. */
  async function phone(over: AbortSignal): Promise<void> {
    while (!over.aborted && calls.length < mostCalls) {
      const call = aStormCall(calls.length);
      calls.push(call);
      for (const delivery of call.deliveries) {
        sentAgain += (await deliver(office, call.source, delivery)) - 1;
        acknowledged.add(delivery.mark);
      }
    }
  }

  async function lookAtLedger(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await office.ledger().then(
        (ledger) => ledgers.push(ledger),
        // It is dead just now.
        () => undefined,
      );
      await sleep(20);
    }
  }

  it('was a storm, and the kills hit it', () => {
    expect(calls.length).toBeGreaterThan(linesAtOnce * 2);
    expect(sentAgain).toBeGreaterThan(kills);
  });

  it('loses nothing that was acknowledged', () => {
    const rows = rowsOf<{ raw: string }>(office.databaseFile, 'SELECT raw FROM journal');
    const kept = new Set(rows.flatMap(({ raw }) => /m\d+m/.exec(raw)?.[0] ?? []));
    expect([...acknowledged].filter((mark) => !kept.has(mark))).toEqual([]);
  });

  it('logs each call exactly once for each agent who talked, and no other', async () => {
    const logged = new Map(calls.map(({ cast }) => [cast.callId, [] as (string | null)[]]));
    for (const { pbxCallId, agent } of await office.inBook())
      logged.get(pbxCallId)?.push(agent?.name ?? null);
    for (const { cast, name, source, oracle } of calls)
      expect([source, name, logged.get(cast.callId)?.sort()]).toEqual([source, name, expectedAgents(oracle)]);
    const expected = calls.flatMap(({ oracle }) => expectedAgents(oracle));
    expect(await office.inBook()).toHaveLength(expected.length);
  });

  it('logs them right: outcomes, and the times where the phone system tells them', async () => {
    const all = await office.inBook();
    for (const { cast, name, source, oracle } of calls) {
      for (const { outcome, talkMs, agent } of all.filter((one) => one.pbxCallId === cast.callId)) {
        expect([name, outcome]).toEqual([name, oracle.outcome]);
        if (source === 'hub' && agent !== null)
          expect(talkMs).toBe(oracle.talkMs[agent.name.toLowerCase()] ?? 0);
      }
    }
  });

  it('balances the ledger at every look, and in the end', async () => {
    expect(ledgers.length).toBeGreaterThan(5);
    expect(ledgers.filter(({ balanced }) => !balanced)).toEqual([]);
    const last = await office.ledger();
    expect(last).toMatchObject({ balanced: true, settledCalls: calls.length });
    expect(last.connections).toMatchObject([{ connection: 'contacts', waiting: 0, dead: 0 }]);
  });

  it('stops in peace when asked to', async () => {
    expect(await office.stop()).toBe(0);
  });
});
