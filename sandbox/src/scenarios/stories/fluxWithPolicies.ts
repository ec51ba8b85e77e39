import { KubernetesObject } from '@hostmaster/kubernetes-runtime';
import { kindOf } from '../../actors/gitOps/manifests';
import { kustomizationKind } from '../../actors/gitOps/objects';
import { kinds } from '../../actors/loadBalancerController/objects';
import { clusters } from '../../seed/world';
import { installRoutePolicy } from '../routePolicy';
import { expectThat, Story } from '../Story';

/** Request and route in one Kustomization, policies installed: no deadlock, and a route for a foreign name is seen. */
export async function fluxWithPolicies(story: Story): Promise<void> {
  const hostname = 'shop.example.test';
  await story.step('the policies are installed', async () => {
    await installRoutePolicy(story.client());
    return 'deploy/policies/validating-admission-policy: foreign hostnames are told of, bad routes refused';
  });
  await story.step(
    'request and route are applied together, before there is a grant',
    async () => {
      story.requestHostname(hostname, 'shop');
      return story.until('the Kustomization ready with the route', async () => {
        const kustomization = await story.get(
          kustomizationKind,
          'flux-system',
          'shop',
        );
        const ready = kustomization?.status?.conditions?.find(
          ({ type }) => type === 'Ready',
        );
        const { items } = await story
          .client()
          .list(kinds.httpRoute, { namespace: 'shop' });
        if (ready?.status === 'True' && items.length === 1)
          return ready.message;
        return {
          instead: `${ready?.reason}: ${ready?.message}, ${items.length} routes`,
        };
      });
    },
  );
  await story.step(
    'the hostname becomes Ready, and visitors are served',
    async () => {
      await story.untilCondition(hostname, 'shop', 'Ready', 'True');
      return story.untilServed(hostname, 'shop/shop', 60_000);
    },
  );
  await story.step(
    'a route for the granted name is admitted without a word',
    async () => {
      const answer = await admit(story, {
        ...(await routeOf(story)),
        metadata: { name: 'second', namespace: 'shop' },
      });
      expectThat(
        answer.status === 201 && !answer.warning,
        `status ${answer.status}, warning: ${answer.warning}`,
      );
      return `${answer.status}, no warning`;
    },
  );
  await story.step('another namespace has a hostname of its own', async () => {
    story.requestHostname('blog.example.test', 'blog');
    return story.untilCondition('blog.example.test', 'blog', 'Claimed', 'True');
  });
  await story.step(
    'a route of that namespace for the name is warned about',
    async () => {
      const answer = await admit(story, {
        ...(await routeOf(story)),
        metadata: { name: 'thief', namespace: 'blog' },
      });
      expectThat(
        answer.status === 201 && answer.warning?.includes('hostnames-granted'),
        `status ${answer.status}, warning: ${answer.warning}`,
      );
      return `${answer.status} with ${answer.warning}`;
    },
  );
  await story.step('and where the policies deny it is refused', async () => {
    await installRoutePolicy(story.client(), 'deny');
    const answer = await admit(story, {
      ...(await routeOf(story)),
      metadata: { name: 'thief', namespace: 'blog' },
    });
    await installRoutePolicy(story.client(), 'warn');
    expectThat(
      answer.status === 403 && answer.message?.includes('spec.hostnames'),
      `status ${answer.status}: ${answer.message}`,
    );
    return `${answer.status}: ${answer.message}`;
  });
  await story.step(
    'a route that the load balancer cannot do is refused in every mode',
    async () => {
      const route = await routeOf(story);
      const { spec } = route as KubernetesObject & {
        spec: { rules: object[] };
      };
      const filter = {
        type: 'RequestHeaderModifier',
        requestHeaderModifier: { remove: ['x-team'] },
      };
      const answer = await admit(story, {
        ...route,
        metadata: { name: 'bad', namespace: 'shop' },
        spec: {
          ...spec,
          rules: spec.rules.map(rule => ({ ...rule, filters: [filter] })),
        },
      } as KubernetesObject);
      expectThat(
        answer.status === 422 &&
          answer.message?.includes('RequestHeaderModifier'),
        `status ${answer.status}: ${answer.message}`,
      );
      return `${answer.status}: ${answer.message}`;
    },
  );
  await story.step(
    'warned about only, the route still serves nothing',
    async () => {
      const thief = {
        ...(await routeOf(story)),
        metadata: { name: 'thief', namespace: 'blog' },
      };
      await story.client().create(kindOf(thief), thief);
      const refused = await story.until(
        'what the controller says of it',
        async () => {
          const route = await story.get(kinds.httpRoute, 'blog', 'thief');
          const accepted = route?.status?.parents?.[0]?.conditions.find(
            ({ type }) => type === 'Accepted',
          );
          if (
            accepted?.status === 'False' &&
            accepted.reason === 'NotAllowedByListeners'
          )
            return accepted.reason;
          return { instead: `${accepted?.status} ${accepted?.reason}` };
        },
        60_000,
      );
      return `${refused}; ${await story.untilServed(hostname, 'shop/shop', 0)}`;
    },
  );
}

/** The tenant's route as it would be written anew. */
async function routeOf(story: Story): Promise<KubernetesObject> {
  const { items } = await story
    .client()
    .list(kinds.httpRoute, { namespace: 'shop' });
  const { apiVersion, kind, metadata, spec } = items[0];
  return { apiVersion, kind, metadata, spec } as KubernetesObject;
}

/** What the API server answers to a dry run. */
async function admit(
  story: Story,
  route: KubernetesObject,
): Promise<{ status: number; warning?: string; message?: string }> {
  const cluster = story.world.clusters.find(
    ({ name }) => name === clusters[0].name,
  );
  const url = `https://${clusters[0].name}.cluster.local/apis/${route.apiVersion}/namespaces/${route.metadata.namespace}/httproutes?dryRun=All`;
  const request = new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(route),
  });
  const response = await cluster!.transport(request);
  const { message } = (await response.json()) as { message?: string };
  return {
    status: response.status,
    warning: response.headers.get('warning') ?? undefined,
    message,
  };
}
