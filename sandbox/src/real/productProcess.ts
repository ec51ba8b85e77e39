import { LoggerService } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import {
  connectClusters,
  createReconciler,
  readHostnamesConfig,
} from '@hostmaster/backstage-plugin-hostnames-backend/embedded';
import {
  AwsProviders,
  createAwsProviders,
} from '@hostmaster/backstage-plugin-hostnames-backend-module-aws';
import { ProviderRuntime } from '@hostmaster/backstage-plugin-hostnames-node';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { RealEndpoints, realConfig } from './realConfig';

/**
 * Program: the product's reconciler with its own clients, on the system's clock. Takes `RealEndpoints` as JSON, prints `ready` when
 * it has begun and `leading` when it writes; SIGTERM ends it in order, SIGKILL as a crash does.
 */
async function main(): Promise<void> {
  const endpoints: RealEndpoints = JSON.parse(process.argv[2]);
  const config = readHostnamesConfig(new ConfigReader(realConfig(endpoints)));
  const reconciler = createReconciler({
    config,
    clock: systemClock,
    random: Math.random,
    logger,
    clusters: connectClusters(config.clusters),
    providers: awsOf(endpoints),
    reports: { report() {}, gone() {} },
    identity: `product-${process.pid}`,
  });
  const stopped = new AbortController();
  process.once('SIGTERM', () => stopped.abort());
  process.stdout.write('ready\n');
  await reconciler.start(stopped.signal);
}

function awsOf({ aws, region }: RealEndpoints) {
  let made: AwsProviders | undefined;
  const once = (runtime: ProviderRuntime) => {
    made ??= createAwsProviders(
      {
        region,
        credentials: { accessKeyId: 'AKIAPRODUCT', secretAccessKey: 'product' },
        endpoints: { route53: aws, acm: aws, elb: aws },
        intervals: {
          zonesMs: 10_000,
          records: { quickMs: 1_000, slowMs: 3_000 },
          certificates: { quickMs: 1_000, slowMs: 3_000 },
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

const say = (level: string) => (message: string, meta?: unknown) => {
  process.stdout.write(
    `[${level}] ${message}${meta instanceof Error ? ` ${meta.stack}` : ''}\n`,
  );
};
const logger: LoggerService = {
  error: say('error'),
  warn: say('warn'),
  info: say('info'),
  debug: () => {},
  child: () => logger,
};

main().then(
  () => process.exit(0),
  error => {
    process.stderr.write(`${error?.stack ?? error}\n`);
    process.exit(1);
  },
);
