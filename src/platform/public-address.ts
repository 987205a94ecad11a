import { BlockList, isIP } from 'node:net';

/** Networks by the names that Express gives them in `TRUST_PROXY`, so that there is one set of words. */
const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};
export const networkNames = Object.keys(named);

/** What is not the public internet (IANA's special-purpose registries, RFC 6890 and its updates). */
const special = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  // Tunnels carry an IPv4 address of their sender's choice within.
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
];
/** All that is routed of IPv6; `::ffff:0:0/96` is IPv4 in other words, and is judged as that. */
const routed = ['2000::/3', '::ffff:0:0/96'];

export type AddressRule = (address: string) => boolean;

/**
 * Whether Ringside may connect to an address: to all of the public internet, and beside that to `allowed` alone
 * (addresses, networks, or names of `networkNames`).
 */
export function createAddressRule(allowed: readonly string[]): AddressRule {
  const exempt = listOf(allowed.flatMap((one) => named[one] ?? [one]));
  const refused = listOf(special);
  const reachable = listOf(routed);
  return (address) => {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0) return false;
    if (exempt.check(address, family)) return true;
    return !refused.check(address, family) && (family === 'ipv4' || reachable.check(address, family));
  };
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
