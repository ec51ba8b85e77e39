import { Registry } from 'prom-client';
import { createReconcilerMetrics } from './reconcilerMetrics';

describe('createReconcilerMetrics', () => {
  it('counts steps, measures passes and reads the rest when it is collected, without a name of any tenant', async () => {
    const registry = new Registry();
    const failing = { since: 1, message: 'no', code: 'denied' };
    const metrics = createReconcilerMetrics(registry, () => ({
      providers: () => [
        {
          id: 'route53',
          kind: 'dns',
          health: {
            budgets: [],
            views: [
              { name: 'zone Z1', ageMs: 4_000 },
              { name: 'zone Z2', ageMs: 9_000 },
            ],
            failing,
          },
        },
      ],
      capacity: () => [
        {
          cluster: 'prod',
          profile: 'alb',
          visibility: 'internal',
          name: 'gw-01',
          certificates: { used: 3, max: 24 },
          rules: { used: 8, max: 100 },
        },
      ],
      requests: () => [{ cluster: 'prod', ready: 'True', count: 7 }],
    }));
    metrics.step('claimHostname', 'blocked', 'HeldByOther');
    metrics.pass('prod', 'blocked', 0.01);
    metrics.ready('prod', 200);
    metrics.runtime.count('requests', {
      cluster: 'prod',
      verb: 'get',
      resource: 'x',
      outcome: 'ok',
    });
    metrics.runtime.measure('work_seconds', { queue: 'hostnames' }, 1);
    metrics.runtime.measure('queue_ready', { queue: 'hostnames' }, 5);

    const text = await registry.metrics();

    for (const line of [
      'hostmaster_reconcile_steps_total{step="claimHostname",outcome="blocked",reason="HeldByOther"} 1',
      'hostmaster_reconcile_seconds_count{cluster="prod",ended="blocked"} 1',
      'hostmaster_time_to_ready_seconds_sum{cluster="prod"} 200',
      'hostmaster_oldest_view_age_seconds{provider="route53",kind="dns"} 9',
      'hostmaster_provider_failing{provider="route53",kind="dns",code="denied"} 1',
      'hostmaster_gateway_certificates_used{cluster="prod",profile="alb",visibility="internal",gateway="gw-01"} 3',
      'hostmaster_gateway_rules_max{cluster="prod",profile="alb",visibility="internal",gateway="gw-01"} 100',
      'hostmaster_requests{cluster="prod",ready="True"} 7',
      'hostmaster_runtime_requests_total{cluster="prod",verb="get",resource="x",outcome="ok"} 1',
      'hostmaster_runtime_work_seconds_count{queue="hostnames"} 1',
      'hostmaster_runtime_queue_ready{queue="hostnames"} 5',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).not.toMatch(/\{[^}]*(hostname|namespace|owner)=/);
  });
});
