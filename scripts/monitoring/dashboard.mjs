// The Grafana dashboard, row by row: [title, kind, queries, options]. Ids and places are counted.

const CLUSTER = 'cluster=~"$cluster"';
const rows = [
  {
    title: 'Fleet health',
    panels: [
      [
        'Hostnames by level',
        'stat',
        [['max by (level) (hostmaster_hostnames)', '{{level}}']],
        { width: 8 },
      ],
      [
        'Not Ready',
        'stat',
        [
          [
            `sum(max by (cluster, ready) (hostmaster_requests{${CLUSTER}, ready!="True"}))`,
            'requests',
          ],
        ],
        { width: 4, warn: 1 },
      ],
      [
        'Held by the brake',
        'stat',
        [
          [
            `sum(max by (cluster) (hostmaster_brake_held_requests{${CLUSTER}}))`,
            'deletions',
          ],
        ],
        { width: 4, warn: 1 },
      ],
      [
        'Closed by the breaker',
        'stat',
        [
          [
            `sum(max by (cluster) (hostmaster_route_breaker_closed_listeners{${CLUSTER}}))`,
            'listeners',
          ],
        ],
        { width: 4, warn: 1 },
      ],
      [
        'Claims',
        'stat',
        [
          [
            `sum by (state) (max by (cluster, state) (hostmaster_claims{${CLUSTER}}))`,
            '{{state}}',
          ],
        ],
        { width: 4 },
      ],
      [
        'What keeps requests from being Ready',
        'timeseries',
        [
          [
            `sum by (reason) (max by (cluster, reason) (hostmaster_conditions{${CLUSTER}, type="Ready", status!="True"}))`,
            '{{reason}}',
          ],
        ],
        { width: 12 },
      ],
      [
        'Longest wait by condition',
        'timeseries',
        [
          [
            `max by (type, reason) (hostmaster_condition_oldest_seconds{${CLUSTER}, reason!~"WaitingFor.*"})`,
            '{{type}} {{reason}}',
          ],
        ],
        { width: 12, unit: 's' },
      ],
      [
        'Time to Ready',
        'timeseries',
        [
          [
            `histogram_quantile(0.5, sum by (le) (rate(hostmaster_time_to_ready_seconds_bucket{${CLUSTER}}[1h])))`,
            'half',
          ],
          [
            `histogram_quantile(0.95, sum by (le) (rate(hostmaster_time_to_ready_seconds_bucket{${CLUSTER}}[1h])))`,
            '95 %',
          ],
        ],
        { width: 12, unit: 's' },
      ],
      [
        'Looks from outside',
        'timeseries',
        [
          [
            'sum by (probe, kind) (rate(hostmaster_probe_results_total[$__rate_interval]))',
            '{{probe}} {{kind}}',
          ],
        ],
        { width: 12, unit: 'ops' },
      ],
    ],
  },
  {
    title: 'Reconcile',
    panels: [
      [
        'Looks by what they ended with',
        'timeseries',
        [
          [
            `sum by (ended) (rate(hostmaster_reconcile_duration_seconds_count{${CLUSTER}}[$__rate_interval]))`,
            '{{ended}}',
          ],
        ],
        { unit: 'ops' },
      ],
      [
        'Errors by step and reason',
        'timeseries',
        [
          [
            `sum by (step, reason) (rate(hostmaster_reconcile_errors_total{${CLUSTER}}[$__rate_interval]))`,
            '{{step}} {{reason}}',
          ],
        ],
        { unit: 'ops' },
      ],
      [
        'Duration of a step, 95 %',
        'timeseries',
        [
          [
            'histogram_quantile(0.95, sum by (le, step) (rate(hostmaster_reconcile_step_duration_seconds_bucket[$__rate_interval])))',
            '{{step}}',
          ],
        ],
        { unit: 's' },
      ],
      [
        'Steps that wait or are blocked',
        'timeseries',
        [
          [
            'sum by (step, outcome, reason) (rate(hostmaster_reconcile_steps_total{outcome=~"waiting|blocked|repeated"}[$__rate_interval]))',
            '{{step}} {{outcome}} {{reason}}',
          ],
        ],
        { unit: 'ops' },
      ],
      [
        'Queue',
        'timeseries',
        [
          ['max by (queue) (hostmaster_runtime_queue_ready)', 'ready'],
          ['max by (queue) (hostmaster_runtime_queue_waiting)', 'waiting'],
          ['max by (queue) (hostmaster_runtime_queue_working)', 'working'],
          ['max by (queue) (hostmaster_runtime_queue_retrying)', 'retrying'],
        ],
      ],
      [
        'Oldest in the queue, longest run',
        'timeseries',
        [
          [
            'max by (instance) (hostmaster_runtime_queue_oldest_seconds)',
            'oldest {{instance}}',
          ],
          [
            'max by (instance) (hostmaster_runtime_queue_longest_run_seconds)',
            'longest {{instance}}',
          ],
        ],
        { unit: 's' },
      ],
      [
        'Events',
        'timeseries',
        [
          [
            `sum by (outcome) (rate(hostmaster_events_total{${CLUSTER}}[$__rate_interval]))`,
            '{{outcome}}',
          ],
        ],
        { unit: 'ops' },
      ],
    ],
  },
  {
    title: 'AWS budgets',
    panels: [
      [
        'Calls by outcome',
        'timeseries',
        [
          [
            'sum by (provider, outcome) (rate(hostmaster_provider_calls_total[$__rate_interval]))',
            '{{provider}} {{outcome}}',
          ],
        ],
        { unit: 'ops' },
      ],
      [
        'Failing',
        'timeseries',
        [
          [
            'max by (provider, code) (hostmaster_provider_failing) > 0',
            '{{provider}} {{code}}',
          ],
        ],
      ],
      [
        'Rate now and as configured',
        'timeseries',
        [
          ['min by (api) (hostmaster_budget_rate)', '{{api}}'],
          [
            'max by (api) (hostmaster_budget_rate_configured)',
            '{{api}} configured',
          ],
        ],
        { unit: 'ops' },
      ],
      [
        'Tokens',
        'timeseries',
        [['min by (api) (hostmaster_budget_tokens)', '{{api}}']],
      ],
      [
        'Waiting for a turn',
        'timeseries',
        [['max by (api) (hostmaster_budget_queue_length)', '{{api}}']],
      ],
      [
        'Wait per call',
        'timeseries',
        [
          [
            'sum by (api) (rate(hostmaster_budget_wait_seconds_total[$__rate_interval])) / sum by (api) (rate(hostmaster_budget_calls_total[$__rate_interval]))',
            '{{api}}',
          ],
        ],
        { unit: 's' },
      ],
      [
        'Throttled',
        'timeseries',
        [
          [
            'sum by (api) (rate(hostmaster_throttled_calls_total[$__rate_interval]))',
            '{{api}}',
          ],
        ],
        { unit: 'ops' },
      ],
      [
        'Age of views',
        'timeseries',
        [
          [
            'max by (provider, view, zone) (hostmaster_view_age_seconds)',
            '{{provider}} {{view}} {{zone}}',
          ],
        ],
        { unit: 's' },
      ],
    ],
  },
  {
    title: 'Capacity',
    panels: [
      [
        'Pools, of all they may have',
        'bargauge',
        [
          [
            `sum by (cluster, profile, visibility, resource) (max by (cluster, profile, visibility, gateway, resource) (hostmaster_gateway_capacity_used{${CLUSTER}})) / max by (cluster, profile, visibility, resource) (hostmaster_pool_capacity_limit{${CLUSTER}})`,
            '{{profile}} {{visibility}} {{resource}}',
          ],
        ],
        { unit: 'percentunit', max: 1 },
      ],
      [
        'Gateways',
        'bargauge',
        [
          [
            `max by (cluster, gateway, resource) (hostmaster_gateway_capacity_used{${CLUSTER}}) / max by (cluster, gateway, resource) (hostmaster_gateway_capacity_limit{${CLUSTER}})`,
            '{{gateway}} {{resource}}',
          ],
        ],
        { unit: 'percentunit', max: 1 },
      ],
      [
        'Gateways not programmed',
        'timeseries',
        [
          [
            `min by (cluster, gateway) (hostmaster_gateway_programmed{${CLUSTER}}) < 1`,
            '{{cluster}} {{gateway}}',
          ],
        ],
      ],
    ],
  },
  {
    title: 'Certificates',
    panels: [
      [
        'Certificates',
        'stat',
        [
          [
            `sum(max by (cluster, profile) (hostmaster_certificates{${CLUSTER}}))`,
            'certificates',
          ],
        ],
        { width: 4 },
      ],
      [
        'Ending within',
        'bargauge',
        [
          [
            `sum by (within) (max by (cluster, profile, within) (hostmaster_certificates_expiring{${CLUSTER}}))`,
            '{{within}}',
          ],
        ],
        { width: 10 },
      ],
      [
        'Days until the first ends',
        'stat',
        [
          [
            `(min by (cluster, profile) (hostmaster_certificate_earliest_expiry_timestamp_seconds{${CLUSTER}}) - time()) / 86400`,
            '{{cluster}} {{profile}}',
          ],
        ],
        { width: 10, decimals: 1 },
      ],
      [
        'Renewal at risk',
        'timeseries',
        [
          [
            `max by (cluster, cause) (hostmaster_certificates_renewal_at_risk{${CLUSTER}})`,
            '{{cluster}} {{cause}}',
          ],
        ],
      ],
      [
        'cert-manager: errors',
        'timeseries',
        [
          [
            'sum by (controller) (rate(certmanager_controller_sync_error_count[$__rate_interval]))',
            '{{controller}}',
          ],
        ],
        { unit: 'ops' },
      ],
      [
        'cert-manager: certificates not ready',
        'timeseries',
        [
          [
            'count(certmanager_certificate_ready_status{condition!="True"} > 0)',
            'certificates',
          ],
        ],
      ],
      [
        'external-dns: since the last sync',
        'timeseries',
        [
          [
            'time() - max by (namespace, job) (external_dns_controller_last_sync_timestamp_seconds)',
            '{{job}}',
          ],
        ],
        { unit: 's' },
      ],
    ],
  },
  {
    title: 'Leadership',
    panels: [
      [
        'Leading',
        'timeseries',
        [
          [
            'max by (lease, instance) (hostmaster_runtime_leading)',
            '{{instance}}',
          ],
        ],
      ],
      [
        'Changes of leadership',
        'timeseries',
        [
          [
            'max by (lease) (hostmaster_runtime_lease_transitions)',
            '{{lease}}',
          ],
        ],
      ],
      [
        'Own changes',
        'timeseries',
        [
          [
            'sum by (instance, change) (increase(hostmaster_runtime_lease_changes_total[$__rate_interval]))',
            '{{instance}} {{change}}',
          ],
        ],
      ],
      [
        'Checks of the watchdog',
        'timeseries',
        [
          [
            'min by (instance, check) (hostmaster_runtime_healthy)',
            '{{instance}} {{check}}',
          ],
        ],
      ],
    ],
  },
  {
    title: 'Cluster watches',
    panels: [
      [
        'Clusters reachable',
        'stat',
        [
          [
            `min by (cluster) (hostmaster_cluster_reachable{${CLUSTER}})`,
            '{{cluster}}',
          ],
        ],
        { width: 6 },
      ],
      [
        'Since a stream was heard',
        'timeseries',
        [
          [
            `max by (cluster, resource) (hostmaster_runtime_store_silence_seconds{${CLUSTER}})`,
            '{{cluster}} {{resource}}',
          ],
        ],
        { width: 18, unit: 's' },
      ],
      [
        'Objects',
        'timeseries',
        [
          [
            `max by (cluster, resource) (hostmaster_runtime_store_objects{${CLUSTER}})`,
            '{{cluster}} {{resource}}',
          ],
        ],
      ],
      [
        'Lists and watches opened',
        'timeseries',
        [
          [
            `sum by (cluster, outcome) (rate(hostmaster_runtime_reflector_lists_total{${CLUSTER}}[$__rate_interval]))`,
            'list {{cluster}} {{outcome}}',
          ],
          [
            `sum by (cluster, outcome) (rate(hostmaster_runtime_reflector_watches_total{${CLUSTER}}[$__rate_interval]))`,
            'watch {{cluster}} {{outcome}}',
          ],
        ],
        { unit: 'ops' },
      ],
      [
        'Calls to API servers',
        'timeseries',
        [
          [
            `sum by (cluster, verb, outcome) (rate(hostmaster_runtime_requests_total{${CLUSTER}}[$__rate_interval]))`,
            '{{cluster}} {{verb}} {{outcome}}',
          ],
        ],
        { unit: 'ops' },
      ],
      [
        'Duration of a call, 95 %',
        'timeseries',
        [
          [
            `histogram_quantile(0.95, sum by (le, cluster, verb) (rate(hostmaster_runtime_request_seconds_bucket{${CLUSTER}, verb!="watch"}[$__rate_interval])))`,
            '{{cluster}} {{verb}}',
          ],
        ],
        { unit: 's' },
      ],
    ],
  },
];

const WIDTH = 24;
const HEIGHT = { stat: 4, bargauge: 8, timeseries: 8 };
const datasource = { type: 'prometheus', uid: '${datasource}' };

export function dashboard() {
  let id = 0;
  let y = 0;
  const panels = rows.flatMap(row => {
    const header = {
      id: ++id,
      type: 'row',
      title: row.title,
      collapsed: false,
      gridPos: { h: 1, w: WIDTH, x: 0, y: y++ },
      panels: [],
    };
    let x = 0;
    let tallest = 0;
    const placed = row.panels.map(([title, type, queries, options = {}]) => {
      const { width: w = 12 } = options;
      const h = HEIGHT[type];
      if (x + w > WIDTH) {
        y += tallest;
        x = 0;
        tallest = 0;
      }
      const gridPos = { h, w, x, y };
      x += w;
      tallest = Math.max(tallest, h);
      return panel(++id, title, type, queries, options, gridPos);
    });
    y += tallest;
    return [header, ...placed];
  });
  return {
    uid: 'hostmaster',
    title: 'Hostmaster',
    tags: ['hostmaster'],
    timezone: 'browser',
    editable: true,
    graphTooltip: 1,
    refresh: '1m',
    schemaVersion: 39,
    time: { from: 'now-6h', to: 'now' },
    templating: { list: variables() },
    annotations: { list: [] },
    links: [
      {
        title: 'Runbooks',
        type: 'link',
        url: 'https://github.com/hostmaster/hostmaster/tree/main/docs/runbooks',
        targetBlank: true,
      },
    ],
    panels,
  };
}

function variables() {
  return [
    {
      name: 'datasource',
      label: 'Data source',
      type: 'datasource',
      query: 'prometheus',
    },
    {
      name: 'cluster',
      label: 'Cluster',
      type: 'query',
      datasource,
      query: {
        query: 'label_values(hostmaster_cluster_reachable, cluster)',
        refId: 'cluster',
      },
      refresh: 2,
      multi: true,
      includeAll: true,
      allValue: '.*',
      current: { text: 'All', value: '$__all' },
    },
  ];
}

function panel(id, title, type, queries, options, gridPos) {
  const { unit = 'short', warn, max, decimals } = options;
  const steps = [{ color: 'green', value: null }];
  if (warn !== undefined) steps.push({ color: 'orange', value: warn });
  if (max !== undefined)
    steps.push(
      { color: 'orange', value: 0.75 * max },
      { color: 'red', value: 0.9 * max },
    );
  return {
    id,
    type,
    title,
    gridPos,
    datasource,
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        ...(max === undefined ? {} : { max }),
        ...(decimals === undefined ? {} : { decimals }),
        thresholds: { mode: 'absolute', steps },
      },
      overrides: [],
    },
    options: optionsOf(type),
    targets: queries.map(([expr, legendFormat], index) => ({
      refId: String.fromCharCode(65 + index),
      datasource,
      expr,
      legendFormat,
      ...(type === 'timeseries' ? {} : { instant: true }),
    })),
  };
}

function optionsOf(type) {
  const reduceOptions = { calcs: ['lastNotNull'], fields: '', values: false };
  switch (type) {
    case 'stat':
      return {
        reduceOptions,
        colorMode: 'value',
        graphMode: 'none',
        textMode: 'value_and_name',
      };
    case 'bargauge':
      return {
        reduceOptions,
        displayMode: 'basic',
        orientation: 'horizontal',
        showUnfilled: true,
      };
    default:
      return {
        legend: { displayMode: 'list', placement: 'bottom' },
        tooltip: { mode: 'multi', sort: 'desc' },
      };
  }
}
