import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from 'redis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRedisUrl } from '../../src/platform/redis-address.ts';
import { connectRedis, type RedisLink } from '../../src/platform/redis.ts';
import { createWakeQueue, type WakeQueue } from '../../src/platform/wake-queue.ts';
import { describeScaled } from '../support/installation.ts';
import { createRedisServers, writeCertificates, type RedisServers } from '../support/redis-servers.ts';
import { until } from '../support/until.ts';

const patienceMs = 120_000;

describe('the address of Redis', () => {
  const none = { username: undefined, password: undefined, database: 0, tls: false, sentinel: null };
  it.each([
    ['redis://r', { ...none, places: [{ host: 'r', port: 6379 }] }],
    [
      'rediss://me:p%40ss@[::1]:7000/3',
      {
        ...none,
        ...{ places: [{ host: '::1', port: 7000 }], username: 'me', password: 'p@ss' },
        ...{ database: 3, tls: true },
      },
    ],
    ['redis://:hush@r:1', { ...none, places: [{ host: 'r', port: 1 }], password: 'hush' }],
    [
      'redis+sentinel://:hush@a,b:2/mine/4?sentinelPassword=s',
      {
        ...{
          ...none,
          places: [
            { host: 'a', port: 26379 },
            { host: 'b', port: 2 },
          ],
          password: 'hush',
          database: 4,
        },
        sentinel: { name: 'mine', username: undefined, password: 's' },
      },
    ],
  ])('%s', (url, address) => {
    expect(readRedisUrl(url)).toEqual(address);
  });
  it.each(['http://r', 'redis://', 'redis://a,b', 'redis+sentinel://a', 'redis://r/x', 'redis://a:b:c'])(
    '%s is none',
    (url) => {
      expect(readRedisUrl(url)).toBeNull();
    },
  );
});

describeScaled('Redis as others run it', () => {
  let servers: RedisServers;
  const open: { close(): unknown }[] = [];
  beforeEach(() => {
    servers = createRedisServers();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
    await servers.stop();
  });

  async function link(url: string): Promise<RedisLink> {
    const one = await connectRedis(url, () => undefined);
    open.push(one);
    return one;
  }
  function queue(url: string): WakeQueue {
    const one = createWakeQueue(url, 'ringside:test', () => undefined);
    open.push({ close: () => one.stop() });
    return one;
  }
  /** Two processes: what one says the other hears, and one works when the other rings. */
  async function twoProcesses(url: string) {
    const [a, b] = [await link(url), await link(url)];
    const heard: string[] = [];
    const done: string[] = [];
    const resumed = { times: 0 };
    b.subscribe(
      'ringside:test:pops',
      (text) => heard.push(text),
      () => void (resumed.times += 1),
    );
    const [web, worker] = [queue(url), queue(url)];
    worker.onWake((name) => {
      done.push(name);
      return Promise.resolve();
    });
    return {
      ...{ a, resumed },
      async works(mark: string): Promise<void> {
        const said = async (): Promise<boolean> => {
          await a.commands.publish('ringside:test:pops', mark).catch(() => undefined);
          return heard.includes(mark);
        };
        await until(`${mark} is heard`, said, patienceMs);
        const rung = (): boolean => web.wake(mark) && done.includes(mark);
        await until(`${mark} is worked on`, rung, patienceMs);
      },
    };
  }

  it('a user with a password and as few rights as the documents say', async () => {
    const rights = ['--user', 'default', 'off', '--user', 'ringside', 'on', '>se/cret', '~ringside:*'];
    const few = ['&ringside:*', '+@all', '-@dangerous', '+info'];
    const { port } = await servers.start((own) => ['--port', String(own), ...rights, ...few]);
    const both = await twoProcesses(`redis://ringside:se%2Fcret@127.0.0.1:${String(port)}`);
    await both.works('first');
    const at = `127.0.0.1:${String(port)}`;
    await expect(link(`redis://ringside:wrong@${at}`)).rejects.toThrow(/refuses the user or the password/);
    await expect(link(`redis://${at}`)).rejects.toThrow(/wants a password/);
  }, 120_000);

  it('a cluster is refused in a plain word', async () => {
    const { port } = await servers.start((own) => ['--port', String(own), '--cluster-enabled', 'yes']);
    await expect(link(`redis://127.0.0.1:${String(port)}`)).rejects.toThrow(
      /Cluster, which is not supported/,
    );
  }, 120_000);

  it('by TLS, with an authority of its own', async () => {
    writeCertificates(servers.directory);
    const pem = [
      '--tls-cert-file',
      'server.pem',
      '--tls-key-file',
      'server.key',
      '--tls-ca-cert-file',
      'ca.pem',
    ];
    const tls = (own: number) => [
      '--port',
      '0',
      '--tls-port',
      String(own),
      ...pem,
      '--tls-auth-clients',
      'no',
    ];
    const { port } = await servers.start((own) => [...tls(own), '--requirepass', 'hush']);
    const url = `rediss://:hush@127.0.0.1:${String(port)}`;
    await expect(link(url)).rejects.toThrow(/NODE_EXTRA_CA_CERTS/);
    // Node reads that variable when it starts.
    const probe = spawn(process.execPath, ['--import', 'tsx', 'test/support/redis-probe.ts', url], {
      env: { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: `${servers.directory}/ca.pem` },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    probe.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await once(probe, 'close');
    expect(said).toBe('heard\nworked\n');
  }, 120_000);

  it('Sentinel: goes on at the other server when the primary dies', async () => {
    const secret = ['--requirepass', 'hush', '--masterauth', 'hush'];
    const primary = await servers.start((own) => ['--port', String(own), ...secret]);
    const of = ['--replicaof', '127.0.0.1', String(primary.port), '--repl-diskless-sync-delay', '0'];
    await servers.start((own) => ['--port', String(own), ...secret, ...of]);
    const watching = (own: number): string =>
      [
        `port ${String(own)}\nbind 127.0.0.1`,
        `sentinel monitor main 127.0.0.1 ${String(primary.port)} 2`,
        'sentinel auth-pass main hush',
        'sentinel down-after-milliseconds main 2000\nsentinel failover-timeout main 5000',
      ].join('\n');
    const sentinels = await Promise.all([1, 2, 3].map(() => servers.sentinel(watching)));
    const places = sentinels.map(({ port }) => `127.0.0.1:${String(port)}`).join();
    const both = await twoProcesses(`redis+sentinel://:hush@${places}/main`);
    await both.works('before');
    // Else there is nobody that could take over.
    for (const { port } of sentinels) await until('it knows the others', () => knowsAll(port), patienceMs);
    await expect(link(`redis+sentinel://:hush@${places}/other`)).rejects.toThrow(
      /know no servers named other/,
    );
    const { times } = both.resumed;
    await primary.kill();
    await until('it is noticed', () => !both.a.isReady(), patienceMs);
    await both.works('after');
    // Pops that were lost meanwhile are made good.
    expect(both.resumed.times).toBeGreaterThan(times);
  }, 600_000);
});

/** A sentinel that sees a replica in good order and two other sentinels. */
async function knowsAll(port: number): Promise<boolean> {
  const client = createClient({ RESP: 2, socket: { host: '127.0.0.1', port, reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const replicas = (await client.sendCommand<unknown[]>(['SENTINEL', 'REPLICAS', 'main'])).join();
    const others = await client.sendCommand<unknown[]>(['SENTINEL', 'SENTINELS', 'main']);
    const inOrder = /flags,slave,/.test(replicas) && /master-link-status,ok/.test(replicas);
    return inOrder && others.length === 2;
  } catch {
    return false;
  } finally {
    if (client.isOpen) client.destroy();
  }
}
