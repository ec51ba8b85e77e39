import { expectThat, Story } from '../Story';

const WILDCARD_ADDRESS = '192.0.2.44';

/** A name that a wildcard record serves today gets a request of its own: it answers, and is served, at every second. */
export async function underAWildcard(story: Story): Promise<void> {
  const hostname = 'shop.example.test';
  await story.step('a wildcard record, not ours, serves the name', async () => {
    story.world.aws.zones.putRecords('example.test', [
      {
        name: '*.example.test',
        type: 'A',
        ttl: 60,
        values: [WILDCARD_ADDRESS],
      },
    ]);
    return story.until('an answer', async () => {
      const seen = await story.visitor.resolve(hostname);
      return seen.kind === 'answer'
        ? seen.addresses.join(', ')
        : { instead: seen.kind };
    });
  });
  const watch = watchEverySecond(story, hostname);
  await story.step('its own request becomes Ready', async () => {
    story.requestHostname(hostname, 'shop');
    return story.untilCondition(hostname, 'shop', 'Ready', 'True');
  });
  await story.step('it now answers with the load balancer', () =>
    story.untilServed(hostname, 'shop/shop', 60_000),
  );
  await story.step('it was served at every second of the way', async () => {
    await story.clock.advance(2 * 60_000);
    const { looks, gaps } = watch.stop();
    expectThat(looks > 100, `only ${looks} looks were taken`);
    expectThat(
      gaps.length === 0,
      `${gaps.length} of ${looks} seconds without service, the first: ${gaps[0]}`,
    );
    return `${looks} seconds without a gap`;
  });
  await story.step('the wildcard itself is as before', async () => {
    const line = `*.example.test A ${WILDCARD_ADDRESS}`;
    expectThat(story.zoneLines().includes(line), 'the wildcard record changed');
    return line;
  });
}

/** Looks at the name every second of virtual time; whoever answers at the wildcard's address is taken to serve. */
function watchEverySecond(story: Story, hostname: string) {
  const gaps: string[] = [];
  let looks = 0;
  let cancel = () => {};
  const look = async () => {
    const at = new Date(story.clock.now()).toISOString();
    looks += 1;
    const seen = await story.visitor.resolve(hostname);
    if (seen.kind !== 'answer') gaps.push(`${at} ${seen.kind}`);
    else if (!seen.addresses.includes(WILDCARD_ADDRESS)) {
      const visit = await story.visitor.open(hostname);
      if (visit.kind !== 'served')
        gaps.push(`${at} ${visit.kind} at ${seen.addresses.join(', ')}`);
    }
  };
  const next = () => {
    cancel = story.clock.schedule(1_000, () => void look().then(next));
  };
  next();
  return {
    stop() {
      cancel();
      return { looks, gaps };
    },
  };
}
