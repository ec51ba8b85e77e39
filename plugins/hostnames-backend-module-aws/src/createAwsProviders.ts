import {
  CertificateProvider,
  DnsProvider,
  LoadBalancerProvider,
  ProviderRuntime,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { AcmApi } from './acm/AcmApi';
import { QuotaMemory } from './acm/QuotaMemory';
import { createAcmProvider } from './acm/createAcmProvider';
import {
  AwsIntervals,
  AwsRates,
  DEFAULT_FLUSH_MS,
  defaultAwsIntervals,
  defaultAwsRates,
} from './awsSettings';
import { Budget } from './budget/Budget';
import { AwsCaller } from './calls/AwsCaller';
import { clockUntil } from './calls/clockUntil';
import {
  AwsClientOptions,
  AwsClients,
  createAwsClients,
} from './clients/createAwsClients';
import { ElbApi } from './elb/ElbApi';
import { createElbProvider } from './elb/createElbProvider';
import { Route53Api } from './route53/Route53Api';
import { createRoute53Provider } from './route53/createRoute53Provider';

/** @public */
export interface AwsProvidersOptions extends Partial<AwsClientOptions> {
  /** Made already, with `maxAttempts: 1`; else they are made from `endpoints`, `credentials` and `requestHandler`. */
  clients?: AwsClients;
  /** Region of the certificates and load balancers; part of ACM's idempotency tokens. */
  region: string;
  rates?: {
    route53?: number;
    acm?: Partial<AwsRates['acm']>;
    elb?: Partial<AwsRates['elb']>;
  };
  intervals?: Partial<AwsIntervals>;
  /** How long changes of records are collected at low load, in ms; default one second. */
  flushMs?: number;
}

/** @public */
export interface AwsProviders {
  dns: DnsProvider;
  certificates: CertificateProvider;
  loadBalancers: LoadBalancerProvider;
}

/**
 * Route 53, ACM and Elastic Load Balancing of one account and region, with their budgets, views and writers.
 *
 * @public
 */
export function createAwsProviders(
  options: AwsProvidersOptions,
  outerRuntime: ProviderRuntime,
): AwsProviders {
  const { clock, signal } = outerRuntime;
  const runtime = { ...outerRuntime, clock: clockUntil(clock, signal) };
  const { region } = options;
  const clients = options.clients ?? createAwsClients(options);
  const intervals = { ...defaultAwsIntervals, ...options.intervals };
  const rates = {
    route53: options.rates?.route53 ?? defaultAwsRates.route53,
    acm: { ...defaultAwsRates.acm, ...options.rates?.acm },
    elb: { ...defaultAwsRates.elb, ...options.rates?.elb },
  };
  const budget = (api: string, perSecond: number) =>
    new Budget({
      api,
      perSecond,
      clock: runtime.clock,
      random: runtime.random,
    });

  const route53 = new AwsCaller('Route 53', runtime);
  const acm = new AwsCaller('ACM', runtime);
  const elb = new AwsCaller('Elastic Load Balancing', runtime);
  const acmBudgets = {
    request: budget('acm:RequestCertificate', rates.acm.request),
    describe: budget('acm:DescribeCertificate', rates.acm.describe),
    list: budget('acm:ListCertificates', rates.acm.list),
    listTags: budget('acm:ListTagsForCertificate', rates.acm.listTags),
    delete: budget('acm:DeleteCertificate', rates.acm.delete),
  };
  return {
    dns: createRoute53Provider({
      api: new Route53Api(
        clients.route53,
        route53,
        budget('route53', rates.route53),
      ),
      caller: route53,
      runtime,
      intervals: { zonesMs: intervals.zonesMs, ...intervals.records },
      flushMs: options.flushMs ?? DEFAULT_FLUSH_MS,
    }),
    certificates: createAcmProvider({
      api: new AcmApi(
        clients.acm,
        acm,
        acmBudgets,
        region,
        new QuotaMemory(runtime.clock),
      ),
      caller: acm,
      runtime,
      intervals: intervals.certificates,
    }),
    loadBalancers: createElbProvider({
      api: new ElbApi(
        clients.elb,
        elb,
        budget('elb:Describe', rates.elb.describe),
      ),
      caller: elb,
      runtime,
      intervalMs: intervals.loadBalancersMs,
    }),
  };
}
