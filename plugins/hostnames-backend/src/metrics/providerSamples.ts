import { ProviderStatus } from '../hostnames/Providers';
import { Instruments, Sample } from './Instruments';
import { MetricsSource } from './MetricsSource';

/** Registers calls, budgets and views of the providers. */
export function registerProviders(
  instruments: Instruments,
  source: () => MetricsSource | undefined,
): void {
  const each = (samples: (status: ProviderStatus) => Sample[]) => () =>
    (source()?.providers() ?? []).flatMap(samples);
  instruments.collected(
    'hostmaster_provider_failing',
    each(({ id, kind, health: { failing } }) => [
      {
        labels: { provider: id, kind, code: failing?.code ?? '' },
        value: failing ? 1 : 0,
      },
    ]),
  );
  instruments.collected(
    'hostmaster_provider_calls_total',
    each(({ id, kind, health }) =>
      (health.calls ?? []).map(({ operation, outcome, count }) => ({
        labels: { provider: id, kind, operation, outcome },
        value: count,
      })),
    ),
  );
  registerBudgets(instruments, each);
  registerViews(instruments, each);
}

type Each = (
  samples: (status: ProviderStatus) => Sample[],
) => () => Iterable<Sample>;
type Budget = ProviderStatus['health']['budgets'][number];
type View = ProviderStatus['health']['views'][number];

function registerBudgets(instruments: Instruments, each: Each): void {
  const of = (value: (budget: Budget) => number | undefined) =>
    each(({ id, health }) =>
      health.budgets.flatMap(budget =>
        sample({ provider: id, api: budget.api }, value(budget)),
      ),
    );
  instruments.collected(
    'hostmaster_budget_tokens',
    of(({ available }) => available),
  );
  instruments.collected(
    'hostmaster_budget_rate',
    of(({ perSecond }) => perSecond),
  );
  instruments.collected(
    'hostmaster_budget_rate_configured',
    of(({ configured }) => configured),
  );
  instruments.collected(
    'hostmaster_budget_queue_length',
    of(({ queued }) => queued),
  );
  instruments.collected(
    'hostmaster_budget_calls_total',
    of(({ granted }) => granted),
  );
  instruments.collected(
    'hostmaster_budget_wait_seconds_total',
    of(({ waitedMs }) => seconds(waitedMs)),
  );
  instruments.collected(
    'hostmaster_throttled_calls_total',
    of(({ throttled }) => throttled),
  );
}

function registerViews(instruments: Instruments, each: Each): void {
  const of = (value: (view: View) => number | undefined) =>
    each(({ id, kind, health }) =>
      health.views.flatMap(view =>
        sample(
          {
            provider: id,
            kind,
            view: view.zone === undefined ? view.name : 'records',
            zone: view.zone ?? '',
          },
          value(view),
        ),
      ),
    );
  instruments.collected(
    'hostmaster_view_age_seconds',
    of(({ ageMs }) => seconds(ageMs)),
  );
  instruments.collected(
    'hostmaster_view_refresh_interval_seconds',
    of(({ intervalMs }) => seconds(intervalMs)),
  );
}

function sample(
  labels: Record<string, string>,
  value: number | undefined,
): Sample[] {
  return value === undefined ? [] : [{ labels, value }];
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
