import fc from 'fast-check';
import { Condition, conditionTypes, reasons } from '../conditions';
import { judgeHostname } from './judgeHostname';
import { NOW, verdictInput } from './testing/verdictInput';
import type {
  ProbeDns,
  ProbeHttp,
  ProbeTls,
  VerdictInput,
} from './VerdictInput';

const WORST_FIRST = ['action', 'unknown', 'waiting', 'improve', 'ok'];

const time = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .integer({ min: NOW - 4e10, max: NOW + 4e10 })
      .map(ms => new Date(ms).toISOString()),
  },
  { weight: 1, arbitrary: fc.constantFrom('', 'soon', '2026-13-45T99:00:00Z') },
);
const at = fc.oneof(
  fc.integer({ min: NOW - 2e7, max: NOW }),
  fc.constantFrom(NaN, Infinity, 0),
);
const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined });
const reason = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...Object.keys(reasons)) },
  { weight: 1, arbitrary: fc.constantFrom('SomethingNew', '', 'x') },
);
const condition: fc.Arbitrary<Condition> = fc.record({
  type: fc.constantFrom(...conditionTypes),
  status: fc.constantFrom('True', 'True', 'False', 'Unknown'),
  reason,
  message: fc.constantFrom('', 'What was found.', 'HTTPRoute a/b: odd'),
  lastTransitionTime: time,
});
const name = fc.constantFrom(
  'shop',
  'old.example.net',
  'd1.cloudfront.net',
  '',
  '198.51.100.7',
  'a.b, c',
);
const dns: fc.Arbitrary<ProbeDns> = fc.oneof(
  fc.record({
    probe: fc.constant('dns' as const),
    at,
    server: name,
    kind: fc.constant('answer' as const),
    addresses: fc.array(name, { maxLength: 2 }),
    cnames: fc.array(name, { maxLength: 2 }),
  }),
  fc.record({
    probe: fc.constant('dns' as const),
    at,
    server: name,
    kind: fc.constantFrom(
      'nxdomain' as const,
      'nodata' as const,
      'refused' as const,
      'servfail' as const,
      'timeout' as const,
      'unreachable' as const,
    ),
    message: name,
  }),
);
const tls: fc.Arbitrary<ProbeTls> = fc.oneof(
  fc.record({
    probe: fc.constant('tls' as const),
    at,
    address: name,
    kind: fc.constant('handshake' as const),
    protocol: fc.constant('TLSv1.2'),
    certificate: fc.record({
      serial: fc.constantFrom('', '0a:1b:2c', 'FF'),
      names: fc.array(
        fc.constantFrom('shop.example.com', '*.example.com', 'x'),
        { maxLength: 2 },
      ),
      notBefore: at,
      notAfter: at,
      issuer: name,
      fingerprint256: name,
    }),
    trusted: fc.boolean(),
    milliseconds: fc.integer(),
  }),
  fc.record({
    probe: fc.constant('tls' as const),
    at,
    address: name,
    kind: fc.constantFrom(
      'refused' as const,
      'timeout' as const,
      'alert' as const,
      'forbiddenAddress' as const,
    ),
    message: name,
  }),
);
const http: fc.Arbitrary<ProbeHttp> = fc.oneof(
  fc.record({
    probe: fc.constant('http' as const),
    at,
    address: name,
    kind: fc.constant('response' as const),
    status: fc.integer({ min: 100, max: 599 }),
    milliseconds: fc.nat(),
    fromBase: fc.boolean(),
  }),
  fc.record({
    probe: fc.constant('http' as const),
    at,
    address: name,
    kind: fc.constant('failed' as const),
    message: name,
  }),
);
const input: fc.Arbitrary<VerdictInput> = fc.record({
  now: fc.oneof(
    { weight: 20, arbitrary: fc.constant(NOW) },
    { weight: 1, arbitrary: fc.constantFrom(NaN, 0, -1) },
  ),
  hostname: fc.constantFrom(
    'shop.example.com',
    '*.example.com',
    'Not a hostname',
  ),
  namespace: fc.constant('shop'),
  owner: maybe(name),
  createdAt: time,
  deleting: fc.boolean(),
  conditions: fc.oneof(
    fc.array(condition, { maxLength: 14 }),
    fc.constant(verdictInput().conditions),
  ),
  cluster: fc.record({ name, reachable: fc.boolean(), since: maybe(time) }),
  providers: fc.array(
    fc.record({
      id: fc.constantFrom('acm', 'route53'),
      kind: fc.constantFrom(
        'dns' as const,
        'certificates' as const,
        'loadBalancers' as const,
      ),
      failing: maybe(fc.record({ since: time, message: name })),
    }),
    { maxLength: 3 },
  ),
  holder: maybe(
    fc.record({
      owner: maybe(fc.constantFrom('group:default/a', 'a', ':/')),
      since: maybe(time),
      until: maybe(time),
      cluster: maybe(name),
    }),
  ),
  certificate: maybe(
    fc.record({
      ref: fc.constantFrom('arn:aws:acm:1', 'shop/tls'),
      status: fc.constantFrom(
        'pending' as const,
        'issued' as const,
        'failed' as const,
      ),
      reason: maybe(fc.constantFrom('CAA_ERROR', 'EXPIRED', 'OTHER')),
      createdAt: maybe(time),
      notBefore: maybe(time),
      notAfter: maybe(time),
      serial: maybe(fc.constant('0a:1b:2c')),
      inUse: fc.boolean(),
      renewal: maybe(
        fc.record({
          status: fc.constantFrom('FAILED', 'PENDING_VALIDATION', 'SUCCESS'),
          reason: maybe(name),
        }),
      ),
    }),
  ),
  listenerHasCertificate: maybe(fc.boolean()),
  validationRecords: maybe(
    fc.array(
      fc.record({
        name,
        type: fc.constant('CNAME'),
        expected: name,
        detected: maybe(name),
      }),
      { maxLength: 2 },
    ),
  ),
  records: maybe(
    fc.array(
      fc.record({
        name,
        relativeName: name,
        type: fc.constantFrom('A', 'AAAA', 'CNAME'),
        ttl: maybe(fc.nat()),
        purpose: fc.constantFrom(
          'alias' as const,
          'validation' as const,
          'ownership' as const,
        ),
        expected: maybe(name),
        provider: maybe(name),
        authoritative: maybe(name),
        published: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
  ),
  zone: maybe(
    fc.record({
      id: name,
      name,
      nameServers: fc.array(name, { maxLength: 2 }),
      delegatedTo: maybe(fc.array(name, { maxLength: 2 })),
    }),
  ),
  gateway: maybe(
    fc.record({
      name,
      namespace: name,
      loadBalancer: maybe(name),
      used: fc.nat(),
      max: fc.nat(),
      programmed: fc.boolean(),
      message: maybe(fc.constantFrom('no subnets', 'HTTPRoute a/b: odd')),
      failingSince: maybe(time),
    }),
  ),
  routes: maybe(
    fc.array(
      fc.record({
        kind: fc.constant('HTTPRoute'),
        namespace: name,
        name,
        accepted: fc.boolean(),
        reason: maybe(fc.constantFrom('Pending', 'BackendNotFound', 'Odd')),
        message: maybe(name),
        paths: fc.array(name, { maxLength: 2 }),
        backends: fc.array(name, { maxLength: 2 }),
        readyEndpoints: maybe(fc.nat(2)),
      }),
      { maxLength: 3 },
    ),
  ),
  probes: fc.record({ dns: maybe(dns), tls: maybe(tls), http: maybe(http) }),
  nextCheckAt: maybe(time),
});

describe('judgeHostname, whatever it is given', () => {
  it('gives six axes and a verdict that agrees with them', () => {
    fc.assert(
      fc.property(input, given => {
        const verdict = judgeHostname(given);

        const problem = disagreement(verdict);
        if (problem) throw new Error(`${problem}: ${JSON.stringify(verdict)}`);
        expect(judgeHostname(given)).toEqual(verdict);
      }),
      { numRuns: 5_000 },
    );
  }, 60_000);
});

function disagreement(
  verdict: ReturnType<typeof judgeHostname>,
): string | undefined {
  const { axes, level, impact, sentence, next } = verdict;
  if (
    axes.map(({ id }) => id).join() !==
    'claim,certificate,dns,gateway,route,live'
  )
    return 'axes';
  for (const axis of axes) {
    if (axis.level === 'action' && axis.next.length === 0)
      return `${axis.id} has no next step`;
    if (axis.sentence.trim() === '' || !axis.state)
      return `${axis.id} says nothing`;
    if (/undefined|NaN|\[object/.test(axis.sentence))
      return `${axis.id} says nonsense`;
    if (axis.waitsFor === axis.id) return `${axis.id} waits for itself`;
  }
  if (level === 'action' && next.length === 0) return 'no next step';
  if (!axes.some(axis => axis.level === level && axis.sentence === sentence))
    return 'nobody speaks';
  const free = axes
    .filter(({ waitsFor, id }) => !waitsFor && id !== 'live')
    .map(axis => axis.level);
  const worst =
    WORST_FIRST.find(each => free.includes(each as typeof level)) ?? 'ok';
  if (WORST_FIRST.indexOf(level) > WORST_FIRST.indexOf(worst))
    return 'too mild';
  const live = axes[5];
  if (live.state === 'serving' && impact === 'down')
    return 'down while it serves';
  if (JSON.stringify(verdict).includes('Invalid')) return 'invalid time';
  return undefined;
}
