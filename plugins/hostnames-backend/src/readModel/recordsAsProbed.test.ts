import { detected } from './recordsAsProbed';
import { dnsAsSeen } from './projectHostname';

const a = { type: 'A', expected: 'lb-1.elb.example.net' };

describe('detected', () => {
  it.each([
    [
      'the same address',
      ['192.0.2.1'],
      ['192.0.2.1', '192.0.2.2'],
      'lb-1.elb.example.net',
    ],
    [
      'one address in common',
      ['192.0.2.1', '192.0.2.9'],
      ['192.0.2.1', '192.0.2.2'],
      'lb-1.elb.example.net',
    ],
    ['another address', ['192.0.2.9'], ['192.0.2.1'], '192.0.2.9'],
    ['no address where the target has one', [], ['192.0.2.1'], 'no address'],
    [
      'only addresses of another type',
      ['2001:db8::1'],
      ['2001:db8::1'],
      undefined,
    ],
    ['a target that is not known', ['192.0.2.1'], undefined, undefined],
  ])('%s', (_title, addresses, targetAddresses, expected) => {
    expect(detected({ addresses, targetAddresses }, a)).toBe(expected);
  });
});

describe('dnsAsSeen', () => {
  const result = (layer: 'authoritative' | 'resolver', kind: any) =>
    ({
      probe: 'dns',
      at: 1,
      server: layer,
      layer,
      kind,
      addresses: [],
      cnames: [],
      message: '',
    } as any);

  it.each([
    ['answer', 'answer', 'resolver'],
    ['nxdomain', 'answer', 'authoritative'],
    ['answer', 'nxdomain', 'resolver'],
    ['answer', 'servfail', 'resolver'],
    ['unreachable', 'answer', 'resolver'],
    ['answer', 'unreachable', 'authoritative'],
    ['timeout', 'timeout', 'authoritative'],
    ['answer', undefined, 'authoritative'],
    [undefined, 'answer', 'resolver'],
  ])(
    'authoritative %s, resolver %s: the %s server is believed',
    (authoritative, resolver, seen) => {
      const probes = {
        ...(authoritative
          ? { authoritative: result('authoritative', authoritative) }
          : {}),
        ...(resolver ? { resolver: result('resolver', resolver) } : {}),
      };

      expect(dnsAsSeen(probes)?.server).toBe(seen);
    },
  );
});
