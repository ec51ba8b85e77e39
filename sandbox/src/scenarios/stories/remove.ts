import { domainClaimKind, gatewayHostnameRequestKind, hostnameGrantKind, listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import { kinds } from '../../actors/loadBalancerController/objects';
import { edgeNamespace } from '../../seed/world';
import { expectThat, Story } from '../Story';

/** A hostname is removed by pull request; everything goes, in the safe order. */
export async function remove(story: Story): Promise<void> {
  const hostname = 'shop.example.test';
  let path = '';
  let certificate: string | undefined;
  const zoneAtStart = story.zoneLines();
  await story.step('the hostname is live', async () => {
    path = story.requestHostname(hostname, 'shop');
    const saw = await story.untilCondition(hostname, 'shop', 'Ready', 'True');
    certificate = (await story.request(hostname, 'shop'))?.status?.certificateArn;
    expectThat(certificate, 'no certificate is in the status');
    return saw;
  });
  const since = story.clock.now();
  const order = story.product.watchOrder(hostname);
  await story.step('its file is removed and the request goes', async () => {
    story.repository.commit({ [path]: undefined });
    return story.until('the request gone', async () => ((await story.request(hostname, 'shop')) ? undefined : 'gone'), 60 * 60_000);
  });
  await story.step('ListenerSet, grant, certificate and claim are gone', async () => {
    const set = await story.get(kinds.listenerSet, edgeNamespace, listenerSetName(hostname));
    const grant = await story.get(hostnameGrantKind, 'shop', 'hostnames');
    const held = story.world.aws.inRegion().acm.find(certificate!);
    expectThat(!set, 'the ListenerSet is still there');
    expectThat(!grant?.spec.hostnames.some(entry => entry.hostname === hostname), 'the grant still lists the hostname');
    expectThat(!held || held.deleted, 'the certificate is still there');
    return 'gone';
  });
  await story.step('the zone is as before once the cool-down has passed', async () =>
    story.until(
      'the zone as before',
      async () => {
        const claim = await story.client().get(domainClaimKind, { name: hostname });
        return JSON.stringify(story.zoneLines().filter(line => !line.includes('edge.'))) === JSON.stringify(zoneAtStart.filter(line => !line.includes('edge.'))) && !claim ? `${zoneAtStart.length} records, no claim` : undefined;
      },
      48 * 60 * 60_000,
    ),
  );
  await story.step('alias first, then ListenerSet, certificate, and the ownership record last', async () => {
    const calls = order(since);
    const positions = ['alias', 'listenerset', 'certificate', 'ownership'].map(what => calls.indexOf(what));
    expectThat(positions.every(position => position >= 0), `seen: ${calls.join(' → ')}`);
    expectThat(positions.every((position, index) => index === 0 || positions[index - 1] < position), `the order was ${calls.join(' → ')}`);
    return calls.join(' → ');
  });
  await story.step('nothing of the request is left anywhere', async () => {
    const { items } = await story.client().list(gatewayHostnameRequestKind);
    expectThat(items.length === 0, `${items.length} requests are left`);
    return 'no request is left';
  });
}
