import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from '../../src/demo/scenarios.ts';
import { linuxboxOracles } from '../calls/scenario-oracles.ts';
import { aCast } from '../support/cast.ts';
import { startTestService, type TestService } from '../support/service.ts';

const aState = { afterMs: 0, event: 'pbx_agent_set_state', fields: { userid: 'iva', state_name: 'ready' } };
const staleAfterMs = 4 * 3_600_000;

/** linuxbox sends no times: a call takes as long as its webhooks are apart. */
describe('calls of linuxbox, each webhook in its time', () => {
  let office: TestService;
  beforeAll(async () => {
    office = await startTestService({
      frozenAt: Date.UTC(2026, 10, 2, 9),
      config: { calls: { staleAfterMs } },
    });
  });
  afterAll(() => office.stop());

  it.each(Object.entries(scenarios.linuxbox))('%s', async (name, scenario) => {
    const oracle = linuxboxOracles[name];
    if (oracle === undefined) throw new Error(`nobody says what comes of ${name}`);
    const cast = aCast();
    for (const step of scenario(cast)) {
      office.advance(step.afterMs);
      await office.tell('office', step);
    }
    office.advance(oracle.endSynthesised === true ? staleAfterMs : 1_000);
    // Whatever comes next makes it look at its clock.
    await office.tell('office', aState);
    await office.quiet();

    const { outcome, endSynthesised = false, recordings = 0, waitMs } = oracle;
    const call = await office.callOf(cast.callId);
    expect(call).toMatchObject({ outcome, endSynthesised });
    expect(call.recordings).toHaveLength(recordings);
    if (waitMs !== undefined) expect(call.waitMs).toBe(waitMs);

    const talk = Object.values(oracle.talkMs);
    expect(call.talkMs).toBe(talk.reduce((sum, ms) => sum + ms, 0));
    const inBook = await office.inBook(cast.callId);
    expect(inBook.map(({ talkMs }) => talkMs)).toEqual(recordsOf(oracle.direction, talk));
    for (const one of inBook) expect(one.waitMs).toBe(call.waitMs);
  });
});

/** Calls between colleagues are not logged; what nobody answered is logged once. */
function recordsOf(direction: string | undefined, talk: readonly number[]): readonly number[] {
  if (direction === 'internal') return [];
  return talk.length === 0 ? [0] : talk;
}
