import { KubernetesObject, ResourceKind } from '@hostmaster/kubernetes-runtime';
import { certificatesOf, withCertificates } from '../gateways/certificatesOf';
import {
  gatewayKind,
  grantKind,
  httpRouteKind,
  listenerSetKind,
  loadBalancerConfigurationKind,
} from '../gateways/kinds';
import { TestWorld, ZONE } from './testWorld/TestWorld';

jest.setTimeout(120_000);

const MINUTE = 60_000;
/** Everything is looked at again within this time: 30 minutes and a tenth. */
const RESYNC = 33 * MINUTE;

/** What must come back after a change, as it was. */
function state(world: TestWorld) {
  const [gateway] = world.api.list(gatewayKind);
  const [configuration] = world.api.list(loadBalancerConfigurationKind);
  return {
    records: world.dns
      .records(ZONE)
      .filter(({ type, name }) => type !== 'SOA' && name.includes('shop'))
      // Every change of the records moves the ownership on by one.
      .map(each => JSON.stringify(each).replace(/seq=\d+/, 'seq=n'))
      .sort(),
    listenerSets: world.api
      .list(listenerSetKind)
      .map(({ spec, metadata: { labels, annotations } }) => ({
        spec,
        labels,
        annotations,
      })),
    gateway: { spec: gateway?.spec, labels: gateway?.metadata.labels },
    configuration: configuration?.spec,
    base: world.api
      .list(httpRouteKind, 'edge')
      .map(({ metadata, spec }) => ({ name: metadata.name, spec }))
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
    grants: world.api
      .list(grantKind)
      .map(({ spec }) => spec.hostnames.map(({ hostname }) => hostname)),
  };
}

describe('what others change', () => {
  let world: TestWorld;
  beforeEach(async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    world.route('shop.example.com');
    await world.untilReady('shop');
    await world.clock.advance(5 * MINUTE);
  });
  afterEach(() => world.close());

  const edge = (name: string) => ({ namespace: 'edge', name });

  function change<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    ref: { namespace: string; name: string },
    with_: (object: T) => T,
  ): void {
    world.api.replace(kind, with_(world.api.read(kind, ref)!));
  }

  function validationName(): string {
    return world.get('shop')!.status!.validationRecords![0].name;
  }

  it.each<[string, () => void]>([
    [
      'an alias is deleted',
      () => world.dns.remove(ZONE, 'shop.example.com', 'A'),
    ],
    [
      'both aliases are deleted',
      () => {
        world.dns.remove(ZONE, 'shop.example.com', 'A');
        world.dns.remove(ZONE, 'shop.example.com', 'AAAA');
      },
    ],
    [
      'an alias points elsewhere',
      () =>
        world.dns.put(ZONE, {
          name: 'shop.example.com',
          type: 'A',
          ttl: 60,
          values: ['192.0.2.7'],
        }),
    ],
    [
      'the validation record is deleted',
      () => world.dns.remove(ZONE, validationName(), 'CNAME'),
    ],
    [
      'the validation record has another value',
      () =>
        world.dns.put(ZONE, {
          name: validationName(),
          type: 'CNAME',
          ttl: 60,
          values: ['elsewhere.example.net'],
        }),
    ],
    [
      'the ListenerSet is deleted',
      () => {
        world.api.delete(listenerSetKind, edge('shop-example-com'));
      },
    ],
    [
      'the ListenerSet has another hostname',
      () =>
        change(listenerSetKind, edge('shop-example-com'), set => ({
          ...set,
          spec: {
            ...set.spec,
            listeners: [
              { ...set.spec.listeners[0], hostname: 'x.example.com' },
            ],
          },
        })),
    ],
    [
      'the ListenerSet is open to everybody',
      () =>
        change(listenerSetKind, edge('shop-example-com'), set => ({
          ...set,
          spec: {
            ...set.spec,
            listeners: [
              {
                ...set.spec.listeners[0],
                allowedRoutes: { namespaces: { from: 'All' } },
              },
            ],
          },
        })),
    ],
    [
      'the certificate is taken off the gateway',
      () =>
        change(
          loadBalancerConfigurationKind,
          edge('gw-01'),
          configuration =>
            withCertificates(configuration, {
              add: [],
              remove: certificatesOf(configuration),
            })!,
        ),
    ],
    [
      'the configuration of the gateway is deleted',
      () => {
        world.api.delete(loadBalancerConfigurationKind, edge('gw-01'));
      },
    ],
    [
      'the gateway loses a label',
      () =>
        change(gatewayKind, edge('gw-01'), gateway => ({
          ...gateway,
          metadata: { ...gateway.metadata, labels: {} },
        })),
    ],
    [
      'the gateway refers to other parameters',
      () =>
        change(gatewayKind, edge('gw-01'), gateway => ({
          ...gateway,
          spec: { ...gateway.spec, infrastructure: {} },
        })),
    ],
    [
      'the gateway is deleted',
      () => {
        world.api.delete(gatewayKind, edge('gw-01'));
      },
    ],
    [
      'a base route of the gateway is deleted',
      () => {
        const [route] = world.api.list(httpRouteKind, 'edge');
        world.api.delete(httpRouteKind, edge(route.metadata.name));
      },
    ],
    [
      'the grant is deleted',
      () => {
        world.api.delete(grantKind, { namespace: 'shop', name: 'hostnames' });
      },
    ],
    [
      'the grant loses the hostname',
      () =>
        change(grantKind, { namespace: 'shop', name: 'hostnames' }, grant => ({
          ...grant,
          spec: { hostnames: [] },
        })),
    ],
  ])('is repaired within one resync: %s', async (_what, undo) => {
    const before = state(world);
    const requests = world.certificates.requests.length;

    undo();
    expect(state(world)).not.toEqual(before);
    await world.clock.advance(RESYNC);

    expect(state(world)).toEqual(before);
    expect(world.ready('shop')).toBe('True Live');
    expect(world.certificates.requests).toHaveLength(requests);
    const writes = world.writeCount();
    await world.clock.advance(2 * RESYNC);
    expect(world.writeCount()).toBe(writes);
  });

  it('is repaired within one resync: the certificate is deleted in the account', async () => {
    const { certificateArn: before = '' } = world.get('shop')!.status!;
    change(
      loadBalancerConfigurationKind,
      edge('gw-01'),
      configuration =>
        withCertificates(configuration, { add: [], remove: [before] })!,
    );
    world.certificates.delete(before);

    await world.clock.advance(RESYNC);

    const { certificateArn: after } = world.get('shop')!.status!;
    expect(after).not.toBe(before);
    expect(world.ready('shop')).toBe('True Live');
    expect(
      world.certificates
        .all()
        .filter(({ owner }) => owner?.identity.cluster === 'prod')
        .map(({ ref }) => ref),
    ).toEqual([after]);
    expect(
      certificatesOf(world.api.list(loadBalancerConfigurationKind)[0]),
    ).toEqual([after]);
  });
});
