import type { AxisId, Impact, Level } from '../schema/openapi/generated/models';
import { judgeHostname } from './judgeHostname';
import {
  ago,
  ahead,
  condition,
  conditions,
  dnsAnswer,
  handshake,
  LOAD_BALANCER,
  NAME_SERVERS,
  NOW,
  response,
  stoppedAt,
  verdictInput,
} from './testing/verdictInput';
import type { VerdictInput } from './VerdictInput';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Row {
  axis: AxisId;
  state: string;
  level: Level;
  impact?: Impact;
  who: string;
  /** Of the axis. */
  sentence: RegExp;
  /** Whether this axis speaks for the hostname; default: yes. */
  speaks?: boolean;
  next?: RegExp;
  change: Partial<VerdictInput>;
}

const base = verdictInput();
const alias = base.records![0];
const pendingCertificate = {
  ref: 'arn:aws:acm:eu-central-1:123456789012:certificate/1',
  status: 'pending' as const,
  createdAt: ago(10 * MINUTE),
  inUse: false,
};
/** A request that is on its way and was never seen from outside. */
const fresh: Partial<VerdictInput> = {
  certificate: undefined,
  listenerHasCertificate: undefined,
  validationRecords: undefined,
  records: undefined,
  gateway: undefined,
  routes: undefined,
  probes: {},
};
const since = (ms: number) => ({ lastTransitionTime: ago(ms) });
const route = base.routes![0];
const notResolving = {
  probe: 'dns' as const,
  at: NOW - MINUTE,
  server: '192.0.2.53',
  kind: 'nxdomain' as const,
  message: 'NXDOMAIN',
};

const rows: Row[] = [
  // claim
  {
    axis: 'claim',
    state: 'held',
    level: 'ok',
    who: 'nobody',
    sentence: /^Held by shop since 30 May 2026$/,
    speaks: false,
    change: {},
  },
  {
    axis: 'claim',
    state: 'held-by-other',
    level: 'action',
    who: 'owner',
    sentence: /^shop\.example\.com is held by payments since 1 Mar 2026$/,
    next: /^Ask payments to transfer it$/,
    change: {
      ...fresh,
      conditions: [
        ...stoppedAt('Claimed', 'False', 'HeldByOther'),
        condition('Denied', 'True', 'HeldByOther'),
      ],
      holder: {
        owner: 'group:default/payments',
        since: '2026-03-01T10:00:00Z',
      },
    },
  },
  {
    axis: 'claim',
    state: 'held-by-other',
    level: 'action',
    who: 'owner',
    sentence: /is held by another request in cluster staging$/,
    change: {
      ...fresh,
      conditions: stoppedAt('Claimed', 'False', 'HeldInOtherCluster'),
      holder: { cluster: 'staging' },
    },
  },
  {
    axis: 'claim',
    state: 'cooling-down',
    level: 'waiting',
    who: 'nobody',
    sentence: /^Released by payments; free again 1 Jun 2026 15:00 UTC$/,
    next: /Wait until/,
    change: {
      ...fresh,
      conditions: stoppedAt('Claimed', 'False', 'CoolingDown'),
      holder: { owner: 'group:default/payments', until: ahead(3 * HOUR) },
    },
  },
  {
    axis: 'claim',
    state: 'record-not-ours',
    level: 'action',
    who: 'platform',
    sentence:
      /^shop\.example\.com already has a CNAME record that Hostmaster did not write$/,
    next: /adopt/,
    change: {
      ...fresh,
      conditions: stoppedAt('Claimed', 'False', 'RecordNotOurs'),
      records: [
        {
          ...alias,
          type: 'CNAME',
          provider: 'old.example.net',
          expected: undefined,
        },
      ],
    },
  },
  {
    axis: 'claim',
    state: 'hostname-reserved',
    level: 'action',
    who: 'you',
    sentence: /The message of HostnameReserved/,
    change: {
      ...fresh,
      conditions: stoppedAt('Accepted', 'False', 'HostnameReserved'),
    },
  },
  {
    axis: 'claim',
    state: 'not-allowed',
    level: 'action',
    who: 'platform',
    sentence: /The message of NotAllowed/,
    change: {
      ...fresh,
      conditions: [
        ...stoppedAt('Claimed', 'False', 'NotAllowed'),
        condition('Denied', 'True', 'NotAllowed'),
      ],
    },
  },
  {
    axis: 'claim',
    state: 'not-looked-at',
    level: 'waiting',
    who: 'nobody',
    sentence: /has not looked at the request yet/,
    change: { ...fresh, conditions: [], createdAt: ago(MINUTE) },
  },
  {
    axis: 'claim',
    state: 'not-looked-at-too-long',
    level: 'action',
    who: 'platform',
    sentence: /has not looked at the request for 20 minutes/,
    change: { ...fresh, conditions: [], createdAt: ago(20 * MINUTE) },
  },
  {
    axis: 'claim',
    state: 'waiting-for-zone',
    level: 'waiting',
    who: 'nobody',
    sentence: /WaitingForZone/,
    change: {
      ...fresh,
      conditions: stoppedAt(
        'Claimed',
        'False',
        'WaitingForZone',
        since(MINUTE),
      ),
    },
  },
  {
    axis: 'claim',
    state: 'provider-unavailable',
    level: 'unknown',
    who: 'platform',
    sentence: /ProviderUnavailable/,
    change: {
      ...fresh,
      conditions: stoppedAt('Claimed', 'Unknown', 'ProviderUnavailable'),
    },
  },
  // certificate
  {
    axis: 'certificate',
    state: 'valid',
    level: 'ok',
    who: 'nobody',
    sentence: /^Valid until 3 Dec 2026; renews by itself about 19 Oct 2026$/,
    speaks: false,
    change: {},
  },
  {
    axis: 'certificate',
    state: 'pending',
    level: 'waiting',
    who: 'nobody',
    sentence:
      /^Waiting for ACM to see the validation record \(usually 1–30 minutes\)$/,
    change: {
      ...fresh,
      conditions: stoppedAt(
        'CertificateIssued',
        'False',
        'PendingValidation',
        since(10 * MINUTE),
      ),
      certificate: pendingCertificate,
      validationRecords: base.validationRecords,
    },
  },
  {
    axis: 'certificate',
    state: 'pending-too-long',
    level: 'action',
    who: 'dns',
    sentence:
      /^ACM has not validated for 3 hours: the record is there, but the zone example\.com seems not to be reachable from the internet at ns-1\.example\.net, ns-2\.example\.org$/,
    next: /exactly these name servers/,
    change: {
      ...fresh,
      conditions: stoppedAt(
        'CertificateIssued',
        'False',
        'PendingValidation',
        since(3 * HOUR),
      ),
      certificate: { ...pendingCertificate, createdAt: ago(3 * HOUR) },
      validationRecords: base.validationRecords,
    },
  },
  {
    axis: 'certificate',
    state: 'pending-too-long',
    level: 'action',
    who: 'platform',
    sentence: /the record _1\.shop\.example\.com is not in the zone$/,
    change: {
      ...fresh,
      conditions: stoppedAt(
        'CertificateIssued',
        'False',
        'PendingValidation',
        since(3 * HOUR),
      ),
      certificate: { ...pendingCertificate, createdAt: ago(3 * HOUR) },
      validationRecords: [
        { ...base.validationRecords![0], detected: undefined },
      ],
    },
  },
  {
    axis: 'certificate',
    state: 'caa-forbids',
    level: 'action',
    who: 'dns',
    sentence: /CaaForbids/,
    next: /Add this CAA record/,
    change: {
      ...fresh,
      conditions: stoppedAt('Accepted', 'False', 'CaaForbids'),
    },
  },
  {
    axis: 'certificate',
    state: 'caa-forbids',
    level: 'action',
    who: 'dns',
    sentence: /CaaError/,
    change: {
      ...fresh,
      conditions: stoppedAt('CertificateIssued', 'False', 'CaaError'),
    },
  },
  {
    axis: 'certificate',
    state: 'quota-reached',
    level: 'action',
    who: 'platform',
    sentence: /QuotaReached/,
    next: /Raise the quota/,
    change: {
      ...fresh,
      conditions: stoppedAt('CertificateRequested', 'False', 'QuotaReached'),
    },
  },
  {
    axis: 'certificate',
    state: 'throttled',
    level: 'waiting',
    who: 'nobody',
    sentence: /Throttled/,
    change: {
      ...fresh,
      conditions: stoppedAt(
        'CertificateRequested',
        'Unknown',
        'Throttled',
        since(MINUTE),
      ),
    },
  },
  {
    axis: 'certificate',
    state: 'throttled-too-long',
    level: 'action',
    who: 'platform',
    sentence: /^For 3 hours: /,
    change: {
      ...fresh,
      conditions: stoppedAt(
        'CertificateRequested',
        'Unknown',
        'Throttled',
        since(3 * HOUR),
      ),
    },
  },
  {
    axis: 'certificate',
    state: 'validation-record-not-ours',
    level: 'action',
    who: 'platform',
    sentence: /RecordNotOurs/,
    change: {
      ...fresh,
      conditions: stoppedAt('DnsValidated', 'False', 'RecordNotOurs'),
    },
  },
  {
    axis: 'certificate',
    state: 'validation-publishing',
    level: 'waiting',
    who: 'nobody',
    sentence: /Publishing/,
    change: {
      ...fresh,
      conditions: stoppedAt(
        'DnsValidated',
        'False',
        'Publishing',
        since(MINUTE),
      ),
    },
  },
  {
    axis: 'certificate',
    state: 'validation-timed-out',
    level: 'action',
    who: 'dns',
    sentence: /ValidationTimedOut/,
    change: {
      ...fresh,
      conditions: stoppedAt('CertificateIssued', 'False', 'ValidationTimedOut'),
    },
  },
  {
    axis: 'certificate',
    state: 'failed-other',
    level: 'action',
    who: 'platform',
    sentence: /refused the certificate: OTHER/,
    change: {
      ...fresh,
      conditions: stoppedAt('CertificateIssued', 'False', 'PendingValidation'),
      certificate: { ...pendingCertificate, status: 'failed', reason: 'OTHER' },
    },
  },
  {
    axis: 'certificate',
    state: 'renewal-record-missing',
    level: 'action',
    impact: 'at-risk',
    who: 'platform',
    sentence:
      /^Valid until 3 Dec 2026, but it will not renew: the validation record _1\.shop\.example\.com is gone$/,
    next: /^Restore the record/,
    change: {
      validationRecords: [
        { ...base.validationRecords![0], detected: undefined },
      ],
    },
  },
  {
    axis: 'certificate',
    state: 'renewal-record-missing',
    level: 'action',
    impact: 'at-risk',
    who: 'platform',
    sentence: /has another value$/,
    change: {
      validationRecords: [
        { ...base.validationRecords![0], detected: '_3.acm-validations.aws' },
      ],
    },
  },
  {
    axis: 'certificate',
    state: 'renewal-record-blocked',
    level: 'action',
    impact: 'at-risk',
    who: 'platform',
    sentence: /will not renew: The message of RecordNotOurs/,
    change: { conditions: stoppedAt('DnsValidated', 'False', 'RecordNotOurs') },
  },
  {
    axis: 'certificate',
    state: 'renewal-failed',
    level: 'action',
    impact: 'at-risk',
    who: 'platform',
    sentence: /the renewal failed with CAA_ERROR$/,
    change: {
      certificate: {
        ...base.certificate!,
        renewal: { status: 'FAILED', reason: 'CAA_ERROR' },
      },
    },
  },
  {
    axis: 'certificate',
    state: 'renewal-not-validated',
    level: 'action',
    impact: 'at-risk',
    who: 'dns',
    sentence: /ACM cannot validate the name any more$/,
    change: {
      certificate: {
        ...base.certificate!,
        renewal: { status: 'PENDING_VALIDATION' },
      },
    },
  },
  {
    axis: 'certificate',
    state: 'renewal-not-attached',
    level: 'action',
    impact: 'at-risk',
    who: 'platform',
    sentence: /not attached to a load balancer/,
    change: {
      certificate: {
        ...base.certificate!,
        inUse: false,
        notAfter: ahead(40 * DAY),
      },
    },
  },
  {
    axis: 'certificate',
    state: 'expires-soon',
    level: 'action',
    impact: 'at-risk',
    who: 'platform',
    sentence:
      /^Valid until 11 Jun 2026, but it will not renew: it should have renewed already$/,
    change: {
      certificate: {
        ...base.certificate!,
        notBefore: ago(188 * DAY),
        notAfter: ahead(10 * DAY),
      },
    },
  },
  {
    axis: 'certificate',
    state: 'served-other',
    level: 'action',
    impact: 'at-risk',
    who: 'platform',
    sentence:
      /^The load balancer serves the certificate FF, valid until 9 Jun 2026; held is 0a:1b:2c, valid until 3 Dec 2026$/,
    change: {
      probes: {
        ...base.probes,
        tls: handshake({
          certificate: {
            serial: 'FF',
            notAfter: Date.parse('2026-06-09T00:00:00Z'),
          },
        }),
      },
    },
  },
  {
    axis: 'certificate',
    state: 'served-other',
    level: 'action',
    impact: 'down',
    who: 'platform',
    sentence: /held is 0a:1b:2c/,
    change: {
      probes: {
        ...base.probes,
        tls: handshake({ trusted: false, certificate: { serial: 'FF' } }),
      },
    },
  },
  {
    axis: 'certificate',
    state: 'rolling-out',
    level: 'waiting',
    who: 'nobody',
    sentence: /still serves the one before/,
    change: {
      certificate: { ...base.certificate!, notBefore: ago(5 * HOUR) },
      probes: {
        ...base.probes,
        tls: handshake({ certificate: { serial: 'FF' } }),
      },
    },
  },
  {
    axis: 'certificate',
    state: 'expired',
    level: 'action',
    impact: 'down',
    who: 'platform',
    sentence: /^Expired 31 May 2026$/,
    change: {
      certificate: { ...base.certificate!, notAfter: ago(DAY) },
      probes: {
        dns: dnsAnswer(),
        tls: handshake({
          trusted: false,
          certificate: { notAfter: NOW - DAY },
        }),
      },
    },
  },
  {
    axis: 'certificate',
    state: 'expired',
    level: 'action',
    impact: 'none',
    who: 'platform',
    sentence: /has expired/,
    change: {
      ...fresh,
      conditions: stoppedAt('CertificateIssued', 'False', 'Expired'),
    },
  },
  // dns
  {
    axis: 'dns',
    state: 'in-sync',
    level: 'ok',
    who: 'nobody',
    sentence: new RegExp(`^shop\\.example\\.com points at ${LOAD_BALANCER}$`),
    speaks: false,
    change: {},
  },
  {
    axis: 'dns',
    state: 'publishing',
    level: 'waiting',
    who: 'nobody',
    sentence: /being written/,
    change: {
      conditions: stoppedAt(
        'DnsAliasReady',
        'False',
        'Publishing',
        since(MINUTE),
      ),
      records: undefined,
      probes: {},
    },
  },
  {
    axis: 'dns',
    state: 'awaiting-insync',
    level: 'waiting',
    who: 'nobody',
    sentence: /telling all its name servers/,
    change: {
      conditions: stoppedAt(
        'DnsAliasReady',
        'False',
        'AwaitingInsync',
        since(MINUTE),
      ),
      records: undefined,
      probes: {},
    },
  },
  {
    axis: 'dns',
    state: 'awaiting-insync-too-long',
    level: 'action',
    who: 'platform',
    sentence: /for 30 minutes$/,
    change: {
      conditions: stoppedAt(
        'DnsAliasReady',
        'False',
        'AwaitingInsync',
        since(30 * MINUTE),
      ),
      records: undefined,
      probes: {},
    },
  },
  {
    axis: 'dns',
    state: 'propagating',
    level: 'waiting',
    who: 'nobody',
    sentence: /resolvers see it within 15 minutes$/,
    change: {
      conditions: conditions(
        condition('DnsAliasReady', 'True', 'InSync', since(5 * MINUTE)),
      ),
      probes: { dns: notResolving },
    },
  },
  {
    axis: 'dns',
    state: 'alias-gone',
    level: 'action',
    impact: 'down',
    who: 'platform',
    sentence: /^shop\.example\.com has no A record any more, expected gw-01/,
    next: /^Repair it/,
    change: {
      records: base.records!.map(each => ({ ...each, provider: undefined })),
      probes: { dns: notResolving },
    },
  },
  {
    axis: 'dns',
    state: 'points-elsewhere',
    level: 'action',
    impact: 'down',
    who: 'platform',
    sentence:
      /^shop\.example\.com points at old\.example\.net, expected gw-01.* \(seen at the provider\)$/,
    change: {
      records: [{ ...alias, provider: 'old.example.net' }],
      probes: {},
    },
  },
  {
    axis: 'dns',
    state: 'points-elsewhere',
    level: 'action',
    impact: 'down',
    who: 'platform',
    sentence:
      /points at 203\.0\.113\.9, expected .* \(seen at the authoritative servers\)$/,
    change: {
      records: [{ ...alias, authoritative: '203.0.113.9' }],
      probes: {},
    },
  },
  {
    axis: 'dns',
    state: 'points-elsewhere',
    level: 'action',
    impact: 'down',
    who: 'platform',
    sentence:
      /points at parked\.example\.net, 203\.0\.113\.9, expected .* \(seen at the resolver\)$/,
    change: {
      probes: {
        dns: dnsAnswer({
          cnames: ['parked.example.net'],
          addresses: ['203.0.113.9'],
        }),
      },
    },
  },
  {
    axis: 'dns',
    state: 'points-elsewhere',
    level: 'action',
    impact: 'down',
    who: 'platform',
    sentence: /The message of WrongTarget/,
    change: {
      conditions: conditions(condition('Reachable', 'False', 'WrongTarget')),
      probes: {},
    },
  },
  {
    axis: 'dns',
    state: 'record-not-ours',
    level: 'action',
    who: 'platform',
    sentence: /^shop\.example\.com points at 203\.0\.113\.9, expected gw-01/,
    next: /adopt/,
    change: {
      conditions: stoppedAt('DnsAliasReady', 'False', 'RecordNotOurs'),
      records: [{ ...alias, provider: '203.0.113.9' }],
      probes: {},
    },
  },
  {
    axis: 'dns',
    state: 'brake-applied',
    level: 'action',
    who: 'platform',
    sentence: /BrakeApplied/,
    change: {
      conditions: stoppedAt('DnsAliasReady', 'False', 'BrakeApplied'),
      records: undefined,
      probes: {},
    },
  },
  {
    axis: 'dns',
    state: 'not-delegated',
    level: 'action',
    impact: 'down',
    who: 'dns',
    sentence:
      /^The parent of example\.com lists ns\.old\.net, the zone has ns-1\.example\.net, ns-2\.example\.org$/,
    next: /exactly these name servers/,
    change: {
      zone: { ...base.zone!, delegatedTo: ['ns.old.net'] },
      probes: {},
    },
  },
  {
    axis: 'dns',
    state: 'not-delegated',
    level: 'action',
    impact: 'at-risk',
    who: 'dns',
    sentence: /lists ns-1\.example\.net, ns\.old\.net/,
    change: {
      zone: { ...base.zone!, delegatedTo: [NAME_SERVERS[0], 'ns.old.net'] },
    },
  },
  {
    axis: 'dns',
    state: 'not-delegated',
    level: 'action',
    impact: 'none',
    who: 'dns',
    sentence: /The parent of example\.com lists no name servers/,
    change: {
      ...fresh,
      zone: { ...base.zone!, delegatedTo: [] },
      conditions: stoppedAt('Accepted', 'False', 'ZoneNotDelegated'),
    },
  },
  {
    axis: 'dns',
    state: 'delegation-incomplete',
    level: 'improve',
    who: 'dns',
    sentence: /lists only ns-1\.example\.net/,
    change: { zone: { ...base.zone!, delegatedTo: [NAME_SERVERS[0]] } },
  },
  {
    axis: 'dns',
    state: 'proxy-in-front',
    level: 'improve',
    who: 'nobody',
    sentence:
      /^shop\.example\.com is served through CloudFront; the certificate there is not ours$/,
    change: {
      probes: {
        ...base.probes,
        dns: dnsAnswer({ cnames: ['d1.cloudfront.net'] }),
        tls: handshake({ certificate: { serial: 'FF' } }),
      },
    },
  },
  {
    axis: 'dns',
    state: 'not-resolving',
    level: 'action',
    impact: 'down',
    who: 'platform',
    sentence:
      /^shop\.example\.com does not resolve: 192\.0\.2\.53 says that there is no such name$/,
    change: { probes: { dns: notResolving } },
  },
  {
    axis: 'dns',
    state: 'server-fails',
    level: 'action',
    impact: 'down',
    who: 'dns',
    sentence: /SERVFAIL/,
    change: { probes: { dns: { ...notResolving, kind: 'servfail' } } },
  },
  {
    axis: 'dns',
    state: 'provider-unseen',
    level: 'unknown',
    who: 'platform',
    sentence:
      /^route53 has not answered since 1 Jun 2026 10:00 UTC; last seen OK$/,
    change: {
      providers: [
        {
          id: 'route53',
          kind: 'dns',
          failing: { since: ago(2 * HOUR), message: 'ServiceUnavailable' },
        },
      ],
    },
  },
  // gateway
  {
    axis: 'gateway',
    state: 'placed',
    level: 'ok',
    who: 'nobody',
    sentence: new RegExp(`^On gw-01 \\(${LOAD_BALANCER}\\), 7/24 places$`),
    speaks: false,
    change: {},
  },
  {
    axis: 'gateway',
    state: 'pool-full',
    level: 'waiting',
    who: 'nobody',
    sentence: /PoolFull/,
    change: {
      ...fresh,
      certificate: base.certificate,
      conditions: stoppedAt(
        'GatewayAssigned',
        'False',
        'PoolFull',
        since(MINUTE),
      ),
    },
  },
  {
    axis: 'gateway',
    state: 'pool-full-too-long',
    level: 'action',
    who: 'platform',
    sentence: /^No gateway has had a place for 40 minutes/,
    next: /capacity/,
    change: {
      ...fresh,
      certificate: base.certificate,
      conditions: stoppedAt(
        'GatewayAssigned',
        'False',
        'PoolFull',
        since(40 * MINUTE),
      ),
    },
  },
  {
    axis: 'gateway',
    state: 'pool-at-limit',
    level: 'action',
    who: 'platform',
    sentence: /PoolAtLimit/,
    next: /capacity/,
    change: {
      ...fresh,
      certificate: base.certificate,
      conditions: stoppedAt('GatewayAssigned', 'False', 'PoolAtLimit'),
    },
  },
  {
    axis: 'gateway',
    state: 'attaching',
    level: 'waiting',
    who: 'nobody',
    sentence: /^The certificate is being attached to gw-01$/,
    change: {
      ...fresh,
      certificate: base.certificate,
      gateway: base.gateway,
      conditions: stoppedAt(
        'ListenerAttached',
        'False',
        'Attaching',
        since(MINUTE),
      ),
    },
  },
  {
    axis: 'gateway',
    state: 'attaching-too-long',
    level: 'action',
    who: 'platform',
    sentence: /for 2 hours$/,
    change: {
      ...fresh,
      certificate: base.certificate,
      gateway: base.gateway,
      conditions: stoppedAt(
        'ListenerAttached',
        'False',
        'Attaching',
        since(2 * HOUR),
      ),
    },
  },
  {
    axis: 'gateway',
    state: 'certificate-not-seen',
    level: 'action',
    who: 'platform',
    sentence: /CertificateNotSeen/,
    change: {
      ...fresh,
      certificate: base.certificate,
      gateway: base.gateway,
      conditions: stoppedAt('ListenerAttached', 'False', 'CertificateNotSeen'),
    },
  },
  {
    axis: 'gateway',
    state: 'not-programmed',
    level: 'action',
    impact: 'at-risk',
    who: 'platform',
    sentence: /^gw-01 is not Programmed: no subnets$/,
    change: {
      gateway: { ...base.gateway!, programmed: false, message: 'no subnets' },
    },
  },
  {
    axis: 'gateway',
    state: 'route-breaks-gateway',
    level: 'action',
    impact: 'at-risk',
    who: 'owner',
    sentence:
      /^gw-01 refuses changes since 1 Jun 2026 11:00 UTC because of HTTPRoute other\/bad: unsupported filter$/,
    next: /HTTPRoute other\/bad/,
    change: {
      gateway: {
        ...base.gateway!,
        failingSince: ago(HOUR),
        message: 'HTTPRoute other/bad: unsupported filter',
      },
    },
  },
  {
    axis: 'gateway',
    state: 'route-breaks-gateway',
    level: 'action',
    impact: 'at-risk',
    who: 'you',
    sentence: /HTTPRoute shop\/shop/,
    change: {
      gateway: {
        ...base.gateway!,
        failingSince: ago(HOUR),
        message: 'HTTPRoute shop/shop: unsupported filter',
      },
    },
  },
  {
    axis: 'gateway',
    state: 'certificate-not-attached',
    level: 'action',
    impact: 'at-risk',
    who: 'platform',
    sentence: /does not have the certificate/,
    change: { listenerHasCertificate: false },
  },
  // route
  {
    axis: 'route',
    state: 'attached',
    level: 'ok',
    who: 'nobody',
    sentence: /^2 routes serve \/ and \/api$/,
    speaks: false,
    change: { routes: [route, { ...route, name: 'api', paths: ['/api'] }] },
  },
  {
    axis: 'route',
    state: 'none',
    level: 'action',
    impact: 'down',
    who: 'you',
    sentence: /^No route uses this name yet$/,
    next: /^Add a route$/,
    change: {
      routes: [],
      probes: {
        ...base.probes,
        http: response({ status: 404, fromBase: true }),
      },
    },
  },
  {
    axis: 'route',
    state: 'none',
    level: 'action',
    who: 'you',
    sentence: /^No route uses this name yet$/,
    change: {
      routes: [],
      probes: {},
      records: undefined,
      conditions: stoppedAt('DnsAliasReady', 'False', 'AwaitingRoute'),
    },
  },
  {
    axis: 'route',
    state: 'refused',
    level: 'action',
    impact: 'down',
    who: 'you',
    sentence:
      /^HTTPRoute shop is refused: a service that it names does not exist$/,
    next: /Correct HTTPRoute shop\/shop/,
    change: {
      routes: [{ ...route, accepted: false, reason: 'BackendNotFound' }],
      probes: {},
    },
  },
  {
    axis: 'route',
    state: 'refused',
    level: 'action',
    impact: 'none',
    who: 'you',
    sentence: /is refused: because$/,
    change: {
      routes: [
        route,
        {
          ...route,
          name: 'b',
          accepted: false,
          reason: 'Odd',
          message: 'because',
        },
      ],
    },
  },
  {
    axis: 'route',
    state: 'backend-missing',
    level: 'action',
    impact: 'down',
    who: 'you',
    sentence: /^Service shop has no ready endpoints$/,
    change: {
      routes: [{ ...route, readyEndpoints: 0 }],
      probes: { ...base.probes, http: response({ status: 503 }) },
    },
  },
  {
    axis: 'route',
    state: 'breaks-gateway',
    level: 'action',
    impact: 'down',
    who: 'you',
    sentence: /RouteBreaksGateway/,
    change: {
      conditions: stoppedAt('RoutesAllowed', 'False', 'RouteBreaksGateway'),
      probes: {},
    },
  },
  {
    axis: 'route',
    state: 'disabled-by-policy',
    level: 'action',
    who: 'you',
    sentence: /DisabledByPolicy/,
    change: {
      conditions: stoppedAt('RoutesAllowed', 'False', 'DisabledByPolicy'),
      probes: {},
      records: undefined,
    },
  },
  {
    axis: 'route',
    state: 'opening',
    level: 'waiting',
    who: 'nobody',
    sentence: /being opened for shop$/,
    change: {
      conditions: stoppedAt('RoutesAllowed', 'False', 'Opening', since(MINUTE)),
      probes: {},
      records: undefined,
    },
  },
  {
    axis: 'route',
    state: 'waits-for-certificate',
    level: 'waiting',
    who: 'nobody',
    sentence: /^Waits for the certificate$/,
    speaks: false,
    change: {
      ...fresh,
      routes: [],
      conditions: stoppedAt(
        'CertificateIssued',
        'False',
        'PendingValidation',
        since(MINUTE),
      ),
      certificate: pendingCertificate,
    },
  },
  // live
  {
    axis: 'live',
    state: 'serving',
    level: 'ok',
    impact: 'none',
    who: 'nobody',
    sentence:
      /^200 in 45 ms from 198\.51\.100\.7, TLS 1\.3, certificate valid until 3 Dec 2026$/,
    change: {},
  },
  {
    axis: 'live',
    state: 'serving',
    level: 'ok',
    impact: 'none',
    who: 'nobody',
    sentence: /^404 in 45 ms/,
    change: { probes: { ...base.probes, http: response({ status: 404 }) } },
  },
  {
    axis: 'live',
    state: 'refused',
    level: 'action',
    impact: 'down',
    who: 'platform',
    sentence:
      /^198\.51\.100\.7 refuses connections for shop\.example\.com: ECONNREFUSED$/,
    change: {
      probes: {
        dns: dnsAnswer(),
        tls: {
          probe: 'tls',
          at: NOW,
          address: '198.51.100.7',
          kind: 'refused',
          message: 'ECONNREFUSED',
        },
      },
    },
  },
  {
    axis: 'live',
    state: 'handshake-failed',
    level: 'action',
    impact: 'down',
    who: 'platform',
    sentence: /breaks the TLS handshake off/,
    change: {
      probes: {
        dns: dnsAnswer(),
        tls: {
          probe: 'tls',
          at: NOW,
          address: '198.51.100.7',
          kind: 'alert',
          message: 'alert 112',
        },
      },
    },
  },
  {
    axis: 'live',
    state: 'wrong-certificate',
    level: 'action',
    impact: 'down',
    who: 'platform',
    sentence:
      /^The certificate at 198\.51\.100\.7 is for default\.edge\.example\.com, not for shop\.example\.com$/,
    change: {
      certificate: { ...base.certificate!, serial: undefined },
      probes: {
        dns: dnsAnswer(),
        tls: handshake({
          certificate: { names: ['default.edge.example.com'] },
        }),
      },
    },
  },
  {
    axis: 'live',
    state: 'wrong-certificate',
    level: 'action',
    impact: 'down',
    who: 'platform',
    sentence: /is not trusted: self-signed$/,
    change: {
      probes: {
        dns: dnsAnswer(),
        tls: handshake({ trusted: false, problem: 'self-signed' }),
      },
    },
  },
  {
    axis: 'live',
    state: 'base-answers',
    level: 'action',
    impact: 'down',
    who: 'you',
    sentence:
      /^The gateway itself answers 404 at 198\.51\.100\.7: no route takes shop\.example\.com$/,
    next: /Add a route/,
    change: {
      probes: {
        ...base.probes,
        http: response({ status: 404, fromBase: true }),
      },
    },
  },
  {
    axis: 'live',
    state: 'server-error',
    level: 'action',
    impact: 'down',
    who: 'you',
    sentence: /^503 from 198\.51\.100\.7/,
    change: { probes: { ...base.probes, http: response({ status: 503 }) } },
  },
  {
    axis: 'live',
    state: 'http-failed',
    level: 'action',
    impact: 'down',
    who: 'platform',
    sentence: /gives no answer: timeout/,
    change: {
      probes: {
        ...base.probes,
        http: {
          probe: 'http',
          at: NOW,
          address: '198.51.100.7',
          kind: 'failed',
          message: 'timeout',
        },
      },
    },
  },
  {
    axis: 'live',
    state: 'not-probed',
    level: 'ok',
    impact: 'none',
    who: 'nobody',
    sentence: /Not looked at from outside yet/,
    change: { probes: {} },
  },
  {
    axis: 'live',
    state: 'not-visible',
    level: 'ok',
    impact: 'none',
    who: 'nobody',
    sentence: /^Not looked at: 10\.0\.0\.7/,
    change: {
      probes: {
        tls: {
          probe: 'tls',
          at: NOW,
          address: '10.0.0.7',
          kind: 'forbiddenAddress',
          message: 'private',
        },
      },
    },
  },
  {
    axis: 'live',
    state: 'stale',
    level: 'unknown',
    impact: 'none',
    who: 'platform',
    sentence: /^Not looked at since 1 Jun 2026 07:00 UTC$/,
    change: { probes: { http: response({ at: NOW - 5 * HOUR }) } },
  },
  {
    axis: 'live',
    state: 'resolver-silent',
    level: 'unknown',
    impact: 'none',
    who: 'platform',
    sentence: /did not answer/,
    change: { probes: { dns: { ...notResolving, kind: 'timeout' } } },
  },
  {
    axis: 'live',
    state: 'not-reachable',
    level: 'action',
    impact: 'down',
    who: 'you',
    sentence: /BackendError/,
    change: {
      probes: {},
      conditions: conditions(condition('Reachable', 'False', 'BackendError')),
    },
  },
  {
    axis: 'live',
    state: 'waits-for-claim',
    level: 'waiting',
    impact: 'none',
    who: 'nobody',
    sentence: /Waits for the name/,
    speaks: false,
    change: {
      ...fresh,
      conditions: stoppedAt('Claimed', 'False', 'HeldByOther'),
    },
  },
  // any
  {
    axis: 'claim',
    state: 'cluster-unseen',
    level: 'unknown',
    impact: 'none',
    who: 'platform',
    sentence:
      /^Cluster prod has not answered since 1 Jun 2026 09:00 UTC; last seen OK$/,
    change: {
      cluster: { name: 'prod', reachable: false, since: ago(3 * HOUR) },
    },
  },
];

describe('judgeHostname', () => {
  it.each(rows.map(row => [row.axis, row.state, row] as const))(
    '%s: %s',
    (_, __, row) => {
      const verdict = judgeHostname(verdictInput(row.change));

      const axis = verdict.axes.find(({ id }) => id === row.axis)!;
      expect(axis).toMatchObject({
        state: row.state,
        level: row.level,
        who: row.who,
        sentence: expect.stringMatching(row.sentence),
      });
      expect(verdict.impact).toBe(row.impact ?? verdict.impact);
      expect(axis.next[0]?.text ?? '').toMatch(row.next ?? /.*/);
      const speaks = row.speaks ?? true;
      expect(speaks ? verdict : { ...verdict, ...axis }).toMatchObject({
        level: row.level,
        sentence: axis.sentence,
        who: row.who,
      });
    },
  );

  it('calls a hostname that is served Live', () => {
    expect(judgeHostname(verdictInput())).toMatchObject({
      level: 'ok',
      impact: 'none',
      label: 'Live',
      who: 'nobody',
      next: [],
      checkedAt: '2026-06-01T11:58:00.000Z',
      nextCheckAt: '2026-06-01T12:05:00.000Z',
    });
    expect(judgeHostname(verdictInput()).axes.map(({ id }) => id)).toEqual([
      'claim',
      'certificate',
      'dns',
      'gateway',
      'route',
      'live',
    ]);
  });

  it('says when what is at risk will break', () => {
    const verdict = judgeHostname(
      verdictInput({
        validationRecords: [
          { ...base.validationRecords![0], detected: undefined },
        ],
      }),
    );

    expect(verdict).toMatchObject({
      impact: 'at-risk',
      impactAt: '2026-12-03T23:59:59Z',
      label: 'Renewal at risk',
    });
  });

  it('lets what the world sees beat what the cluster says', () => {
    const verdict = judgeHostname(
      verdictInput({ routes: [{ ...route, readyEndpoints: 0 }] }),
    );

    expect(verdict).toMatchObject({ level: 'action', impact: 'at-risk' });
  });

  it('keeps saying what is served while the cluster is silent, and what has expired', () => {
    const cluster = { name: 'prod', reachable: false, since: ago(3 * HOUR) };

    const served = judgeHostname(verdictInput({ cluster }));
    const expired = judgeHostname(
      verdictInput({
        cluster,
        certificate: { ...base.certificate!, notAfter: ago(DAY) },
      }),
    );

    expect(served.axes.map(({ level }) => level)).toEqual([
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      'ok',
    ]);
    expect(served).toMatchObject({ level: 'unknown', impact: 'none' });
    expect(expired).toMatchObject({
      level: 'action',
      label: 'Certificate expired',
    });
  });

  it('does not take one silent provider of several for the hostname’s own', () => {
    const failing = { since: ago(HOUR), message: 'down' };

    const verdict = judgeHostname(
      verdictInput({
        providers: [
          { id: 'acm', kind: 'certificates' },
          { id: 'cert-manager', kind: 'certificates', failing },
          { id: 'route53', kind: 'dns' },
          { id: 'external-dns', kind: 'dns', failing },
        ],
      }),
    );

    expect(verdict.level).toBe('ok');
  });

  it('judges a live hostname by the facts when a pass stopped early', () => {
    const verdict = judgeHostname(
      verdictInput({
        conditions: stoppedAt('Claimed', 'Unknown', 'Throttled', since(MINUTE)),
      }),
    );

    expect(verdict.axes.map(({ state }) => state)).toEqual([
      'throttled',
      'valid',
      'in-sync',
      'placed',
      'attached',
      'serving',
    ]);
    expect(verdict).toMatchObject({ level: 'waiting', impact: 'none' });
  });

  it('does not hide that a live hostname went down behind a pass that stopped early', () => {
    const verdict = judgeHostname(
      verdictInput({
        conditions: stoppedAt('Claimed', 'Unknown', 'Throttled', since(MINUTE)),
        probes: { ...base.probes, http: response({ status: 503 }) },
      }),
    );

    expect(verdict).toMatchObject({
      level: 'action',
      impact: 'down',
      who: 'you',
    });
  });

  it('never lets an axis speak that waits for one that is not done', () => {
    const verdict = judgeHostname(
      verdictInput({
        ...fresh,
        conditions: stoppedAt(
          'CertificateIssued',
          'False',
          'PendingValidation',
          since(MINUTE),
        ),
        certificate: pendingCertificate,
      }),
    );

    expect(verdict).toMatchObject({
      level: 'waiting',
      label: 'Waiting for the certificate',
      who: 'nobody',
    });
    expect(
      verdict.axes
        .filter(({ waitsFor }) => waitsFor)
        .map(({ id, waitsFor }) => `${id}:${waitsFor}`),
    ).toEqual([
      'dns:certificate',
      'gateway:certificate',
      'route:certificate',
      'live:certificate',
    ]);
  });

  it('does not call live what waits for an axis that is done', () => {
    const verdict = judgeHostname(
      verdictInput({
        conditions: stoppedAt('DnsAliasReady', 'False', 'AwaitingRoute'),
        records: undefined,
        probes: {},
      }),
    );

    expect(verdict).toMatchObject({
      level: 'waiting',
      label: 'Waiting for a route',
    });
  });

  it('gives the same sentence a minute later unless the state changed', () => {
    const change = {
      ...fresh,
      conditions: stoppedAt(
        'GatewayAssigned',
        'False',
        'PoolFull',
        since(MINUTE),
      ),
    };

    const now = judgeHostname(verdictInput(change));
    const later = judgeHostname(verdictInput({ ...change, now: NOW + MINUTE }));

    expect(later.sentence).toBe(now.sentence);
  });

  it('links the holder in the catalog', () => {
    const verdict = judgeHostname(
      verdictInput({
        ...fresh,
        conditions: stoppedAt('Claimed', 'False', 'HeldByOther'),
        holder: { owner: 'group:default/payments' },
      }),
    );

    expect(verdict.next[0]).toEqual({
      kind: 'link',
      text: 'Ask payments to transfer it',
      url: '/catalog/default/group/payments',
    });
  });
});

describe('a hostname that is being removed', () => {
  const releasing = (
    type:
      | 'DnsAliasReady'
      | 'ListenerAttached'
      | 'CertificateIssued'
      | 'Claimed',
  ) => condition(type, 'False', 'Releasing', since(MINUTE));
  const released = (...types: Array<Parameters<typeof condition>[0]>) =>
    types.map(type => condition(type, 'False', 'Released', since(2 * MINUTE)));

  it.each([
    [
      'nothing said yet',
      conditions(),
      'its alias is being taken out of DNS',
      'dns',
    ],
    [
      'the alias',
      conditions(releasing('DnsAliasReady')),
      'its alias is being taken out of DNS',
      'dns',
    ],
    [
      'the listener',
      conditions(...released('DnsAliasReady'), releasing('ListenerAttached')),
      'its listener is being taken off gw-01',
      'gateway',
    ],
    [
      'the certificate',
      conditions(
        ...released(
          'DnsAliasReady',
          'RoutesAllowed',
          'ListenerAttached',
          'GatewayAssigned',
        ),
        condition('CertificateIssued', 'False', 'StillInUse', since(MINUTE)),
      ),
      'its certificate and validation record are being deleted',
      'certificate',
    ],
    [
      'the claim',
      conditions(
        ...released(
          'DnsAliasReady',
          'RoutesAllowed',
          'ListenerAttached',
          'GatewayAssigned',
          'CertificateIssued',
          'CertificateRequested',
          'DnsValidated',
        ),
      ),
      'the name is being released',
      'claim',
    ],
  ] as const)('%s', (_, current, what, axis) => {
    const verdict = judgeHostname(
      verdictInput({ deleting: true, conditions: [...current] }),
    );

    expect(verdict).toMatchObject({
      level: 'waiting',
      impact: 'none',
      label: 'Being removed',
      sentence: `shop.example.com is being removed: ${what}`,
      who: 'nobody',
    });
    expect(verdict.axes.find(({ id }) => id === axis)?.state).toBe('removing');
  });

  it('says what keeps it from being removed, and who acts', () => {
    const verdict = judgeHostname(
      verdictInput({
        deleting: true,
        conditions: conditions(
          condition('DnsAliasReady', 'False', 'BrakeApplied'),
        ),
      }),
    );

    expect(verdict).toMatchObject({
      level: 'action',
      who: 'platform',
      label: 'Held by the brake',
    });
    expect(verdict.sentence).toMatch(
      /being removed: its alias.*; The message of BrakeApplied/,
    );
  });

  it('is late after an hour', () => {
    const verdict = judgeHostname(
      verdictInput({
        deleting: true,
        conditions: conditions(
          condition(
            'CertificateIssued',
            'False',
            'StillInUse',
            since(5 * HOUR),
          ),
          ...released(
            'DnsAliasReady',
            'ListenerAttached',
            'RoutesAllowed',
            'GatewayAssigned',
          ),
        ),
      }),
    );

    expect(verdict).toMatchObject({
      level: 'action',
      label: expect.stringMatching(/late|long|Still/i),
    });
  });
});
