import { LoggerService } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import {
  connectClusters,
  createReconciler,
  HostnameReports,
  readHostnamesConfig,
  Reconciler,
} from '@hostmaster/backstage-plugin-hostnames-backend/embedded';
import {
  AwsProviders,
  AwsProvidersOptions,
  createAwsProviders,
} from '@hostmaster/backstage-plugin-hostnames-backend-module-aws';
import { ProviderRuntime } from '@hostmaster/backstage-plugin-hostnames-node';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { chaosConfig } from './chaosConfig';

/** The reconciler with its production clients, on the system's clock. */
export function createChaosProduct(options: {
  kubeconfig: string;
  /** Unique among all that ever run: its access key in AWS's call log, and its name in the lease. */
  identity: string;
  aws: Pick<AwsProvidersOptions, 'endpoints' | 'requestHandler'>;
  onLine: (line: string) => void;
  reports?: HostnameReports;
}): Reconciler {
  const { kubeconfig, identity, aws, onLine } = options;
  const config = readHostnamesConfig(new ConfigReader(chaosConfig(kubeconfig)));
  return createReconciler({
    config,
    clock: systemClock,
    random: Math.random,
    logger: loggerTo(onLine),
    clusters: connectClusters(config.clusters),
    providers: awsProviders(identity, aws),
    reports: options.reports ?? { report() {}, gone() {} },
    identity,
  });
}

function awsProviders(
  accessKeyId: string,
  aws: Pick<AwsProvidersOptions, 'endpoints' | 'requestHandler'>,
) {
  let made: AwsProviders | undefined;
  const once = (runtime: ProviderRuntime) => {
    made ??= createAwsProviders(
      {
        region: 'eu-central-1',
        credentials: { accessKeyId, secretAccessKey: 'chaos' },
        ...aws,
        intervals: {
          zonesMs: 10_000,
          records: { quickMs: 2_000, slowMs: 10_000 },
          certificates: { quickMs: 2_000, slowMs: 10_000 },
          loadBalancersMs: 2_000,
        },
      },
      runtime,
    );
    return made;
  };
  return {
    dns: new Map([
      ['route53', (runtime: ProviderRuntime) => once(runtime).dns],
    ]),
    certificates: new Map([
      ['acm', (runtime: ProviderRuntime) => once(runtime).certificates],
    ]),
    loadBalancers: new Map([
      ['elb', (runtime: ProviderRuntime) => once(runtime).loadBalancers],
    ]),
  };
}

function loggerTo(onLine: (line: string) => void): LoggerService {
  const say = (level: string) => (message: string, meta?: unknown) => {
    const { error } = (meta ?? {}) as { error?: { message?: string } };
    onLine(
      `${new Date(systemClock.now()).toISOString()} [${level}] ${message}${
        error ? `: ${error.message}` : ''
      }`,
    );
  };
  const logger: LoggerService = {
    error: say('error'),
    warn: say('warn'),
    info: say('info'),
    debug: () => {},
    child: () => logger,
  };
  return logger;
}
