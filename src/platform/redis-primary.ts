import { createClient } from 'redis';
import { serverName, type Place, type RedisAddress } from './redis-address.ts';
import { Refusal } from './refusal.ts';

const askMs = 3_000;

/**
 * Where the server is that takes writes: asks one sentinel after the other.
 *
 * @throws Refusal when the sentinels know no such name
 */
export async function findPrimary(address: RedisAddress): Promise<Place> {
  const [first] = address.places;
  if (first === undefined) throw new Error('no place of Redis is named');
  if (address.sentinel === null) return first;
  let fault: unknown;
  for (const place of address.places) {
    try {
      return await askSentinel(place, address, address.sentinel);
    } catch (error) {
      fault = error;
    }
  }
  throw fault;
}

async function askSentinel(
  { host, port }: Place,
  { tls }: RedisAddress,
  { name, username, password }: NonNullable<RedisAddress['sentinel']>,
): Promise<Place> {
  const client = createClient({
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    disableOfflineQueue: true,
    socket: {
      ...{ host, port, connectTimeout: askMs, socketTimeout: askMs, reconnectStrategy: false as const },
      ...(tls ? { tls: true, ...serverName(host) } : {}),
    },
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const answer: unknown = await client.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name]);
    if (!Array.isArray(answer)) {
      const message = `REDIS_URL: the sentinels know no servers named ${name}`;
      throw new Refusal('conflict', message);
    }
    return { host: String(answer[0]), port: Number(answer[1]) };
  } finally {
    if (client.isOpen) client.destroy();
  }
}
