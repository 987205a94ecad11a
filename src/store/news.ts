import type { Client } from 'pg';
import { processName } from './postgres.ts';

/** Names in `pg_notify` (`migrations/010-news.ts`). */
export type NewsOf = Readonly<Record<string, () => Promise<void>>>;

export interface NewsDeps {
  url: string;
  /** By table: takes over what other processes wrote to it. */
  of: NewsOf;
  /** One process of those that may lead leads: it does what one process is enough for. */
  mayLead: boolean;
  onError(error: unknown): void;
  /** Longest time without a look, should a word get lost, ms. */
  pollMs?: number;
}

export interface News {
  isLeader(): boolean;
  stop(): Promise<void>;
}

const connectMs = 5_000;
const againMs = 1_000;
/** Words that come so soon after another go together. */
const gatherMs = 20;

/**
 * Hears what other processes changed, on a connection of its own, and takes it over; whenever words may have been
 * lost, it takes over everything. Resolves when it hears. The connection also holds the lock of the leader: whatever
 * becomes of this process, PostgreSQL lets go of it.
 */
export async function startNews(deps: NewsDeps): Promise<News> {
  const { of, onError, mayLead, pollMs = 30_000 } = deps;
  const takeOver = createTakeOver(of, onError);
  let client: Client | null = null;
  let leads = false;
  let stopped = false;
  let again: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const next = await listen(deps.url, { hear: takeOver.note, onError, ended });
    client = next;
    leads = mayLead && (await triesToLead(next));
    takeOver.noteAll();
  }

  function ended(one: Client): void {
    if (client !== one) return;
    client = null;
    leads = false;
    later();
  }

  function later(): void {
    if (!stopped) again ??= setTimeout(reconnect, againMs);
  }
  function reconnect(): void {
    again = undefined;
    connect().catch((error: unknown) => {
      onError(error);
      later();
    });
  }

  async function poll(): Promise<void> {
    takeOver.noteAll();
    if (client !== null && mayLead && !leads) leads = await triesToLead(client);
  }

  await connect();
  const polling = setInterval(() => void poll().catch(onError), pollMs);

  return {
    isLeader: () => leads,
    async stop() {
      stopped = true;
      clearInterval(polling);
      clearTimeout(again);
      await takeOver.stop();
      const last = client;
      client = null;
      await last?.end();
    },
  };
}

interface Ears {
  hear(table: string): void;
  onError(error: unknown): void;
  /** The connection is gone, whatever the reason. */
  ended(client: Client): void;
}

async function listen(url: string, { hear, onError, ended }: Ears): Promise<Client> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    ...{ connectionString: url, connectionTimeoutMillis: connectMs, query_timeout: connectMs },
    application_name: processName,
    keepAlive: true,
  });
  client.on('notification', ({ payload }) => hear(payload ?? ''));
  client.on('error', onError);
  client.once('end', () => ended(client));
  try {
    await client.connect();
    await client.query('LISTEN ringside_news');
    return client;
  } catch (error) {
    client.end().catch(onError);
    throw error;
  }
}

async function triesToLead(client: Client): Promise<boolean> {
  const sql = "SELECT pg_try_advisory_lock(hashtextextended('ringside leader', 0)) AS leads";
  const { rows } = await client.query<{ leads: boolean }>(sql);
  return rows[0]?.leads === true;
}

/** Takes over what is stale, one after the other; what fails is stale until the next word. */
function createTakeOver(of: NewsOf, onError: (error: unknown) => void) {
  const stale = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();

  async function work(): Promise<void> {
    for (const table of [...stale]) {
      stale.delete(table);
      try {
        await of[table]?.();
      } catch (error) {
        stale.add(table);
        onError(error);
      }
    }
  }

  function note(...tables: string[]): void {
    for (const table of tables) stale.add(table);
    timer ??= setTimeout(() => {
      timer = undefined;
      working = working.then(work);
    }, gatherMs);
  }

  return {
    note,
    noteAll: () => note(...Object.keys(of)),
    async stop(): Promise<void> {
      clearTimeout(timer);
      await working;
    },
  };
}
