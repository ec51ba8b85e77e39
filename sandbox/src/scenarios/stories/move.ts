import { annotations } from '@hostmaster/backstage-plugin-hostnames-common';
import { kinds } from '../../actors/loadBalancerController/objects';
import { plainName } from '../../aws';
import { edgeNamespace } from '../../seed/world';
import { ServiceWatch, servedThroughout } from '../ServiceWatch';
import { expectThat, Look, Story } from '../Story';

/** Live hostnames change gateways, by the platform team's word and with their visibility, and are served at every second. */
export async function move(story: Story): Promise<void> {
  const shop = 'shop.example.test';
  const blog = 'blog.media.test';
  await story.step('two hostnames are live on the first gateway', async () => {
    story.requestHostname(shop, 'shop');
    story.requestHostname(blog, 'blog');
    await story.untilCondition(shop, 'shop', 'Ready', 'True');
    await story.untilCondition(blog, 'blog', 'Ready', 'True');
    await story.untilServed(shop, 'shop/shop');
    await story.untilServed(blog, 'blog/blog');
    return gatewayOf(story, shop, 'shop');
  });
  await story.step('a spare gateway is ready', () =>
    story.until('gw-02 programmed', async () => {
      const gateway = await story.get(kinds.gateway, edgeNamespace, 'gw-02');
      const programmed = gateway?.status?.conditions?.find(
        ({ type }) => type === 'Programmed',
      );
      return programmed?.status === 'True'
        ? `gw-02 at ${gateway?.status?.addresses?.[0].value}`
        : { instead: programmed?.message ?? 'no gw-02' };
    }),
  );
  const watch = new ServiceWatch(story, [
    { hostname: shop, service: 'shop/shop' },
    { hostname: blog, service: 'blog/blog' },
  ]);
  await story.step('the platform team moves one to it', async () => {
    await annotate(story, shop, 'shop', 'gw-02');
    return story.until('a copy of its route on gw-01', () => copies(story, 1));
  });
  await story.step('its alias leads to the second gateway', async () => {
    await story.untilCondition(shop, 'shop', 'Ready', 'True');
    return story.until('the alias', () => aliasOn(story, shop, 'gw-02'));
  });
  await story.step('the gateway it was on has nothing of it any more', () =>
    untilLeft(story, shop, 'shop', 'gw-01'),
  );
  await story.step(
    'moved back while it moves, the process killed at every stage',
    async () => {
      for (const gateway of ['gw-01', 'gw-02', 'gw-01']) {
        await annotate(story, shop, 'shop', gateway);
        await story.clock.advance(75_000);
        await story.killProduct();
        await story.clock.advance(40_000);
        await story.startProduct();
        await story.clock.advance(25_000);
      }
      await story.until('the alias', () => aliasOn(story, shop, 'gw-01'));
      await story.untilCondition(shop, 'shop', 'Ready', 'True');
      return untilLeft(story, shop, 'shop', 'gw-02');
    },
  );
  await story.step(
    'the other is made internal: the alias in the private zone comes first',
    async () => {
      story.world.aws.zones.putZone({
        name: 'media.test',
        private: true,
        vpcs: [{ region: story.world.aws.region, id: 'vpc-1' }],
      });
      story.requestHostname(blog, 'blog', { visibility: 'internal' });
      return story.until('the alias in the private zone alone', () => {
        const zones = aliasZones(story, blog);
        return zones.join() === 'private'
          ? 'private'
          : { instead: zones.join(', ') };
      });
    },
  );
  await story.step(
    'the public gateway has nothing of it any more',
    async () => {
      await story.untilCondition(blog, 'blog', 'Ready', 'True');
      await untilLeft(story, blog, 'blog', 'gw-01');
      return gatewayOf(story, blog, 'blog');
    },
  );
  await story.step('both were served at every second', async () =>
    servedThroughout(watch, 1_000),
  );
  await story.step('left alone, nothing more is written', () =>
    story.idle(30 * 60_000),
  );
}

async function gatewayOf(story: Story, hostname: string, namespace: string) {
  const request = await story.request(hostname, namespace);
  const name = request?.status?.assignedGateway?.name;
  expectThat(name, `${hostname} has no gateway`);
  return `${hostname} on ${name}`;
}

async function annotate(
  story: Story,
  hostname: string,
  namespace: string,
  gateway: string,
): Promise<void> {
  const request = await story.request(hostname, namespace);
  await story.client().patch(
    {
      group: 'hostmaster.dev',
      version: 'v1alpha1',
      kind: 'GatewayHostnameRequest',
      plural: 'gatewayhostnamerequests',
      namespaced: true,
    },
    { namespace, name: request!.metadata.name },
    {
      type: 'merge',
      body: { metadata: { annotations: { [annotations.moveTo]: gateway } } },
    },
  );
}

/** Routes of ours that keep a hostname served where it leaves. */
async function copies(story: Story, wanted: number): Promise<Look> {
  const { items } = await story
    .client()
    .list(kinds.httpRoute, { namespace: edgeNamespace });
  const names = items
    .filter(({ metadata }) => metadata.labels?.['hostmaster.dev/copy-on'])
    .map(({ metadata }) => metadata.name);
  return names.length === wanted
    ? names.join(', ') || 'none'
    : { instead: names.join(', ') || 'no copy' };
}

async function aliasOn(
  story: Story,
  hostname: string,
  gateway: string,
): Promise<Look> {
  const object = await story.get(kinds.gateway, edgeNamespace, gateway);
  const address = object?.status?.addresses?.[0].value ?? '';
  const line = story
    .zoneLines()
    .find(each => each.startsWith(`${hostname} A `));
  return line?.endsWith(` ${address}`) ? line : { instead: line ?? 'no alias' };
}

/** `public`, `private`: the zones with an alias of the hostname. */
function aliasZones(story: Story, hostname: string): string[] {
  return [...story.world.aws.route53.zones.values()]
    .filter(zone =>
      [...zone.records.all()].some(
        ({ name, type }) => type === 'A' && plainName(name) === hostname,
      ),
    )
    .map(zone => (zone.private ? 'private' : 'public'));
}

/** No copy, no certificate and no rule for the hostname is left on the gateway. */
async function untilLeft(
  story: Story,
  hostname: string,
  namespace: string,
  gateway: string,
): Promise<string> {
  return story.until(`nothing of ${hostname} on ${gateway}`, async () => {
    const request = await story.request(hostname, namespace);
    const arn = request?.status?.certificateArn ?? '';
    const configuration = await story.get(
      kinds.loadBalancerConfiguration,
      edgeNamespace,
      gateway,
    );
    const listeners = configuration?.spec?.listenerConfigurations ?? [];
    const isAttached = listeners.some(({ certificates }) =>
      certificates?.includes(arn),
    );
    if (isAttached) return { instead: 'its certificate is attached' };
    const object = await story.get(kinds.gateway, edgeNamespace, gateway);
    const balancer = story.world.aws
      .inRegion()
      .elb.loadBalancerOfDnsName(object?.status?.addresses?.[0].value ?? '');
    const rules = JSON.stringify(
      [...(balancer?.listeners.values() ?? [])].map(({ rules: all }) => [
        ...all.values(),
      ]),
    );
    if (rules.includes(hostname)) return { instead: 'it has rules for it' };
    const left = await copies(story, 0);
    return typeof left === 'string' ? 'nothing' : left;
  });
}
