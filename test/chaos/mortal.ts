import { createLane, type Lane } from '../../src/activity/lane.ts';
import { createOutbox } from '../../src/activity/outbox.ts';
import type { PlanInput } from '../../src/activity/plan-input.ts';
import { voidClaims } from '../../src/activity/claims.ts';
import { openSqlite, type Db } from '../../src/store/database.ts';
import type { KyselyPlugin } from 'kysely';
import { quiet, resolvingBy, savePlan, type fakeConnections } from '../activity/installation.ts';
import type { StormyCrm } from './stormy-crm.ts';

/** For one call to the CRM: soon, since requests hang. */
export const deadlineMs = 250;
export const connectionId = 'k1';
const outbox = createOutbox(() => crypto.randomUUID());

/** A process of ours, as far as the engine goes: it may die between any two steps it takes outside itself. */
export interface Mortal {
  db: Db;
  lane: Lane;
  settle(input: PlanInput): Promise<void>;
  /** Dies after so many further steps, or with the answer to the next write of calls; resolves when it has. */
  dieAfter(steps: Steps): Promise<void>;
  /** Aborts what is under way, as a process that stops and cannot wait. */
  abort(): void;
  /** What the operating system does for the dead: nothing it began is ever finished. */
  bury(): void;
}

export type Steps = number | 'write';
export type Standing = ReturnType<typeof fakeConnections>;

/** Starts a process on this database and this CRM. */
export async function live(
  file: string,
  crm: StormyCrm,
  standing: Standing,
  planned: Map<string, PlanInput>,
): Promise<Mortal> {
  const { db: open, sqlite } = await openSqlite(file, 2_000);
  const power = createPower();
  const db = open.withPlugin(power.plugin);
  const stop = new AbortController();
  const connector = crm.open(async (url, init) => {
    await power.step();
    const response = await fetch(url, init);
    await power.step(/\/(composite\/sobjects|batch\/create)/.test(new Request(url).url));
    return response;
  });
  await voidClaims(db, Date.now());
  // The standing of the connection is in the database: it outlives the process, the connector does not.
  const connections = {
    ...standing,
    get: (id: string) => {
      const found = standing.get(id);
      return found === undefined ? undefined : { ...found, connector };
    },
  };
  const settle = async (input: PlanInput): Promise<void> => {
    planned.set(input.call.id, input);
    await savePlan(db, outbox, input, Date.now());
  };
  const lane = createLane(
    {
      db,
      connections,
      clock: () => Date.now(),
      log: quiet,
      random: () => 0.5,
      config: { deadlineMs, gatherMs: 0 },
      stop: stop.signal,
      ...resolvingBy(db, () => Date.now(), planned, settle),
      // By the rules of these calls nothing has to be found out of anybody.
      findOrMakeCaller: () => Promise.reject(new Error('every caller is logged as they are')),
      noteFound: () => Promise.reject(new Error('nothing was asked for')),
    },
    connectionId,
  );
  return {
    db,
    lane,
    settle,
    dieAfter: power.cutAfter,
    abort: () => stop.abort(),
    bury() {
      power.cut();
      sqlite.close();
    },
  };
}

/** Every query and every request goes through here, and none after the power is cut. */
export function createPower() {
  let left = Infinity;
  let atWrite = false;
  let onCut: () => void = () => undefined;
  const never = new Promise<never>(() => undefined);
  const step = async (writes = false): Promise<void> => {
    left = atWrite && writes ? -1 : left - 1;
    if (left >= 0) return;
    onCut();
    await never;
  };
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      await step();
      return result;
    },
  };
  return {
    step,
    plugin,
    cut: () => void (left = 0),
    cutAfter: (steps: Steps) =>
      new Promise<void>((resolve) => {
        atWrite = steps === 'write';
        if (steps !== 'write') left = steps;
        onCut = resolve;
      }),
  };
}
