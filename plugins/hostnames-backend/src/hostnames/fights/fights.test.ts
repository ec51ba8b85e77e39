import {
  gatewayKind,
  grantKind,
  listenerSetKind,
  loadBalancerConfigurationKind,
  requestKind,
} from '../../gateways/kinds';
import {
  certificatesOf,
  withCertificates,
} from '../../gateways/certificatesOf';
import { TestWorld, ZONE } from '../testWorld/TestWorld';
import { FLIPS } from './fights.decide';

jest.setTimeout(120_000);

const HOUR = 3_600_000;

/** As the API server notes who wrote what. */
function managedBy(manager: string) {
  return [
    {
      manager: 'hostmaster',
      operation: 'Update',
      time: '2020-01-02T00:00:00Z',
      fieldsV1: { 'f:spec': {} },
    },
    {
      manager,
      operation: 'Update',
      time: '2020-01-03T00:00:00Z',
      fieldsV1: { 'f:spec': {} },
    },
    {
      manager: 'alb-controller',
      operation: 'Update',
      subresource: 'status',
      time: '2020-01-04T00:00:00Z',
      fieldsV1: { 'f:status': {} },
    },
  ] as never;
}

describe('another writer', () => {
  let world: TestWorld;
  let stop: AbortController;
  beforeEach(async () => {
    stop = new AbortController();
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    world.route('shop.example.com');
    world.request({ hostname: 'calm.example.com' });
    await world.untilReady('shop');
    await world.untilReady('calm');
  });
  afterEach(async () => {
    stop.abort();
    await world.close();
  });

  /** Does it again twenty seconds after it was undone. */
  function undoEverySoOften(undo: () => boolean): { times: number } {
    const count = { times: 0 };
    const look = () => {
      if (stop.signal.aborted) return;
      if (undo()) count.times++;
      world.clock.schedule(20_000, look);
    };
    look();
    return count;
  }

  async function untilLeft(type: string) {
    await world.until(
      () => world.condition('shop', type)?.reason === 'FoughtOver',
      `${type} is fought over`,
      () => JSON.stringify(world.get('shop')?.status?.conditions, undefined, 1),
    );
    return world.condition('shop', type)!;
  }

  it('of a record is named with what it wrote, and wins after five times, until a person asks again', async () => {
    const undone = undoEverySoOften(() => {
      const [record] = world.dns.records(ZONE, 'shop.example.com', 'A');
      if (record?.values?.[0] === '192.0.2.7') return false;
      world.dns.put(ZONE, {
        name: 'shop.example.com',
        type: 'A',
        ttl: 60,
        values: ['192.0.2.7'],
      });
      return true;
    });

    const left = await untilLeft('DnsAliasReady');

    expect(left.status).toBe('False');
    expect(left.message).toContain('The record A shop.example.com');
    expect(left.message).toContain('It is 192.0.2.7 now.');
    expect(left.message).toContain('CloudTrail');
    expect(world.ready('shop')).toBe('False FoughtOver');
    expect(undone.times).toBe(FLIPS);
    const conditions = world.get('shop')!.status!.conditions!;
    expect(conditions.map(({ type }) => type)).toContain('Stalled');

    const writes = world.writeCount();
    await world.clock.advance(50 * 60_000);
    expect(world.writeCount()).toBe(writes);
    expect(world.condition('shop', 'DnsAliasReady')!.message).toBe(
      left.message,
    );
    expect(world.ready('calm')).toBe('True Live');

    stop.abort();
    await world.clock.advance(25_000);
    void world.reconciler.lookAgain({
      cluster: 'prod',
      namespace: 'shop',
      name: 'shop',
    });
    await world.untilReady('shop');
    expect(
      world.dns.records(ZONE, 'shop.example.com', 'A')[0].alias?.dnsName,
    ).toBe('gw-01.prod.elb.memory.test');
  });

  it("is tried again after a while, and a spec that was changed is a person's word", async () => {
    const undone = undoEverySoOften(() => {
      const there = world.dns.records(ZONE, 'shop.example.com', 'A').length;
      world.dns.remove(ZONE, 'shop.example.com', 'A');
      return there > 0;
    });
    const left = await untilLeft('DnsAliasReady');
    expect(left.message).toContain('It is deleted each time.');
    expect(undone.times).toBe(FLIPS);

    await world.clock.advance(1.5 * HOUR);
    expect(undone.times).toBe(FLIPS + 1);

    stop.abort();
    await world.clock.advance(25_000);
    world.api.patch(
      requestKind,
      { namespace: 'shop', name: 'shop' },
      { type: 'merge', body: { spec: { dns: { records: ['A'] } } } },
    );
    await world.untilReady('shop');
  });

  it('may undo it as often again after a restart, and not more', async () => {
    const undone = undoEverySoOften(() => {
      const there = world.dns.records(ZONE, 'shop.example.com', 'A').length;
      world.dns.remove(ZONE, 'shop.example.com', 'A');
      return there > 0;
    });
    await untilLeft('DnsAliasReady');
    const before = undone.times;

    await world.stop();
    world.start();
    await world.clock.advance(40 * 60_000);

    expect(undone.times - before).toBeGreaterThan(0);
    expect(undone.times - before).toBeLessThanOrEqual(FLIPS);
    expect(world.condition('shop', 'DnsAliasReady')!.reason).toBe('FoughtOver');
  });

  it('of the ownership record is told what to look for', async () => {
    const name = 'shop._hostmaster.example.com';
    const undone = undoEverySoOften(() => {
      const there = world.dns.records(ZONE, name, 'TXT').length;
      world.dns.remove(ZONE, name, 'TXT');
      return there > 0;
    });

    const left = await untilLeft('Claimed');

    expect(left.message).toContain(`The ownership record TXT ${name}`);
    expect(undone.times).toBeLessThanOrEqual(FLIPS + 1);
    expect(world.ready('calm')).toBe('True Live');
  });

  it('of the grant is told, and the hostname stays served', async () => {
    const ref = { namespace: 'shop', name: 'hostnames' };
    const undone = undoEverySoOften(
      () => world.api.delete(grantKind, ref) !== undefined,
    );

    const left = await untilLeft('Claimed');

    expect(left.status).toBe('True');
    expect(undone.times).toBeLessThanOrEqual(2 * FLIPS);
    await world.clock.advance(10 * 60_000);
    expect(world.ready('shop')).toBe('True Live');
  });

  it('of a ListenerSet is named by its field manager', async () => {
    const ref = { namespace: 'edge', name: 'shop-example-com' };
    const undone = undoEverySoOften(() => {
      const set = world.api.read(listenerSetKind, ref);
      if (!set || set.spec.listeners[0].hostname === 'old.example.com')
        return false;
      world.api.replace(listenerSetKind, {
        ...set,
        metadata: {
          ...set.metadata,
          managedFields: managedBy('argocd-controller'),
        } as never,
        spec: {
          ...set.spec,
          listeners: [
            { ...set.spec.listeners[0], hostname: 'old.example.com' },
          ],
        },
      });
      return true;
    });

    const left = await untilLeft('RoutesAllowed');

    expect(left.message).toContain('The ListenerSet edge/shop-example-com');
    expect(left.message).toContain('field manager "argocd-controller"');
    expect(undone.times).toBe(FLIPS);
    expect(world.ready('calm')).toBe('True Live');
  });

  it('that deletes a ListenerSet cannot be named, and where to look is said', async () => {
    const ref = { namespace: 'edge', name: 'shop-example-com' };
    const undone = undoEverySoOften(
      () => world.api.delete(listenerSetKind, ref) !== undefined,
    );

    const left = await untilLeft('RoutesAllowed');

    expect(left.message).toContain('audit log of the API server');
    expect(undone.times).toBe(FLIPS);
  });

  it('of the certificates on a gateway is named, and the other hostnames of the gateway go on', async () => {
    const { certificateArn = '' } = world.get('shop')!.status!;
    const undone = undoEverySoOften(() => {
      const [configuration] = world.api.list(loadBalancerConfigurationKind);
      const without = withCertificates(configuration, {
        add: [],
        remove: [certificateArn],
      });
      if (!without) return false;
      world.api.replace(loadBalancerConfigurationKind, {
        ...without,
        metadata: {
          ...without.metadata,
          managedFields: managedBy('helm'),
        } as never,
      });
      return true;
    });

    const left = await untilLeft('ListenerAttached');

    expect(left.message).toContain(`The certificate ${certificateArn} in`);
    expect(left.message).toContain('LoadBalancerConfiguration edge/gw-01');
    expect(left.message).toContain('field manager "helm"');
    expect(undone.times).toBe(FLIPS);
    const { certificateArn: calm } = world.get('calm')!.status!;
    expect(world.ready('calm')).toBe('True Live');
    expect(
      certificatesOf(world.api.list(loadBalancerConfigurationKind)[0]),
    ).toEqual([calm]);
    await world.clock.advance(30 * 60_000);
    expect(undone.times).toBe(FLIPS);
  });

  it('of a shared gateway is told by all its hostnames, and keeps none of them from being served', async () => {
    const undone = undoEverySoOften(() => {
      const gateway = world.api.list(gatewayKind)[0];
      if (gateway.spec.gatewayClassName === 'other') return false;
      world.api.replace(gatewayKind, {
        ...gateway,
        metadata: {
          ...gateway.metadata,
          managedFields: managedBy('kubectl-edit'),
        } as never,
        spec: { ...gateway.spec, gatewayClassName: 'other' },
      });
      return true;
    });

    const left = await untilLeft('GatewayAssigned');

    expect(left.status).toBe('True');
    expect(left.message).toContain('field manager "kubectl-edit"');
    // Housekeeping made it, which is not counted as a write of a hostname.
    expect(undone.times).toBe(FLIPS + 1);
    await world.clock.advance(10 * 60_000);
    for (const name of ['shop', 'calm']) {
      expect(world.ready(name)).toBe('True Live');
      expect(world.condition(name, 'GatewayAssigned')!.reason).toBe(
        'FoughtOver',
      );
    }
    world.request({ hostname: 'new.example.com' });
    await world.untilReady('new');
  });
});
