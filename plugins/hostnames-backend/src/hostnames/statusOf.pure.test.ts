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

  it('looks at each condition for itself: only what changed has changed now', () => {
    const early = '2025-01-01T00:00:00Z';
    const stored = (type: string, status: 'True' | 'False') => ({
      type,
      status,
      reason: 'X',
      message: '',
      lastTransitionTime: early,
    });
    const conditions = [stored('Accepted', 'True'), stored('Claimed', 'False')];

    const status = statusOf(
      hostnameRequest({}, { conditions }),
      outcome({ conditions: fine.slice(0, 2) }),
      'apply',
      NOW,
    );

    expect(of(status, 'Accepted')?.lastTransitionTime).toBe(early);
    expect(of(status, 'Claimed')?.lastTransitionTime).toBe(
      '2026-01-01T12:00:00Z',
    );
  });

  it('cuts a message to what the API server takes', () => {
    const message = 'x'.repeat(40_000);
    const status = statusOf(
      hostnameRequest(),
      outcome({ conditions: [{ ...fine[0], message }] }),
      'apply',
      NOW,
    );

    expect(of(status, 'Accepted')?.message).toHaveLength(32_768);
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
    expect(status.conditions.map(({ type }) => type)).toEqual([
      ...steps,
      'Ready',
      'Reconciling',
    ]);
  });

  it('in release goes on saying that the name was denied, and is not done while it is there', () => {
    const denied = {
      type: 'Denied',
      status: 'True' as const,
      reason: 'HeldByOther',
      message: 'held',
      lastTransitionTime: '2025-01-01T00:00:00Z',
    };
    const stalled = { ...denied, type: 'Stalled' };
    const status = statusOf(
      hostnameRequest({}, { conditions: [stalled, denied] }),
      outcome({ conditions: fine.slice(0, 1) }),
      'release',
      NOW,
    );

    expect(of(status, 'Denied')).toEqual({ ...denied, observedGeneration: 1 });
    expect(of(status, 'Stalled')).toBeUndefined();
    expect(of(status, 'Reconciling')).toMatchObject({
      status: 'True',
      reason: 'Deleting',
    });
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

  it.each<
    [
      string,
      Parameters<typeof statusPatch>[0],
      Parameters<typeof statusPatch>[1],
    ]
  >([
    ['a first status', undefined, { certificateArn: 'a' }],
    ['a text', { certificateArn: 'a' }, { certificateArn: 'b' }],
    [
      'an object that was not there',
      {},
      { zone: { id: 'Z1', name: 'example.com' } },
    ],
    [
      'an object where null was written',
      { zone: null } as object,
      { zone: { id: 'Z1', name: 'example.com' } },
    ],
    [
      'a shorter list',
      {
        validationRecords: [
          { name: 'a', type: 'CNAME', value: 'x' },
          { name: 'b', type: 'CNAME', value: 'y' },
        ],
      },
      { validationRecords: [{ name: 'b', type: 'CNAME', value: 'y' }] },
    ],
  ])('writes %s as it is', (_what, before, after) => {
    expect(statusPatch(before, after)).toEqual(after);
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

  it('are first findings, and whether a name is denied', () => {
    const first = [
      condition('A', 'True', 'X'),
      condition('Denied', 'True', 'HeldByOther'),
      condition('Stalled', 'True', 'HeldByOther'),
    ];
    const types = (status: Parameters<typeof transitions>[0]) =>
      transitions(status, { conditions: first }).map(({ type }) => type);

    expect(types(undefined)).toEqual(['A', 'Denied']);
    expect(types({})).toEqual(['A', 'Denied']);
    expect(types({ conditions: first })).toEqual([]);
  });

  it('are errors, and not that a step waits for another', () => {
    const types = (...conditions: ReturnType<typeof condition>[]) =>
      transitions(before, { conditions }).map(({ type }) => type);

    expect(types(condition('A', 'Unknown', 'ProviderError'))).toEqual(['A']);
    expect(types(condition('A', 'Unknown', 'WaitingForB'))).toEqual([]);
    expect(types(condition('A', 'False', 'WaitingForZone'))).toEqual(['A']);
  });

  it('and of the reason while somebody has to act', () => {
    expect(
      transitions(before, {
        conditions: [...after, condition('Stalled', 'True', 'X')],
      }).map(({ type }) => type),
    ).toEqual(['B', 'C']);
    expect(
      transitions(before, {
        conditions: [...before.conditions, condition('Stalled', 'True', 'X')],
      }),
    ).toEqual([]);
  });
});
