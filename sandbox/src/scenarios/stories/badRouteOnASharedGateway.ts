import { kinds } from '../../actors/loadBalancerController/objects';
import { clusters, edgeNamespace } from '../../seed/world';
import { ServiceWatch, servedThroughout } from '../ServiceWatch';
import { expectThat, Look, Story } from '../Story';

/** One team's route stops a gateway's controller; the neighbours are served at every second, and the team is told. */
export async function badRouteOnASharedGateway(story: Story): Promise<void> {
  const shop = 'shop.example.test';
  const blog = 'blog.media.test';
  const gallery = 'gallery.media.test';
  await story.step('three teams share a gateway', async () => {
    story.requestHostname(shop, 'shop');
    const path = story.requestHostname(blog, 'blog');
    story.requestHostname(gallery, 'gallery');
    await story.untilCondition(shop, 'shop', 'Ready', 'True');
    await story.untilCondition(blog, 'blog', 'Ready', 'True');
    await story.untilCondition(gallery, 'gallery', 'Ready', 'True');
    await story.untilServed(shop, 'shop/shop');
    await story.untilServed(blog, 'blog/blog');
    await story.untilServed(gallery, 'gallery/gallery');
    return `${shop}, ${gallery} and ${blog} (${path}) on gw-01`;
  });
  const watch = new ServiceWatch(story, [
    { hostname: shop, service: 'shop/shop' },
    { hostname: gallery, service: 'gallery/gallery' },
  ]);
  const good = await routeOf(story);
  const failed = story.clock.now();
  await story.step(
    'one of them sets a header, which the controller cannot',
    async () => {
      await changeRoute(story, [
        {
          ...good,
          filters: [
            {
              type: 'RequestHeaderModifier',
              requestHeaderModifier: {
                set: [{ name: 'x-team', value: 'media' }],
              },
            },
          ],
        },
      ]);
      return story.until('the gateway refused', () => accepted(story, 'False'));
    },
  );
  await story.step('its listener is closed, and the team is told', () =>
    story.untilCondition(blog, 'blog', 'Ready', 'False', {
      reason: 'RouteBreaksGateway',
      limit: 7 * 60_000,
    }),
  );
  await story.step('five minutes after it began, and not earlier', async () => {
    const waited = Math.round((story.clock.now() - failed) / 1_000);
    expectThat(waited >= 295 && waited <= 400, `it took ${waited} s`);
    return `${waited} s`;
  });
  await story.step('the gateway works again for everybody else', async () => {
    const saw = await story.until('the gateway accepted', () =>
      accepted(story, 'True'),
    );
    story.requestHostname('cart.example.test', 'cart');
    await story.untilCondition('cart.example.test', 'cart', 'Ready', 'True');
    await story.untilServed('cart.example.test', 'cart/cart');
    return `${saw}; cart.example.test came to it meanwhile`;
  });
  await story.step('the page of the hostname says what to do', () =>
    story.untilVerdict(
      'action needed, for the route',
      blog,
      ({ sentence, level }) => level !== 'ok' && /route/i.test(sentence),
    ),
  );
  await story.step('it stays closed through a restart', async () => {
    await story.killProduct();
    await story.clock.advance(60_000);
    await story.startProduct();
    await story.clock.advance(10 * 60_000);
    const condition = await story.condition(blog, 'blog', 'Ready');
    expectThat(
      condition?.reason === 'RouteBreaksGateway',
      `Ready is ${condition?.status} ${condition?.reason}`,
    );
    return `${condition.reason}: ${condition.message}`;
  });
  await story.step('corrected, it is live again by itself', async () => {
    await changeRoute(story, [good]);
    await story.untilCondition(blog, 'blog', 'Ready', 'True');
    return story.untilServed(blog, 'blog/blog');
  });
  await story.step('the neighbours were served at every second', async () =>
    servedThroughout(watch, 900),
  );
  await story.step('left alone, nothing more is written', () =>
    story.idle(30 * 60_000),
  );
}

async function blogRoute(story: Story) {
  const { items } = await story
    .client()
    .list(kinds.httpRoute, { namespace: 'blog' });
  expectThat(items[0], 'the namespace blog has no route');
  return items[0];
}

async function routeOf(story: Story): Promise<object> {
  const { spec } = await blogRoute(story);
  return structuredClone(spec.rules![0]);
}

/** As a developer with kubectl, while GitOps is suspended for the namespace. */
async function changeRoute(story: Story, rules: object[]): Promise<void> {
  await story.client().patch(
    {
      group: 'kustomize.toolkit.fluxcd.io',
      version: 'v1',
      kind: 'Kustomization',
      plural: 'kustomizations',
      namespaced: true,
    },
    { namespace: 'flux-system', name: 'blog' },
    { type: 'merge', body: { spec: { suspend: true } } },
  );
  const { metadata } = await blogRoute(story);
  await story.client(clusters[0].name).patch(kinds.httpRoute, metadata, {
    type: 'merge',
    body: { spec: { rules } },
  });
}

async function accepted(story: Story, wanted: string): Promise<Look> {
  const gateway = await story.get(kinds.gateway, edgeNamespace, 'gw-01');
  const condition = gateway?.status?.conditions?.find(
    ({ type }) => type === 'Accepted',
  );
  const words = `Accepted=${condition?.status} ${condition?.reason}`;
  return condition?.status === wanted ? words : { instead: words };
}
