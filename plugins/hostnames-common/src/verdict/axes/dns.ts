import { byReason } from '../byReason';
import { Judgement } from '../Judgement';
import { checkAgain, copy, link } from '../nextSteps';
import { sameValue, sameValues } from '../sameValue';
import { Subject } from '../Subject';
import { HOUR, MINUTE, toText, toTime } from '../times';
import { waiting } from '../waiting';
import { waitsFor } from '../waitsFor';
import { firstUndone } from './firstUndone';
import { proxyOf } from './proxyOf';

type RecordOf = NonNullable<Subject['records']>[number];

/** How long a resolver may remember that there was no record: the negative TTL of a Route 53 zone. */
const NEGATIVE_TTL_SECONDS = 900;

/**
 * Whether the name points where it should, layer by layer: parent zone, provider, authoritative servers, resolvers.
 *
 * @internal
 */
export function judgeDns(subject: Subject): Judgement {
  const delegation = notDelegated(subject);
  if (delegation) return delegation;
  const alias = subject.condition('DnsAliasReady');
  if (alias?.status === 'True') {
    return recordsWrong(subject) ?? answersWrong(subject) ?? inSync(subject);
  }
  if (alias?.reason === 'RecordNotOurs') return foreignRecord(subject);
  if (alias?.reason === 'AwaitingRoute') return waitsFor('dns', 'route');
  if (alias?.reason === 'TargetUnknown') return waitsFor('dns', 'gateway');
  const undone = firstUndone(subject, 'DnsAliasReady');
  if (!alias || /^WaitingFor/.test(alias.reason)) {
    return undone ? waitsFor('dns', undone) : publishing(subject);
  }
  if (['Publishing', 'AwaitingInsync'].includes(alias.reason)) {
    return publishing(subject);
  }
  return byReason('dns', alias, subject.now);
}

function notDelegated(subject: Subject): Judgement | undefined {
  const { zone } = subject;
  const said = subject.condition('Accepted');
  const refused =
    said?.status !== 'True' && said?.reason === 'ZoneNotDelegated';
  const seen =
    zone?.delegatedTo !== undefined &&
    zone.nameServers.length > 0 &&
    !sameValues(zone.delegatedTo, zone.nameServers);
  if (!refused && !seen) return undefined;

  const expected = zone?.nameServers.join('\n') ?? '';
  const listed = zone?.delegatedTo?.join(', ');
  return {
    id: 'dns',
    level: 'action',
    state: 'not-delegated',
    label: 'Zone not delegated',
    sentence: seen
      ? `The parent of ${zone.name} lists ${
          listed || 'no name servers'
        }, the zone has ${zone.nameServers.join(', ')}`
      : said?.message ||
        'The parent zone does not list the name servers of the zone',
    since: refused ? said?.lastTransitionTime : undefined,
    who: 'dns',
    impact: subject.isTrue('DnsAliasReady') ? 'down' : 'none',
    comparisons: zone?.nameServers.length
      ? [
          {
            label: `${zone.name} NS`,
            expected: zone.nameServers.join(', '),
            ...(listed === undefined ? {} : { detected: listed || 'none' }),
          },
        ]
      : undefined,
    next: [
      expected
        ? copy('The parent zone must list exactly these name servers', expected)
        : link('Ask whoever runs the parent zone to delegate the zone'),
      checkAgain('Check again after the change'),
    ],
  };
}

/** What the provider or its servers have instead of the alias. */
function recordsWrong(subject: Subject): Judgement | undefined {
  const aliases = (subject.records ?? []).filter(
    ({ purpose, expected }) => purpose === 'alias' && expected !== undefined,
  );
  const gone = aliases.find(({ provider }) => !provider);
  if (gone) return aliasGone(subject, gone);
  const changed = aliases.find(
    ({ expected, provider }) => !sameValue(provider!, expected!),
  );
  if (changed) {
    return pointsElsewhere(subject, changed.provider!, changed.expected!, {
      layer: 'provider',
      record: changed,
    });
  }
  const otherwise = aliases.find(
    ({ expected, authoritative }) =>
      authoritative !== undefined &&
      comparable(authoritative, expected!) &&
      !sameValue(authoritative, expected!),
  );
  return otherwise && !proxyOf(subject)
    ? pointsElsewhere(subject, otherwise.authoritative!, otherwise.expected!, {
        layer: 'authoritative',
        record: otherwise,
      })
    : undefined;
}

/** A load balancer's name is answered as addresses; only like can be compared with like. */
function comparable(detected: string, expected: string): boolean {
  return (
    detected === 'no address' ||
    isAddress(detected) === isAddress(expected) ||
    isAddress(detected)
  );
}

function isAddress(value: string): boolean {
  return /^[0-9.]+$|:/.test(value.split(',')[0].trim());
}

function aliasGone(subject: Subject, record: RecordOf): Judgement {
  return {
    id: 'dns',
    level: 'action',
    state: 'alias-gone',
    label: 'Alias is gone',
    sentence: `${subject.hostname} has no ${record.type} record any more, expected ${record.expected}`,
    who: 'platform',
    impact: 'down',
    comparisons: comparisonsOf(subject),
    next: [
      checkAgain('Repair it: check again writes the record anew'),
      link('Find out who deleted it, if it goes away again'),
    ],
  };
}

function pointsElsewhere(
  subject: Subject,
  detected: string,
  expected: string,
  where: {
    layer: 'provider' | 'authoritative' | 'resolver';
    record?: RecordOf;
    said?: string;
  },
): Judgement {
  return {
    id: 'dns',
    level: 'action',
    state: 'points-elsewhere',
    label: 'Points elsewhere',
    sentence:
      where.said ??
      `${
        subject.hostname
      } points at ${detected}, expected ${expected} (seen at the ${
        where.layer === 'authoritative' ? 'authoritative servers' : where.layer
      })`,
    who: 'platform',
    impact: 'down',
    comparisons: comparisonsOf(subject),
    evidence: [
      { label: 'Layer', value: where.layer },
      ...(subject.probes.dns
        ? [
            {
              label: 'Asked',
              value: subject.probes.dns.server,
              at: toText(subject.probes.dns.at),
            },
          ]
        : []),
    ],
    next: [
      checkAgain('Repair it: check again writes our own record anew'),
      link('Ask the platform team to adopt or remove the other record'),
    ],
  };
}

function foreignRecord(subject: Subject): Judgement {
  const alias = subject.condition('DnsAliasReady')!;
  const record = subject.records?.find(
    ({ purpose, provider, expected }) =>
      purpose === 'alias' &&
      provider &&
      !(expected && sameValue(provider, expected)),
  );
  return {
    id: 'dns',
    level: 'action',
    state: 'record-not-ours',
    label: 'Foreign record',
    sentence:
      record?.provider && record.expected
        ? `${subject.hostname} points at ${record.provider}, expected ${record.expected} (seen at the provider)`
        : alias.message,
    since: alias.lastTransitionTime,
    who: 'platform',
    comparisons: comparisonsOf(subject),
    evidence: [{ label: 'Found', value: alias.message }],
    next: [
      link('Ask the platform team to adopt the record'),
      link('Remove the record where it was made, if it is no longer needed'),
    ],
  };
}

/** What a DNS server answered when asked from outside. */
function answersWrong(subject: Subject): Judgement | undefined {
  const { dns } = subject.probes;
  const proxy = proxyOf(subject);
  if (proxy) return proxied(subject, proxy);
  const reachable = subject.condition('Reachable');
  if (reachable?.status === 'False' && reachable.reason === 'WrongTarget') {
    return pointsElsewhere(subject, '', '', {
      layer: 'resolver',
      said: reachable.message || `${subject.hostname} points elsewhere`,
    });
  }
  if (!dns) return undefined;
  if (dns.kind === 'answer') {
    const expected = expectedTargets(subject);
    const seen = [...dns.cnames, ...dns.addresses];
    const wrong =
      expected.length > 0 && contradicts(seen, dns.cnames, expected);
    return wrong
      ? pointsElsewhere(subject, seen.join(', '), expected.join(' and '), {
          layer: 'resolver',
        })
      : undefined;
  }
  switch (dns.kind) {
    case 'nxdomain':
    case 'nodata':
      return notResolving(subject, dns.kind);
    case 'servfail':
    case 'refused':
      return serverFails(subject, dns.kind);
    default:
      return undefined;
  }
}

/** An answer contradicts when it names another target, or has none of the addresses expected as such. */
function contradicts(
  seen: string[],
  cnames: string[],
  expected: string[],
): boolean {
  const matches = (value: string) =>
    expected.some(each => sameValue(each, value));
  if (seen.some(matches)) return false;
  return expected.every(isAddress) || cnames.length > 0;
}

function notResolving(
  subject: Subject,
  kind: 'nxdomain' | 'nodata',
): Judgement {
  const { dns } = subject.probes;
  const alias = subject.condition('DnsAliasReady');
  const ttl =
    subject.records?.find(({ purpose }) => purpose === 'alias')?.ttl ?? 60;
  const within = Math.max(ttl, NEGATIVE_TTL_SECONDS) * 1000;
  const published = toTime(alias?.lastTransitionTime);
  const propagating =
    published !== undefined && subject.now - published <= within;
  const answer =
    kind === 'nxdomain' ? 'there is no such name' : 'it has no address';
  if (propagating) {
    return {
      id: 'dns',
      level: 'waiting',
      state: 'propagating',
      label: 'Waiting for DNS',
      sentence: `Published; resolvers see it within ${Math.round(
        within / MINUTE,
      )} minutes`,
      since: alias?.lastTransitionTime,
      usual: `up to ${Math.round(within / MINUTE)} minutes`,
      lateAfter: toText(published + within),
      next: [
        {
          kind: 'wait',
          text: 'Wait until resolvers have forgotten the old answer',
        },
      ],
    };
  }
  return {
    id: 'dns',
    level: 'action',
    state: 'not-resolving',
    label: 'Does not resolve',
    sentence: `${subject.hostname} does not resolve: ${
      dns?.server ?? 'the server'
    } says that ${answer}`,
    who: 'platform',
    impact: 'down',
    seenOutside: true,
    comparisons: comparisonsOf(subject),
    evidence: dns
      ? [{ label: 'Asked', value: dns.server, at: toText(dns.at) }]
      : [],
    next: [
      checkAgain(),
      link(
        'Compare the records at the provider with the delegation of the zone',
      ),
    ],
  };
}

function serverFails(
  subject: Subject,
  kind: 'servfail' | 'refused',
): Judgement {
  const { dns } = subject.probes;
  return {
    id: 'dns',
    level: 'action',
    state: kind === 'servfail' ? 'server-fails' : 'server-refuses',
    label: 'DNS server fails',
    sentence:
      kind === 'servfail'
        ? `${dns?.server} cannot answer for ${subject.hostname} (SERVFAIL): usually a broken DNSSEC signature or delegation`
        : `${dns?.server} refuses to answer for ${subject.hostname}: it does not serve the zone`,
    who: 'dns',
    impact: 'down',
    seenOutside: true,
    evidence: dns
      ? [{ label: 'Asked', value: dns.server, at: toText(dns.at) }]
      : [],
    next: [
      link('Check the DS record and the delegation in the parent zone'),
      checkAgain('Check again after the change'),
    ],
  };
}

function proxied(subject: Subject, proxy: string): Judgement {
  return {
    id: 'dns',
    level: 'improve',
    state: 'proxy-in-front',
    label: `Behind ${proxy}`,
    sentence: `${subject.hostname} is served through ${proxy}; the certificate there is not ours`,
    comparisons: comparisonsOf(subject),
    next: [link('Nothing to do, if the proxy is wanted')],
  };
}

function publishing(subject: Subject): Judgement {
  const alias = subject.condition('DnsAliasReady');
  const insync = alias?.reason === 'AwaitingInsync';
  return waiting(
    {
      id: 'dns',
      level: 'waiting',
      state: insync ? 'awaiting-insync' : 'publishing',
      label: 'Waiting for DNS',
      sentence: insync
        ? 'Published; the provider is telling all its name servers'
        : 'The alias is being written',
      since: alias?.lastTransitionTime,
      usual: '1–2 minutes',
      lateAfterMs: HOUR / 4,
      comparisons: comparisonsOf(subject),
      late: {
        who: 'platform',
        label: 'DNS is late',
        sentence: duration =>
          insync
            ? `The provider has not told all its name servers for ${duration}`
            : `The alias has not been written for ${duration}`,
        next: [
          checkAgain(),
          link('Ask the platform team to look at the DNS provider'),
        ],
      },
    },
    subject.now,
  );
}

function inSync(subject: Subject): Judgement {
  const target =
    expectedTargets(subject).join(' and ') || subject.gateway?.loadBalancer;
  return {
    id: 'dns',
    level: 'ok',
    state: 'in-sync',
    label: 'In sync',
    sentence: target
      ? `${subject.hostname} points at ${target}`
      : `${subject.hostname} points at its gateway`,
    since: subject.condition('DnsAliasReady')?.lastTransitionTime,
    comparisons: comparisonsOf(subject),
  };
}

function expectedTargets(subject: Subject): string[] {
  const values = (subject.records ?? [])
    .filter(({ purpose }) => purpose === 'alias')
    .flatMap(({ expected }) => (expected ? [expected] : []));
  return [...new Set(values)];
}

function comparisonsOf(subject: Subject): Judgement['comparisons'] {
  const rows = (subject.records ?? [])
    .filter(({ purpose }) => purpose === 'alias')
    .map(({ relativeName, type, expected, provider, authoritative }) => ({
      label: `${relativeName} ${type}`,
      ...(expected === undefined ? {} : { expected }),
      ...(authoritative ?? provider
        ? { detected: authoritative ?? provider }
        : {}),
    }));
  return rows.length ? rows : undefined;
}
