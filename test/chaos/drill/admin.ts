import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Db } from '../../../src/store/database.ts';
import { adminKey } from '../../support/office.ts';
import type { DrillInstallation } from './installations.ts';

const connectionsShape = z.object({ items: z.array(z.object({ name: z.string(), status: z.string() })) });

/** What a person does over the API when a CRM turned us away, or refused something. */
export interface Admin {
  /** Goes on with a connection, if it does not. */
  resume(connection: string): Promise<void>;
  /** Until every call is settled and everything that was planned is where it belongs. */
  seeEverythingThrough(): Promise<void>;
}

const againMs = 200;
const patienceMs = 20_000;
const roundMs = 1_000;
/** Longer than any backoff. */
const stepMs = 6 * 60_000;
const dayMs = 24 * 3_600_000;

export function createAdmin({ processes, setClock, open }: DrillInstallation, withinMs: number): Admin {
  const webs = processes.filter(({ isWeb }) => isWeb);
  let turn = 0;

  /** Asks one process after the other until one does it. */
  async function ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const giveUpAt = performance.now() + withinMs;
    let fault: unknown;
    for (;;) {
      const url = webs[(turn += 1) % webs.length]?.client.url() ?? '';
      try {
        const response = await fetch(`${url}/api/admin/${path}`, {
          method,
          headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(patienceMs),
        });
        const text = await response.text();
        // Not found: what was to be tried again has gone by itself.
        if (response.status === 404) return null;
        if (response.ok) return text === '' ? null : JSON.parse(text);
        fault = `${String(response.status)} ${text}`;
      } catch (error) {
        fault = error;
      }
      if (performance.now() > giveUpAt) throw new Error(`${method} ${path}: ${String(fault)}`);
      await sleep(againMs);
    }
  }
  const connections = async () => connectionsShape.parse(await ask('GET', 'connections')).items;

  async function resume(name: string): Promise<void> {
    const found = (await connections()).find((one) => one.name === name);
    if (found?.status !== 'active') await ask('POST', `connections/${name}/resume`);
  }

  async function tryAgain({ dead, changed }: Open): Promise<void> {
    for (const { name } of await connections()) await resume(name);
    if (dead > 0) await ask('POST', 'retries', {});
    for (const id of changed) await ask('POST', `activities/${id}/retry`);
  }

  return {
    resume,
    async seeEverythingThrough() {
      const { db, close } = await open();
      const giveUpAt = performance.now() + withinMs;
      // A day passes: calls whose end was never told are given one, quotas are over.
      try {
        for (let offset = dayMs; ; offset += stepMs) {
          setClock(offset);
          const left = await openWork(db);
          if (left.all === 0) return;
          if (performance.now() > giveUpAt)
            throw new Error(`there is always something to do: ${JSON.stringify(await why(db))}`);
          await tryAgain(left);
          await sleep(roundMs);
        }
      } finally {
        await close();
      }
    },
  };
}

interface Open {
  all: number;
  dead: number;
  /** Logged, but not as they are now. */
  changed: string[];
}

async function openWork(db: Db): Promise<Open> {
  const due = await db.selectFrom('calls').select('id').where('due_at', 'is not', null).execute();
  const rows = await db
    .selectFrom('activities')
    .select(['id', 'status'])
    .where('status', '!=', 'skipped')
    .where((where) =>
      where.or([where('status', '!=', 'logged'), where('payload_json', '!=', where.ref('logged_json'))]),
    )
    .execute();
  const changed = rows.filter(({ status }) => status === 'logged').map(({ id }) => id);
  return {
    all: due.length + rows.length,
    dead: rows.filter(({ status }) => status === 'dead').length,
    changed,
  };
}

/** For whoever reads why it did not end. */
async function why(db: Db): Promise<unknown> {
  const rows = await db
    .selectFrom('activities')
    .select(['key', 'status', 'reason', 'due_at', 'claimed_until', 'tries'])
    .where('status', 'not in', ['skipped', 'logged'])
    .limit(5)
    .execute();
  const attempts = await db
    .selectFrom('activity_attempts')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(5)
    .execute();
  return { rows, attempts };
}
