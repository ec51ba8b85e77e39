import { kinds } from '../../actors/loadBalancerController/objects';
import { edgeNamespace } from '../../seed/world';
import { expectThat, Story } from '../Story';

const conditions = [
  'Accepted',
  'Claimed',
  'CertificateRequested',
  'DnsValidated',
  'CertificateIssued',
  'GatewayAssigned',
  'ListenerAttached',
  'RoutesAllowed',
  'DnsAliasReady',
];

/** The process dies at every condition on the way; nothing is made twice. */
export async function restartInTheMiddle(story: Story): Promise<void> {
  const hostname = 'shop.example.test';
  story.requestHostname(hostname, 'shop');
  for (const type of conditions) {
    await story.step(
      `killed when ${type}, started again a minute later`,
      async () => {
        const saw = await story.untilCondition(hostname, 'shop', type, 'True');
        await story.killProduct();
        await story.clock.advance(60_000);
        await story.startProduct();
        return saw;
      },
    );
  }
  await story.step('the hostname becomes Ready', () =>
    story.untilCondition(hostname, 'shop', 'Ready', 'True'),
  );
  await story.step('visitors are served', () =>
    story.untilServed(hostname, 'shop/shop'),
  );
  await story.step('one certificate was asked for', async () => {
    const requested = story.world.aws.callLog
      .entries({ operation: 'RequestCertificate', outcome: 'ok' })
      .filter(call => Object.values(call.parameters).includes(hostname));
    const certificates = story.world.aws
      .inRegion()
      .acm.all()
      .filter(({ domainName }) => domainName === hostname);
    expectThat(
      requested.length > 0,
      'the call log has no RequestCertificate for the hostname',
    );
    expectThat(
      certificates.length === 1,
      `${certificates.length} certificates were made`,
    );
    return `1 certificate, ${requested.length} successful RequestCertificate`;
  });
  await story.step('one of each record is in the zone', async () => {
    const lines = story.zoneLines();
    const count = (found: (line: string) => boolean) =>
      lines.filter(found).length;
    const alias = count(line => line.startsWith(`${hostname} A `));
    const validation = count(
      line => line.startsWith('_') && line.includes(`.${hostname} CNAME `),
    );
    const ownership = count(
      line =>
        line.startsWith('shop._hostmaster.') && line.includes('state=held'),
    );
    expectThat(
      alias === 1 && validation === 1 && ownership === 1,
      `A: ${alias}, validation: ${validation}, ownership: ${ownership}`,
    );
    return '1 alias, 1 validation record, 1 ownership record';
  });
  await story.step(
    'one gateway, one load balancer, one ListenerSet',
    async () => {
      const gateways = (
        await story.client().list(kinds.gateway, { namespace: edgeNamespace })
      ).items.length;
      const sets = (
        await story
          .client()
          .list(kinds.listenerSet, { namespace: edgeNamespace })
      ).items.length;
      const created = story.world.aws.callLog.entries({
        operation: 'CreateLoadBalancer',
        outcome: 'ok',
      }).length;
      expectThat(
        gateways === 1 && sets === 1 && created === 1,
        `gateways: ${gateways}, ListenerSets: ${sets}, load balancers created: ${created}`,
      );
      return 'one of each';
    },
  );
  await story.step('left alone, nothing more is written', () =>
    story.idle(30 * 60_000),
  );
}
