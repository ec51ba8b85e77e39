import { expectThat, Story } from '../Story';

/** The authority never sees the validation record. */
export async function stuckValidation(story: Story): Promise<void> {
  const hostname = 'shop.example.test';
  await story.step('ACM validates nothing', async () => {
    await story.clock.advance(30 * 60_000);
    story.world.aws.certificates.stopIssuing(true);
    story.requestHostname(hostname, 'shop');
    return story.untilCondition(hostname, 'shop', 'DnsValidated', 'True');
  });
  await story.step('at first it is only waiting', async () => {
    const verdict = await story.verdict(hostname);
    expectThat(
      verdict?.level === 'waiting',
      `the verdict is ${verdict?.level}: ${verdict?.sentence}`,
    );
    return verdict.sentence;
  });
  await story.step('after hours it needs somebody, and says whom', async () =>
    story.until(
      'an action',
      async () => {
        const verdict = await story.verdict(hostname);
        return verdict?.level === 'action' && verdict.next.length
          ? `${verdict.sentence} (${verdict.who}) → ${verdict.next[0].text}`
          : undefined;
      },
      24 * 60 * 60_000,
    ),
  );
  await story.step(
    'when ACM validates again it becomes Ready by itself',
    async () => {
      story.world.aws.certificates.stopIssuing(false);
      return story.untilCondition(hostname, 'shop', 'Ready', 'True', {
        limit: 12 * 60 * 60_000,
      });
    },
  );
}
