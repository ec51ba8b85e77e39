import type {
  Axis,
  AxisId,
  Capacity,
  FormOptions,
  HostnameDetail,
  HostnameList,
  HostnameSummary,
  Level,
  Status,
  Verdict,
} from '@hostmaster/backstage-plugin-hostnames-common';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A moment before now (or after it, for negative numbers), as RFC 3339. */
export function ago(milliseconds: number): string {
  return new Date(Date.now() - milliseconds).toISOString();
}

const axisIds: AxisId[] = [
  'claim',
  'certificate',
  'dns',
  'gateway',
  'route',
  'live',
];

const fine: Record<AxisId, string> = {
  claim: 'Held by shop since 3 Nov 2026',
  certificate: 'Valid until 2 May 2027; renews by itself about 3 Mar 2027',
  dns: 'shop.example.com points at k8s-edge-gw01.elb.example.net',
  gateway: 'On gw-01 (k8s-edge-gw01), 12/24 places',
  route: '2 routes serve /, /api',
  live: '200 in 84 ms from eu-central-1, TLS 1.3, chain valid until 2 May 2027',
};

export function axis(id: AxisId, changes: Partial<Axis> = {}): Axis {
  return {
    id,
    level: 'ok',
    sentence: fine[id],
    who: 'nobody',
    evidence: [],
    next: [],
    since: ago(18 * DAY),
    ...changes,
  };
}

export function axes(
  changes: Partial<Record<AxisId, Partial<Axis>>> = {},
): Axis[] {
  return axisIds.map(id => axis(id, changes[id]));
}

export function verdict(changes: Partial<Verdict> = {}): Verdict {
  return {
    level: 'ok',
    impact: 'none',
    label: 'Live',
    sentence: 'shop.example.com is live.',
    who: 'nobody',
    since: ago(18 * DAY),
    next: [],
    axes: axes(),
    checkedAt: ago(2 * MINUTE),
    nextCheckAt: ago(-3 * MINUTE),
    ...changes,
  };
}

export function summary(
  changes: Partial<HostnameSummary> = {},
): HostnameSummary {
  const hostname = changes.hostname ?? 'shop.example.com';
  return {
    ref: {
      cluster: 'prod',
      namespace: 'shop',
      name: hostname.replace(/[^a-z0-9]+/g, '-').slice(0, 63),
    },
    hostname,
    environment: 'prod',
    visibility: 'internet-facing',
    profile: 'alb-public',
    owner: 'group:default/checkout',
    entity: 'component:default/shop',
    zone: 'example.com',
    gateway: 'edge/gw-01',
    certificateExpiresAt: ago(-162 * DAY),
    changedAt: ago(18 * DAY),
    createdAt: ago(19 * DAY),
    deleting: false,
    verdict: verdict(),
    seenAt: ago(5_000),
    ...changes,
  };
}

export const live = summary();

export const waitingForCertificate = summary({
  hostname: 'beta.shop.example.com',
  certificateExpiresAt: undefined,
  changedAt: ago(4 * MINUTE),
  createdAt: ago(6 * MINUTE),
  verdict: verdict({
    level: 'waiting',
    label: 'Waiting for the certificate',
    sentence: 'Waiting for ACM to see the validation record, usually 1–30 min.',
    since: ago(4 * MINUTE),
    next: [{ kind: 'wait', text: 'Wait: it goes on by itself.' }],
    axes: axes({
      certificate: {
        level: 'waiting',
        sentence:
          'Waiting for ACM to see the validation record (usually 1–30 min)',
        usual: '1–30 min',
        since: ago(4 * MINUTE),
        lateAfter: ago(-71 * MINUTE),
        comparisons: [
          {
            label: '_3f1c.beta.shop CNAME',
            expected: '_9d8e.acm-validations.aws.',
            detected: '_9d8e.acm-validations.aws.',
          },
        ],
      },
      dns: {
        level: 'waiting',
        waitsFor: 'certificate',
        sentence: 'Waits for the certificate',
      },
      gateway: { sentence: 'A place on gw-01 is reserved' },
      route: {
        level: 'waiting',
        waitsFor: 'certificate',
        sentence: 'Waits for the certificate',
      },
      live: {
        level: 'waiting',
        waitsFor: 'certificate',
        sentence: 'Waits for the certificate',
      },
    }),
  }),
});

export const renewalAtRisk = summary({
  hostname: 'old.example.com',
  certificateExpiresAt: ago(-12 * DAY),
  verdict: verdict({
    level: 'action',
    impact: 'at-risk',
    impactAt: ago(-12 * DAY),
    label: 'Renewal at risk',
    sentence:
      'The certificate is valid for 12 more days, but it will not renew: the validation record is gone.',
    who: 'you',
    since: ago(2 * DAY),
    next: [
      {
        kind: 'template',
        text: 'Restore the record',
        template: 'restore-record',
        formData: { hostname: 'old.example.com' },
      },
      {
        kind: 'copy',
        text: 'Or write it yourself:',
        value: '_1a2b.old CNAME _7f6e.acm-validations.aws.',
      },
      { kind: 'button', text: 'Check again', action: 'check-again' },
    ],
    axes: axes({
      certificate: {
        level: 'action',
        who: 'you',
        sentence:
          'Valid until 3 Dec 2026, but it will not renew: the validation record is gone',
        since: ago(2 * DAY),
        comparisons: [
          { label: '_1a2b.old CNAME', expected: '_7f6e.acm-validations.aws.' },
        ],
        evidence: [
          {
            label: 'ACM renewal status',
            value: 'PENDING_VALIDATION',
            at: ago(2 * DAY),
          },
        ],
        next: [
          {
            kind: 'template',
            text: 'Restore the record',
            template: 'restore-record',
          },
        ],
      },
    }),
  }),
});

export const heldByOther = summary({
  hostname: 'www.example.com',
  certificateExpiresAt: undefined,
  gateway: undefined,
  verdict: verdict({
    level: 'action',
    label: 'Held by another team',
    sentence:
      'www.example.com is held by group:default/marketing since 1 Feb 2026.',
    who: 'owner',
    since: ago(50 * MINUTE),
    next: [
      {
        kind: 'link',
        text: 'Ask marketing to transfer it',
        url: '/catalog/default/group/marketing',
      },
      {
        kind: 'template',
        text: 'Choose another name',
        template: 'request-hostname',
      },
    ],
    axes: axes({
      claim: {
        level: 'action',
        who: 'owner',
        sentence:
          'www.example.com is held by group:default/marketing since 1 Feb 2026',
        evidence: [
          {
            label: 'Ownership record',
            value: 'www._hostmaster.example.com',
            at: ago(50 * MINUTE),
          },
        ],
      },
      certificate: {
        level: 'waiting',
        waitsFor: 'claim',
        sentence: 'Waits for the claim',
      },
      dns: {
        level: 'waiting',
        waitsFor: 'claim',
        sentence: 'Waits for the claim',
      },
      gateway: {
        level: 'waiting',
        waitsFor: 'claim',
        sentence: 'Waits for the claim',
      },
      route: {
        level: 'waiting',
        waitsFor: 'claim',
        sentence: 'Waits for the claim',
      },
      live: {
        level: 'waiting',
        waitsFor: 'claim',
        sentence: 'Waits for the claim',
      },
    }),
  }),
});

export const pointsElsewhere = summary({
  hostname: 'api.example.com',
  verdict: verdict({
    level: 'action',
    impact: 'down',
    label: 'Points elsewhere',
    sentence:
      'api.example.com points at 203.0.113.7, expected k8s-edge-gw01.elb.example.net.',
    who: 'platform',
    since: ago(25 * MINUTE),
    next: [{ kind: 'button', text: 'Check again', action: 'check-again' }],
    axes: axes({
      dns: {
        level: 'action',
        who: 'platform',
        sentence:
          'api.example.com points at 203.0.113.7, expected k8s-edge-gw01.elb.example.net (layer: authoritative)',
        comparisons: [
          {
            label: 'api A',
            expected: 'k8s-edge-gw01.elb.example.net',
            detected: '203.0.113.7',
          },
        ],
      },
      live: {
        level: 'action',
        who: 'platform',
        sentence:
          'A certificate for *.parking.example was served at 203.0.113.7',
      },
    }),
  }),
});

export const proxyInFront = summary({
  hostname: 'bücher.example.com',
  displayName: 'bücher.example.com',
  verdict: verdict({
    level: 'improve',
    label: 'Live, behind a proxy',
    sentence:
      'Served through a proxy; the certificate that visitors see is not ours.',
    axes: axes({
      dns: {
        level: 'improve',
        sentence: 'Served through a proxy; the certificate there is not ours',
      },
    }),
  }),
});
proxyInFront.hostname = 'xn--bcher-kva.example.com';

export const clusterUnreachable = summary({
  hostname: 'pay.example.com',
  ref: { cluster: 'prod-us', namespace: 'pay', name: 'pay-example-com' },
  verdict: verdict({
    level: 'unknown',
    label: 'Cannot be seen',
    sentence:
      'Cluster prod-us has not answered for 35 minutes; it was OK when last seen.',
    who: 'platform',
    since: ago(35 * MINUTE),
    axes: axes({
      gateway: {
        level: 'unknown',
        who: 'platform',
        sentence: 'Cluster prod-us has not answered for 35 minutes',
      },
    }),
  }),
});

const longLabel =
  'a-very-long-label-that-goes-on-and-on-until-it-has-all-sixty-3';

/** A name of 253 characters. */
export const longName = summary({
  hostname: `${[longLabel, longLabel, longLabel].join('.')}.${'b'.repeat(
    52,
  )}.example.com`,
  ref: { cluster: 'prod', namespace: 'shop', name: 'long-1a2b3c4d' },
});

export const summaries: HostnameSummary[] = [
  pointsElsewhere,
  heldByOther,
  renewalAtRisk,
  clusterUnreachable,
  waitingForCertificate,
  proxyInFront,
  live,
  longName,
];

export function list(
  items: HostnameSummary[] = summaries,
  changes: Partial<HostnameList> = {},
): HostnameList {
  const count = (level: Level) =>
    items.filter(item => item.verdict.level === level).length;
  return {
    items,
    totalItems: items.length,
    counts: {
      ok: count('ok'),
      improve: count('improve'),
      waiting: count('waiting'),
      action: count('action'),
      unknown: count('unknown'),
    },
    facets: {
      clusters: ['prod', 'prod-us'],
      owners: ['group:default/checkout', 'group:default/marketing'],
      gateways: ['edge/gw-01', 'edge/gw-02'],
      zones: ['example.com'],
      namespaces: ['pay', 'shop'],
    },
    ...changes,
  };
}

export function detail(
  of: HostnameSummary = live,
  changes: Partial<HostnameDetail> = {},
): HostnameDetail {
  return {
    summary: of,
    timeline: timelineOf(of),
    records: [
      {
        name: of.hostname,
        relativeName: 'shop',
        zone: 'example.com',
        type: 'A',
        purpose: 'alias',
        expected: 'k8s-edge-gw01.elb.example.net',
        provider: 'k8s-edge-gw01.elb.example.net',
        authoritative: '192.0.2.10',
        resolver: '192.0.2.10',
        inSync: true,
      },
      {
        name: `_3f1c.${of.hostname}`,
        relativeName: '_3f1c.shop',
        zone: 'example.com',
        type: 'CNAME',
        ttl: 300,
        purpose: 'validation',
        expected: '_9d8e.acm-validations.aws.',
        provider:
          of === renewalAtRisk ? undefined : '_9d8e.acm-validations.aws.',
        inSync: of !== renewalAtRisk,
      },
    ],
    certificates: [
      {
        where: 'held',
        ref: 'arn:aws:acm:eu-central-1:123456789012:certificate/5f2c8f1e-1c7d-4f38-8d0c-9a1b2c3d4e5f',
        serial: '0a:1b:2c:3d',
        names: [of.hostname],
        issuer: 'Amazon RSA 2048 M03',
        notBefore: ago(18 * DAY),
        notAfter: of.certificateExpiresAt,
        status: 'issued',
      },
      {
        where: 'served',
        serial: '0a:1b:2c:3d',
        names: [of.hostname],
        issuer: 'Amazon RSA 2048 M03',
        notAfter: of.certificateExpiresAt,
      },
    ],
    routes: [
      {
        kind: 'HTTPRoute',
        namespace: 'shop',
        name: 'shop',
        hostnames: [of.hostname],
        paths: ['/', '/api'],
        backends: ['shop:8080'],
        accepted: true,
      },
    ],
    history: [
      {
        at: ago(18 * DAY),
        kind: 'condition',
        condition: 'Ready',
        status: 'True',
        reason: 'Live',
        message: 'The hostname is live.',
      },
      {
        at: ago(19 * DAY),
        kind: 'condition',
        condition: 'Claimed',
        status: 'True',
        reason: 'FirstCome',
        message: 'Held by shop.',
      },
    ],
    objects: [
      {
        kind: 'GatewayHostnameRequest',
        namespace: 'shop',
        name: 'shop',
        yaml: `apiVersion: hostmaster.dev/v1alpha1\nkind: GatewayHostnameRequest\nmetadata:\n  name: shop\nspec:\n  hostname: ${of.hostname}\n`,
      },
    ],
    pullRequestUrl: 'https://github.com/acme/gitops/pull/42',
    permissions: { check: true },
    ...changes,
  };
}

function timelineOf({
  verdict: { level },
}: HostnameSummary): HostnameDetail['timeline'] {
  const waiting = level === 'waiting';
  return [
    {
      id: 'pullRequest',
      label: 'Pull request merged',
      state: 'done',
      startedAt: ago(25 * MINUTE),
      at: ago(8 * MINUTE),
      by: 'dana',
      url: 'https://github.com/acme/gitops/pull/42',
    },
    {
      id: 'synced',
      label: 'Synced to the cluster',
      state: 'done',
      startedAt: ago(8 * MINUTE),
      at: ago(6 * MINUTE),
      usual: '1–5 min',
    },
    {
      id: 'Claimed',
      label: 'Name claimed',
      state: 'done',
      startedAt: ago(6 * MINUTE),
      at: ago(5.5 * MINUTE),
    },
    {
      id: 'CertificateIssued',
      label: 'Certificate issued',
      state: waiting ? 'current' : 'done',
      startedAt: ago(4 * MINUTE),
      at: waiting ? undefined : ago(2 * MINUTE),
      usual: '1–30 min',
      message: waiting
        ? 'Waiting for ACM to see the validation record'
        : undefined,
    },
    {
      id: 'DnsAliasReady',
      label: 'DNS in place',
      state: waiting ? 'pending' : 'done',
      at: waiting ? undefined : ago(MINUTE),
      usual: '1 min',
    },
    {
      id: 'Ready',
      label: 'Live',
      state: waiting ? 'pending' : 'done',
      at: waiting ? undefined : ago(MINUTE),
    },
  ];
}

export const capacity: Capacity = {
  pools: [
    {
      cluster: 'prod',
      profile: 'alb-public',
      visibility: 'internet-facing',
      free: 13,
      forecast: 'Full in about 13 requests (11 days).',
      gateways: [
        {
          cluster: 'prod',
          namespace: 'edge',
          name: 'gw-01',
          profile: 'alb-public',
          visibility: 'internet-facing',
          loadBalancer:
            'k8s-edge-gw01-0a1b2c3d4e.eu-central-1.elb.amazonaws.com',
          programmed: true,
          spare: false,
          certificates: { used: 24, max: 24 },
          rules: { used: 61, max: 100 },
          targetGroups: { used: 38, max: 100 },
          hostnames: ['shop.example.com', 'old.example.com'],
        },
        {
          cluster: 'prod',
          namespace: 'edge',
          name: 'gw-02',
          profile: 'alb-public',
          visibility: 'internet-facing',
          programmed: false,
          message: 'Monitoring provisioning state',
          spare: true,
          certificates: { used: 11, max: 24 },
          rules: { used: 84, max: 100 },
          targetGroups: { used: 12, max: 100 },
          hostnames: ['api.example.com'],
        },
      ],
    },
  ],
};

export const status: Status = {
  reconciler: {
    enabled: true,
    leading: true,
    leader: 'backend-7f9c',
    queue: { ready: 0, working: 1, waiting: 14 },
  },
  clusters: [
    { name: 'prod', reachable: true, lastHeard: ago(2_000) },
    {
      name: 'prod-us',
      reachable: false,
      lastHeard: ago(35 * MINUTE),
      since: ago(35 * MINUTE),
      message: 'connect ETIMEDOUT',
    },
  ],
  providers: [
    {
      id: 'route53',
      kind: 'dns',
      healthy: true,
      budgets: [
        {
          api: 'route53 (123456789012)',
          perSecond: 5,
          available: 4.2,
          queued: 0,
          throttled: 3,
        },
      ],
      views: [{ name: 'Z0123456789ABC', ageSeconds: 41 }],
    },
    {
      id: 'acm',
      kind: 'certificates',
      healthy: false,
      since: ago(7 * MINUTE),
      message: 'AccessDenied: acm:ListCertificates',
    },
  ],
};

export const formOptions: FormOptions = {
  profiles: [
    {
      name: 'alb-public',
      certificates: 'acm',
      placement: 'pool',
      environments: ['prod', 'staging'],
    },
    {
      name: 'envoy',
      certificates: 'existing',
      placement: 'static',
      environments: ['staging'],
    },
  ],
  environments: ['prod', 'staging'],
  zones: [
    { id: 'Z0123456789ABC', name: 'example.com', visibility: 'public' },
    {
      id: 'Z0123456789DEF',
      name: 'internal.example.com',
      visibility: 'private',
    },
  ],
  repositories: [
    {
      name: 'prod',
      url: 'github.com?owner=acme&repo=gitops',
      branch: 'main',
      path: 'clusters/{cluster}/{namespace}/{name}.yaml',
      engine: 'flux',
      cluster: 'prod',
      environments: ['prod'],
    },
  ],
  clusters: ['prod'],
  edgeNamespace: 'edge',
  issuers: [{ name: 'letsencrypt', kind: 'ClusterIssuer', acme: 'production' }],
};
