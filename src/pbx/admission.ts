import { BlockList, isIP } from 'node:net';
import { timingSafeEqual } from 'node:crypto';
import { digest } from '../platform/secret.ts';
import type { Source } from './source.ts';

/** True when this address (as the socket or a trusted proxy tells it) may post events to the source. */
export function isAllowedAddress(source: Pick<Source, 'allowedAddresses'>, address: string): boolean {
  if (source.allowedAddresses.length === 0) return true;
  // IPv4 on a dual-stack socket.
  const plain = address.replace(/^::ffff:/, '');
  const list = new BlockList();
  for (const entry of source.allowedAddresses) addTo(list, entry);
  return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

function addTo(list: BlockList, entry: string): void {
  const [network = '', bits] = entry.split('/');
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  if (bits === undefined) list.addAddress(network, family);
  else list.addSubnet(network, Number(bits), family);
}

/** True when the source asks for no HTTP Basic, or the `Authorization` header has it. Constant time. */
export function hasBasic(source: Pick<Source, 'basic'>, authorization: string | undefined): boolean {
  if (source.basic === null) return true;
  const { user, password } = source.basic;
  const sent = /^basic (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
  const given = Buffer.from(sent, 'base64').toString('utf8');
  return timingSafeEqual(Buffer.from(digest(given)), Buffer.from(digest(`${user}:${password}`)));
}
