import { messageOf } from '../platform/message.ts';
import { readRedisUrl, whereIs } from '../platform/redis-address.ts';
import { clientAt } from '../platform/redis-line.ts';
import { findPrimary } from '../platform/redis-primary.ts';
import { fault, ok, warning, type Finding } from './finding.ts';

/** What it is tested with; an older one may do. */
const oldestVersion = [6, 2] as const;
const fullPart = 0.9;

/** What processes wake each other by. */
export async function checkRedis(url: string): Promise<Finding[]> {
  const address = readRedisUrl(url);
  // The configuration has been checked before.
  if (address === null) return [];
  const where = whereIs(address);
  try {
    const client = clientAt(await findPrimary(address), address);
    // Told by `connect`.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return judgeRedis(await client.info(), where);
    } finally {
      if (client.isOpen) client.destroy();
    }
  } catch (error) {
    return [fault('Redis', `${where}: ${messageOf(error)}`, adviceFor(messageOf(error)))];
  }
}

function adviceFor(said: string): string {
  if (/WRONGPASS|NOAUTH|invalid password/.test(said))
    return 'Correct the password in REDIS_URL: redis://:password@host:6379, or redis://user:password@…';
  if (/NOPERM/.test(said))
    return 'Let the user of REDIS_URL do more: ACL SETUSER <user> ~ringside:* &ringside:* +@all';
  return 'See that it runs, and that host and port in REDIS_URL are right. Nothing is lost meanwhile; pops take up to 2 s to reach other processes';
}

/** What follows from the answer to INFO. */
export function judgeRedis(info: string, where: string): Finding[] {
  const facts = new Map(
    info.split(/\r?\n/).map((line) => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 1)]),
  );
  const of = (name: string): string => facts.get(name) ?? '';
  if (of('cluster_enabled') === '1')
    return [
      fault('Redis', `${where} is a Redis Cluster, which is not supported`, 'Name one server in REDIS_URL'),
    ];
  return [
    version(of('redis_version'), where),
    ...(of('role') === 'slave'
      ? [fault('Redis role', 'this is a replica: it can be read only', 'Let REDIS_URL lead to the master')]
      : []),
    eviction(of('maxmemory_policy')),
    memory(Number(of('used_memory')), Number(of('maxmemory'))),
    persistence(of),
    clients(Number(of('connected_clients')), Number(of('maxclients'))),
  ];
}

function version(said: string, where: string): Finding {
  const [major = 0, minor = 0] = said.split('.').map(Number);
  const isOld = major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1]);
  if (!isOld) return ok('Redis', `${said} at ${where}`);
  return warning(
    'Redis',
    `${where} is of version ${said}`,
    `Update it: Ringside is tried with ${oldestVersion.join('.')} and newer`,
  );
}

function eviction(policy: string): Finding {
  if (policy === 'noeviction') return ok('Redis eviction', 'refuses rather than forgets when full');
  const advice =
    'Set maxmemory-policy noeviction in redis.conf, and now: redis-cli CONFIG SET maxmemory-policy noeviction';
  return fault('Redis eviction', `${policy}: when full, wake-ups are forgotten`, advice);
}

function memory(used: number, most: number): Finding {
  const said = `${(used / 1e6).toFixed(0)} MB used of ${most === 0 ? 'no limit' : `${(most / 1e6).toFixed(0)} MB`}`;
  if (most === 0 || used < most * fullPart) return ok('Redis memory', said);
  return warning(
    'Redis memory',
    said,
    'Raise maxmemory, or see what else lives there: Ringside needs some MB',
  );
}

function persistence(of: (name: string) => string): Finding {
  const about = 'Redis persistence';
  if (of('rdb_last_bgsave_status') === 'err' || of('aof_last_write_status') === 'err') {
    const advice =
      'Make room where Redis writes, or switch it off (save ""): Ringside needs no copy of Redis on disk';
    return fault(about, 'it cannot write to its disk, and may refuse commands', advice);
  }
  const kept = of('aof_enabled') === '1' ? 'kept in a log' : 'at most snapshots are kept';
  return ok(about, `${kept}; either will do: what is lost is found in PostgreSQL`);
}

function clients(now: number, most: number): Finding {
  const said = `${now} clients of ${most}`;
  if (!(most > 0) || now < most * fullPart) return ok('Redis clients', said);
  return warning('Redis clients', said, 'Raise maxclients in redis.conf');
}
