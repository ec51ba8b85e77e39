import { kustomizationKind } from '../../actors/gitOps/objects';
import { installRoutePolicy } from '../routePolicy';
import { kinds } from '../../actors/loadBalancerController/objects';
import { kindOf } from '../../actors/gitOps/manifests';
import { expectThat, Story } from '../Story';

/** Request and route in one Kustomization, policies installed: no deadlock, and a route for a foreign name is seen. */
export async function fluxWithPolicies(story: Story): Promise<void> {
  const hostname = 'shop.example.test';
  await story.step('the policies are installed', async () => {
    await installRoutePolicy(story.client());
    return 'ValidatingAdmissionPolicy hostnames-granted, Warn and Audit';
  });
  await story.step('request and route are applied together', async () => {
    story.requestHostname(hostname, 'shop');
    return story.until('the Kustomization ready with the route', async () => {
      const kustomization = await story.get(kustomizationKind, 'flux-system', 'shop');
      const ready = kustomization?.status?.conditions?.find(({ type }) => type === 'Ready');
      const { items } = await story.client().list(kinds.httpRoute, { namespace: 'shop' });
      return ready?.status === 'True' && items.length === 1 ? ready.message : undefined;
    });
  });
  await story.step('the hostname becomes Ready', () => story.untilCondition(hostname, 'shop', 'Ready', 'True'));
  await story.step('a route of another namespace for the name is warned about, and serves nothing', async () => {
    const { items } = await story.client().list(kinds.httpRoute, { namespace: 'shop' });
    const thief = { ...items[0], metadata: { name: 'thief', namespace: 'blog' }, status: undefined };
    await story.client().create(kindOf(thief), thief);
    await story.clock.advance(60_000);
    const route = await story.get(kinds.httpRoute, 'blog', 'thief');
    const accepted = route?.status?.parents?.[0]?.conditions.find(({ type }) => type === 'Accepted');
    expectThat(accepted?.status === 'False' && accepted.reason === 'NotAllowedByListeners', `the route is ${accepted?.status} ${accepted?.reason}`);
    const answer = await story.visitor.open(hostname);
    expectThat(answer.kind === 'served' && answer.service === 'shop/shop', 'the name is not served by its own service');
    return `${accepted.reason}; ${hostname} still answers from ${answer.service}`;
  });
}
