import { gatewayHostnameRequestKind } from '@hostmaster/backstage-plugin-hostnames-common';
import { listAll } from '@hostmaster/kubernetes-runtime';
import { canonicalName, demoDelays } from '../aws';
import { Sandbox } from '../createSandbox';
import { HostnameSeed, hostnames } from './world';

const PATIENCE = 120_000;

/**
 * Waits until the seeded hostnames are live, then lets happen to some of them what makes the pages worth a look, and gives AWS
 * the delays that a person can watch. Goes on without those that take too long.
 */
export async function awaitSeed(
  sandbox: Sandbox,
  options: { signal: AbortSignal; progress: (line: string) => void },
): Promise<void> {
  const { clock } = sandbox;
  const wanted = hostnames.filter(
    ({ story }) => story !== 'stuck-in-validation',
  );
  const deadline = clock.monotonic() + PATIENCE;
  let missing = wanted;
  while (missing.length && clock.monotonic() < deadline) {
    const ready = await readyHostnames(sandbox);
    missing = wanted.filter(
      ({ hostname, cluster }) => !ready.has(`${cluster}/${hostname}`),
    );
    if (missing.length) await clock.sleep(500, options.signal);
  }
  if (missing.length)
    options.progress(
      `  not live yet: ${missing.map(({ hostname }) => hostname).join(', ')}`,
    );
  for (const seed of wanted.filter(each => !missing.includes(each)))
    tell(sandbox, seed);
  Object.assign(sandbox.aws.delays, demoDelays);
}

async function readyHostnames(sandbox: Sandbox): Promise<Set<string>> {
  const ready = new Set<string>();
  for (const client of sandbox.clients) {
    const { items } = await listAll(client, gatewayHostnameRequestKind);
    for (const { spec, status } of items) {
      if (
        status?.conditions?.some(
          ({ type, status: value }) => type === 'Ready' && value === 'True',
        )
      )
        ready.add(`${client.cluster}/${spec.hostname}`);
    }
  }
  return ready;
}

function tell(
  { aws, clock }: Sandbox,
  { hostname, story }: HostnameSeed,
): void {
  if (story === 'expiring') {
    const certificate = aws
      .inRegion()
      .acm.all()
      .find(({ domainName }) => domainName === hostname);
    if (certificate)
      aws.certificates.setExpiry(
        certificate.arn,
        clock.now() + 12 * 86_400_000,
      );
  }
  if (story === 'alias-deleted') {
    const zone = aws.route53.publicZoneFor(canonicalName(hostname) ?? hostname);
    if (!zone) return;
    aws.zones.deleteRecords(zone, hostname, 'A');
    aws.zones.deleteRecords(zone, hostname, 'AAAA');
  }
}
