import { eventType, isWarning } from './eventType.pure';

const status = (...conditions: string[]) => ({
  conditions: conditions.map(each => {
    const [type, value, reason = 'Any'] = each.split(' ');
    return {
      type,
      status: value as 'True' | 'False' | 'Unknown',
      reason,
      message: '',
      lastTransitionTime: '2026-11-01T00:00:00Z',
    };
  }),
});

describe('eventType', () => {
  it.each([
    ['a condition comes true', 'Claimed True', [], [], 'Normal'],
    ['a request is denied', 'Denied True HeldByOther', [], [], 'Warning'],
    [
      'a certificate will not renew',
      'CertificateIssued True RenewalAtRisk',
      [],
      [],
      'Warning',
    ],
    [
      'a thing that is not needed is fought over',
      'GatewayAssigned True FoughtOver',
      [],
      [],
      'Warning',
    ],
    ['a call failed', 'DnsAliasReady Unknown Throttled', [], [], 'Warning'],
    [
      'a step waits',
      'CertificateIssued False PendingValidation',
      [],
      ['Reconciling True'],
      'Normal',
    ],
    [
      'somebody has to act',
      'Claimed False HeldByOther',
      [],
      ['Stalled True'],
      'Warning',
    ],
    [
      'a live hostname falls back',
      'Ready False AwaitingInsync',
      ['Ready True'],
      ['Reconciling True'],
      'Warning',
    ],
    [
      'a live hostname is being deleted',
      'Ready False Deleting',
      ['Ready True'],
      ['Reconciling True'],
      'Normal',
    ],
    [
      'one that never was live waits',
      'Ready False AwaitingInsync',
      ['Ready False'],
      ['Reconciling True'],
      'Normal',
    ],
    [
      'somebody has to act, and more is known',
      'Claimed False HeldByOther',
      [],
      ['Reconciling True', 'Stalled True'],
      'Warning',
    ],
    [
      'a live hostname of which more is known falls back',
      'Ready False AwaitingInsync',
      ['Claimed True', 'Ready True'],
      [],
      'Warning',
    ],
    [
      'a step of a live hostname waits',
      'DnsAliasReady False Publishing',
      ['Ready True'],
      [],
      'Normal',
    ],
    [
      'one that is claimed and was not live waits',
      'Ready False AwaitingInsync',
      ['Claimed True', 'Ready False'],
      [],
      'Normal',
    ],
  ])('when %s', (_title, condition, before, after, type) => {
    const [subject] = status(condition).conditions;

    expect(eventType(subject, status(...before), status(...after))).toBe(type);
  });

  it('needs no conditions before or after', () => {
    const [ready] = status('Ready False AwaitingInsync').conditions;

    expect(eventType(ready, undefined, {})).toBe('Normal');
    expect(eventType(ready, {}, {})).toBe('Normal');
  });
});

describe('isWarning', () => {
  it.each([
    ['True', 'RenewalAtRisk', true],
    ['True', 'FoughtOver', true],
    ['True', 'Issued', false],
    ['False', 'FoughtOver', false],
  ] as const)('%s %s: %s', (value, reason, is) => {
    expect(isWarning({ status: value, reason })).toBe(is);
  });
});
