import { once } from 'node:events';
import { createRandom } from '../../../bench/world/random.ts';
import { startStormyHubspot } from '../stormy-hubspot.ts';
import { startStormySalesforce } from '../stormy-salesforce.ts';
import type { StormyCrm } from '../stormy-crm.ts';
import { orderShape, type CrmOrder } from './crm-orders.ts';

/** A fake CRM in a process of its own: it outlives everything that befalls Ringside, and does as its parent says. */
const [name, seedText] = process.argv.slice(2);
const seed = Number(seedText);
const random = createRandom(seed);
const crm = await (name === 'salesforce'
  ? startStormySalesforce({ unique: seed % 2 === 0 })
  : startStormyHubspot({ unique: true, oauth: false }));
/** Requests that were disturbed so far. */
let disturbed = 0;

async function obey(order: CrmOrder): Promise<unknown> {
  switch (order.do) {
    case 'describe':
      return describe(crm);
    case 'calls':
      return crm.calls();
    case 'weather':
      letLoose(order);
      return null;
    case 'down':
      await crm.down();
      return null;
    case 'up':
      await crm.up();
      return null;
    case 'trust':
      crm.trust(order.is);
      return null;
    case 'disturbed':
      return disturbed;
  }
}

function describe({ settings, owners, records, ownerOfNobodys }: StormyCrm) {
  return { name: crm.name, settings, owners, records, ownerOfNobodys };
}

function letLoose({ woes, chance }: Extract<CrmOrder, { do: 'weather' }>): void {
  crm.weather(() => {
    const woe = random() < chance ? woes[Math.floor(random() * woes.length)] : undefined;
    if (woe === undefined) return null;
    disturbed += 1;
    return woe;
  });
}

process.on('message', (message) => {
  const { id, order } = orderShape.parse(message);
  obey(order).then(
    (answer) => process.send?.({ id, answer }),
    (error: unknown) => process.send?.({ id, fault: String(error) }),
  );
});
process.send?.({ ready: true });
await once(process, 'disconnect');
process.exit(0);
