import { z } from 'zod';
import { startHelper } from '../processes/ask.ts';
import type { Figure, Verdict } from '../report/figure.ts';
import { number } from '../report/format.ts';
import { indexed, open, products, startCrmWorld, titles, unlogged, type Product } from '../world/crm.ts';
import type { Settings } from './settings.ts';

const agents = 200;
const contacts = 2_000;
/** Of requests for each logged call. */
const limits: Record<Product, number> = { salesforce: 0.01, hubspot: 0.03 };

interface Cost {
  calls: number;
  logged: number;
  linked: number;
  asked: { lookup: number; log: number; mirror: number };
  rings: number;
}

/** Figure 6: what a burst of calls costs in requests to the CRM, from known callers. Counts, no times. */
export async function crmCost(settings: Settings): Promise<Figure> {
  const costs = new Map<Product, Cost>();
  for (const product of products) {
    settings.say(product);
    costs.set(product, await measure(settings, product));
  }
  const rows = products.map((product) => {
    const { logged, linked, asked, rings } = costs.get(product) ?? none;
    const each = logged === 0 ? NaN : asked.log / logged;
    return [titles[product], logged, linked, asked.log, each, rings, asked.lookup, asked.mirror].map((one) =>
      typeof one === 'number' ? number(one) : one,
    );
  });
  return {
    id: 'crm-cost',
    tables: [
      {
        header: [
          'a burst of calls',
          'logged',
          'of them linked',
          'requests to log',
          'each',
          'rings',
          'requests to look up',
          'to mirror, meanwhile',
        ],
        rows,
      },
    ],
    verdicts: products.map((product) => verdict(product, costs.get(product) ?? none)),
  };
}

const none: Cost = { calls: 0, logged: 0, linked: 0, asked: { lookup: 0, log: 0, mirror: 0 }, rings: 0 };

async function measure(settings: Settings, product: Product): Promise<Cost> {
  const calls = Math.round(10_000 * settings.scale);
  const world = await startCrmWorld(settings, product, { agents, contacts });
  const client = startHelper('load-client.js');
  try {
    await world.until('everybody is in the index', () => indexed(world) >= contacts, 120_000);
    const before = await world.asked();
    const traffic = { calls, agents, seed: 7, contacts, known: 1 };
    const { requests } = await client.ask('write', traffic, z.object({ requests: z.number() }));
    const load = { ports: [world.target.port], connections: 50, keepAlive: true, from: 0, to: requests };
    await client.ask('load', load, z.unknown());
    await world.until('all calls are logged', () => open(world) + unlogged(world) === 0, 600_000);
    const [after, { calls: logged, keys, linked }] = [await world.asked(), await world.holds()];
    if (logged !== keys) throw new Error(`${logged - keys} calls are in the CRM twice`);
    return {
      calls,
      logged,
      linked,
      rings: world.count('legs'),
      asked: {
        lookup: after.lookup - before.lookup,
        log: after.log - before.log,
        mirror: after.mirror - before.mirror,
      },
    };
  } finally {
    client.end();
    await world.end();
  }
}

function verdict(product: Product, { logged, asked }: Cost): Verdict {
  const each = asked.log / logged;
  return {
    met: each <= limits[product] && asked.lookup === 0,
    text: `${titles[product]}: ${each.toFixed(4)} requests a call (at most ${limits[product]}), ${asked.lookup} for rings (0).`,
  };
}
