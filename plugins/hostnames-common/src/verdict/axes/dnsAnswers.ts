import { Judgement } from '../Judgement';
import { checkAgain, link } from '../nextSteps';
import { sameValue } from '../sameValue';
import { Subject } from '../Subject';
import { MINUTE, toText, toTime } from '../times';
import { pointsElsewhere } from './dnsRecords';
import { comparisonsOf, expectedTargets, isAddress } from './dnsTargets';
import { proxyOf } from './proxyOf';

/** How long a resolver may remember that there was no record: the negative TTL of a Route 53 zone. */
const NEGATIVE_TTL_SECONDS = 900;

/**
 * What a DNS server answered when asked from outside, where it is not what was expected.
 *
 * @internal
 */
export function answersWrong(subject: Subject): Judgement | undefined {
  const { dns } = subject.seen;
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
  const { dns } = subject.seen;
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
  const { dns } = subject.seen;
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
