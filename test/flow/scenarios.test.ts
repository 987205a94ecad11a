import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiCallDetail, Pop } from '../../src/api/call.ts';
import type { Cast, Scenario } from '../../src/demo/cast.ts';
import { transports, type Transport } from '../../src/demo/encode.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { contaqtOracles, linuxboxOracles, type ScenarioOracle } from '../calls/scenario-oracles.ts';
import { aCast } from '../support/cast.ts';
import type { SourceName } from '../support/client.ts';
import { inParallel } from '../support/in-parallel.ts';
import { watchLedger, type LedgerWatch } from '../support/ledger-watch.ts';
import { karel, linuxboxKey, contaqtKey, staff, type StaffName } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';
import type { AgentStream } from '../support/stream.ts';

interface Play {
  source: SourceName;
  name: string;
  transport: Transport;
  cast: Cast;
  scenario: Scenario;
  oracle: ScenarioOracle;
}

const everyone = Object.keys(staff) as StaffName[];

const playsOf = (
  source: SourceName,
  told: Readonly<Record<string, Scenario>>,
  oracles: Readonly<Record<string, ScenarioOracle>>,
): Play[] =>
  Object.entries(told).flatMap(([name, scenario]) => {
    const oracle = oracles[name];
    if (oracle === undefined) throw new Error(`nobody says what comes of ${name}`);
    return transports.map((transport) => ({
      ...{ source, name, transport, scenario, oracle },
      cast: aCast({ lead: { id: 'L7', name: 'Nová poptávka' }, tags: ['vip'] }),
    }));
  });

const plays = [
  ...playsOf('office', scenarios.linuxbox, linuxboxOracles),
  ...playsOf('hub', scenarios.contaqt, contaqtOracles),
];
const kinds = [...new Set(plays.map(({ source, name }) => `${source} ${name}`))];

describe('every scripted call on every transport, many at a time', () => {
  let office: TestService;
  let ledgers: LedgerWatch;
  const panels = new Map<StaffName, AgentStream>();
  const calls = new Map<string, ApiCallDetail>();

  beforeAll(async () => {
    office = await startTestService({ config: { calls: { settleAfterMs: 60, staleAfterMs: 2_500 } } });
    for (const name of everyone) panels.set(name, await office.stream(staff[name].email));
    ledgers = watchLedger(office.ledger);
    await inParallel(8, plays, ({ source, scenario, cast, transport }) =>
      office.play(source, scenario(cast), transport),
    );
    await office.quiet();
    await drainPanels();
    for (const { cast } of plays) {
      calls.set(cast.callId, await office.callOf(cast.callId));
    }
  }, 240_000);
  afterAll(() => office.stop());

  /** Streams keep their order: when this last call has come, everything before it has. */
  async function drainPanels(): Promise<void> {
    const cast = aCast({ agents: Object.values(staff) });
    await office.play('office', scenarios.linuxbox.ringGroup(cast));
    for (const panel of panels.values()) {
      await panel.until('the last call is over', () => panel.popsOf(cast.callId).at(-1)?.state === 'ended');
    }
  }

  const callOf = ({ cast }: Play): ApiCallDetail => {
    const call = calls.get(cast.callId);
    if (call === undefined) throw new Error(`there is no call ${cast.callId}`);
    return call;
  };
  const popsOf = (name: StaffName, { cast }: Play): Pop[] => panels.get(name)?.popsOf(cast.callId) ?? [];

  describe.each(kinds)('%s', (kind) => {
    const own = plays.filter(({ source, name }) => kind === `${source} ${name}`);

    it.each(own)('is the right call by $transport', (one) => {
      const { source, oracle } = one;
      const call = callOf(one);
      expect(call).toMatchObject({ source, state: 'ended', outcome: oracle.outcome, ...standingOf(oracle) });
      const isInternal = oracle.direction === 'internal';
      expect(call.customer.e164).toBe(isInternal ? null : karel.phone);
      expect(call.matches.map(({ id }) => id)).toEqual(isInternal ? [] : [karel.id]);
      const rung = new Set(call.legs.map((leg) => leg.agent).filter((agent) => agent !== null));
      expect([...rung].sort()).toEqual(oracle.rung.map((user) => staff[user as StaffName].email).sort());
      // Two recordings within two seconds are byte-identical repeats; at their own pace: times.test.ts.
      const isRepeat = (status: string): boolean => status === 'duplicate' && oracle.recordings !== undefined;
      for (const { status } of call.timeline)
        expect(status === 'accepted' || status === 'ringside' || isRepeat(status)).toBe(true);
    });

    it.each(own)('pops up with exactly the agents concerned by $transport', (one) => {
      const hasPops = one.oracle.kind !== 'fax';
      for (const name of everyone) {
        const pops = popsOf(name, one);
        if (hasPops && one.oracle.rung.includes(name)) expectStory(pops, one.oracle, name);
        else expect(pops).toEqual([]);
      }
    });

    it.each(own)('is one activity for each agent who talked, by $transport', async (one) => {
      const { cast, source, oracle } = one;
      const { activities } = callOf(one);
      const inBook = await office.inBook(cast.callId);
      const agents = oracle.direction === 'internal' ? [] : expectedAgents(oracle);
      expect(inBook.map(({ agent }) => agent?.email ?? null)).toEqual(agents);
      expect(inBook.map(({ ownerId }) => ownerId)).toEqual(agents.map((email) => ownerOf(oracle, email)));
      expect(activities.map(({ status, reason }) => reason ?? status)).toEqual(
        oracle.direction === 'internal' ? ['internal'] : agents.map(() => 'logged'),
      );
      for (const { talkMs, agent, outcome, link } of inBook) {
        expect([outcome, link?.id]).toEqual([oracle.outcome, karel.id]);
        // linuxbox tells no times, and this play took none.
        if (source === 'hub' && agent !== null) expect(talkMs).toBe(talkOf(oracle, agent.email));
      }
    });
  });

  it('balances the ledger whenever one looks', async () => {
    const seen = await ledgers.end();
    expect(seen.length).toBeGreaterThan(20);
    expect(seen.filter(({ balanced }) => !balanced)).toEqual([]);
    for (const { connections } of seen) {
      for (const { planned, logged, waiting, dead, skipped } of connections) {
        const reasons = Object.values(skipped).reduce((sum, count) => sum + count, 0);
        expect(planned).toBe(logged + waiting + dead + reasons);
      }
    }
    const last = await office.ledger();
    expect(last.settledCalls).toBe(plays.length + 1);
    expect(last.connections[0]?.waiting).toBe(0);
  });

  it('leaves no name, number or key in the log', () => {
    const log = office.log.join('');
    for (const secret of ['Karel', '591166223', linuxboxKey, contaqtKey]) expect(log).not.toContain(secret);
  });
});

function standingOf({ direction, kind, endSynthesised, recordings }: ScenarioOracle) {
  return {
    direction: direction ?? 'inbound',
    kind: kind ?? 'voice',
    endSynthesised: endSynthesised ?? false,
    recorded: recordings !== undefined,
  };
}

/** Rings first, is answered where it was, and ends as it ended; nothing comes twice or out of order. */
function expectStory(pops: readonly Pop[], oracle: ScenarioOracle, name: StaffName): void {
  expect(pops[0]?.popState).toBe('ringing');
  expect(pops.at(-1)?.popState).toBe(lastPopState(oracle, name));
  const sequences = pops.map(({ sequence }) => sequence);
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
  expect(pops.some(({ popState }) => popState === 'answered')).toBe(name in oracle.talkMs);
}

const talkOf = ({ talkMs }: ScenarioOracle, email: string): number => talkMs[email.split('@')[0] ?? ''] ?? 0;

function lastPopState(oracle: ScenarioOracle, name: StaffName): Pop['popState'] {
  if (name in oracle.talkMs) return 'ended';
  if (Object.keys(oracle.talkMs).length > 0) return 'answered_elsewhere';
  return oracle.direction === 'outbound' ? 'ended' : 'missed';
}

/** In the order they answered; a missed call is nobody's. */
function expectedAgents({ talkMs, direction, rung }: ScenarioOracle): (string | null)[] {
  const talked = Object.keys(talkMs).map((user) => staff[user as StaffName].email);
  if (talked.length > 0) return talked;
  const [caller] = rung;
  return [direction === 'outbound' && caller !== undefined ? staff[caller as StaffName].email : null];
}

/** Who answered or dialled; a missed call is to be called back by the one whose phone rang. */
function ownerOf({ rung, talkMs }: ScenarioOracle, email: string | null): string {
  if (email !== null) return `crm-${email.split('@')[0] ?? ''}`;
  const [only, ...others] = rung;
  const isTheirs = only !== undefined && others.length === 0 && Object.keys(talkMs).length === 0;
  return isTheirs ? `crm-${only}` : 'front-desk';
}
