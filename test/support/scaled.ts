import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { openTestPostgres } from './databases.ts';
import { peekInto } from './peek.ts';
import type { Ground } from './service.ts';

/** A database of its own, and its own keys in the Redis of the run: their names come from the encryption key. */
export async function scaledGround(): Promise<Ground> {
  const database = await openTestPostgres();
  const peek = peekInto(database.db);
  return {
    env: {
      DATABASE_URL: database.url,
      REDIS_URL: inject('redisUrl'),
      ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    },
    roles: ['web', 'worker'],
    peek,
    async tables() {
      const sql = `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`;
      return (await peek<{ name: string }>(sql)).map(({ name }) => name);
    },
    remove: database.close,
  };
}
