import { DnsRecord } from '@hostmaster/backstage-plugin-hostnames-node';
import { claimKind } from '../gateways/kinds';
import { ADOPT_ANNOTATION } from './claims';
import { TestWorld, ZONE } from './testWorld/TestWorld';

jest.setTimeout(120_000);

const byHand = (record: Partial<DnsRecord> & { type: string }): DnsRecord => ({
  name: 'shop.example.com',
  ttl: 300,
  values: ['192.0.2.1'],
  ...record,
});

describe('records written by hand', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  /** As the platform team says it: on a claim, which tenants cannot write. */
  function allow(types: string, namespaces = ['shop']): void {
    world.api.create(claimKind, {
      apiVersion: 'hostmaster.dev/v1alpha1',
      kind: 'DomainClaim',
      metadata: {
        name: 'shop.example.com',
        annotations: { [ADOPT_ANNOTATION]: types },
      },
      spec: {
        hostname: 'shop.example.com',
        delegate: { suffix: false, namespaces },
      },
    });
  }

  it.each([
    ['an address', [byHand({ type: 'A' })], 'A'],
    [
      'a CNAME',
      [byHand({ type: 'CNAME', values: ['shop.example.net'] })],
      'CNAME',
    ],
  ])(
    'are exchanged for the alias in one batch when the platform team says so: %s',
    async (_what, records, types) => {
      world = new TestWorld();
      for (const record of records) world.dns.put(ZONE, record);
      const unanswered: string[] = [];
      world.dns.subscribe(() => {
        const found = world.dns
          .records(ZONE, 'shop.example.com')
          .filter(({ type }) => ['A', 'CNAME'].includes(type));
        if (found.length !== 1) unanswered.push(JSON.stringify(found));
      });
      world.start();
      allow(types);
      world.request({ hostname: 'shop.example.com' });
      await world.until(
        () =>
          world.condition('shop', 'RoutesAllowed')?.reason === 'AwaitingRoute',
        'a route is waited for',
        () => world.ready('shop'),
      );
      expect(world.dns.records(ZONE, 'shop.example.com')).toHaveLength(1);
      world.route('shop.example.com');
      await world.untilReady('shop');

      expect(unanswered).toEqual([]);
      expect(
        world.records().filter(record => record.endsWith(' shop.example.com')),
      ).toEqual(['A shop.example.com', 'AAAA shop.example.com']);
      world.delete('shop');
      await world.untilGone('shop');
      expect(world.records().filter(record => record.includes('shop'))).toEqual(
        [],
      );
    },
  );

  it('stay when the request goes before its alias came', async () => {
    world = new TestWorld();
    world.dns.put(ZONE, byHand({ type: 'A' }));
    world.start();
    allow('A+AAAA');
    world.request({ hostname: 'shop.example.com' });
    await world.until(
      () =>
        world.condition('shop', 'RoutesAllowed')?.reason === 'AwaitingRoute',
      'a route is waited for',
    );
    world.delete('shop');
    await world.untilGone('shop');

    expect(world.records().filter(record => record.includes('shop'))).toEqual([
      'A shop.example.com',
    ]);
  });

  it.each([
    ['another type', [byHand({ type: 'A' })], 'AAAA', ['shop']],
    ['another namespace', [byHand({ type: 'A' })], 'A', ['other']],
    [
      'a weighted set',
      [byHand({ type: 'A', setIdentifier: 'one' })],
      'A',
      ['shop'],
    ],
    [
      'what external-dns marked',
      [
        byHand({ type: 'A' }),
        byHand({
          name: 'a-shop.example.com',
          type: 'TXT',
          values: ['"heritage=external-dns,external-dns/owner=edge"'],
        }),
      ],
      'A',
      ['shop'],
    ],
  ])('are never touched for %s', async (_what, records, types, namespaces) => {
    world = new TestWorld();
    for (const record of records) world.dns.put(ZONE, record);
    const before = world.records();
    world.start();
    allow(types, namespaces);
    world.request({ hostname: 'shop.example.com' });
    world.route('shop.example.com');
    await world.clock.advance(600_000);

    expect(['False RecordNotOurs', 'False NotAllowed']).toContain(
      world.ready('shop'),
    );
    expect(
      world.records().filter(record => !record.includes('default')),
    ).toEqual(expect.arrayContaining(before));
    expect(world.dns.records(ZONE, 'shop.example.com')).toHaveLength(1);
  });

  it('are not adopted because a tenant says so', async () => {
    world = new TestWorld();
    world.dns.put(ZONE, byHand({ type: 'A' }));
    world.start();
    const request = world.request({ hostname: 'shop.example.com' });
    world.api.patch(
      {
        ...claimKind,
        kind: request.kind,
        plural: 'gatewayhostnamerequests',
        namespaced: true,
      },
      { namespace: 'shop', name: 'shop' },
      {
        type: 'merge',
        body: { metadata: { annotations: { [ADOPT_ANNOTATION]: 'A' } } },
      },
    );
    world.route('shop.example.com');
    await world.clock.advance(600_000);

    expect(world.ready('shop')).toBe('False RecordNotOurs');
    expect(world.dns.records(ZONE, 'shop.example.com')[0].values).toEqual([
      '192.0.2.1',
    ]);
  });
});
