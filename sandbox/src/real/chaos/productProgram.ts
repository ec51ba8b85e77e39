import { createChaosProduct } from './createChaosProduct';

/** What the program is told, as JSON in its one argument. */
export interface ProductOrders {
  kubeconfig: string;
  /** Where AWS answers. */
  aws: string;
  identity: string;
}

/**
 * Program: one backend process with the reconciler. Prints `ready` when it has begun; ends in order on SIGTERM, and at once when
 * whoever started it is gone.
 */
async function main(): Promise<void> {
  const { kubeconfig, aws, identity }: ProductOrders = JSON.parse(
    process.argv[2],
  );
  const reconciler = createChaosProduct({
    kubeconfig,
    identity,
    aws: { endpoints: { route53: aws, acm: aws, elb: aws } },
    onLine: line => void process.stdout.write(`${line}\n`),
  });
  const stopped = new AbortController();
  process.once('SIGTERM', () => stopped.abort());
  process.stdin.once('end', () => process.exit(1)).resume();
  process.stdout.write('ready\n');
  await reconciler.start(stopped.signal);
}

main().then(
  () => process.exit(0),
  error => {
    process.stderr.write(`${error?.stack ?? error}\n`);
    process.exit(1);
  },
);
