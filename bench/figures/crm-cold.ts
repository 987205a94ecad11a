import { z } from 'zod';
import { startHelper } from '../processes/ask.ts';
import type { Figure } from '../report/figure.ts';
import { number, spread } from '../report/format.ts';
import { quantile, spreadOf } from '../report/statistics.ts';
import { products, startCrmWorld, titles, type Product } from '../world/crm.ts';
import { interleaved, type Settings } from './settings.ts';

const agents = 100;
const answerMs = 20;
/** Above the round trip, at p50. */
const allowedMs = 5;
/** HubSpot takes 5 searches a second. */
const ringsPerSecond = 3;
const warmRings = 10;

interface Round {
  p50: number;
  p99: number;
  /** A round trip to the CRM without Ringside. */
  tripMs: number;
}

const latency = z.object({ count: z.number(), p50: z.number(), p99: z.number() });
const rung = z.object({ pop: latency, missing: z.number(), refused: z.number() });

/** Figure 7: from the webhook to the caller's name on the stream, when only the CRM knows the caller. */
export async function crmCold(settings: Settings): Promise<Figure> {
  const rounds = await interleaved(settings, products, (product) => measure(settings, product));
  const of = (product: Product, pick: (round: Round) => number): number[] =>
    (rounds.get(product) ?? []).map(pick);
  return {
    id: 'crm-cold',
    tables: [
      {
        header: [
          `cold ring → name, a CRM that answers in ${answerMs} ms`,
          'p50 ms',
          'p99 ms',
          'round trip alone, p50 ms',
        ],
        rows: products.map((product) => [
          titles[product],
          ...[(r: Round) => r.p50, (r: Round) => r.p99, (r: Round) => r.tripMs].map((pick) =>
            spread(spreadOf(of(product, pick))),
          ),
        ]),
      },
    ],
    verdicts: products.map((product) => {
      const above = quantile(
        of(product, (r) => r.p50 - r.tripMs),
        0.5,
      );
      return {
        met: above <= allowedMs,
        text: `${titles[product]}: one round trip plus ${number(above)} ms at p50 (at most ${allowedMs}).`,
      };
    }),
  };
}

async function measure(settings: Settings, product: Product): Promise<Round> {
  const rings = Math.max(20, Math.round(90 * settings.scale));
  const world = await startCrmWorld(settings, product, { agents, contacts: 0 });
  const client = startHelper('stream-client.js');
  try {
    const { port } = world.target;
    await client.ask('writeRings', { count: warmRings + rings, agents }, z.unknown());
    await client.ask('open', { port, streams: agents, stage: 'looked up' }, z.unknown());
    // The mirror has had its first look and does not come again within the minute: nobody of these is in the index.
    await world.until('the mirror was there', () => world.mirrored(), 30_000);
    await world.add(0, warmRings + rings);
    await world.mood('slow');
    const plan = { port, rate: ringsPerSecond, connections: 5 };
    await client.ask('ring', { ...plan, events: warmRings }, rung);
    const { pop, missing, refused } = await client.ask('ring', { ...plan, events: rings }, rung);
    if (missing + refused > 0)
      throw new Error(`${missing} names came to no stream, ${refused} rings were refused`);
    const { lookup } = await world.asked();
    if (lookup < rings) throw new Error(`only ${lookup} of ${rings} rings were cold`);
    return { p50: pop.p50, p99: pop.p99, tripMs: await world.roundTrip() };
  } finally {
    client.end();
    await world.end();
  }
}
