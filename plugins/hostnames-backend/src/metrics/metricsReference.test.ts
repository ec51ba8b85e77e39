import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { HostnameStore } from '../readModel/HostnameStore';
import {
  MetricDefinition,
  metricCatalogue,
  metricSubjects,
} from './metricCatalogue';
import { createPortalMetrics } from './portalMetrics';
import { createReconcilerMetrics } from './reconcilerMetrics';

/** `UPDATE_REFERENCE=1` writes the tables anew instead of comparing them. */
const PAGE = join(__dirname, '../../../../docs/reference/metrics.md');
const BEGIN = '<!-- tables: written by metricsReference.test.ts -->';
const END = '<!-- end of tables -->';

const catalogue: Array<[string, MetricDefinition]> =
  Object.entries(metricCatalogue);

async function registered() {
  const registry = new Registry();
  createReconcilerMetrics(registry, () => undefined);
  createPortalMetrics(registry, {
    store: {} as HostnameStore,
    knex: (() => {
      throw new Error('no database');
    }) as any,
    now: () => 0,
  });
  return registry.getMetricsAsArray() as unknown as Array<{
    name: string;
    help: string;
    type: string;
    labelNames: string[];
  }>;
}

function tables(): string {
  return metricSubjects
    .map(subject => {
      const rows = catalogue
        .filter(([, { about }]) => about === subject)
        .map(
          ([name, { kind, labels, help }]) =>
            `| \`${name}\` | ${kind} | ${labels
              .map(label => `\`${label}\``)
              .join(' ')} | ${help.replace(/[<>|]/g, '\\$&')} |`,
        );
      return [
        `## ${subject[0].toUpperCase()}${subject.slice(1)}`,
        '',
        '| metric | kind | labels | what it is |',
        '| --- | --- | --- | --- |',
        ...rows,
      ].join('\n');
    })
    .join('\n\n');
}

describe('the metrics', () => {
  it('that are registered are those of the catalogue, with its kinds, labels and words', async () => {
    const found = (await registered()).map(
      ({ name, type, help, labelNames }) => [name, type, labelNames, help],
    );

    expect(found.sort()).toEqual(
      catalogue
        .map(([name, { kind, labels, help }]) => [
          name,
          kind,
          [...labels],
          help,
        ])
        .sort(),
    );
  });

  it.each(catalogue)(
    '%s follows the conventions of Prometheus',
    (name, { kind, labels, help }) => {
      expect(name).toMatch(/^hostmaster_[a-z0-9]+(_[a-z0-9]+)*$/);
      expect(name.endsWith('_total')).toBe(kind === 'counter');
      expect(name).not.toMatch(
        /_(count|sum|bucket|info|milliseconds|days|ms)$/,
      );
      if (kind === 'histogram') expect(name).toMatch(/_seconds$/);
      for (const label of labels)
        expect(label).toMatch(/^(?!hostname|namespace|owner|name|le$)[a-z]+$/);
      expect(help).toMatch(/^\S.{10,}[^.]$/);
    },
  );

  it('are on the reference page, which says nothing else', () => {
    const page = readFileSync(PAGE, 'utf8');
    const [before, rest] = page.split(BEGIN);
    const [, after] = rest.split(END);
    const wanted = `${before}${BEGIN}\n\n${tables()}\n\n${END}${after}`;
    if (process.env.UPDATE_REFERENCE) writeFileSync(PAGE, wanted);
    const plain = (text: string) =>
      text.replace(/ +/g, ' ').replace(/-+/g, '-');

    expect(plain(readFileSync(PAGE, 'utf8'))).toBe(plain(wanted));
  });
});
