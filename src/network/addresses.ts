/** Which addresses outside may be called: never the house's own network, unless an administrator has named it. */
import { BlockList, isIP } from 'node:net';

/**
 * Not reachable from the Internet, or not meant to be (IANA's special-purpose registries, RFC 6890). Behind 6to4,
 * Teredo and NAT64 stands an IPv4 address that could be anything.
 */
const special = makeList(
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 ::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fec0::/10',
);
/** Nobody's to allow: link-local (cloud machines keep their keys there), groups, and everybody at once. */
const never = makeList('0.0.0.0/32 169.254.0.0/16 224.0.0.0/4 240.0.0.0/4 ::/128 fe80::/10 ff00::/8');
/** The networks of offices and homes (RFC 1918, RFC 6598, RFC 4193). */
const ownNetworks = makeList('10.0.0.0/8 100.64.0.0/10 172.16.0.0/12 192.168.0.0/16 fc00::/7');

/**
 * `exception`: in the own network, and named by one of `targets` (host names, addresses, networks in CIDR). `address`
 * is what the name `host` stands for.
 */
export function reachOf(
  address: string,
  host: string,
  targets: readonly string[],
): 'public' | 'exception' | 'closed' {
  const plain = plainAddress(address);
  if (isIP(plain) === 0 || isIn(never, plain)) return 'closed';
  // Named first: where the administrator says so, a connection without encryption is allowed, too.
  if (targets.some(target => names(target, host, plain))) return 'exception';
  return isIn(special, plain) ? 'closed' : 'public';
}

/** True: a machine beside this one, in the office. Never this machine itself. */
export const isOwnNetwork = (address: string): boolean => isIn(ownNetworks, plainAddress(address));

/** A host name, an address, or a network in CIDR that is no half of the Internet. */
export function isTarget(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version !== 0 && rest.length === 0) {
    if (bits === undefined) return true;
    return /^\d{1,3}$/.test(bits) && Number(bits) >= 8 && Number(bits) <= (version === 4 ? 32 : 128);
  }
  return (
    bits === undefined &&
    /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i.test(text)
  );
}

function names(target: string, host: string, address: string): boolean {
  if (!isTarget(target)) return false;
  if (target.toLowerCase() === host.toLowerCase()) return true;
  const [start = ''] = target.split('/');
  if (isIP(start) === 0) return false;
  return isIn(makeList(target.includes('/') ? target : `${start}/${isIP(start) === 4 ? 32 : 128}`), address);
}

/** `::ffff:10.0.0.1` is 10.0.0.1, however it is written; a zone (`%eth0`) is left out. */
function plainAddress(address: string): string {
  if (isIP(address) !== 6) return address;
  const bare = address.replace(/%.*$/, '');
  // The URL parser knows the one way to write it.
  const shortest = URL.canParse(`http://[${bare}]/`)
    ? new URL(`http://[${bare}]/`).hostname.slice(1, -1)
    : bare;
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(shortest);
  if (!mapped) return bare;
  const [high = 0, low = 0] = [mapped[1], mapped[2]].map(part => Number.parseInt(part ?? '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function isIn(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

function makeList(networks: string): BlockList {
  const list = new BlockList();
  for (const network of networks.split(' ')) {
    const [address = '', bits = '0'] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
