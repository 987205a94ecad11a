import fc from 'fast-check';
import type { Cast, Scenario, WireStep } from '../../src/demo/cast.ts';
import { encodeStep, transports, type Transport } from '../../src/demo/encode.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { contaqtOracles, linuxboxOracles, type ScenarioOracle } from '../calls/scenario-oracles.ts';
import { aCast } from '../support/cast.ts';
import type { Client, SourceName } from '../support/client.ts';
import { staff, type StaffName } from '../support/office.ts';

/** One call of the storm, and what must come of it. */
export interface StormCall {
  source: SourceName;
  name: string;
  cast: Cast;
  oracle: ScenarioOracle;
  /** In the order of sending: shaken, and some of them again. */
  deliveries: readonly Delivery[];
}

export interface Delivery {
  step: WireStep;
  /** In each request of this event, and so in the journal. */
  mark: string;
  transport: Transport;
}

const dialects = { office: 'linuxbox', hub: 'contaqt' } as const;
const told = { office: scenarios.linuxbox, hub: scenarios.contaqt } as const;
const oracles = { office: linuxboxOracles, hub: contaqtOracles } as const;
/** Their events without identity would count anew when they are sent again later; or the end takes four hours. */
const leftOut = new Set(['recordedTwice', 'spied', 'endMissing']);

const kinds = (['office', 'hub'] as const).flatMap((source) =>
  Object.entries<Scenario>(told[source]).flatMap(([name, scenario]) => {
    const oracle = oracles[source][name];
    return leftOut.has(name) || oracle === undefined ? [] : [{ source, name, scenario, oracle }];
  }),
);

let marks = 0;

export function aStormCall(seed: number): StormCall {
  const kind = kinds[seed % kinds.length];
  if (kind === undefined) throw new Error('there are no scenarios');
  const { source, name, scenario, oracle } = kind;
  const cast = aCast({ lead: { id: 'L7', name: 'Nová' } });
  const deliveries = shake(scenario(cast), seed);
  return { source, name, cast, oracle, deliveries };
}

/** These events shaken, and some of them again, each time by another transport. */
export function shake(steps: readonly WireStep[], seed: number): Delivery[] {
  const events = steps.map((step) => {
    const mark = `m${String((marks += 1))}m`;
    return { step: { ...step, fields: { ...step.fields, mark } }, mark };
  });
  const [delivery] = fc.sample(
    fc.tuple(
      fc.array(fc.nat(2), { minLength: events.length, maxLength: events.length }),
      anyShake(events.length),
    ),
    { numRuns: 1, seed },
  );
  const [repeats = [], places = []] = delivery ?? [];
  return events
    .flatMap((event, at) =>
      Array.from({ length: 1 + (repeats[at] ?? 0) }, (_, again) => ({ ...event, at, again })),
    )
    .sort((a, b) => a.at + (places[a.at] ?? 0) + 2 * a.again - (b.at + (places[b.at] ?? 0) + 2 * b.again))
    .map(({ step, mark }, at) => ({ step, mark, transport: pick(transports, seed + at) }));
}

/** How far each event is off its place. */
const anyShake = (length: number) =>
  fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: length, maxLength: length });

const pick = <T>(from: readonly [T, ...T[]], at: number): T => from[at % from.length] ?? from[0];

/** Sends until it is acknowledged, as a PBX that keeps what it could not deliver. Answers how often it had to. */
export async function deliver(
  client: Client,
  source: SourceName,
  { step, transport }: Delivery,
): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await client.send(source, encodeStep(dialects[source], step, transport));
      const text = await response.text();
      if (response.status === 200 && text === 'OK') return tries;
      if (response.status !== 503) throw new Refused(`${String(response.status)} ${text}`);
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

class Refused extends Error {}

/** Names of those under whom the call must be logged, sorted; null: under nobody. */
export function expectedAgents({ talkMs, direction, rung, kind }: ScenarioOracle): (string | null)[] {
  if (direction === 'internal') return [];
  const talked = Object.keys(talkMs);
  if (talked.length > 0) return talked.map((user) => staff[user as StaffName].name).sort();
  const [caller] = rung;
  const isTheirs = direction === 'outbound' && kind !== 'fax' && caller !== undefined;
  return [isTheirs ? staff[caller as StaffName].name : null];
}
