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

const form =
  /^(rediss?)(\+sentinel)?:\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/([^/?#]*))?(?:\/(\d+))?\/?(?:\?([^#]*))?$/;

/**
 * `redis://user:password@host:6379/0`, `rediss://…` by TLS, and with Sentinel
 * `redis+sentinel://user:password@host:26379,other:26379/name/0?sentinelPassword=…`. Null: it is none of these.
 */
export function readRedisUrl(url: string): RedisAddress | null {
  const match = form.exec(url);
  if (match === null) return null;
  const [, scheme, withSentinel, credentials = '', hosts = '', first = '', second = '', query = ''] = match;
  const isSentinel = withSentinel !== undefined;
  const places = hosts.split(',').map((one) => placeOf(one, isSentinel ? 26_379 : 6_379));
  const database = isSentinel ? second : first;
  const whole = places.filter((place) => place !== null);
  const isWhole = whole.length === places.length && (isSentinel ? first !== '' : second === '');
  if (!isWhole || (!isSentinel && whole.length > 1) || !/^\d*$/.test(database)) return null;
  const [username, password] = credentialsOf(credentials);
  const parameters = new URLSearchParams(query);
  return {
    ...{ places: whole, username, password, database: Number(database), tls: scheme === 'rediss' },
    sentinel: isSentinel
      ? {
          name: decodeURIComponent(first),
          username: parameters.get('sentinelUsername') ?? undefined,
          password: parameters.get('sentinelPassword') ?? undefined,
        }
      : null,
  };
}

function placeOf(text: string, standardPort: number): Place | null {
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i.exec(text.trim());
  if (match?.[1] === undefined) return null;
  return { host: match[1].replace(/^\[|\]$/g, ''), port: Number(match[2] ?? standardPort) };
}

function credentialsOf(text: string): [string | undefined, string | undefined] {
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
