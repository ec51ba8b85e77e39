import { expectThat, Story } from '../Story';

/** A name that a wildcard record serves today gets a request of its own: it answers at every moment. */
export async function underAWildcard(story: Story): Promise<void> {
  const hostname = 'shop.example.test';
  const gaps: string[] = [];
  let watching = true;
  await story.step('a wildcard record, not ours, serves the name', async () => {
    story.world.aws.zones.putRecords('example.test', [{ name: '*.example.test', type: 'A', ttl: 60, values: ['192.0.2.44'] }]);
    return story.until('an answer', async () => {
      const seen = await story.visitor.resolve(hostname);
      return seen.kind === 'answer' ? seen.addresses.join(', ') : { instead: seen.kind };
    });
  });
  const watch = () => {
    if (!watching) return;
    void story.visitor.resolve(hostname).then(seen => {
      if (seen.kind !== 'answer') gaps.push(`${new Date(story.clock.now()).toISOString()} ${seen.kind}`);
    });
    story.clock.schedule(1_000, watch);
  };
  watch();
  await story.step('its own request becomes Ready', async () => {
    story.requestHostname(hostname, 'shop');
    return story.untilCondition(hostname, 'shop', 'Ready', 'True');
  });
  await story.step('it now answers with the load balancer', async () =>
    story.until('the new address', async () => {
      const seen = await story.visitor.resolve(hostname);
      return seen.kind === 'answer' && !seen.addresses.includes('192.0.2.44') ? seen.addresses.join(', ') : undefined;
    }),
  );
  await story.step('it answered at every second of the way', async () => {
    watching = false;
    await story.clock.advance(2_000);
    expectThat(gaps.length === 0, `${gaps.length} seconds without an answer, the first: ${gaps[0]}`);
    return 'no gap';
  });
  await story.step('the wildcard itself is as before', async () => {
    expectThat(story.zoneLines().includes('*.example.test A 192.0.2.44'), 'the wildcard record changed');
    return '*.example.test A 192.0.2.44';
  });
}
