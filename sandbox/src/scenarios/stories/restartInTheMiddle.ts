import { expectThat, Story } from '../Story';

/** The process dies at several moments of the way; nothing is made twice. */
export async function restartInTheMiddle(story: Story): Promise<void> {
  const hostname = 'shop.example.test';
  story.requestHostname(hostname, 'shop');
  for (const type of ['Claimed', 'CertificateRequested', 'DnsValidated', 'CertificateIssued', 'ListenerAttached']) {
    await story.step(`killed when ${type}, started again two minutes later`, async () => {
      const saw = await story.untilCondition(hostname, 'shop', type, 'True');
      await story.killProduct();
      await story.clock.advance(120_000);
      await story.startProduct();
      return saw;
    });
  }
  await story.step('the hostname becomes Ready', () => story.untilCondition(hostname, 'shop', 'Ready', 'True', { limit: 60 * 60_000 }));
  await story.step('nothing was made twice', async () => {
    const requested = story.world.aws.callLog.entries({ operation: 'RequestCertificate', outcome: 'ok' }).filter(call => Object.values(call.parameters).includes(hostname));
    const certificates = story.world.aws.inRegion().acm.all().filter(certificate => certificate.domainName === hostname && !certificate.deleted);
    expectThat(certificates.length === 1, `there are ${certificates.length} certificates`);
    const ownership = story.zoneLines().filter(line => line.startsWith(`shop._hostmaster.`));
    expectThat(ownership.length === 1, `there are ${ownership.length} ownership records`);
    return `1 certificate (${requested.length} calls), 1 ownership record`;
  });
}
