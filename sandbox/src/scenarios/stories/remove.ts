import {
  gatewayHostnameRequestKind,
  hostnameGrantKind,
  listenerSetName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { kinds } from '../../actors/loadBalancerController/objects';
import { edgeNamespace } from '../../seed/world';
import { Part, RemovalWatch } from '../RemovalWatch';
import { expectThat, Story } from '../Story';

/** What goes together may go in any order; what comes later must not go before. */
const safeOrder: Part[][] = [
  ['alias'],
  ['ListenerSet', 'grant'],
  ['configuration'],
  ['certificate'],
  ['validation record'],
  ['ownership released'],
  ['claim released'],
  ['request'],
  ['ownership record', 'claim'],
];

/** A hostname is removed by pull request; everything goes, in the safe order. */
export async function remove(story: Story): Promise<void> {
  const hostname = 'shop.example.test';
  let path = '';
  let certificate = '';
  let watch: RemovalWatch | undefined;
  await story.step('before, the zone has nothing of the hostname', () =>
    story.until('the default certificate of the gateways', () =>
      story.zoneLines().some(line => line.includes('state=held'))
        ? `${story.zoneLines().length} records`
        : undefined,
    ),
  );
  const zoneBefore = story.zoneLines();
  await story.step('the hostname is live', async () => {
    path = story.requestHostname(hostname, 'shop');
    const saw = await story.untilCondition(hostname, 'shop', 'Ready', 'True');
    certificate =
      (await story.request(hostname, 'shop'))?.status?.certificateArn ?? '';
    expectThat(certificate, 'no certificate is in the status');
    return saw;
  });
  await story.step('its file is removed and the request goes', async () => {
    watch = new RemovalWatch(story.world, {
      hostname,
      zone: 'example.test',
      certificate,
    });
    expectThat(
      watch.order().length === 0,
      `not there before the removal: ${watch.order().join(', ')}`,
    );
    story.repository.commit({ [path]: undefined });
    return story.until(
      'the request gone',
      async () =>
        (await story.request(hostname, 'shop')) ? undefined : 'gone',
      60 * 60_000,
    );
  });
  await story.step('ListenerSet, grant and certificate are gone', async () => {
    const set = await story.get(
      kinds.listenerSet,
      edgeNamespace,
      listenerSetName(hostname),
    );
    const grant = await story.get(hostnameGrantKind, 'shop', 'hostnames');
    const held = story.world.aws.inRegion().acm.find(certificate);
    expectThat(!set, 'the ListenerSet is still there');
    expectThat(
      !grant?.spec.hostnames.some(entry => entry.hostname === hostname),
      'the grant still lists the hostname',
    );
    expectThat(!held || held.deleted, 'the certificate is still there');
    return 'gone';
  });
  await story.step('the zone is as before once the cool-down has passed', () =>
    story.until(
      'the zone as before',
      () => {
        const lines = story.zoneLines();
        const left = lines.filter(line => !zoneBefore.includes(line));
        if (left.length || lines.length !== zoneBefore.length)
          return { instead: left.join('; ') || `${lines.length} records` };
        return watch?.order().includes('claim')
          ? `${lines.length} records, no claim`
          : { instead: 'the claim is still there' };
      },
      2 * 60 * 60_000,
    ),
  );
  await story.step('everything went in the safe order', async () => {
    const order = watch?.order() ?? [];
    watch?.stop();
    const rank = (part: Part) =>
      safeOrder.findIndex(group => group.includes(part));
    const missing = safeOrder.flat().filter(part => !order.includes(part));
    expectThat(missing.length === 0, `never seen to go: ${missing.join(', ')}`);
    const early = order.find(
      (part, index) => index > 0 && rank(part) < rank(order[index - 1]),
    );
    expectThat(!early, `${early} went too late: ${order.join(' → ')}`);
    return order.join(' → ');
  });
  await story.step(
    'resolvers had a minute to forget the alias before what it points at went',
    async () => {
      const seconds = Math.round(
        (watch?.between('alias', 'ListenerSet') ?? 0) / 1000,
      );
      expectThat(
        seconds >= 60,
        `the ListenerSet went ${seconds} s after the alias`,
      );
      return `${seconds} s`;
    },
  );
  await story.step('nothing of the request is left anywhere', async () => {
    const { items } = await story.client().list(gatewayHostnameRequestKind);
    expectThat(items.length === 0, `${items.length} requests are left`);
    return 'no request is left';
  });
}
