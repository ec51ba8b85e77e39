import { BlockList, isIP } from 'node:net';

/**
 * Which addresses a probe may connect to: public unicast, and what the platform team allows.
 *
 * Names come from tenants, so every address a name leads to is a stranger's choice. Only literal addresses in canonical
 * spelling are judged; a name, a decimal or octal form, or an address with a zone is refused.
 */
export interface AddressPolicy {
  allows(address: string): boolean;
}

/** IANA special-purpose registry (RFC 6890 and its updates), multicast and reserved space. */
const notPublicIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** Global unicast is 2000::/3 (RFC 4291); these parts of it are not, or carry an IPv4 address inside. */
const publicIpv6 = '2000::/3';
const notPublicIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** `allowed`: addresses or CIDR blocks. @throws Error that names an entry that is neither. */
export function createAddressPolicy(allowed: string[]): AddressPolicy {
  const denied = blockList([...notPublicIpv4, ...notPublicIpv6]);
  const unicast = blockList([publicIpv6]);
  const exceptions = blockList(allowed);

  return {
    allows(address) {
      const canonical = unmapped(address);
      const family = isIP(canonical);
      if (family === 0 || canonical.includes('%')) return false;
      const type = family === 4 ? 'ipv4' : 'ipv6';
      if (exceptions.check(canonical, type)) return true;
      if (denied.check(canonical, type)) return false;
      return family === 4 || unicast.check(canonical, type);
    },
  };
}

/** An IPv4 address inside an IPv6 one (`::ffff:0:0/96`) is judged, and dialled, as IPv4. */
export function unmapped(address: string): string {
  if (isIP(address) !== 6) return address;
  const words = ipv6Words(address);
  if (!words) return address;
  const mapped =
    words.slice(0, 5).every(word => word === 0) && words[5] === 0xffff;
  if (!mapped) return address;
  return [words[6] >> 8, words[6] & 0xff, words[7] >> 8, words[7] & 0xff].join(
    '.',
  );
}

function ipv6Words(address: string): number[] | undefined {
  if (address.includes('%')) return undefined;
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const text = dotted
    ? `${dotted[1]}${hexWord(dotted[2], dotted[3])}:${hexWord(
        dotted[4],
        dotted[5],
      )}`
    : address;
  const [head, tail] = text
    .split('::')
    .map(half => (half ? half.split(':') : []));
  const words = tail
    ? [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail]
    : head;
  return words.map(word => parseInt(word, 16));
}

function hexWord(high: string, low: string): string {
  return ((Number(high) << 8) | Number(low)).toString(16);
}

function blockList(entries: string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address, prefix, ...rest] = entry.trim().split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    const bits = prefix === undefined ? most : Number(prefix);
    if (
      family === 0 ||
      rest.length > 0 ||
      !/^\d+$/.test(prefix ?? '0') ||
      bits > most
    ) {
      throw new Error(
        `'${entry}' is neither an IP address nor a CIDR block such as 10.0.0.0/8 or 2001:db8::/32`,
      );
    }
    list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
