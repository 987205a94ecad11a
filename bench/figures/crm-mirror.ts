import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../report/figure.ts';
import { number } from '../report/format.ts';
import { indexed, products, startCrmWorld, titles, type Product } from '../world/crm.ts';
import type { Settings } from './settings.ts';

const contacts = 160_000;
/** More than an idle service may the first mirror take, MB. */
const allowedMb = 200;

interface Peak {
  mirrored: number;
  seconds: number;
  peakMb: number;
}

/** Figure 9: memory of the service while it mirrors a large CRM for the first time, beside one that mirrors nobody. */
export async function crmMirror(settings: Settings): Promise<Figure> {
  const wanted = Math.round(contacts * settings.scale);
  settings.say('nobody');
  const idle = await measure(settings, 'salesforce', 0);
  const peaks = new Map<Product, Peak>();
  for (const product of products) {
    settings.say(product);
    peaks.set(product, await measure(settings, product, wanted));
  }
  const row = (name: string, { mirrored, seconds, peakMb }: Peak): string[] => [
    name,
    ...[mirrored, seconds, peakMb].map(number),
  ];
  return {
    id: 'crm-mirror',
    tables: [
      {
        header: ['first mirror', 'numbers in the index', 's', 'peak of own memory, MB'],
        rows: [row('nobody', idle), ...products.map((one) => row(titles[one], peaks.get(one) ?? idle))],
      },
    ],
    verdicts: products.map((product) => {
      const above = (peaks.get(product)?.peakMb ?? NaN) - idle.peakMb;
      return {
        met: above <= allowedMb,
        text: `${titles[product]}: ${number(above)} MB above a service that mirrors nobody (at most ${allowedMb}).`,
      };
    }),
  };
}

/** The time in which HubSpot's limit of searches lets so many through is minutes. */
async function measure(settings: Settings, product: Product, count: number): Promise<Peak> {
  const startedAt = performance.now();
  const world = await startCrmWorld(settings, product, { agents: 10, contacts: count });
  let peakMb = 0;
  try {
    const until = performance.now() + (count === 0 ? 10_000 : 1_800_000);
    while (performance.now() < until && (count === 0 || indexed(world) < count)) {
      peakMb = Math.max(peakMb, world.target.memory().ownMb);
      await sleep(100);
    }
    return { mirrored: indexed(world), seconds: (performance.now() - startedAt) / 1_000, peakMb };
  } finally {
    await world.end();
  }
}
