import { expectThat, Story } from '../Story';

/** A certificate that does not renew: it works today and will not in twelve days. */
export async function expiring(story: Story): Promise<void> {
  const hostname = 'shop.example.test';
  await story.step('the hostname is live', async () => {
    story.requestHostname(hostname, 'shop');
    return story.untilCondition(hostname, 'shop', 'Ready', 'True');
  });
  await story.step('its certificate nears its end', async () => {
    const arn = (await story.request(hostname, 'shop'))?.status?.certificateArn;
    expectThat(arn, 'no certificate is in the status');
    story.world.aws.certificates.stopIssuing(true);
    story.world.aws.certificates.setExpiry(arn, story.clock.now() + 12 * 86_400_000);
    return 'twelve days are left, and nothing is renewed';
  });
  await story.step('the verdict says that it works and until when', async () =>
    story.untilVerdict('a verdict at risk', hostname, ({ impact }) => impact === 'at-risk', 2 * 60 * 60_000),
  );
  await story.step('visitors are still served', async () => {
    const answer = await story.visitor.open(hostname);
    expectThat(answer.kind === 'served', `the visitor saw ${answer.kind}`);
    return `${answer.status} from ${answer.service}`;
  });
}
