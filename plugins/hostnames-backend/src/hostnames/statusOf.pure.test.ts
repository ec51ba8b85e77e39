import { ChainOutcome, StepCondition } from '../reconciler/ChainOutcome';
import { statusOf, statusPatch, transitions } from './statusOf.pure';
import { NOW, hostnameRequest, subject } from './testWorld/builders';
import { Subject } from './Subject';

const steps = [
  'Accepted',
  'Claimed',
  'CertificateRequested',
  'DnsValidated',
  'CertificateIssued',
  'GatewayAssigned',
  'ListenerAttached',
  'RoutesAllowed',
  'DnsAliasReady',
];
const fine = steps.map(
  (type): StepCondition => ({
    type,
    status: 'True',
    reason: 'Fine',
    message: 'fine',
  }),
);

function outcome(
  given: Partial<ChainOutcome<Subject>> = {},
): ChainOutcome<Subject> {
  return {
    subject: subject(),
    conditions: fine,
    finished: true,
    ended: 'finished',
    ...given,
  };
}
const of = (status: ReturnType<typeof statusOf>, type: string) =>
  status.conditions?.find(each => each.type === type);

describe('statusOf', () => {
  it('is Ready, and neither reconciling nor stalled, when every step is satisfied', () => {
    const status = statusOf(hostnameRequest(), outcome(), 'apply', NOW);
    expect(of(status, 'Ready')).toMatchObject({
      status: 'True',
      reason: 'Live',
      observedGeneration: 1,
      lastTransitionTime: '2026-01-01T12:00:00Z',
    });
    expect(status.conditions!.map(({ type }) => type)).toEqual([
      ...steps,
      'Ready',
    ]);
    expect(status.observedGeneration).toBe(1);
  });

  it('is Reconciling while something is waited for, Stalled when somebody has to act', () => {
    const conditions = [
      { ...fine[0], status: 'False' as const, reason: 'Soon', message: 'soon' },
    ];
    const waiting = statusOf(
      hostnameRequest(),
      outcome({ conditions, ended: 'waiting', finished: false }),
      'apply',
      NOW,
    );
    expect([
      of(waiting, 'Ready')?.reason,
      of(waiting, 'Reconciling')?.status,
      of(waiting, 'Stalled'),
    ]).toEqual(['Soon', 'True', undefined]);
    const blocked = statusOf(
      hostnameRequest({}, waiting),
      outcome({ conditions, ended: 'blocked', finished: false }),
      'apply',
      NOW,
    );
    expect([
      of(blocked, 'Reconciling'),
      of(blocked, 'Stalled')?.reason,
    ]).toEqual([undefined, 'Soon']);
  });

  it('keeps the time of a transition while the status stays, and others’ conditions as they are', () => {
    const reachable = {
      type: 'Reachable',
      status: 'True' as const,
      reason: 'Serving',
      message: '',
      lastTransitionTime: '2025-01-01T00:00:00Z',
    };
    const first = statusOf(
      hostnameRequest({}, { conditions: [reachable] }),
      outcome(),
      'apply',
      NOW,
    );
    const second = statusOf(
      hostnameRequest({}, first),
      outcome(),
      'apply',
      NOW + 60_000,
    );
    expect(second).toEqual(first);
    expect(of(second, 'Reachable')).toEqual(reachable);
    expect(statusPatch(first, second)).toBeUndefined();
  });

  it('takes Denied away when the name was got', () => {
    const denied = outcome({
      conditions: [
        ...fine.slice(0, 1),
        { ...fine[1], status: 'False' },
        { type: 'Denied', status: 'True', reason: 'HeldByOther', message: '' },
      ],
      ended: 'blocked',
      finished: false,
    });
    const before = statusOf(hostnameRequest(), denied, 'apply', NOW);
    expect(of(before, 'Denied')).toBeDefined();
    expect(of(before, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'HeldByOther',
    });
    expect(
      of(
        statusOf(hostnameRequest({}, before), outcome(), 'apply', NOW),
        'Denied',
      ),
    ).toBeUndefined();
  });

  it('in release says Deleting with what is being removed, and leaves what was not reached', () => {
    const before = statusOf(hostnameRequest(), outcome(), 'apply', NOW);
    const conditions: StepCondition[] = [
      {
        type: 'DnsAliasReady',
        status: 'False',
        reason: 'Releasing',
        message: 'records go',
      },
    ];
    const status = statusOf(
      hostnameRequest({}, before),
      outcome({ conditions, ended: 'acted', finished: false }),
      'release',
      NOW,
    );
    expect(of(status, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'Deleting',
      message: 'records go',
    });
    expect(of(status, 'RoutesAllowed')).toMatchObject({ status: 'True' });
  });

  it('changes nothing when nothing was found out', () => {
    const before = statusOf(hostnameRequest(), outcome(), 'apply', NOW);
    const request = hostnameRequest({}, before);
    const again = {
      ...outcome({ conditions: [], ended: 'failed' as const, finished: false }),
      subject: { ...subject(), request },
    };
    expect(
      statusPatch(before, statusOf(request, again, 'apply', NOW)),
    ).toBeUndefined();
  });
});

describe('statusPatch', () => {
  it('is nothing when an API server only keeps the keys in another order', () => {
    const zone = { id: 'Z1', name: 'example.com' };
    const condition = {
      type: 'Ready',
      status: 'True' as const,
      reason: 'Live',
      message: 'The hostname is served.',
      lastTransitionTime: '2026-01-01T12:00:00Z',
    };
    const stored = {
      zone: { name: zone.name, id: zone.id },
      conditions: [
        Object.fromEntries(
          Object.entries(condition).sort(([a], [b]) => (a < b ? -1 : 1)),
        ) as typeof condition,
      ],
    };

    expect(statusPatch(stored, { zone, conditions: [condition] })).toBe(
      undefined,
    );
  });

  it('names what is gone, at the top and one level below', () => {
    const before = {
      certificateArn: 'a',
      assignedLoadBalancer: { dnsName: 'x', arn: 'y' },
    };
    expect(
      statusPatch(before, { assignedLoadBalancer: { dnsName: 'z' } }),
    ).toEqual({
      certificateArn: null,
      assignedLoadBalancer: { dnsName: 'z', arn: null },
    });
  });
});

describe('transitions', () => {
  const condition = (type: string, status: string, reason: string) => ({
    type,
    status: status as 'True',
    reason,
    message: '',
    lastTransitionTime: '',
  });
  const before = {
    conditions: [
      condition('A', 'True', 'X'),
      condition('B', 'False', 'X'),
      condition('C', 'False', 'X'),
      condition('D', 'True', 'X'),
    ],
  };
  const after = [
    condition('A', 'True', 'Y'),
    condition('B', 'False', 'Y'),
    condition('C', 'True', 'X'),
    condition('D', 'Unknown', 'WaitingForA'),
  ];

  it('are changes of status', () => {
    expect(
      transitions(before, {
        conditions: [...after, condition('Reconciling', 'True', 'X')],
      }).map(({ type }) => type),
    ).toEqual(['C']);
  });

  it('and of the reason when what is True will not stay so', () => {
    const warned = [condition('A', 'True', 'RenewalAtRisk')];
    expect(
      transitions(before, { conditions: warned }).map(({ type }) => type),
    ).toEqual(['A']);
    expect(transitions({ conditions: warned }, { conditions: warned })).toEqual(
      [],
    );
  });

  it('and of the reason while somebody has to act', () => {
    expect(
      transitions(before, {
        conditions: [...after, condition('Stalled', 'True', 'X')],
      }).map(({ type }) => type),
    ).toEqual(['B', 'C']);
  });
});
