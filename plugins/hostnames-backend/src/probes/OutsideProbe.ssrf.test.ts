import { Socket } from 'node:net';
import { createSocket } from 'node:dgram';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { a, cname, startDns, Answers } from '../__testUtils__/testNetwork';
import { createAddressPolicy } from './AddressPolicy';
import { SocketFactory } from './Dialer';
import { createOutsideProbe } from './OutsideProbe';

const forbidden = [
  ...[
    '0.0.0.0',
    '10.0.0.1',
    '10.96.0.1',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.0.0.53',
    '127.1.2.3',
    '169.254.169.254',
    '169.254.170.2',
  ],
  ...[
    '172.16.0.1',
    '172.17.0.1',
    '172.31.255.254',
    '192.0.0.192',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '192.168.1.254',
    '198.18.0.1',
    '198.51.100.7',
  ],
  ...[
    '203.0.113.9',
    '224.0.0.251',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
  ],
  ...[
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:10.0.0.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a9fe:a9fe',
    '100::1',
  ],
  ...[
    'fe80::1',
    'fe80::a9fe:a9fe',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254',
    'fd12:3456::1',
    'ff02::1',
    'ff05::2',
    '2001::7f00:1',
    '2001:db8::1',
  ],
  ...[
    '2002:7f00:1::1',
    '2002:a9fe:a9fe::1',
    '2002:c0a8:101::1',
    '3fff::1',
    '5f00::1',
    '4000::1',
  ],
];
const open = '93.184.216.34';

/** Every way in which a tenant's name can lead to an address. */
/** `says`: whether the result tells every time that an address was refused. */
const ways: Array<{
  way: string;
  says: boolean;
  zone: (bad: string) => Answers;
}> = [
  {
    way: 'the record itself',
    says: true,
    zone: bad => (name, type) =>
      name === 'shop.example.com' && matches(type, bad) ? [a(name, bad)] : [],
  },
  {
    way: 'one address of several',
    says: true,
    zone: bad => (name, type) => {
      if (name !== 'shop.example.com') return [];
      return [
        ...(type === 'A' ? [a(name, open)] : []),
        ...(matches(type, bad) ? [a(name, bad)] : []),
      ];
    },
  },
  {
    way: 'an alias within the zone',
    says: true,
    zone: bad => (name, type) =>
      name === 'shop.example.com'
        ? [
            cname(name, 'in.example.com'),
            ...(matches(type, bad) ? [a('in.example.com', bad)] : []),
          ]
        : [],
  },
  {
    way: 'an alias to another zone',
    says: true,
    zone: bad => (name, type) => {
      if (name === 'shop.example.com')
        return [cname(name, 'internal.attacker.test')];
      return name === 'internal.attacker.test' && matches(type, bad)
        ? [a(name, bad)]
        : [];
    },
  },
  {
    way: 'a chain of aliases',
    says: true,
    zone: bad => (name, type) => {
      const hop = /^hop(\d)\.attacker\.test$/.exec(name)?.[1];
      if (name === 'shop.example.com')
        return [cname(name, 'hop1.attacker.test')];
      if (hop && Number(hop) < 5)
        return [cname(name, `hop${Number(hop) + 1}.attacker.test`)];
      return hop === '5' && matches(type, bad) ? [a(name, bad)] : [];
    },
  },
  {
    way: 'rebinding: public at first, forbidden afterwards',
    says: false,
    zone: bad => {
      const times = new Map<string, number>();
      return (name, type) => {
        if (name !== 'shop.example.com') return [];
        const time = times.get(type) ?? 0;
        times.set(type, time + 1);
        if (time === 0) return type === 'A' ? [a(name, open)] : [];
        return matches(type, bad) ? [a(name, bad)] : [];
      };
    },
  },
  {
    way: 'a name server of the zone',
    says: false,
    zone: bad => (name, type) =>
      name === 'ns.attacker.test' && matches(type, bad) ? [a(name, bad)] : [],
  },
];

function matches(type: string, address: string): boolean {
  return type === (address.includes(':') ? 'AAAA' : 'A');
}

describe('the built-in probe', () => {
  // S2: whatever names lead to, no socket is opened to a forbidden address. Measured where sockets are made.
  it.each(ways)(
    'connects to no forbidden address by $way',
    async ({ way, zone, says }) => {
      const policy = createAddressPolicy([]);
      const connected: string[] = [];
      const reported: boolean[] = [];
      for (const bad of forbidden) {
        const dns = await startDns(zone(bad));
        const opened: string[] = [];
        const sockets = recordingSockets(opened, dns.port);
        const probe = createOutsideProbe(
          {
            allowedAddresses: [],
            resolvers: [
              { address: '127.0.0.1', port: dns.port, configured: true },
            ],
            edgePort: 443,
            extraRoots: [],
          },
          { clock: systemClock, sockets },
        );

        const results = await probe.run(
          {
            hostname: 'shop.example.com',
            zone: {
              id: 'Z',
              name: 'example.com',
              nameServers: way.includes('name server')
                ? ['ns.attacker.test', bad]
                : [],
            },
          },
          { signal: new AbortController().signal },
        );

        const elsewhere = opened.filter(
          address => address !== `127.0.0.1:${dns.port}`,
        );
        connected.push(
          ...elsewhere.filter(
            address => !policy.allows(address.replace(/:\d+$/, '')),
          ),
        );
        reported.push(results.some(({ kind }) => kind === 'forbiddenAddress'));
        await dns.stop();
      }

      expect(connected).toEqual([]);
      expect(reported.every(said => said)).toBe(says);
    },
    120_000,
  );

  // Without this, a probe that never connects at all would pass the above.
  it('connects to the public address that was checked, and to that one only', async () => {
    const opened: string[] = [];
    const dns = await startDns((name, type) =>
      name === 'shop.example.com' && type === 'A' ? [a(name, open)] : [],
    );
    const probe = createOutsideProbe(
      {
        allowedAddresses: [],
        resolvers: [{ address: '127.0.0.1', port: dns.port, configured: true }],
        edgePort: 443,
        extraRoots: [],
      },
      { clock: systemClock, sockets: recordingSockets(opened, dns.port) },
    );

    const results = await probe.run(
      { hostname: 'shop.example.com' },
      { signal: new AbortController().signal },
    );

    expect(opened.filter(address => !address.startsWith('127.'))).toEqual([
      `${open}:443`,
    ]);
    expect(results).toContainEqual(
      expect.objectContaining({ probe: 'tls', kind: 'refused', address: open }),
    );
    await dns.stop();
  });
});

/** Real sockets to the test's name server; to anywhere else a socket that fails at once, noted. */
function recordingSockets(opened: string[], dnsPort: number): SocketFactory {
  return {
    connect({ host, port }) {
      opened.push(`${host}:${port}`);
      const socket = new Socket();
      if (port === dnsPort) return socket.connect({ host, port });
      process.nextTick(() =>
        socket.destroy(
          Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
        ),
      );
      return socket;
    },
    datagram(family) {
      const socket = createSocket(family);
      const connect = socket.connect.bind(socket);
      socket.connect = ((port: number, host: string, then: () => void) => {
        opened.push(`${host}:${port}`);
        if (port === dnsPort) connect(port, host, then);
        else
          process.nextTick(() =>
            socket.emit(
              'error',
              Object.assign(new Error('unreachable'), { code: 'ENETUNREACH' }),
            ),
          );
      }) as typeof socket.connect;
      return socket;
    },
  };
}
