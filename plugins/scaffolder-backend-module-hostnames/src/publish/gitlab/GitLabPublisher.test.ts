import { TOKEN } from '../../testing/Forge';
import { describePublisher } from '../../testing/describePublisher';
import { startGitLabStandIn } from '../../testing/startGitLabStandIn';

jest.setTimeout(60_000);

const { forge, order } = describePublisher('GitLab', startGitLabStandIn);

it('asks reviewers and sets labels once', async () => {
  const wanted = order({
    repository: { reviewers: ['reviewer'], labels: ['hostname'] },
  });
  const first = await forge().publisher(TOKEN).publish(wanted);
  await forge().publisher(TOKEN).publish(wanted);

  const pull = forge().forge.pulls.find(
    ({ number }) => number === first.number,
  )!;
  expect(first.warnings).toEqual([]);
  expect(pull.labels).toEqual(['hostname']);
  expect(pull.reviewers).toHaveLength(1);
});

it('asks them also when the first try crashed before', async () => {
  const wanted = order({
    repository: { reviewers: ['reviewer'], labels: ['hostname'] },
  });
  const first = await forge().publisher(TOKEN).publish(order());
  await forge().publisher(TOKEN).publish(wanted);

  expect(
    forge().forge.pulls.find(({ number }) => number === first.number),
  ).toMatchObject({ labels: ['hostname'], reviewers: [expect.any(String)] });
});

it('says that a rule protects the branch', async () => {
  forge().forge.protectedPrefix = 'hostmaster/';

  await expect(forge().publisher(TOKEN).publish(order())).rejects.toThrow(
    /^repository: a protection rule of acme\/gitops on .* refuses branches named hostmaster/,
  );
  forge().forge.protectedPrefix = undefined;
});

it('says that the credentials are not accepted', async () => {
  await expect(forge().publisher('wrong').publish(order())).rejects.toThrow(
    /^repository: .* does not accept the credentials/,
  );
});
