import { expectThat, Story } from '../Story';

/** A second team asks for a name that is held. */
export async function denied(story: Story): Promise<void> {
  const hostname = 'shop.example.test';
  await story.step('the first team gets the name', async () => {
    story.requestHostname(hostname, 'shop');
    return story.untilCondition(hostname, 'shop', 'Ready', 'True');
  });
  const zoneBefore = story.zoneLines();
  await story.step(
    'the second team is denied, and told who holds it',
    async () => {
      story.requestHostname(hostname, 'blog');
      const saw = await story.untilCondition(
        hostname,
        'blog',
        'Denied',
        'True',
        { reason: 'HeldByOther' },
      );
      expectThat(
        saw.includes('checkout'),
        `the message does not name the owner: ${saw}`,
      );
      return saw;
    },
  );
  await story.step('its verdict says what to do', async () => {
    const all = await story.product.verdicts(hostname, story.visitor);
    const verdict = all.find(({ ref }) => ref.namespace === 'blog')?.verdict;
    expectThat(
      verdict?.level === 'action' && verdict.next.length > 0,
      `the verdict is ${verdict?.level} with ${
        verdict?.next.length ?? 0
      } next steps`,
    );
    return `${verdict.sentence} → ${verdict.next
      .map(({ text }) => text)
      .join('; ')}`;
  });
  await story.step('the first is untouched', async () => {
    const after = story.zoneLines();
    expectThat(
      JSON.stringify(after) === JSON.stringify(zoneBefore),
      'the zone changed',
    );
    const ready = await story.condition(hostname, 'shop', 'Ready');
    expectThat(ready?.status === 'True', 'the first is not Ready any more');
    return `${after.length} records as before; ${await story.untilServed(
      hostname,
      'shop/shop',
      60_000,
    )}`;
  });
}
