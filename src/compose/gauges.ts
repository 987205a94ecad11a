import { stat, statfs } from 'node:fs/promises';
import { Gauge, type Registry } from 'prom-client';
import type { Config } from '../config.ts';
import type { Connections } from '../crm/connections.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../store/database.ts';

export interface GaugesDeps {
  db: Db;
  connections: Pick<Connections, 'list'>;
  clock: Clock;
  config: Pick<Config, 'dataDir' | 'databaseFile' | 'shared'>;
  /** Open agent streams. */
  streams(): number;
}

type Value = readonly [labels: Record<string, string>, value: number];

const unfinished = ['waiting', 'sending', 'dead'] as const;

/** What is read when `/metrics` is asked for. Each is a few reads of an index, whatever has been logged. */
export function registerGauges(registry: Registry, deps: GaugesDeps): void {
  const { db, connections, clock, config } = deps;
  const gauge = createGaugeIn(registry);
  const ofEach = async (read: (id: string) => Promise<Value[]>): Promise<Value[]> =>
    (
      await Promise.all(
        connections
          .list()
          .map(async ({ id, name }) =>
            (await read(id)).map(([labels, value]) => [{ ...labels, connection: name }, value] as const),
          ),
      )
    ).flat();
  const quotas = (part: 'used' | 'limit'): Value[] =>
    connections.list().flatMap(({ name, connector }): Value[] => {
      const quota = connector.usage?.() ?? null;
      return quota === null ? [] : [[{ connection: name }, quota[part]]];
    });

  gauge('ringside_streams', 'Open agent streams', [], () => [[{}, deps.streams()]]);
  gauge(
    'ringside_activities',
    'Activities not logged yet, by connection and status',
    ['connection', 'status'],
    () => ofEach((id) => unfinishedOf(db, id)),
  );
  gauge(
    'ringside_oldest_due_activity_seconds',
    'How long the activity that is due first has been due',
    ['connection'],
    () => ofEach(async (id) => [[{}, await overdueSeconds(db, id, clock())]]),
  );
  gauge('ringside_calls_waiting', 'Calls that are not settled yet', [], async () => [
    [{}, await waitingCalls(db)],
  ]);
  gauge(
    'ringside_connection_active',
    '1: work is sent to the CRM; 0: suspended or paused',
    ['connection'],
    () => connections.list().map(({ name, status }) => [{ connection: name }, status === 'active' ? 1 : 0]),
  );
  gauge('ringside_crm_quota_used', 'API calls used of the quota, as the CRM says', ['connection'], () =>
    quotas('used'),
  );
  gauge('ringside_crm_quota_limit', 'API calls that the quota allows', ['connection'], () => quotas('limit'));
  // PostgreSQL has its own exporters.
  if (config.shared === null) registerDisk(gauge, config);
}

type RegisterGauge = (
  name: string,
  help: string,
  labelNames: string[],
  read: () => Promise<Value[]> | Value[],
) => void;

function createGaugeIn(registry: Registry): RegisterGauge {
  return (name, help, labelNames, read) => {
    const registered = new Gauge({
      ...{ name, help, labelNames, registers: [registry] },
      async collect() {
        const values = await read();
        registered.reset();
        for (const [labels, value] of values) registered.set(labels, value);
      },
    });
  };
}

function registerDisk(gauge: RegisterGauge, config: GaugesDeps['config']): void {
  gauge(
    'ringside_database_bytes',
    'Size of the embedded database and its write-ahead log',
    ['file'],
    async () => [
      [{ file: 'database' }, await sizeOf(config.databaseFile)],
      [{ file: 'wal' }, await sizeOf(`${config.databaseFile}-wal`)],
    ],
  );
  gauge('ringside_disk_free_bytes', 'Free space where DATA_DIR is', [], async () => {
    const { bavail, bsize } = await statfs(config.dataDir);
    return [[{}, bavail * bsize]];
  });
}

async function unfinishedOf(db: Db, connectionId: string): Promise<Value[]> {
  const rows = await db
    .selectFrom('activities')
    .select(['status', ({ fn }) => fn.countAll<number>().as('rows')])
    .where('connection_id', '=', connectionId)
    .where('status', 'in', unfinished)
    .groupBy('status')
    .execute();
  // Nothing is said as 0, or an alert would wait for a series that never comes.
  return unfinished.map((status) => [{ status }, rows.find((row) => row.status === status)?.rows ?? 0]);
}

async function overdueSeconds(db: Db, connectionId: string, now: number): Promise<number> {
  const first = await db
    .selectFrom('activities')
    .select(({ fn }) => fn.min('due_at').as('due_at'))
    .where('connection_id', '=', connectionId)
    .where('due_at', 'is not', null)
    .executeTakeFirst();
  return Math.max(0, now - (first?.due_at ?? now)) / 1_000;
}

async function waitingCalls(db: Db): Promise<number> {
  const found = await db
    .selectFrom('calls')
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .where('due_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return found.rows;
}

/** 0: it is not there. */
async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
