import pg from 'pg';

/** Where tests make databases of their own. */
export const postgresUrl = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';

/** Of the databases that tests make. */
export const namePrefix = 'ringside_test_';

const abandonedAfterMs = 3_600_000;

/** Null when PostgreSQL answers, else why not. Drops what test runs that were killed left behind. */
export async function probePostgres(): Promise<string | null> {
  try {
    await onServer(dropAbandoned);
    return null;
  } catch (error) {
    return `PostgreSQL is not usable at TEST_DATABASE_URL: ${String(error)}`;
  }
}

async function dropAbandoned(server: pg.Client): Promise<void> {
  const found = await server.query<{ datname: string }>(
    'SELECT datname FROM pg_database WHERE datname LIKE $1',
    [`${namePrefix}%`],
  );
  for (const { datname } of found.rows) {
    const createdAt = Number(datname.slice(namePrefix.length).split('_')[0]);
    if (createdAt < Date.now() - abandonedAfterMs) {
      await server.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
    }
  }
}

export async function onServer<T>(work: (server: pg.Client) => Promise<T>): Promise<T> {
  const server = new pg.Client({ connectionString: postgresUrl, connectionTimeoutMillis: 3_000 });
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}
