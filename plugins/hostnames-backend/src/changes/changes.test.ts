import { mockServices } from '@backstage/backend-test-utils';
import { VirtualClock } from '@hostmaster/kubernetes-runtime/testUtils';
import { NOW } from '../__testUtils__/hostnameReport';
import { storedHostname } from '../__testUtils__/storedHostname';
import { HostnameListener, ReadModel } from '../readModel/ReadModel';
import { StoredHostname } from '../readModel/StoredHostname';
import { noticeOf } from './ActionNotices';
import { ChangeSignals } from './ChangeSignals';

function judged(
  stored: StoredHostname,
  level: 'ok' | 'waiting' | 'action',
  impact: 'none' | 'at-risk' | 'down' = 'none',
): StoredHostname {
  return {
    ...stored,
    verdict: {
      ...stored.verdict,
      level,
      impact,
      label: level,
      sentence: 'A sentence',
    },
  };
}

describe('ChangeSignals', () => {
  it('tells the owners alone, once per moment, and nothing of what changed', async () => {
    const published: any[] = [];
    let listener: HostnameListener = () => {};
    const clock = new VirtualClock({ start: NOW });
    new ChangeSignals({
      signals: { publish: async signal => void published.push(signal) },
      clock,
      logger: mockServices.logger.mock(),
    }).listenTo({
      onChange: (added: HostnameListener) => {
        listener = added;
        return () => {};
      },
    } as unknown as ReadModel);
    const stored = storedHostname();

    for (let time = 0; time < 5; time += 1)
      listener({ before: stored, after: stored });
    listener({
      before: { ...stored, owner: 'group:default/payments' },
      after: stored,
    });
    listener({ after: storedHostname({ name: 'orphan', owner: '' }) });
    await clock.advance(5_000);

    expect(published).toEqual([
      {
        recipients: {
          type: 'user',
          entityRef: ['group:default/checkout', 'group:default/payments'],
        },
        channel: 'hostnames',
        message: { changed: true, id: expect.stringMatching(/^[0-9a-f]{32}$/) },
      },
    ]);
    expect(JSON.stringify(published)).not.toMatch(/shop|example/);
  });
});

describe('noticeOf', () => {
  const stored = storedHostname();
  const ok = judged(stored, 'ok');

  it('notifies the owner when a hostname comes to need action, and again when that is over', () => {
    expect(
      noticeOf({ before: ok, after: judged(stored, 'action', 'down') }),
    ).toMatchObject({
      recipients: { type: 'entity', entityRef: 'group:default/checkout' },
      payload: {
        title: 'shop.example.com: action',
        severity: 'critical',
        link: '/hostnames/prod/shop/shop',
      },
    });
    expect(
      noticeOf({ before: judged(stored, 'action'), after: ok }),
    ).toMatchObject({ payload: { severity: 'normal' } });
  });

  it.each([
    [
      'nothing got worse or better',
      { before: ok, after: judged(stored, 'waiting') },
    ],
    ['it is new to the read model', { after: judged(stored, 'action') }],
    [
      'it is another request of that name',
      { before: { ...ok, uid: 'other' }, after: judged(stored, 'action') },
    ],
    [
      'it stays bad',
      {
        before: judged(stored, 'action'),
        after: judged(stored, 'action', 'down'),
      },
    ],
    [
      'it has no owner',
      { before: ok, after: { ...judged(stored, 'action'), owner: undefined } },
    ],
    [
      'it is being deleted',
      { before: ok, after: { ...judged(stored, 'action'), deleting: true } },
    ],
    ['it is gone', { before: ok }],
  ])('says nothing when %s', (_title, change) => {
    expect(noticeOf(change)).toBeUndefined();
  });
});
