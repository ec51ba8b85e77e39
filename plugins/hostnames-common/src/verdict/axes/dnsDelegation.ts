import { Judgement } from '../Judgement';
import { checkAgain, copy, link } from '../nextSteps';
import { sameValue, sameValues } from '../sameValue';
import { Subject } from '../Subject';

/**
 * The parent zone sends resolvers to other servers than the zone's.
 *
 * @internal
 */
export function notDelegated(subject: Subject): Judgement | undefined {
  const { zone } = subject;
  const said = subject.condition('Accepted');
  const refused =
    said?.status !== 'True' && said?.reason === 'ZoneNotDelegated';
  const foreign = foreignServers(zone);
  const nowhere = zone?.delegatedTo?.length === 0;
  if (!refused && !foreign.length && !nowhere) return undefined;

  const expected = zone?.nameServers ?? [];
  const partly = foreign.length < (zone?.delegatedTo?.length ?? 0);
  const impact = partly ? 'at-risk' : 'down';
  return {
    id: 'dns',
    level: 'action',
    state: 'not-delegated',
    label: 'Zone not delegated',
    sentence:
      zone?.delegatedTo && expected.length
        ? `The parent of ${zone.name} lists ${
            zone.delegatedTo.join(', ') || 'no name servers'
          }, the zone has ${expected.join(', ')}`
        : said?.message ||
          'The parent zone does not list the name servers of the zone',
    since: refused ? said?.lastTransitionTime : undefined,
    who: 'dns',
    impact: subject.isPublished ? impact : 'none',
    comparisons: nameServerComparison(zone),
    next: [
      expected.length
        ? copy(
            'The parent zone must list exactly these name servers',
            expected.join('\n'),
          )
        : link('Ask whoever runs the parent zone to delegate the zone'),
      checkAgain('Check again after the change'),
    ],
  };
}

/**
 * Fewer servers than the zone has: it works, with less to fall back on.
 *
 * @internal
 */
export function delegationIncomplete(subject: Subject): Judgement | undefined {
  const { zone } = subject;
  if (!zone?.delegatedTo || sameValues(zone.delegatedTo, zone.nameServers)) {
    return undefined;
  }
  if (!zone.nameServers.length) return undefined;
  return {
    id: 'dns',
    level: 'improve',
    state: 'delegation-incomplete',
    label: 'Delegation incomplete',
    sentence: `The parent of ${zone.name} lists only ${zone.delegatedTo.join(
      ', ',
    )}, the zone has ${zone.nameServers.join(', ')}`,
    who: 'dns',
    comparisons: nameServerComparison(zone),
    next: [
      copy(
        'The parent zone should list exactly these name servers',
        zone.nameServers.join('\n'),
      ),
    ],
  };
}

function foreignServers(zone: Subject['zone']): string[] {
  if (!zone?.delegatedTo || zone.nameServers.length === 0) return [];
  return zone.delegatedTo.filter(
    each => !zone.nameServers.some(own => sameValue(own, each)),
  );
}

function nameServerComparison(zone: Subject['zone']): Judgement['comparisons'] {
  if (!zone?.nameServers.length) return undefined;
  return [
    {
      label: `${zone.name} NS`,
      expected: zone.nameServers.join(', '),
      ...(zone.delegatedTo
        ? { detected: zone.delegatedTo.join(', ') || 'none' }
        : {}),
    },
  ];
}
