import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Helper } from '../processes/ask.ts';
import type { Target } from '../processes/target.ts';
import { backlogOf } from '../world/backlog.ts';
import type { BenchDatabase } from '../world/database.ts';

/** One round of load on one server. */
export interface LoadRound {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Server CPU per request, µs: hardly disturbed by what else the machine does. */
  cpuUs: number;
  /** Share of a core that the load generator used: near 1 it is what limits the figure. */
  clientBusy: number;
}

export interface LoadShape {
  connections: number;
  keepAlive: boolean;
  /** Requests before those that are measured. */
  warm: number;
  measured: number;
}

const answer = z.object({
  seconds: z.number(),
  statuses: z.record(z.string(), z.number()),
  latency: z.object({ p50: z.number(), p99: z.number() }),
  busy: z.number(),
});

/** Warms the server up, then measures it. Anything but 200 is a fault of the bench. */
export async function loadRound(
  client: Helper,
  targets: readonly Target[],
  shape: LoadShape,
): Promise<LoadRound> {
  const { warm, measured, ...how } = shape;
  const load = { ...how, ports: targets.map(({ port }) => port) };
  const cpuMs = (): number => targets.reduce((sum, target) => sum + target.cpuMs(), 0);
  await client.ask('load', { ...load, from: 0, to: warm }, answer);
  const cpuBefore = cpuMs();
  const { seconds, statuses, latency, busy } = await client.ask(
    'load',
    { ...load, from: warm, to: warm + measured },
    answer,
  );
  const cpuUsed = cpuMs() - cpuBefore;
  if (statuses['200'] !== measured)
    throw new Error(`not everything was answered 200: ${JSON.stringify(statuses)}`);
  return {
    perSecond: measured / seconds,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
    cpuUs: (cpuUsed * 1000) / measured,
    clientBusy: busy,
  };
}

export interface Aftermath {
  /** From the end of the load until everything was settled, planned and logged. */
  seconds: number;
  settled: number;
  /** Settled when the load ended. */
  settledMeanwhile: number;
}

/** Waits until the last call is in the contact book, and checks that nothing acknowledged is missing. */
export async function aftermath(database: BenchDatabase, events: number): Promise<Aftermath> {
  const startedAt = performance.now();
  const settledMeanwhile = await database.count('calls WHERE settled_at IS NOT NULL');
  // Calls whose end was not sent any more are due in hours.
  const open = async (): Promise<number> =>
    (await database.count(`calls WHERE due_at < ${Date.now() + 60_000}`)) + (await backlogOf(database));
  while ((await open()) > 0) {
    if (performance.now() - startedAt > 600_000) throw new Error('calls are not settled after ten minutes');
    await sleep(200);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const journalled = await database.count('journal');
  if (journalled < events) throw new Error(`${events} events acknowledged, ${journalled} in the journal`);
  const settled = await database.count('calls WHERE settled_at IS NOT NULL');
  return { seconds, settledMeanwhile, settled };
}
