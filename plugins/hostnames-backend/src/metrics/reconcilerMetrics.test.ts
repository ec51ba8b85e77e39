import { ConfigReader } from '@backstage/config';
import { ProviderHealth } from '@hostmaster/backstage-plugin-hostnames-node';
import { Registry } from 'prom-client';
import { readHostnamesConfig } from '../config';
import { CONFIRM_ANNOTATION } from '../hostnames/Brake';
import { TestWorld } from '../hostnames/testWorld/TestWorld';
import { Reconciler } from '../reconciler/Reconciler';
import { metricsSourceOf } from './MetricsSource';
import { createReconcilerMetrics } from './reconcilerMetrics';

const { profiles } = readHostnamesConfig(
  new ConfigReader({
    hostnames: {
      installation: 'acme',
      clusters: [{ name: 'prod', url: 'https://unused' }],
      reconciler: { edgeDomain: 'edge.example.com' },
      profiles: {
        'alb-public': {
          certificates: 'acm',
          dns: 'route53',
          placement: 'pool',
          limits: { gateways: 5 },
        },
      },
    },
  }),
);

jest.setTimeout(120_000);

const health: ProviderHealth = {
  failing: { since: 1, message: 'no', code: 'denied' },
  budgets: [
    {
      api: 'route53',
      perSecond: 2.5,
      configured: 5,
      available: 1,
      queued: 3,
      throttled: 4,
      granted: 90,
      waitedMs: 12_500,
    },
    {
      api: 'of another author',
      perSecond: 1,
      available: 1,
      queued: 0,
      throttled: 0,
    },
  ],
  views: [
    { name: 'zones', ageMs: 4_000, intervalMs: 60_000 },
    { name: 'records of Z1', zone: 'Z1', ageMs: 9_000, intervalMs: 300_000 },
    { name: 'of another author', ageMs: 1_000 },
  ],
  calls: [{ operation: 'ListHostedZones', outcome: 'ok', count: 7 }],
};

describe('createReconcilerMetrics', () => {
  let world: TestWorld | undefined;
  afterEach(() => world?.close());

  function start(options: ConstructorParameters<typeof TestWorld>[0] = {}) {
    const registry = new Registry();
    const running: { reconciler?: Reconciler } = {};
    const metrics = createReconcilerMetrics(
      registry,
      () =>
        running.reconciler &&
        metricsSourceOf(running.reconciler, { profiles }, () =>
          world!.clock.now(),
        ),
    );
    world = new TestWorld({ ...options, metrics });
    running.reconciler = world.start();
    return { world, registry, text: () => registry.metrics() };
  }

  it('tells what became of requests, without a name of any tenant', async () => {
    const { world: here, text } = start();
    here.request({ hostname: 'shop.example.com' });
    await here.untilReady('shop');
    here.request(
      { hostname: 'shop.example.com' },
      { name: 'thief', namespace: 'other' },
    );
    await here.until(
      () => here.ready('thief', 'other').includes('HeldByOther'),
      'the second is refused',
    );
    await here.clock.advance(120_000);

    const found = await text();

    for (const line of [
      'hostmaster_requests{cluster="prod",ready="True"} 1',
      'hostmaster_conditions{cluster="prod",type="Ready",status="True",reason="Live"} 1',
      'hostmaster_conditions{cluster="prod",type="Claimed",status="False",reason="HeldByOther"} 1',
      'hostmaster_claims{cluster="prod",state="held"} 1',
      'hostmaster_brake_held_requests{cluster="prod"} 0',
      'hostmaster_route_breaker_closed_listeners{cluster="prod"} 0',
      'hostmaster_time_to_ready_seconds_count{cluster="prod"} 1',
      'hostmaster_gateway_capacity_used{cluster="prod",profile="alb-public",visibility="internet-facing",gateway="gw-01",resource="certificates"} 1',
      'hostmaster_gateway_capacity_limit{cluster="prod",profile="alb-public",visibility="internet-facing",gateway="gw-01",resource="certificates"} 24',
      'hostmaster_pool_capacity_limit{cluster="prod",profile="alb-public",visibility="internet-facing",resource="certificates"} 120',
      'hostmaster_gateway_programmed{cluster="prod",profile="alb-public",visibility="internet-facing",gateway="gw-01"} 1',
      'hostmaster_cluster_reachable{cluster="prod"} 1',
      'hostmaster_runtime_leading{lease="edge/hostmaster-acme"} 1',
      'hostmaster_runtime_lease_changes_total{lease="edge/hostmaster-acme",change="acquired"} 1',
      'hostmaster_runtime_queue_oldest_seconds{queue="hostnames"} 0',
    ]) {
      expect(found).toContain(line);
    }
    expect(found).toMatch(
      /hostmaster_condition_oldest_seconds\{cluster="prod",type="Claimed",status="False",reason="HeldByOther"\} 1[2-9]\d/,
    );
    expect(found).toMatch(
      /hostmaster_reconcile_steps_total\{step="claimHostname",outcome="blocked",reason="HeldByOther"\} [1-9]/,
    );
    expect(found).toMatch(
      /hostmaster_reconcile_step_duration_seconds_count\{step="claimHostname"\} [1-9]/,
    );
    expect(found).toMatch(
      /hostmaster_reconcile_duration_seconds_count\{ended="finished",cluster="prod"\} [1-9]|hostmaster_reconcile_duration_seconds_count\{cluster="prod",ended="finished"\} [1-9]/,
    );
    expect(found).toMatch(
      /hostmaster_events_total\{cluster="prod",outcome="written"\} [1-9]/,
    );
    expect(found).not.toContain('hostmaster_reconcile_errors_total{');
    expect(found).not.toMatch(/\{[^}]*(hostname|namespace|owner)=/);
    expect(found).not.toContain('shop');
  });

  it('counts errors by step and reason, and the recovery of a hostname not as a new one', async () => {
    const { world: here, text } = start();
    here.request({ hostname: 'shop.example.com' });
    await here.untilReady('shop');
    here.dnsFaults = () => {
      throw new Error('the zone is on fire\nfor real');
    };
    here.request({ hostname: 'next.example.com' });
    await here.until(
      () => here.ready('next').startsWith('Unknown'),
      'the error shows',
    );
    const during = await text();
    here.dnsFaults = undefined;
    await here.untilReady('next');

    expect(during).toMatch(
      /hostmaster_reconcile_errors_total\{cluster="prod",step="\w+",reason="ReconcileError"\} [1-9]/,
    );
    expect(during).toMatch(
      /hostmaster_reconcile_steps_total\{step="\w+",outcome="failed",reason="ReconcileError"\} [1-9]/,
    );
    expect(await text()).toContain(
      'hostmaster_time_to_ready_seconds_count{cluster="prod"} 2',
    );
  });

  it('tells of deletions that the brake holds', async () => {
    const { world: here, text } = start();
    const names = ['a', 'b', 'c'];
    for (const name of names) here.request({ hostname: `${name}.example.com` });
    for (const name of names) await here.untilReady(name);
    for (const name of names) here.delete(name);
    await here.until(
      () =>
        names.every(
          name =>
            here.condition(name, 'DnsAliasReady')?.reason === 'BrakeApplied',
        ),
      'the brake holds',
    );

    expect(await text()).toContain(
      'hostmaster_brake_held_requests{cluster="prod"} 3',
    );
    expect(CONFIRM_ANNOTATION).toBe('hostmaster.dev/confirm-deletion');
  });

  it('tells of providers what they know of themselves', async () => {
    const registry = new Registry();
    createReconcilerMetrics(registry, () => ({
      now: () => 0,
      profiles: [],
      capacity: () => [],
      clusters: () => [],
      stores: () => undefined,
      providers: () => [{ id: 'route53', kind: 'dns', health }],
    }));

    const text = await registry.metrics();

    for (const line of [
      'hostmaster_provider_failing{provider="route53",kind="dns",code="denied"} 1',
      'hostmaster_provider_calls_total{provider="route53",kind="dns",operation="ListHostedZones",outcome="ok"} 7',
      'hostmaster_budget_tokens{provider="route53",api="route53"} 1',
      'hostmaster_budget_rate{provider="route53",api="route53"} 2.5',
      'hostmaster_budget_rate_configured{provider="route53",api="route53"} 5',
      'hostmaster_budget_queue_length{provider="route53",api="route53"} 3',
      'hostmaster_budget_calls_total{provider="route53",api="route53"} 90',
      'hostmaster_budget_wait_seconds_total{provider="route53",api="route53"} 12.5',
      'hostmaster_throttled_calls_total{provider="route53",api="route53"} 4',
      'hostmaster_view_age_seconds{provider="route53",kind="dns",view="zones",zone=""} 4',
      'hostmaster_view_age_seconds{provider="route53",kind="dns",view="records",zone="Z1"} 9',
      'hostmaster_view_refresh_interval_seconds{provider="route53",kind="dns",view="records",zone="Z1"} 300',
      'hostmaster_view_age_seconds{provider="route53",kind="dns",view="of another author",zone=""} 1',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).not.toMatch(/rate_configured\{[^}]*another/);
  });

  it('gives the others when one source fails, and says so', async () => {
    const registry = new Registry();
    createReconcilerMetrics(registry, () => ({
      now: () => 0,
      profiles: [],
      capacity: () => {
        throw new Error('no');
      },
      clusters: () => [{ name: 'prod', reachable: false }],
      stores: () => undefined,
      providers: () => [],
    }));

    const text = await registry.metrics();

    expect(text).toContain('hostmaster_cluster_reachable{cluster="prod"} 0');
    expect(await registry.metrics()).toMatch(
      /hostmaster_metrics_failures_total\{metric="hostmaster_gateway_capacity_used"\} [12]/,
    );
  });

  it('keeps reasons that are not of the vocabulary from becoming series', async () => {
    const registry = new Registry();
    const metrics = createReconcilerMetrics(registry, () => undefined);

    for (let index = 0; index < 50; index++)
      metrics.step('claimHostname', 'failed', `Made up ${index}`, 1);

    expect(await registry.metrics()).toContain(
      'hostmaster_reconcile_steps_total{step="claimHostname",outcome="failed",reason="Other"} 50',
    );
  });
});
