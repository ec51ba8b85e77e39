import { expectThat, Story } from '../Story';

/** Somebody deletes the alias by hand. */
export async function aliasDeletedAndRepaired(story: Story): Promise<void> {
  const hostname = 'shop.example.test';
  await story.step('the hostname is live', async () => {
    story.requestHostname(hostname, 'shop');
    return story.untilCondition(hostname, 'shop', 'Ready', 'True');
  });
  await story.step('the alias is deleted behind our back', async () => {
    await story.clock.advance(30 * 60_000);
    const removed = ['A', 'AAAA'].map(type =>
      story.world.aws.zones.deleteRecords(
        'example.test',
        hostname,
        type as 'A',
      ),
    );
    expectThat(removed[0] === 1, 'there was no alias to delete');
    const seen = await story.visitor.resolve(hostname);
    expectThat(seen.kind !== 'answer', 'the name still answers');
    return `${hostname} does not resolve`;
  });
  await story.step('the verdict says that it is down', async () =>
    story.untilVerdict(
      'an outage',
      hostname,
      ({ impact }) => impact === 'down',
      60_000,
    ),
  );
  await story.step('the reconciler writes it again', async () =>
    story.until(
      'an answer',
      async () => {
        const seen = await story.visitor.resolve(hostname);
        return seen.kind === 'answer'
          ? `${hostname} resolves again`
          : undefined;
      },
      60 * 60_000,
    ),
  );
  await story.step('and the verdict is OK again', async () =>
    story.untilVerdict('an OK', hostname, ({ level }) => level === 'ok'),
  );
}
