import {
  KubernetesEvent,
  eventKind,
  namespaceKind,
} from '@hostmaster/kubernetes-runtime';
import { VirtualClock } from '@hostmaster/kubernetes-runtime/testUtils';
import { RequestObject } from '../gateways/kinds';
import { ClusterWorld } from '../reconciler/ClusterWorld';
import { EventRecorder } from './EventRecorder';
import { MemoryApi } from './testWorld/MemoryApi';
import { TestWorld } from './testWorld/TestWorld';

jest.setTimeout(120_000);

const quiet = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  child: () => quiet,
};

function setUp() {
  const clock = new VirtualClock();
  const api = new MemoryApi('prod', clock);
  const outcomes: string[] = [];
  const recorder = new EventRecorder('pod-1', clock, quiet, (_, outcome) =>
    outcomes.push(outcome),
  );
  const cluster = {
    name: 'prod',
    client: api.connect(),
    stores: { namespaces: { get: ref => api.read(namespaceKind, ref) } },
  } as ClusterWorld;
  const record = (
    event: Partial<Parameters<EventRecorder['record']>[2]> = {},
    uid = 'uid-1',
  ) =>
    recorder.record(cluster, requestOf(uid), {
      type: 'Warning',
      reason: 'Throttled',
      action: 'DnsAliasReady',
      note: 'DnsAliasReady is Unknown: too many calls',
      ...event,
    });
  return { clock, api, outcomes, record, events: () => api.list(eventKind) };
}

function requestOf(uid: string): RequestObject {
  return {
    apiVersion: 'hostmaster.dev/v1alpha1',
    kind: 'GatewayHostnameRequest',
    metadata: { namespace: 'shop', name: 'shop', uid, resourceVersion: '7' },
    spec: {
      hostname: 'shop.example.com',
      environment: 'prod',
      gatewayClass: 'alb-public',
    },
  };
}

describe('EventRecorder', () => {
  it('makes a series of what comes again, and writes its count at most once a minute', async () => {
    const { clock, api, record, events, outcomes } = setUp();
    for (let index = 0; index < 300; index++) {
      await record();
      await clock.advance(1_000);
    }

    expect(events()).toHaveLength(1);
    const [{ series, type, reason, action, regarding }] = events();
    expect({ type, reason, action }).toEqual({
      type: 'Warning',
      reason: 'Throttled',
      action: 'DnsAliasReady',
    });
    expect(regarding).toMatchObject({
      kind: 'GatewayHostnameRequest',
      name: 'shop',
      uid: 'uid-1',
    });
    expect(series?.count).toBeGreaterThan(230);
    expect(series?.lastObservedTime).toMatch(/^\d{4}-.*\.\d{6}Z$/);
    expect(api.writes.length).toBeLessThanOrEqual(7);
    expect(outcomes.filter(each => each === 'series')).toHaveLength(299);
  });

  it('writes an Event of its own for another reason, note, request, and after a while', async () => {
    const { clock, record, events } = setUp();
    await record();
    await record({ reason: 'AccessDenied' });
    await record({ note: 'another' });
    await record({}, 'uid-2');
    await clock.advance(31 * 60_000);
    await record();

    expect(events()).toHaveLength(5);
  });

  it('writes none into a namespace that is being deleted', async () => {
    const { api, record, events, outcomes } = setUp();
    api.create(namespaceKind, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop', finalizers: ['kubernetes'] },
    });
    api.delete(namespaceKind, { name: 'shop' });

    await record();

    expect(events()).toEqual([]);
    expect(outcomes).toEqual(['dropped']);
  });

  it('begins anew when the Event has been removed meanwhile', async () => {
    const { api, clock, record, events } = setUp();
    await record();
    const [{ metadata }] = events();
    api.delete(eventKind, { namespace: 'shop', name: metadata.name });
    await clock.advance(120_000);

    await record();

    expect(events()).toHaveLength(1);
    expect(events()[0].metadata.name).not.toBe(metadata.name);
  });

  it('lets one request not flood the cluster, and no other suffers', async () => {
    const { clock, record, events, outcomes } = setUp();
    for (let index = 0; index < 100; index++)
      await record({ note: `${index}` });
    expect(events()).toHaveLength(25);
    expect(outcomes.filter(each => each === 'dropped')).toHaveLength(75);

    await record({}, 'uid-2');
    await clock.advance(10 * 60_000);
    for (let index = 200; index < 300; index++)
      await record({ note: `${index}` });

    expect(events()).toHaveLength(25 + 1 + 2);
  });

  it('writes text from outside as one line that fits', async () => {
    const { record, events } = setUp();

    await record({ note: `a\nWarning  Forged  ${'x'.repeat(2_000)}` });

    const [{ note }] = events() as KubernetesEvent[];
    expect(note).toMatch(/^a\\nWarning/);
    expect(note).toHaveLength(1024);
  });

  it('loses what cannot be written, and says so', async () => {
    const { api, record, outcomes } = setUp();
    api.create = () => {
      throw new Error('the cluster is away');
    };

    await record();

    expect(outcomes).toEqual(['failed']);
  });
});

describe('Events of a request', () => {
  it('tell each transition once, Warnings where somebody has to act, and nothing while nothing changes', async () => {
    const world = new TestWorld();
    world.request({ hostname: 'shop.example.com' });
    world.start();
    await world.untilReady('shop');
    world.request(
      { hostname: 'shop.example.com' },
      { name: 'thief', namespace: 'other' },
    );
    await world.until(
      () => world.ready('thief', 'other').includes('HeldByOther'),
      'the second is refused',
    );
    const of = (name: string) =>
      world.api
        .list(eventKind)
        .filter(({ regarding }) => regarding?.name === name)
        .map(({ type, action, reason }) => `${type} ${action} ${reason}`);
    const before = world.api.list(eventKind).length;
    await world.clock.advance(3 * 3_600_000);

    expect(of('shop')).toContain('Normal Ready Live');
    expect(new Set(of('shop')).size).toBe(of('shop').length);
    expect(of('shop').filter(each => each.startsWith('Warning'))).toEqual([]);
    expect(of('thief')).toContain('Warning Denied HeldByOther');
    expect(world.api.list(eventKind)).toHaveLength(before);
    await world.close();
  });
});
