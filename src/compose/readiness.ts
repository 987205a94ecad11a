import type { Readiness } from '../http/health.ts';
import type { RedisLink } from '../platform/redis.ts';
import type { Db } from '../store/database.ts';

/** Ready: the database answers. Without Redis events are taken as ever, and pops and work are a little later. */
export async function readiness(db: Db, redis: Pick<RedisLink, 'isReady'> | null): Promise<Readiness> {
  const shown: Readiness['checks'] =
    redis === null ? {} : { redis: redis.isReady() ? 'ok' : 'does not answer' };
  try {
    await db.selectFrom('sources').select('id').limit(1).execute();
    return { ready: true, checks: { database: 'ok', ...shown } };
  } catch {
    return { ready: false, checks: { database: 'does not answer', ...shown } };
  }
}
