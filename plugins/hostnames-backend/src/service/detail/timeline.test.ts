import { NOW } from '../../__testUtils__/hostnameReport';
import { storedHostname } from '../../__testUtils__/storedHostname';
import { timelineOf, webUrl } from './timeline';

const states = (steps: ReturnType<typeof timelineOf>) =>
  Object.fromEntries(steps.map(({ id, state }) => [id, state]));

describe('timelineOf', () => {
  it('tells what has happened, what is happening and what is to come', () => {
    const timeline = timelineOf(
      storedHostname({ upTo: 'DnsValidated', reason: 'PendingValidation' }),
      NOW - 50 * 60_000,
    );

    expect(states(timeline)).toMatchObject({
      synced: 'done',
      Accepted: 'done',
      DnsValidated: 'done',
      CertificateIssued: 'current',
      GatewayAssigned: 'pending',
      Ready: 'pending',
    });
    const current = timeline.find(({ state }) => state === 'current');
    expect(current).toMatchObject({
      startedAt: '2026-11-20T11:03:00.000Z',
      message: 'CertificateIssued message',
    });
    expect(current?.usual).toBeTruthy();
  });

  it('calls a step late once its term has passed', () => {
    const stored = storedHostname({
      upTo: 'DnsValidated',
      reason: 'PendingValidation',
    });
    stored.verdict.axes = stored.verdict.axes.map(axis =>
      axis.id === 'certificate'
        ? {
            ...axis,
            level: 'waiting',
            lateAfter: new Date(NOW - 1).toISOString(),
          }
        : axis,
    );

    expect(states(timelineOf(stored, NOW)).CertificateIssued).toBe('late');
    expect(states(timelineOf(stored, NOW - 2)).CertificateIssued).toBe(
      'current',
    );
  });

  it('calls a step failed when somebody has to act', () => {
    const timeline = timelineOf(
      storedHostname({ upTo: 'none', reason: 'DomainNotAllowed' }),
      NOW,
    );

    expect(states(timeline)).toMatchObject({
      Accepted: 'failed',
      Claimed: 'pending',
    });
  });

  it('gives each finished step its beginning: the end of the one before', () => {
    const timeline = timelineOf(storedHostname(), NOW);
    const claimed = timeline.find(({ id }) => id === 'Claimed');

    expect(claimed).toMatchObject({
      startedAt: '2026-11-20T11:00:00.000Z',
      at: '2026-11-20T11:01:00.000Z',
    });
    const turned = timeline.filter(
      ({ at, startedAt }) =>
        at && startedAt && Date.parse(startedAt) > Date.parse(at),
    );
    expect(turned).toEqual([]);
  });

  it('links the pull request and names who applied it', () => {
    const [pullRequest, synced] = timelineOf(
      storedHostname({
        annotations: {
          'hostmaster.dev/pull-request':
            'https://github.com/acme/gitops/pull/7',
        },
        labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' },
      }),
      NOW,
    );

    expect(pullRequest).toMatchObject({
      id: 'pullRequest',
      url: 'https://github.com/acme/gitops/pull/7',
    });
    expect(synced).toMatchObject({
      id: 'synced',
      by: 'Flux',
      at: '2026-11-20T11:00:00Z',
    });
  });

  it('ends with the deletion while that goes on', () => {
    const timeline = timelineOf(
      storedHostname({ deletionTimestamp: '2026-11-20T11:59:00Z' }),
      NOW,
    );

    expect(timeline.at(-1)).toMatchObject({
      id: 'deleting',
      state: 'current',
      startedAt: '2026-11-20T11:59:00Z',
    });
  });

  it.each([
    // eslint-disable-next-line no-script-url
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '//evil.example',
    'not a url',
    '',
    `https://x/${'y'.repeat(3_000)}`,
  ])('makes no link of %j', value => {
    expect(webUrl(value)).toBeUndefined();
  });
});
