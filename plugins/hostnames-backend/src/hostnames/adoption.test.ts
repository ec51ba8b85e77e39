import { DnsRecord } from '@hostmaster/backstage-plugin-hostnames-node';
import { certificatesOf } from '../gateways/certificatesOf';
import {
  listenerSetKind,
  loadBalancerConfigurationKind,
  requestKind,
} from '../gateways/kinds';
import { longLife } from './testWorld/longLife';
import { TestWorld, ZONE } from './testWorld/TestWorld';

jest.setTimeout(120_000);

const foreign = (record: Partial<DnsRecord> & { type: string }): DnsRecord => ({
  name: 'shop.example.com',
  ttl: 300,
  values: ['192.0.2.1'],
  ...record,
});

describe('records that others wrote', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it.each([
    ['an address', [foreign({ type: 'A' })], 'A shop.example.com'],
    [
      'a CNAME',
      [foreign({ type: 'CNAME', values: ['shop.example.net'] })],
      'CNAME shop.example.com',
    ],
    [
      'an address with the old mark of external-dns',
      [
        foreign({ type: 'A' }),
        foreign({
          type: 'TXT',
          values: [
            '"heritage=external-dns,external-dns/owner=edge,external-dns/resource=ingress/shop/web"',
          ],
        }),
      ],
      'written by external-dns (owner edge, ingress/shop/web)',
    ],
    [
      'the new mark of external-dns alone',
      [
        foreign({
          name: 'a-shop.example.com',
          type: 'TXT',
          values: ['"heritage=external-dns,external-dns/owner=edge"'],
        }),
      ],
      'written by external-dns (owner edge)',
    ],
    [
      'an ownership record nobody can read',
      [
        foreign({
          name: 'shop._hostmaster.example.com',
          type: 'TXT',
          values: ['"hello"'],
        }),
      ],
      'TXT shop._hostmaster.example.com',
    ],
  ])('are never touched: %s', async (_what, records, named) => {
    world = new TestWorld();
    for (const record of records) world.dns.put(ZONE, record);
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.clock.advance(120_000);

    expect(world.condition('shop', 'Claimed')).toMatchObject({
      status: 'False',
      reason: 'RecordNotOurs',
      message: expect.stringContaining(named),
    });
    world.delete('shop');
    await world.untilGone('shop');
    const left = world.dns
      .records(ZONE)
      .filter(({ name }) => name.includes('shop'));
    expect(left).toHaveLength(records.length);
    expect(left).toEqual(
      expect.arrayContaining(
        records.map(record => expect.objectContaining(record)),
      ),
    );

    records.forEach(({ name, type }) => world.dns.remove(ZONE, name, type));
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
  });

  it('that appear at a live name are left alone, and said', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com', dns: { records: ['A'] } });
    await world.untilReady('shop');
    world.dns.put(ZONE, foreign({ type: 'AAAA', values: ['2001:db8::1'] }));
    await world.clock.advance(120_000);

    expect(world.ready('shop')).toBe('False RecordNotOurs');
    world.delete('shop');
    await world.untilGone('shop');
    expect(world.records().filter(record => record.includes('shop'))).toEqual([
      'AAAA shop.example.com',
    ]);
  });

  it('are told from our own ones that somebody changed: those are repaired', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    world.dns.put(ZONE, foreign({ type: 'A' }));
    world.route('shop.example.com');
    await world.clock.advance(300_000);
    expect(
      world.dns.records(ZONE, 'shop.example.com', 'A')[0].alias?.dnsName,
    ).toBe('gw-01.prod.elb.memory.test');

    for (const [name, type] of [
      ['shop.example.com', 'AAAA'],
      ['shop._hostmaster.example.com', 'TXT'],
    ] as const) {
      world.dns.remove(ZONE, name, type);
      await world.clock.advance(300_000);
      expect(world.dns.records(ZONE, name, type)).toHaveLength(1);
    }
    expect(world.ready('shop')).toBe('True Live');
    world.delete('shop');
    await world.untilGone('shop');
    expect(world.records().filter(record => record.includes('A shop'))).toEqual(
      [],
    );
  });

  it('answer by a wildcard until a route is accepted, without a gap', async () => {
    world = new TestWorld();
    world.dns.put(ZONE, {
      name: '*.example.com',
      type: 'A',
      ttl: 60,
      values: ['192.0.2.7'],
    });
    const answers = new Set<string>();
    world.dns.subscribe(() => answers.add(answerOf(world, 'shop.example.com')));
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.until(
      () => world.ready('shop') === 'False AwaitingRoute',
      'a route is waited for',
    );

    expect(world.dns.records(ZONE, 'shop.example.com')).toEqual([
      { name: 'shop.example.com', type: 'A', ttl: 60, values: ['192.0.2.7'] },
    ]);
    expect([...answers]).toEqual(['192.0.2.7']);

    world.route('shop.example.com');
    await world.untilReady('shop');
    expect([...answers]).toEqual(['192.0.2.7', 'gw-01.prod.elb.memory.test']);
    expect(
      world.dns.records(ZONE, 'shop._hostmaster.example.com')[0].values![0],
    ).toContain('owns=A+AAAA+CNAME"');

    world.delete('shop');
    await world.untilGone('shop');
    expect(world.records().filter(record => record.includes('shop'))).toEqual(
      [],
    );
    expect(world.records()).toContain('A *.example.com');
  });
});

describe('a live hostname', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('keeps what is outside when it is deleted with Retain, and finds it again', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com', deletionPolicy: 'Retain' });
    await world.untilReady('shop');
    const before = world.records();
    const { certificateArn } = world.get('shop')!.status!;
    world.delete('shop');
    await world.untilGone('shop');
    expect(world.records()).toEqual(before);

    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');

    expect(world.get('shop')!.status!.certificateArn).toBe(certificateArn);
    expect(world.records()).toEqual(before);
  });

  it('gets another certificate for other names, and gives up the names and the certificate it had', async () => {
    world = new TestWorld();
    world.start();
    world.request({
      hostname: 'shop.example.com',
      certificate: { additionalNames: ['www.shop.example.com'] },
    });
    await world.untilReady('shop');
    const first = world.get('shop')!.status!.certificateArn;
    expect(world.records()).toEqual(
      expect.arrayContaining([
        'A shop.example.com',
        'A www.shop.example.com',
        'TXT www.shop._hostmaster.example.com',
      ]),
    );
    expect(
      world.api
        .list(listenerSetKind)[0]
        .spec.listeners.map(({ hostname }) => hostname),
    ).toEqual(['shop.example.com', 'www.shop.example.com']);

    change(world, { certificate: { additionalNames: ['m.shop.example.com'] } });
    await world.clock.advance(5_000);
    // Until the new certificate is on the listener, the old one stays there.
    const configuration = () =>
      certificatesOf(world.api.list(loadBalancerConfigurationKind)[0]);
    expect(configuration()).toEqual([first]);
    await world.until(() => configuration().length === 2, 'both are attached');
    await world.until(
      () =>
        configuration().length === 1 &&
        !world.records().some(record => record.includes('www')) &&
        !world.certificates.all().some(({ ref }) => ref === first),
      'what is not wanted any more is gone',
    );

    expect(world.ready('shop')).toBe('True Live');
    expect(world.get('shop')!.status!.certificateArn).not.toBe(first);
    expect(world.records()).toEqual(
      expect.arrayContaining(['A m.shop.example.com', 'A shop.example.com']),
    );
    const writes = world.writeCount();
    await world.clock.advance(3_600_000);
    expect(world.writeCount()).toBe(writes);
  });

  it('moves to a gateway of the other visibility when a route is accepted there, and off the old one later', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    world.route('shop.example.com');
    await world.untilReady('shop');
    expect(world.get('shop')!.status!.assignedGateway!.name).toBe('gw-01');

    change(world, { visibility: 'internal' });
    const configurationOf = (name: string) =>
      certificatesOf(
        world.api.read(loadBalancerConfigurationKind, {
          namespace: 'edge',
          name,
        }),
      );
    await world.until(
      () => configurationOf('gw-02').length === 1,
      'it is on the new gateway',
    );
    await world.until(
      () => configurationOf('gw-01').length === 0,
      'it is off the old gateway',
    );

    expect(world.ready('shop')).toBe('True Live');
    expect(
      world.dns.records(ZONE, 'shop.example.com', 'A')[0].alias?.dnsName,
    ).toBe('gw-02.prod.elb.memory.test');
    const aliasMoved = world.dns.writes.filter(({ changes }) =>
      changes.some(({ record }) => record.type === 'A'),
    )[1].at;
    const detached = world.api.writes.filter(
      ({ verb, kind, key }) =>
        verb === 'replace' &&
        kind === 'LoadBalancerConfiguration' &&
        key === 'edge/gw-01',
    )[1].at;
    expect(detached - aliasMoved).toBeGreaterThanOrEqual(60_000);
  });

  it('of a preview deletes itself when its time is over', async () => {
    world = new TestWorld();
    world.start();
    world.request(
      { hostname: 'pr-7.example.com', expiresAfter: '2h' },
      { name: 'shop' },
    );
    await world.untilReady('shop');
    await world.clock.advance(3_600_000);
    expect(world.ready('shop')).toBe('True Live');

    await world.clock.advance(3_700_000);

    expect(world.get('shop')).toBeUndefined();
    expect(world.records().filter(record => record.includes('pr-7'))).toEqual(
      [],
    );
  });

  it('shares its validation record with its wildcard, and leaves it to the last of them', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    world.request({ hostname: '*.shop.example.com' });
    await world.untilReady('any');
    const validation = () =>
      world
        .records()
        .filter(record => /^CNAME _[0-9a-f]+\.shop\./.test(record));
    expect(validation()).toHaveLength(1);

    world.delete('shop');
    await world.untilGone('shop');
    expect(validation()).toHaveLength(1);
    expect(world.ready('any')).toBe('True Live');

    world.delete('any');
    await world.untilGone('any');
    expect(validation()).toEqual([]);
  });

  it('leaves a validation record that somebody else had written', async () => {
    world = new TestWorld();
    const probe = new TestWorld();
    probe.start();
    probe.request({ hostname: 'shop.example.com' });
    await probe.untilReady('shop');
    const record = probe.dns
      .records(ZONE)
      .find(({ name, type }) => type === 'CNAME' && name.includes('.shop.'))!;
    await probe.close();
    world.dns.put(ZONE, record);
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    world.delete('shop');
    await world.untilGone('shop');

    expect(world.records().filter(each => each.includes('shop'))).toEqual([
      `CNAME ${record.name}`,
    ]);
  });

  it('for the inside has its alias in the private zone, fenced there, and its validation in the public one', async () => {
    world = new TestWorld();
    world.dns.addZone({
      id: 'ZPRIVATE',
      name: 'example.com',
      visibility: 'private',
    });
    world.start();
    world.request({ hostname: 'shop.example.com', visibility: 'internal' });
    await world.untilReady('shop');

    expect(world.records('ZPRIVATE')).toEqual([
      'A shop.example.com',
      'AAAA shop.example.com',
      'TXT shop._hostmaster.example.com',
    ]);
    expect(world.records().filter(record => record.includes('shop'))).toEqual([
      expect.stringMatching(/^CNAME _/),
      'TXT shop._hostmaster.example.com',
    ]);
    world.delete('shop');
    await world.untilGone('shop');
    expect(world.records('ZPRIVATE')).toEqual([]);
    expect(world.records().filter(record => record.includes('shop'))).toEqual(
      [],
    );
  });

  it('asks for a new certificate when one fails, an hour later and then more slowly, six times in three days, and removes the failed ones', async () => {
    world = new TestWorld({ config: longLife() });
    world.certificates.failName('shop.example.com', 'CAA_ERROR');
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.until(
      () => world.ready('shop') === 'False CaaError',
      'the failure is shown',
    );
    await world.clock.advance(3 * 24 * 3_600_000);

    const asked = world.certificates.requests.filter(
      ({ order }) => order.names[0] === 'shop.example.com',
    );
    const gaps = asked
      .slice(1)
      .map(({ at }, index) => Math.round((at - asked[index].at) / 3_600_000));
    expect(asked.map(({ order }) => order.owner.attempt)).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    expect(gaps).toEqual([1, 2, 4, 8, 32]);
    expect(
      world.certificates
        .all()
        .filter(({ owner }) => owner?.identity.cluster === 'prod'),
    ).toHaveLength(1);
    expect(world.get('shop')!.status!.certificateAttempts).toMatchObject({
      count: 6,
      lastReason: 'CAA_ERROR',
    });

    world.delete('shop');
    await world.untilGone('shop');
    expect(world.certificates.all()).toHaveLength(1);
  });
});

function change(world: TestWorld, spec: Record<string, unknown>): void {
  world.api.patch(
    requestKind,
    { namespace: 'shop', name: 'shop' },
    { type: 'merge', body: { spec } },
  );
}

/** What the zone answers for an address today. */
function answerOf(world: TestWorld, name: string): string {
  const records = world.dns.records(ZONE);
  const exact = records.filter(
    record => record.name === name && record.type === 'A',
  );
  const exists = records.some(
    record => record.name === name || record.name.endsWith(`.${name}`),
  );
  const [found] =
    exact.length > 0 || exists
      ? exact
      : records.filter(record => record.name === '*.example.com');
  return found?.alias?.dnsName ?? found?.values?.[0] ?? 'NODATA';
}
