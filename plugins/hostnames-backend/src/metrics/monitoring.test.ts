import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  reasons,
  runbookOf,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { Registry } from 'prom-client';
import { parse } from 'yaml';
import { TestWorld } from '../hostnames/testWorld/TestWorld';
import { Reconciler } from '../reconciler/Reconciler';
import { MetricDefinition, metricCatalogue } from './metricCatalogue';
import { metricsSourceOf } from './MetricsSource';
import { createReconcilerMetrics } from './reconcilerMetrics';

/** `deploy/monitoring` and `docs/runbooks`; `UPDATE_REFERENCE=1` writes the tables of the runbooks anew. */
const ROOT = join(__dirname, '../../../..');
const MONITORING = join(ROOT, 'deploy/monitoring');
const RUNBOOKS = join(ROOT, 'docs/runbooks');
const PROMTOOL = process.env.HOSTMASTER_PROMTOOL;

interface Alert {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: Record<string, string>;
}

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { h: number; w: number; x: number; y: number };
  targets?: Array<{ refId: string; expr: string }>;
}

const text = (file: string) => readFileSync(join(MONITORING, file), 'utf8');
const alerts: Alert[] = parse(text('hostmaster.rules.yaml')).groups.flatMap(
  ({ rules }: { rules: Alert[] }) => rules,
);
const dashboard: { uid: string; panels: Panel[] } = JSON.parse(
  text('hostmaster.dashboard.json'),
);
const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }): [string, string] => [title, expr]),
);

/** Name to labels; a histogram is there as its three series. */
const known = new Map<string, readonly string[]>();
for (const [name, definition] of Object.entries(metricCatalogue)) {
  const { kind, labels }: MetricDefinition = definition;
  if (kind !== 'histogram') known.set(name, labels);
  else {
    known.set(`${name}_bucket`, [...labels, 'le']);
    known.set(`${name}_count`, labels);
    known.set(`${name}_sum`, labels);
  }
}
for (const { name, labels } of parse(text('foreign-metrics.yaml')) as Array<{
  name: string;
  labels: string[];
}>)
  known.set(name, labels);

/** Metrics with the labels that are selected by, of an expression without its texts. */
function selectorsOf(expr: string) {
  const bare = expr.replace(/"(\\.|[^"\\])*"/g, '""');
  return [
    ...bare.matchAll(
      /\b((?:hostmaster|external_dns|certmanager)_\w+)(?:\s*\{([^}]*)\})?/g,
    ),
  ].map(([, name, inside = '']) => ({
    name,
    labels: [...inside.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(
      ([, label]) => label,
    ),
  }));
}

/** Labels that an expression groups or joins by. */
function groupedBy(expr: string): string[] {
  return [...expr.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g)].flatMap(([, list]) =>
    list
      .split(',')
      .map(each => each.trim())
      .filter(Boolean),
  );
}

/** Of Prometheus and of the operator. */
const ALWAYS = ['instance', 'job', 'namespace'];

describe.each([
  ...alerts.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...queries,
])('%s', (_name, expr) => {
  it('asks for metrics that there are, by labels that they have', () => {
    const selectors = selectorsOf(expr);

    expect(selectors).not.toEqual([]);
    for (const { name, labels } of selectors) {
      expect([...known.keys()]).toContain(name);
      for (const label of labels) expect(known.get(name)).toContain(label);
    }
    const all = selectors.flatMap(({ name }) => known.get(name) ?? []);
    for (const label of groupedBy(expr))
      expect([...all, ...ALWAYS]).toContain(label);
  });
});

describe('the alerts', () => {
  it.each(alerts)('$alert says what, who and where to read on', alert => {
    const { severity } = alert.labels;
    const { summary, description, runbook_url: url } = alert.annotations;

    expect(alert.alert).toMatch(/^Hostmaster[A-Z]\w+$/);
    expect(['critical', 'warning']).toContain(severity);
    expect(alert.for).toMatch(/^\d+[mh]$/);
    expect(summary.length).toBeGreaterThan(10);
    expect(description).toMatch(/\.$/);
    expect(url).toBe(
      `https://github.com/hostmaster/hostmaster/blob/main/docs/runbooks/${alert.alert}.md`,
    );
    const used = [
      ...`${summary} ${description}`.matchAll(/\$labels\.(\w+)/g),
    ].map(([, label]) => label);
    for (const label of used) expect(groupedBy(alert.expr)).toContain(label);
  });

  it('have one page each, with the parts that a page has, and no page is without its alert', () => {
    const pages = readdirSync(RUNBOOKS).filter(file => file !== 'README.md');

    expect(pages.sort()).toEqual(
      alerts.map(({ alert }) => `${alert}.md`).sort(),
    );
    for (const { alert, labels } of alerts) {
      const page = readFileSync(join(RUNBOOKS, `${alert}.md`), 'utf8');
      expect(page.split('\n')[0]).toBe(`# ${alert}`);
      expect(page).toContain(`Severity: ${labels.severity}`);
      expect(
        [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading),
      ).toEqual([
        'What it means',
        'Who is affected',
        'How to see it',
        'What to do',
        'How to know that it is over',
      ]);
    }
  });

  it('have pages whose metrics, links and reasons there are', () => {
    for (const { alert } of alerts) {
      const page = readFileSync(join(RUNBOOKS, `${alert}.md`), 'utf8');
      for (const { name } of selectorsOf(page))
        expect([...known.keys()].some(each => each.startsWith(name))).toBe(
          true,
        );
      for (const [, target] of page.matchAll(/\]\((Hostmaster\w+)\.md/g))
        expect(alerts.map(each => each.alert)).toContain(target);
      for (const [, reason] of page.matchAll(/reason=="(\w+)"/g))
        expect(Object.keys(reasons)).toContain(reason);
    }
  });

  it('have cases in which each fires, after it was quiet', () => {
    const { tests } = parse(text('hostmaster.rules.test.yaml')) as {
      tests: Array<{
        promql_expr_test?: Array<{ exp_samples: Array<{ labels: string }> }>;
      }>;
    };
    const fired = tests.flatMap(({ promql_expr_test: steps = [] }) => {
      const [first, second] = steps;
      if (steps.length > 0) expect(first.exp_samples).toEqual([]);
      return (second?.exp_samples ?? []).map(
        ({ labels }) => /alertname="(\w+)"/.exec(labels)?.[1],
      );
    });

    expect(new Set(fired)).toEqual(new Set(alerts.map(({ alert }) => alert)));
  });

  (PROMTOOL ? it : it.skip)(
    'fire and are quiet as their cases say, in Prometheus itself (set HOSTMASTER_PROMTOOL)',
    async () => {
      const promtool = (...args: string[]) =>
        promisify(execFile)(PROMTOOL!, args, { cwd: MONITORING });

      expect(
        (await promtool('check', 'rules', 'hostmaster.rules.yaml')).stdout,
      ).toContain(`SUCCESS: ${alerts.length} rules found`);
      expect(
        (await promtool('test', 'rules', 'hostmaster.rules.test.yaml')).stdout,
      ).toContain('SUCCESS');
    },
    120_000,
  );

  (PROMTOOL ? it : it.skip)(
    'and the dashboard are written as Prometheus reads them (set HOSTMASTER_PROMTOOL)',
    async () => {
      for (const [, expr] of queries) {
        const plain = expr
          .replaceAll('$__rate_interval', '5m')
          .replaceAll('$cluster', '.*');
        await promisify(execFile)(PROMTOOL!, [
          '--experimental',
          'promql',
          'format',
          plain,
        ]);
      }
    },
    120_000,
  );
});

describe('the metrics', () => {
  (PROMTOOL ? it : it.skip)(
    'of a reconciler at work are as Prometheus wants them (set HOSTMASTER_PROMTOOL)',
    async () => {
      const registry = new Registry();
      const running: { reconciler?: Reconciler } = {};
      const metrics = createReconcilerMetrics(
        registry,
        () =>
          running.reconciler &&
          metricsSourceOf(running.reconciler, { profiles: [] }, () => 0),
      );
      const world = new TestWorld({ metrics });
      running.reconciler = world.start();
      world.request({ hostname: 'shop.example.com' });
      await world.untilReady('shop');

      const check = promisify(execFile)(PROMTOOL!, ['check', 'metrics']);
      check.child.stdin?.end(await registry.metrics());

      expect(await check).toEqual({ stdout: '', stderr: '' });
      await world.close();
    },
    120_000,
  );
});

describe('the dashboard', () => {
  it('has rows and panels with ids of their own, and no two in one place', () => {
    const { panels } = dashboard;
    const ids = panels.map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(
      panels.filter(({ type }) => type === 'row').map(({ title }) => title),
    ).toEqual([
      'Fleet health',
      'Reconcile',
      'AWS budgets',
      'Capacity',
      'Certificates',
      'Leadership',
      'Cluster watches',
    ]);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => [
        x + (cell % w),
        y + Math.floor(cell / w),
      ]),
    );
    expect(cells.every(([x]) => x < 24)).toBe(true);
    expect(new Set(cells.map(cell => cell.join())).size).toBe(cells.length);
    for (const { targets = [] } of panels)
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(
        targets.length,
      );
  });

  it('shows every metric that an alert of ours watches', () => {
    const shown = new Set(
      queries.flatMap(([, expr]) => selectorsOf(expr)).map(({ name }) => name),
    );
    const watched = alerts
      .flatMap(({ expr }) => selectorsOf(expr))
      .map(({ name }) => name)
      .filter(name => name.startsWith('hostmaster_'))
      .filter(
        name =>
          ![
            'hostmaster_view_refresh_interval_seconds',
            'hostmaster_metrics_failures_total',
          ].includes(name),
      );

    expect(watched.filter(name => !shown.has(name))).toEqual([]);
  });
});

describe('what is generated', () => {
  it('is up to date', async () => {
    await promisify(execFile)(process.execPath, [
      join(ROOT, 'scripts/generate-monitoring.mjs'),
      '--check',
    ]);
  });

  it('lists alerts and the reasons that lead to a page in the runbooks', () => {
    const page = join(RUNBOOKS, 'README.md');
    const [before, rest] = readFileSync(page, 'utf8').split(
      '<!-- tables: written by monitoring.test.ts -->',
    );
    const [, after] = rest.split('<!-- end of tables -->');
    const rows = alerts.map(({ alert, labels, annotations }) => {
      const because = Object.keys(reasons)
        .filter(reason => runbookOf(reason) === alert)
        .map(reason => `\`${reason}\``);
      const summary = annotations.summary.replace(
        /\{\{ \$(?:labels\.)?(\w+)(?: \|[^}]*)? \}\}/g,
        '…',
      );
      return `| [${alert}](${alert}.md) | ${
        labels.severity
      } | ${summary} | ${because.join(' ')} |`;
    });
    const wanted = [
      `${before}<!-- tables: written by monitoring.test.ts -->\n`,
      '| alert | severity | what it says | reasons that lead here |',
      '| --- | --- | --- | --- |',
      ...rows,
      `\n<!-- end of tables -->${after}`,
    ].join('\n');
    if (process.env.UPDATE_REFERENCE) writeFileSync(page, wanted);
    const plain = (found: string) =>
      found.replace(/ +/g, ' ').replace(/-+/g, '-');

    expect(plain(readFileSync(page, 'utf8'))).toBe(plain(wanted));
    for (const reason of Object.keys(reasons)) {
      const runbook = runbookOf(reason);
      if (runbook) expect(alerts.map(({ alert }) => alert)).toContain(runbook);
    }
  });
});
