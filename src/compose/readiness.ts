import type { Readiness } from '../http/health.ts';
import type { RedisLink } from '../platform/redis.ts';
import type { Db } from '../store/database.ts';

/** Ready: the database answers, and the process is not about to end. Without Redis events are taken as ever, and pops and work are a little later. */
export async function readiness(
  db: Db,
  redis: Pick<RedisLink, 'isReady'> | null,
  isLeaving: boolean,
): Promise<Readiness> {
  const shown: Readiness['checks'] = {
    ...(redis === null ? {} : { redis: redis.isReady() ? 'ok' : 'does not answer' }),
    ...(isLeaving ? { process: 'is about to end' } : {}),
  };
  try {
    await db.selectFrom('sources').select('id').limit(1).execute();
    return { ready: !isLeaving, checks: { database: 'ok', ...shown } };
  } catch {
    return { ready: false, checks: { database: 'does not answer', ...shown } };
  }
}
