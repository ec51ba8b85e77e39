import type { Condition, ConditionType } from '../../conditions';
import { readyConditionTypes } from '../../conditions';
import type { VerdictInput } from '../VerdictInput';

/** The moment of the tests. */
export const NOW = Date.parse('2026-06-01T12:00:00Z');

export const ago = (ms: number) => new Date(NOW - ms).toISOString();
export const ahead = (ms: number) => new Date(NOW + ms).toISOString();

/** A condition; by default two days old. */
export function condition(
  type: ConditionType,
  status: Condition['status'] = 'True',
  reason = 'Fine',
  change: Partial<Condition> = {},
): Condition {
  return {
    type,
    status,
    reason,
    message: `The message of ${reason}`,
    lastTransitionTime: '2026-05-30T12:00:00Z',
    ...change,
  };
}

/** All conditions True but those given. */
export function conditions(...different: Condition[]): Condition[] {
  const types = [...readyConditionTypes, 'Ready' as const];
  const isReady = !different.some(({ type }) =>
    readyConditionTypes.includes(type as 'Claimed'),
  );
  return [
    ...types
      .filter(type => !different.some(each => each.type === type))
      .map(type =>
        type === 'Ready' && !isReady
          ? condition('Ready', 'False', different[0].reason)
          : condition(type),
      ),
    ...different,
  ];
}

/** Conditions of a request that got as far as `type`: the ones before it True, the ones after it not reached. */
export function stoppedAt(
  type: (typeof readyConditionTypes)[number],
  status: Condition['status'],
  reason: string,
  change: Partial<Condition> = {},
): Condition[] {
  const at = readyConditionTypes.indexOf(type);
  return [
    ...readyConditionTypes.map((each, index) => {
      if (index < at) return condition(each);
      return index === at
        ? condition(each, status, reason, change)
        : condition(each, 'Unknown', `WaitingFor${type}`, change);
    }),
    condition('Ready', status === 'True' ? 'Unknown' : status, reason, change),
  ];
}

export const LOAD_BALANCER = 'gw-01-123.eu-central-1.elb.amazonaws.com';
export const NAME_SERVERS = ['ns-1.example.net', 'ns-2.example.org'];

/** A request whose every axis is fine; each test changes what it is about. */
export function verdictInput(change: Partial<VerdictInput> = {}): VerdictInput {
  return {
    now: NOW,
    hostname: 'shop.example.com',
    namespace: 'shop',
    owner: 'group:default/checkout',
    createdAt: '2026-05-30T11:00:00Z',
    deleting: false,
    conditions: conditions(),
    cluster: { name: 'prod', reachable: true },
    providers: [
      { id: 'route53', kind: 'dns' },
      { id: 'acm', kind: 'certificates' },
      { id: 'elb', kind: 'loadBalancers' },
    ],
    certificate: {
      ref: 'arn:aws:acm:eu-central-1:123456789012:certificate/1',
      status: 'issued',
      createdAt: '2026-05-30T11:00:00Z',
      notBefore: '2026-05-20T00:00:00Z',
      notAfter: '2026-12-03T23:59:59Z',
      serial: '0a:1b:2c',
      inUse: true,
    },
    listenerHasCertificate: true,
    validationRecords: [
      {
        name: '_1.shop.example.com',
        type: 'CNAME',
        expected: '_2.acm-validations.aws.',
        detected: '_2.acm-validations.aws',
      },
    ],
    records: ['A', 'AAAA'].map(type => ({
      name: 'shop.example.com',
      relativeName: 'shop',
      type,
      ttl: 60,
      purpose: 'alias' as const,
      expected: LOAD_BALANCER,
      provider: `dualstack.${LOAD_BALANCER}.`,
      published: true,
    })),
    zone: {
      id: 'Z1',
      name: 'example.com',
      nameServers: NAME_SERVERS,
      delegatedTo: [...NAME_SERVERS].reverse(),
    },
    gateway: {
      name: 'gw-01',
      namespace: 'edge',
      loadBalancer: LOAD_BALANCER,
      used: 7,
      max: 24,
      programmed: true,
    },
    routes: [
      {
        kind: 'HTTPRoute',
        namespace: 'shop',
        name: 'shop',
        accepted: true,
        paths: ['/'],
        backends: ['shop'],
        readyEndpoints: 2,
      },
    ],
    probes: {
      dns: dnsAnswer(),
      tls: handshake(),
      http: response(),
    },
    nextCheckAt: ahead(300_000),
    ...change,
  };
}

export function dnsAnswer(
  change: Partial<
    Extract<NonNullable<VerdictInput['probes']['dns']>, { kind: 'answer' }>
  > = {},
): NonNullable<VerdictInput['probes']['dns']> {
  return {
    probe: 'dns',
    at: NOW - 120_000,
    server: '192.0.2.53',
    kind: 'answer',
    addresses: ['198.51.100.7'],
    cnames: [],
    ttl: 60,
    ...change,
  };
}

type Handshake = Extract<
  NonNullable<VerdictInput['probes']['tls']>,
  { kind: 'handshake' }
>;

export function handshake(
  change: Partial<Omit<Handshake, 'certificate'>> & {
    certificate?: Partial<Handshake['certificate']>;
  } = {},
): Handshake {
  return {
    probe: 'tls',
    at: NOW - 120_000,
    address: '198.51.100.7',
    kind: 'handshake',
    protocol: 'TLSv1.3',
    trusted: true,
    milliseconds: 21,
    ...change,
    certificate: {
      serial: 'A1B2C',
      names: ['shop.example.com'],
      notBefore: Date.parse('2026-05-20T00:00:00Z'),
      notAfter: Date.parse('2026-12-03T23:59:59Z'),
      issuer: 'CN=Amazon RSA 2048 M01',
      fingerprint256: 'AA',
      ...change.certificate,
    },
  };
}

export function response(
  change: Partial<
    Extract<NonNullable<VerdictInput['probes']['http']>, { kind: 'response' }>
  > = {},
): NonNullable<VerdictInput['probes']['http']> {
  return {
    probe: 'http',
    at: NOW - 120_000,
    address: '198.51.100.7',
    kind: 'response',
    status: 200,
    milliseconds: 45,
    fromBase: false,
    ...change,
  };
}
