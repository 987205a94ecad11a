import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { startHelper, type Helper } from '../processes/ask.ts';
import type { Place } from './place.ts';
import { seal } from './seed.ts';

/** Starts a fake Salesforce in a process of its own and connects the place with it. Nobody may have it open. */
export async function connectFakeCrm({ database }: Place, name: string): Promise<Helper> {
  const crm = startHelper('crm.js');
  const { settings } = await crm.ask(
    'start',
    { product: 'salesforce' },
    z.object({ settings: z.looseObject({}) }),
  );
  const sealed = seal.seal(JSON.stringify(settings));
  await database.run([
    `INSERT INTO connections (id, name, crm, settings_sealed, rules_json, status, provisioned, created_at)
      VALUES ('${randomUUID()}', '${name}', 'salesforce', '${sealed}', '{}', 'active', 0, ${Date.now()})`,
  ]);
  return crm;
}
