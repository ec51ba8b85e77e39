import { expectThat, Story } from '../Story';

/** From a merged request to a live hostname. */
export async function request(story: Story): Promise<void> {
  const hostname = 'shop.example.test';
  await story.step('nothing answers for the name yet', async () => {
    const seen = await story.visitor.resolve(hostname);
    expectThat(seen.kind === 'nxdomain', `expected NXDOMAIN, saw ${seen.kind}`);
    return 'NXDOMAIN';
  });
  await story.step('the pull request is merged and applied', async () => {
    story.requestHostname(hostname, 'shop');
    return story.until('the request in the cluster', async () =>
      (await story.request(hostname, 'shop')) ? 'applied by Flux' : undefined,
    );
  });
  for (const type of [
    'Accepted',
    'Claimed',
    'CertificateRequested',
    'DnsValidated',
    'CertificateIssued',
    'GatewayAssigned',
    'ListenerAttached',
    'RoutesAllowed',
    'DnsAliasReady',
    'Ready',
  ]) {
    await story.step(type, () =>
      story.untilCondition(hostname, 'shop', type, 'True'),
    );
  }
  await story.step(
    'a visitor gets the service with a certificate for the name',
    () => story.untilServed(hostname, 'shop/shop', 60_000),
  );
  await story.step('the verdict is OK', () =>
    story.untilVerdict(
      'an OK',
      hostname,
      ({ level }) => level === 'ok',
      60_000,
    ),
  );
  await story.step('left alone, nothing more is written', () =>
    story.idle(60 * 60_000),
  );
}
