import { expectThat, Story } from '../Story';

const DAY = 86_400_000;

/** A certificate that does not renew: it works today and will not in twelve days. */
export async function expiring(story: Story): Promise<void> {
  const hostname = 'shop.example.test';
  const { certificates } = story.world.aws;
  await story.step('the hostname is live', async () => {
    story.requestHostname(hostname, 'shop');
    await story.untilCondition(hostname, 'shop', 'Ready', 'True');
    return story.untilVerdict('an OK', hostname, ({ level }) => level === 'ok');
  });
  await story.step('its certificate nears its end', async () => {
    const arn = (await story.request(hostname, 'shop'))?.status?.certificateArn;
    expectThat(arn, 'no certificate is in the status');
    certificates.stopIssuing(true);
    certificates.setExpiry(arn, story.clock.now() + 12 * DAY);
    return 'twelve days are left, and nothing is renewed';
  });
  await story.step('the verdict says that it works and until when', () =>
    story.untilVerdict(
      'a verdict at risk',
      hostname,
      ({ impact }) => impact === 'at-risk',
      2 * 60 * 60_000,
    ),
  );
  await story.step('visitors are still served', () =>
    story.untilServed(hostname, 'shop/shop', 0),
  );
  await story.step('renewed at last, the verdict is OK again', async () => {
    certificates.stopIssuing(false);
    return story.untilVerdict(
      'an OK',
      hostname,
      ({ level, sentence }) => level === 'ok' && !sentence.includes('13 Jan'),
      4 * 60 * 60_000,
    );
  });
}
