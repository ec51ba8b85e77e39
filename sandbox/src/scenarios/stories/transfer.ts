import {
  HostnameRequestValues,
  domainClaimKind,
  renderHostnameRequest,
  toYaml,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  clusters,
  edgeNamespace,
  ownerOf,
  profile,
  serviceNamed,
} from '../../seed/world';
import { ServiceWatch, servedThroughout } from '../ServiceWatch';
import { expectThat, Story } from '../Story';

const HOSTNAME = 'shop.example.test';
const NAME = 'shop-example-test';
const TRANSFER_TO = 'hostmaster.dev/transfer-to';

/** A live name passes to another namespace and then to another cluster, each time by its holder's word, served at every second. */
export async function transfer(story: Story): Promise<void> {
  const owners = watchOwners(story);
  await story.step('team Checkout’s shop has the name, live', async () => {
    commit(story, { cluster: 'prod', service: 'shop' });
    await story.untilCondition(HOSTNAME, 'shop', 'Ready', 'True');
    return story.untilServed(HOSTNAME, 'shop/shop');
  });
  const watch = new ServiceWatch(story, [
    {
      hostname: HOSTNAME,
      service: 'shop/shop',
      others: ['blog/blog', 'cart/cart'],
    },
  ]);
  await story.step(
    'team Media’s blog asks for it and is told who has it',
    () => {
      commit(story, { cluster: 'prod', service: 'blog' });
      return story.untilCondition(HOSTNAME, 'blog', 'Claimed', 'False', {
        reason: 'HeldByOther',
      });
    },
  );
  await story.step('the shop agrees, by pull request', async () => {
    commit(story, {
      cluster: 'prod',
      service: 'shop',
      transferTo: `prod/blog/${NAME}`,
    });
    await story.untilCondition(HOSTNAME, 'blog', 'Ready', 'True');
    return story.untilServed(HOSTNAME, 'blog/blog');
  });
  await story.step('the shop is told that it is gone', () =>
    story.untilCondition(HOSTNAME, 'shop', 'Claimed', 'False', {
      reason: 'TransferredAway',
    }),
  );
  await story.step('its manifests go, and what it still had', async () => {
    story.repository.commit({ [pathOf('prod', 'shop')]: undefined });
    return story.until('the request gone', async () =>
      (await story.request(HOSTNAME, 'shop')) ? undefined : 'gone',
    );
  });
  await story.step(
    'the blog hands it to the cart in the other cluster',
    async () => {
      commit(story, { cluster: 'staging', service: 'cart' });
      await story.untilCondition(HOSTNAME, 'cart', 'Claimed', 'False', {
        reason: 'HeldInOtherCluster',
        cluster: 'staging',
      });
      commit(story, {
        cluster: 'prod',
        service: 'blog',
        transferTo: `staging/cart/${NAME}`,
      });
      await story.untilCondition(HOSTNAME, 'cart', 'Ready', 'True', {
        cluster: 'staging',
      });
      return story.untilServed(HOSTNAME, 'cart/cart');
    },
  );
  await story.step('the blog’s manifests go, minutes later', async () => {
    // Its route serves whoever still has the old answer; what Git prunes is gone at once.
    await story.clock.advance(3 * 60_000);
    story.repository.commit({ [pathOf('prod', 'blog')]: undefined });
    return story.until('the request gone', async () =>
      (await story.request(HOSTNAME, 'blog')) ? undefined : 'gone',
    );
  });
  await story.step(
    'the name never had two owners, and never none',
    async () => {
      const seen = owners.stop();
      expectThat(seen.gaps === 0, `without an owner ${seen.gaps} times`);
      const wanted = ['prod shop', 'prod blog', 'staging cart'];
      expectThat(
        seen.owners.join() === wanted.join(),
        `the owners were ${seen.owners.join(', ')}`,
      );
      return seen.owners.join(', then ');
    },
  );
  await story.step('it was served at every second of the way', async () => {
    await story.clock.advance(3 * 60_000);
    return servedThroughout(watch, 300);
  });
  await story.step('one certificate and one claim are left', async () => {
    const left = story.world.aws
      .inRegion()
      .acm.all()
      .filter(({ domainName }) => domainName === HOSTNAME).length;
    expectThat(left === 1, `${left} certificates for ${HOSTNAME}`);
    const claims = [];
    for (const { name } of clusters) {
      const { items } = await story.client(name).list(domainClaimKind);
      claims.push(
        ...items
          .filter(({ spec }) => spec.hostname === HOSTNAME)
          .map(({ spec }) => `${name}/${spec.owner?.namespace}`),
      );
    }
    expectThat(
      claims.join() === 'staging/cart',
      `claims of ${claims.join(', ')}`,
    );
    return story.idle(10 * 60_000);
  });
}

/** Writes the manifests of a service's request into Git, as the template does, with the holder's consent where it is given. */
function commit(
  story: Story,
  values: { cluster: string; service: string; transferTo?: string },
): void {
  const { cluster, service, transferTo } = values;
  const { environment } = clusters.find(({ name }) => name === cluster)!;
  const seed = serviceNamed(service);
  const rendered: HostnameRequestValues = {
    hostname: HOSTNAME,
    namespace: seed.name,
    environment,
    profile,
    owner: ownerOf(seed),
    component: `component:default/${seed.name}`,
    kubernetesId: seed.name,
    requestId: `story-${service}`,
    routes: { serviceName: seed.name, servicePort: seed.port, path: '/' },
    edgeNamespace,
  };
  const [request, ...others] = renderHostnameRequest(rendered);
  const annotations = {
    ...request.metadata.annotations,
    ...(transferTo ? { [TRANSFER_TO]: transferTo } : {}),
  };
  const manifests = [
    { ...request, metadata: { ...request.metadata, annotations } },
    ...others,
  ];
  story.repository.commit({ [pathOf(cluster, service)]: toYaml(manifests) });
}

function pathOf(cluster: string, service: string): string {
  return `clusters/${cluster}/${service}/${NAME}.yaml`;
}

/** Every second: who holds the name, as the ownership record in the zone says. */
function watchOwners(story: Story) {
  const owners: string[] = [];
  let gaps = 0;
  let cancel = () => {};
  const look = () => {
    const line = story
      .zoneLines()
      .find(each => each.startsWith('shop._hostmaster.example.test TXT'));
    const [, cluster, namespace] =
      /cluster=([^,]+),owner=([^/]+)\/.*state=held/.exec(line ?? '') ?? [];
    if (cluster === undefined) gaps += owners.length > 0 ? 1 : 0;
    else if (owners[owners.length - 1] !== `${cluster} ${namespace}`)
      owners.push(`${cluster} ${namespace}`);
    cancel = story.clock.schedule(1_000, look);
  };
  look();
  return {
    stop() {
      cancel();
      return { owners, gaps };
    },
  };
}
