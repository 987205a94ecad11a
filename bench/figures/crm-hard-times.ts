import { z } from 'zod';
import { startHelper } from '../processes/ask.ts';
import type { Figure } from '../report/figure.ts';
import { number } from '../report/format.ts';
import { indexed, open, products, startCrmWorld, titles, unlogged, type Product } from '../world/crm.ts';
import type { Settings } from './settings.ts';

const agents = 200;
const contacts = 2_000;
/** `lookup.deadlineMs`, and what comes to it on a machine that does all of this at once. */
const deadlineMs = 1_500;
const toleranceMs = 100;
const ringsPerSecond = 5;

interface Hardship {
  calls: number;
  logged: number;
  keys: number;
  dead: number;
  requests: number;
  seconds: number;
  /** Of rings whose caller only the CRM might know. */
  popP50: number;
  popMax: number;
  missing: number;
}

const rung = z.object({
  pop: z.object({ p50: z.number(), max: z.number() }),
  missing: z.number(),
  refused: z.number(),
});

/** Figure 8: a CRM that takes 5 requests a second and refuses every third, while phones ring. */
export async function crmHardTimes(settings: Settings): Promise<Figure> {
  const results = new Map<Product, Hardship>();
  for (const product of products) {
    settings.say(product);
    results.set(product, await measure(settings, product));
  }
  const all = [...results];
  return {
    id: 'crm-hard-times',
    tables: [
      {
        header: [
          '5 requests/s, every third refused',
          'calls',
          'logged',
          'twice',
          'dead',
          'requests',
          'all logged after s',
          'strangers’ rings decided, p50 ms',
          'max ms',
        ],
        rows: all.map(([product, one]) => [
          titles[product],
          ...[
            one.calls,
            one.logged,
            one.logged - one.keys,
            one.dead,
            one.requests,
            one.seconds,
            one.popP50,
            one.popMax,
          ].map(number),
        ]),
      },
    ],
    verdicts: all.map(([product, one]) => ({
      met:
        one.logged === one.calls &&
        one.keys === one.calls &&
        one.dead + one.missing === 0 &&
        one.popMax <= deadlineMs + toleranceMs,
      text: `${titles[product]}: ${one.logged} of ${one.calls} logged, ${one.logged - one.keys} twice, ${one.dead} dead; the slowest ring was decided after ${number(one.popMax)} ms (deadline ${deadlineMs}).`,
    })),
  };
}

async function measure(settings: Settings, product: Product): Promise<Hardship> {
  const calls = Math.round(500 * settings.scale);
  const world = await startCrmWorld(settings, product, { agents, contacts });
  const [client, screens] = [startHelper('load-client.js'), startHelper('stream-client.js')];
  try {
    await world.until('everybody is in the index', () => indexed(world) >= contacts, 120_000);
    const before = await world.asked();
    await world.mood('hard times');
    const { port } = world.target;
    const startedAt = performance.now();
    const logging = sendCalls();
    const rings = await ring();
    await logging;
    await world.until('all calls are logged', () => open(world) + unlogged(world) === 0, 900_000);
    const seconds = (performance.now() - startedAt) / 1_000;
    const [asked, held] = [await world.asked(), await world.holds()];
    return {
      calls: planned(),
      logged: held.calls,
      keys: held.keys,
      dead: world.count("activities WHERE status = 'dead'"),
      requests: asked.log + asked.lookup - before.log - before.lookup,
      seconds,
      popP50: rings.pop.p50,
      popMax: rings.pop.max,
      missing: rings.missing + rings.refused,
    };

    async function sendCalls(): Promise<void> {
      const traffic = { calls, agents, seed: 8, contacts, known: 1 };
      const { requests } = await client.ask('write', traffic, z.object({ requests: z.number() }));
      const load = { ports: [port], connections: 5, keepAlive: true, from: 0, to: requests };
      await client.ask('load', load, z.unknown());
    }

    /** Callers whom nobody knows, so that each ring asks the CRM. */
    async function ring(): Promise<z.infer<typeof rung>> {
      const count = Math.max(20, Math.round(150 * settings.scale));
      await screens.ask('writeRings', { count, agents, from: contacts }, z.unknown());
      await screens.ask('open', { port, streams: agents, stage: 'looked up' }, z.unknown());
      return screens.ask('ring', { port, rate: ringsPerSecond, connections: 5, events: count }, rung);
    }

    /** Of calls between colleagues nothing is logged; of those handed on, one for each who talked. */
    function planned(): number {
      return world.count(`activities JOIN connections ON connections.id = connection_id
        WHERE connections.name = 'crm' AND activities.status <> 'skipped'`);
    }
  } finally {
    client.end();
    screens.end();
    await world.end();
  }
}
