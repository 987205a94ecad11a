import Database from 'better-sqlite3';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { startHelper } from '../processes/ask.ts';
import { startService, type Target } from '../processes/target.ts';
import type { Settings } from '../figures/settings.ts';
import { databaseIn } from './world.ts';

export const products = ['salesforce', 'hubspot'] as const;
export type Product = (typeof products)[number];
export const titles: Record<Product, string> = { salesforce: 'Salesforce', hubspot: 'HubSpot' };

const asked = z.object({ lookup: z.number(), log: z.number(), mirror: z.number() });
const held = z.object({ calls: z.number(), keys: z.number(), linked: z.number() });

/** A CRM in a process of its own, and the service connected to it, with an empty contact book. */
export interface CrmWorld {
  target: Target;
  dataDir: string;
  /** Contacts `from` … `to - 1` of the bench; the mirror learns of them at its next look. */
  add(from: number, to: number): Promise<void>;
  /** `slow`: 20 ms an answer. `hard times`: 5 requests a second, every third refused by 429 or 503. */
  mood(mood: 'fine' | 'slow' | 'hard times'): Promise<void>;
  /** Requests so far, by what they were for. */
  asked(): Promise<z.infer<typeof asked>>;
  holds(): Promise<z.infer<typeof held>>;
  count(sql: string): number;
  /** The mirror has been through once. */
  mirrored(): boolean;
  /** Median of a few requests to the CRM, ms, without Ringside. */
  roundTrip(): Promise<number>;
  /** Resolves when `isSo`; looks now and then. */
  until(what: string, isSo: () => boolean, mostMs: number): Promise<void>;
  end(): Promise<void>;
}

export const connectionName = 'crm';

export async function startCrmWorld(
  { worlds }: Settings,
  product: Product,
  { agents, contacts }: { agents: number; contacts: number },
): Promise<CrmWorld> {
  const crm = startHelper('crm.js');
  const { settings } = await crm.ask('start', { product }, z.object({ settings: z.looseObject({}) }));
  await crm.ask('add', { from: 0, to: contacts }, z.unknown());
  const dataDir = await worlds.dataDir({ contacts: 0, agents });
  const provisionDir = join(dataDir, 'provision');
  mkdirSync(provisionDir);
  const connections = [{ name: connectionName, crm: product, settings }];
  writeFileSync(join(provisionDir, 'crm.yaml'), JSON.stringify({ connections }));
  const target = await startService(dataDir, { PROVISION_DIR: provisionDir });
  const count = (sql: string): number => {
    const sqlite = new Database(databaseIn(dataDir), { readonly: true });
    try {
      return sqlite.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${sql}`).get()?.n ?? 0;
    } finally {
      sqlite.close();
    }
  };
  return {
    target,
    dataDir,
    async add(from, to) {
      await crm.ask('add', { from, to }, z.unknown());
    },
    async mood(mood) {
      await crm.ask('mood', { mood }, z.unknown());
    },
    asked: () => crm.ask('asked', {}, asked),
    holds: () => crm.ask('holds', {}, held),
    count,
    mirrored: () => count(`connections WHERE name = '${connectionName}' AND mirrored_at IS NOT NULL`) > 0,
    async roundTrip() {
      return (await crm.ask('trip', {}, z.object({ ms: z.number() }))).ms;
    },
    async until(what, isSo, mostMs) {
      const giveUpAt = performance.now() + mostMs;
      while (!isSo()) {
        if (performance.now() > giveUpAt) throw new Error(`waited in vain until ${what}`);
        await sleep(200);
      }
    },
    async end() {
      await target.stop();
      crm.end();
      worlds.drop(dataDir);
    },
  };
}

/** Contacts of the connection that a ring finds without asking. */
export const indexed = ({ count }: CrmWorld): number => count('phone_index');

/** Rows of the connection in the ledger that are not where they belong yet. */
export const unlogged = ({ count }: CrmWorld): number =>
  count(`activities JOIN connections ON connections.id = connection_id
    WHERE connections.name = '${connectionName}' AND activities.status IN ('waiting', 'sending')`);

export const open = ({ count }: CrmWorld): number => count(`calls WHERE due_at < ${Date.now() + 60_000}`);
