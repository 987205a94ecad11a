import { isIP } from 'node:net';

export interface Place {
  host: string;
  port: number;
}

/** Where Redis is, and who we are to it. */
export interface RedisAddress {
  /** The server; with Sentinel, the sentinels. */
  places: readonly Place[];
  username: string | undefined;
  password: string | undefined;
  database: number;
  tls: boolean;
  /** Null: one server, always the same. */
  sentinel: { name: string; username: string | undefined; password: string | undefined } | null;
}

const who = /(?:(?<credentials>[^@/?#]*)@)?(?<hosts>[^@/?#]+)/.source;
const rest = /(?:\/(?<database>\d*))?\/?(?:\?(?<query>[^#]*))?/.source;
const server = new RegExp(`^(?<scheme>rediss?)://${who}${rest}$`);
const sentinels = new RegExp(`^(?<scheme>rediss?)\\+sentinel://${who}/(?<name>[^/?#]+)${rest}$`);

/**
 * `redis://user:password@host:6379/0`, `rediss://…` by TLS, and with Sentinel
 * `redis+sentinel://user:password@host:26379,other:26379/name/0?sentinelPassword=…`. Null: it is none of these.
 */
export function readRedisUrl(url: string): RedisAddress | null {
  const parts = (server.exec(url) ?? sentinels.exec(url))?.groups;
  if (parts === undefined) return null;
  const sentinel = sentinelOf(parts['name'], parts['query']);
  const places = placesOf(parts['hosts'], sentinel === null ? 6_379 : 26_379);
  if (places === null || (sentinel === null && places.length > 1)) return null;
  const [username, password] = credentialsOf(parts['credentials']);
  const database = Number(parts['database'] ?? 0);
  return { places, username, password, database, tls: parts['scheme'] === 'rediss', sentinel };
}

function sentinelOf(name: string | undefined, query: string | undefined): RedisAddress['sentinel'] {
  if (name === undefined) return null;
  const parameters = new URLSearchParams(query);
  return {
    name: decodeURIComponent(name),
    username: parameters.get('sentinelUsername') ?? undefined,
    password: parameters.get('sentinelPassword') ?? undefined,
  };
}

/** Null: not all of them are places. */
function placesOf(hosts = '', standardPort: number): Place[] | null {
  const places = hosts.split(',').map((one) => placeOf(one, standardPort));
  const whole = places.filter((place) => place !== null);
  return whole.length === places.length ? whole : null;
}

function placeOf(text: string, standardPort: number): Place | null {
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i.exec(text.trim());
  if (match?.[1] === undefined) return null;
  return { host: match[1].replace(/^\[|\]$/g, ''), port: Number(match[2] ?? standardPort) };
}

function credentialsOf(text = ''): [string | undefined, string | undefined] {
  const colon = text.indexOf(':');
  const [user, password] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
  const read = (part: string): string | undefined => (part === '' ? undefined : decodeURIComponent(part));
  return [read(user), read(password)];
}

/** For people: without user and password. */
export function whereIs({ places, sentinel }: RedisAddress): string {
  const hosts = places.map(({ host, port }) => `${host}:${String(port)}`).join(', ');
  return sentinel === null ? hosts : `${sentinel.name} by the sentinels ${hosts}`;
}

/** For TLS: the name that the server is to show a certificate for; what is an address has none. */
export const serverName = (host: string): { servername?: string } =>
  isIP(host) === 0 ? { servername: host } : {};
