import {
  domainClaimKind,
  gatewayHostnameRequestKind,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { createClusterClient } from '@hostmaster/kubernetes-runtime';
import { GitOpsEngine } from '../../actors/gitOps/GitOpsEngine';
import { LoadBalancerController } from '../../actors/loadBalancerController';
import { createMemoryCluster } from '../../cluster';
import { bootstrapCluster } from '../../seed/bootstrapCluster';
import { clusters } from '../../seed/world';
import { ServiceWatch, servedThroughout } from '../ServiceWatch';
import { expectThat, Story } from '../Story';

const NAMES = [
  { hostname: 'shop.example.test', namespace: 'shop' },
  { hostname: 'cart.example.test', namespace: 'cart' },
  { hostname: 'blog.media.test', namespace: 'blog' },
];
const [CLUSTER] = clusters;

/**
 * The API of a cluster is lost with three live names. What it had in AWS goes on serving. A new, empty cluster takes its place
 * under the same name in Hostmaster and under a new one at its load balancer controller, so that load balancers of its own
 * come up beside the old ones; Git fills it; each alias moves when the new side is ready. Then the platform team removes the
 * old load balancers: they are the lost cluster's, and nobody else may touch them.
 */
export async function rebuildCluster(story: Story): Promise<void> {
  await story.step('three names are live', async () => {
    for (const { hostname, namespace } of NAMES)
      story.requestHostname(hostname, namespace);
    for (const { hostname, namespace } of NAMES) {
      await story.untilCondition(hostname, namespace, 'Ready', 'True');
      await story.untilServed(hostname, `${namespace}/${namespace}`);
    }
    return NAMES.map(({ hostname }) => hostname).join(', ');
  });
  const watch = new ServiceWatch(
    story,
    NAMES.map(({ hostname, namespace }) => ({
      hostname,
      service: `${namespace}/${namespace}`,
    })),
  );
  const owners = watchOwners(story);
  const before = certificatesOf(story);
  const lines = story.zoneLines();
  const old = loadBalancersOf(story);
  await story.step(
    'the cluster is lost: for half an hour nothing',
    async () => {
      const lost = story.world.clusters[0];
      lost.faults.setUnavailable({ kind: 'refuse' });
      await story.clock.advance(30 * 60_000);
      expectThat(
        story.zoneLines().join() === lines.join(),
        'the zones have changed',
      );
      return 'records, certificates and load balancers as they were';
    },
  );
  await story.step('an empty cluster takes its place', async () => {
    await story.killProduct();
    await rebuild(story);
    const { items } = await story.clock.waitFor(
      story.client().list(gatewayHostnameRequestKind, {}),
    );
    expectThat(
      items.every(({ status }) => !status?.conditions),
      'a request has a status already',
    );
    await story.startProduct();
    return `Git has applied ${items.length} requests to it, without a status`;
  });
  await story.step('Git fills it, and every name is Ready again', async () => {
    for (const { hostname, namespace } of NAMES)
      await story.untilCondition(hostname, namespace, 'Ready', 'True');
    return story.until('aliases at the new load balancers', () => {
      const names = loadBalancersOf(story).filter(name => !old.includes(name));
      const aliases = story
        .zoneLines()
        .filter(line =>
          NAMES.some(({ hostname }) => line.startsWith(`${hostname} A `)),
        );
      const moved = aliases.filter(line =>
        names.some(name => line.endsWith(` A ${name}`)),
      );
      return moved.length === NAMES.length
        ? moved.join('; ')
        : { instead: aliases.join('; ') };
    });
  });
  await story.step(
    'the same names were adopted, with nothing anew',
    async () => {
      const after = certificatesOf(story);
      expectThat(
        after.join() === before.join(),
        `certificates were ${before.join()} and are ${after.join()}`,
      );
      const { items } = await story.client().list(domainClaimKind);
      const held = items.filter(({ spec }) =>
        NAMES.some(({ hostname }) => hostname === spec.hostname),
      );
      expectThat(held.length === NAMES.length, `${held.length} claims`);
      const { gaps, changes } = owners.stop();
      expectThat(gaps === 0, `${gaps} times without an owner`);
      expectThat(changes === 0, `${changes} changes of an owner`);
      return `${after.length} certificates as before, ${held.length} claims`;
    },
  );
  await story.step(
    'the platform team removes the old load balancers',
    async () => {
      // Until no resolver sends anybody there any more.
      await story.clock.advance(3 * 60_000);
      for (const name of old) removeLoadBalancer(story, name);
      for (const { hostname, namespace } of NAMES)
        await story.untilServed(hostname, `${namespace}/${namespace}`, 5_000);
      return `${old.length} removed`;
    },
  );
  await story.step('every name was served at every second', async () => {
    await story.clock.advance(3 * 60_000);
    return servedThroughout(watch, 1_800);
  });
  await story.step('nothing is left to do', () => story.idle(10 * 60_000));
}

/** An empty cluster with the platform's own objects and its controllers, in place of the first one. */
async function rebuild(story: Story): Promise<void> {
  const { world, clock, repository } = story;
  const { random } = world;
  const cluster = createMemoryCluster({
    name: CLUSTER.name,
    clock,
    random,
    bookmarkInterval: 30_000,
  });
  const clientNamed = (name: string) =>
    createClusterClient({
      name,
      clock,
      transport: cluster.transport,
      baseUrl: `https://${CLUSTER.name}.cluster.local`,
      fieldManager: 'sandbox',
    });
  const client = clientNamed(CLUSTER.name);
  await clock.waitFor(bootstrapCluster(client, repository.url));
  world.clusters[0] = cluster;
  world.clients[0] = client;
  const stopped = new AbortController();
  const actors = [
    new GitOpsEngine({
      client,
      clock,
      random,
      repositories: [repository],
      interval: 30_000,
    }),
    // Under the lost cluster's name it would take over its load balancers, and first of all empty them.
    new LoadBalancerController({
      client: clientNamed(`${CLUSTER.name}-rebuilt`),
      clock,
      random,
      elb: world.sdk.elb,
      provisioningRecheck: 5_000,
    }),
  ];
  for (const actor of actors) actor.run(stopped.signal).catch(() => undefined);
}

function certificatesOf(story: Story): string[] {
  return story.world.aws
    .inRegion()
    .acm.all()
    .filter(({ domainName }) =>
      NAMES.some(({ hostname }) => hostname === domainName),
    )
    .map(({ arn }) => arn)
    .sort();
}

function loadBalancersOf(story: Story): string[] {
  const { elb } = story.world.aws.inRegion();
  return [...elb.loadBalancers.values()]
    .map(({ dnsName }) => dnsName.toLowerCase())
    .sort();
}

function removeLoadBalancer(story: Story, dnsName: string): void {
  const { elb } = story.world.aws.inRegion();
  const found = elb.loadBalancerOfDnsName(dnsName);
  expectThat(found, `there is no load balancer ${dnsName}`);
  elb.deleteLoadBalancer(found);
}

/** Every second: whether each name has its ownership record, held by the same request all the time. */
function watchOwners(story: Story) {
  const seen = new Map<string, string>();
  let gaps = 0;
  let changes = 0;
  let cancel = () => {};
  const look = () => {
    const lines = story.zoneLines();
    for (const { hostname } of NAMES) {
      const [first, ...zone] = hostname.split('.');
      const line = lines.find(each =>
        each.startsWith(`${first}._hostmaster.${zone.join('.')} TXT`),
      );
      const [, owner] = /(cluster=.*),seq=.*state=held/.exec(line ?? '') ?? [];
      if (!owner) gaps += 1;
      else if (seen.has(hostname) && seen.get(hostname) !== owner) changes += 1;
      if (owner) seen.set(hostname, owner);
    }
    cancel = story.clock.schedule(1_000, look);
  };
  look();
  return {
    stop() {
      cancel();
      return { gaps, changes };
    },
  };
}
