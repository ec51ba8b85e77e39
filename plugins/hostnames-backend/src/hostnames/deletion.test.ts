import { namespaceKind } from '@hostmaster/kubernetes-runtime';
import { certificatesOf, withCertificates } from '../gateways/certificatesOf';
import {
  claimKind,
  grantKind,
  httpRouteKind,
  listenerSetKind,
  loadBalancerConfigurationKind,
  requestKind,
} from '../gateways/kinds';
import { CONFIRM_ANNOTATION } from './Brake';
import { TestWorld, ZONE } from './testWorld/TestWorld';

jest.setTimeout(180_000);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What of tenants is left anywhere. */
function leftovers(world: TestWorld) {
  return {
    records: world.records().filter(each => !/default\.edge/.test(each)),
    claims: world.api.list(claimKind).map(({ metadata }) => metadata.name),
    grants: world.api.list(grantKind).map(({ metadata }) => metadata.namespace),
    listenerSets: world.api
      .list(listenerSetKind)
      .map(({ metadata }) => metadata.name),
    attached: world.api
      .list(loadBalancerConfigurationKind)
      .flatMap(each => certificatesOf(each)),
    certificates: world.certificates
      .all()
      .filter(({ owner }) => owner?.identity.cluster === 'prod')
      .map(({ ref }) => ref),
  };
}

const nothing = {
  records: [],
  claims: [],
  grants: [],
  listenerSets: [],
  attached: [],
  certificates: [],
};

describe('deletion', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it.each([
    ['stays', false],
    ['is followed by another one', true],
  ])(
    'leaves no certificate whose request got no answer and that lists show late, when the process %s',
    async (_what, restarts) => {
      world = new TestWorld({ authority: { visibleAfterMs: 90_000 } });
      let isLost = false;
      world.certificateFaults = ({ operation, target }) => {
        if (operation !== 'request' || isLost) return undefined;
        if (!target.includes('shop')) return undefined;
        isLost = true;
        world.delete('shop');
        return { kind: 'loseAnswer' };
      };
      world.start();
      // A process that has led for long relies on nothing but what it remembers of the request.
      await world.clock.advance(10 * MINUTE);
      world.request({ hostname: 'shop.example.com' });
      await world.until(() => isLost, 'a certificate is requested');
      if (restarts) {
        world.crash();
        world.start();
      }

      await world.untilGone('shop');
      await world.clock.advance(5 * MINUTE);

      expect(leftovers(world)).toEqual(nothing);
    },
  );

  function stripFinalizer(name: string): void {
    if (!world.get(name)) return;
    world.api.patch(
      requestKind,
      { namespace: 'shop', name },
      { type: 'merge', body: { metadata: { finalizers: [] } } },
    );
  }

  it('with Retain keeps everything outside, says which, and no sweep takes it later', async () => {
    world = new TestWorld({
      config: {
        reconciler: {
          edgeDomain: 'edge.example.com',
          homeCluster: 'prod',
          waits: { orphan: '1h' },
        },
      },
    });
    world.start();
    world.request({ hostname: 'shop.example.com', deletionPolicy: 'Retain' });
    world.route('shop.example.com');
    await world.untilReady('shop');
    const { certificateArn } = world.get('shop')!.status!;
    const before = leftovers(world);
    expect(before.records).toHaveLength(4);

    world.delete('shop');
    await world.untilGone('shop');
    await world.clock.advance(5 * HOUR);

    expect(leftovers(world)).toEqual(before);
    const events = world.api
      .list({
        group: 'events.k8s.io',
        version: 'v1',
        plural: 'events',
        kind: 'Event',
        namespaced: true,
      } as never)
      .map(event => event as unknown as { reason: string; note: string });
    const retained = events.find(({ reason }) => reason === 'Retained');
    expect(retained?.note).toContain('the records of shop.example.com');
    expect(retained?.note).toContain(certificateArn);
  });

  it('waits for a certificate that something else still serves, with few calls, and then finishes', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    const { certificateArn = '' } = world.get('shop')!.status!;
    world.certificates.use(certificateArn, ['a load balancer made by hand']);
    world.delete('shop');
    await world.until(
      () =>
        world.condition('shop', 'CertificateRequested')?.reason ===
        'StillInUse',
      'it is still in use',
    );
    const calls: string[] = [];
    world.certificateFaults = ({ operation, target }) => {
      if (target === certificateArn) calls.push(operation);
    };

    await world.clock.advance(10 * MINUTE);

    expect(world.condition('shop', 'CertificateRequested')?.message).toContain(
      'a load balancer made by hand',
    );
    expect(calls.filter(each => each === 'delete')).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(120);
    expect(world.certificates.get(certificateArn)).toBeDefined();

    world.certificates.use(certificateArn, []);
    await world.untilGone('shop');
    expect(leftovers(world)).toEqual(nothing);
  });

  it('of a namespace with a hundred requests in all phases cleans up everything, and creates nothing in it', async () => {
    world = new TestWorld({ config: { brake: { count: 1000, share: 1 } } });
    world.start();
    const { api } = world;
    await world.until(
      () => world.records().length === 2,
      'the default certificate is validated',
    );
    await world.clock.advance(5 * MINUTE);
    world.namespaces(api, ['crowd']);
    api.patch(
      namespaceKind,
      { name: 'crowd' },
      { type: 'merge', body: { metadata: { finalizers: ['kubernetes'] } } },
    );
    for (let index = 0; index < 100; index++) {
      const hostname = `n${index}.example.com`;
      world.request({ hostname }, { namespace: 'crowd' });
      if (index % 3 === 0) {
        world.route(hostname, { namespace: 'crowd', name: `web${index}` });
      }
      await world.clock.advance(2_500);
    }
    const requests = api
      .list(requestKind)
      .filter(({ metadata }) => metadata.namespace === 'crowd');
    const phases = new Set(
      requests.map(
        ({ status }) =>
          status?.conditions?.find(({ type }) => type === 'Ready')?.reason,
      ),
    );
    expect(phases.size).toBeGreaterThanOrEqual(5);

    // It is everything that the cluster has.
    for (const { metadata } of requests)
      api.patch(requestKind, metadata, {
        type: 'merge',
        body: { metadata: { annotations: { [CONFIRM_ANNOTATION]: 'true' } } },
      });
    api.delete(namespaceKind, { name: 'crowd' });
    const endedAt = world.clock.now();
    // The namespace controller takes a while to get to everything, in no order that means anything.
    for (const { metadata } of requests.reverse()) {
      api.delete(requestKind, metadata);
      await world.clock.advance(500);
    }
    for (const kind of [httpRouteKind, grantKind]) {
      for (const { metadata } of api.list<any>(kind, 'crowd')) {
        api.delete<any>(kind, metadata);
      }
    }
    await world.until(
      () =>
        api
          .list(requestKind)
          .every(({ metadata }) => metadata.namespace !== 'crowd'),
      'all requests are gone',
      () =>
        JSON.stringify(
          api
            .list(requestKind)
            .map(({ metadata, status }) => [
              metadata.name,
              status?.conditions?.find(({ type }) => type === 'Ready'),
            ]),
        ),
    );

    const created = api.writes.filter(
      ({ verb, key, at }) =>
        verb === 'create' && key.startsWith('crowd/') && at > endedAt,
    );
    expect(created).toEqual([]);
    expect(leftovers(world)).toEqual(nothing);
    const writes = world.writeCount();
    await world.clock.advance(HOUR);
    expect(world.writeCount()).toBe(writes);
  });

  describe('when somebody takes the finalizer off', () => {
    function start() {
      world = new TestWorld({
        config: {
          reconciler: {
            edgeDomain: 'edge.example.com',
            homeCluster: 'prod',
            waits: { orphan: '2h', coolDown: '0s' },
          },
        },
      });
      world.start();
    }

    it.each([0, 1, 60, 95, 100, 110, 125])(
      '%i seconds into the clean-up, the sweep finishes it after its time',
      async seconds => {
        start();
        world.request({ hostname: 'shop.example.com' });
        world.route('shop.example.com');
        await world.untilReady('shop');
        world.delete('shop');
        await world.clock.advance(seconds * 1_000);
        stripFinalizer('shop');
        await world.clock.advance(MINUTE);
        const left = leftovers(world);

        await world.clock.advance(110 * MINUTE);
        expect(leftovers(world)).toEqual(left);
        await world.clock.advance(30 * MINUTE);

        expect(leftovers(world)).toEqual(nothing);
      },
    );

    it('and the claim and the records too, the certificate goes after its time', async () => {
      start();
      world.request({ hostname: 'shop.example.com' });
      world.request({ hostname: 'calm.example.com' });
      await world.untilReady('shop');
      await world.untilReady('calm');
      const { certificateArn = '' } = world.get('shop')!.status!;
      stripFinalizer('shop');
      world.delete('shop');
      world.api.delete(claimKind, { name: 'shop.example.com' });
      for (const record of world.dns.records(ZONE)) {
        if (!record.name.includes('shop')) continue;
        world.dns.remove(ZONE, record.name, record.type);
      }
      await world.clock.advance(3 * HOUR);
      expect(leftovers(world).certificates).toContain(certificateArn);
      // On a gateway it stays: without it the controller would fail the whole gateway.
      expect(leftovers(world).attached).toContain(certificateArn);

      const [configuration] = world.api.list(loadBalancerConfigurationKind);
      world.api.replace(
        loadBalancerConfigurationKind,
        withCertificates(configuration, {
          add: [],
          remove: [certificateArn],
        })!,
      );
      await world.clock.advance(10 * MINUTE);

      expect(leftovers(world).certificates).toEqual([
        world.get('calm')!.status!.certificateArn,
      ]);
      expect(world.ready('calm')).toBe('True Live');
    });

    it('takes nothing of a name that somebody else holds by then', async () => {
      start();
      world.request({ hostname: 'shop.example.com' });
      await world.untilReady('shop');
      stripFinalizer('shop');
      world.delete('shop');
      await world.clock.advance(MINUTE);
      world.dns.put(ZONE, {
        name: 'shop._hostmaster.example.com',
        type: 'TXT',
        ttl: 300,
        values: [
          '"heritage=hostmaster,v=1,inst=globex,cluster=east,owner=them/shop,seq=7,state=held,owns=A+AAAA+CNAME"',
        ],
      });

      await world.clock.advance(4 * HOUR);

      expect(leftovers(world).records).toEqual([
        'A shop.example.com',
        'AAAA shop.example.com',
        expect.stringMatching(/^CNAME _[0-9a-f]{32}\.shop\.example\.com$/),
        'TXT shop._hostmaster.example.com',
      ]);
      expect(leftovers(world).certificates).toEqual([]);
    });
  });
});
