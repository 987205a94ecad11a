import { z } from 'zod';
import { aftermath } from '../figures/acknowledge.ts';
import { startHelper } from '../processes/ask.ts';
import { multiplyCalls } from './past-calls.ts';
import type { Ground, Place } from './place.ts';
import type { Size } from './seed.ts';

/** A place with calls that the service itself took, settled and logged. Nobody has it open. */
export interface Played extends Place {
  /** In the contact book. */
  activities: number;
}

const playedCalls = 1_000;

/** As many settled calls as `calls`: the first thousand played, the others copies of them. */
export async function playedPlace(ground: Ground, size: Size, calls = 10_000): Promise<Played> {
  const place = await ground.place(size);
  const client = startHelper('load-client.js');
  try {
    const target = await place.start('all');
    const traffic = { calls: playedCalls, agents: size.agents, seed: 4, contacts: size.contacts };
    const { requests } = await client.ask('write', traffic, z.object({ requests: z.number() }));
    const all = { from: 0, to: requests, ports: [target.port], connections: 20, keepAlive: true };
    await client.ask('load', all, z.unknown());
    await aftermath(place.database, requests);
    await target.stop();
  } finally {
    client.end();
  }
  await growTo(place, calls);
  return { ...place, activities: await place.database.count("activities WHERE status = 'logged'") };
}

/** More settled calls, to `calls` in all. */
export async function growTo({ database }: Place, calls: number): Promise<void> {
  const more = calls - (await database.count('calls'));
  if (more > 0) await multiplyCalls(database, more);
  await database.settle();
}
