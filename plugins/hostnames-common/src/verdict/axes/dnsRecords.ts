import { Judgement } from '../Judgement';
import { checkAgain, link } from '../nextSteps';
import { sameValue } from '../sameValue';
import { Subject } from '../Subject';
import { toText } from '../times';
import { comparisonsOf, isAddress } from './dnsTargets';
import { proxyOf } from './proxyOf';

type RecordOf = NonNullable<Subject['records']>[number];

/**
 * What the provider or its servers have instead of the alias.
 *
 * @internal
 */
export function recordsWrong(subject: Subject): Judgement | undefined {
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

/**
 * The name points at something else, and where that was seen.
 *
 * @internal
 */
export function pointsElsewhere(
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
      ...(subject.seen.dns
        ? [
            {
              label: 'Asked',
              value: subject.seen.dns.server,
              at: toText(subject.seen.dns.at),
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

/**
 * A record that is not ours stands where the alias should.
 *
 * @internal
 */
export function foreignRecord(subject: Subject): Judgement {
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
        : alias.message || `A record of ${subject.hostname} is somebody else's`,
    since: alias.lastTransitionTime,
    who: 'platform',
    comparisons: comparisonsOf(subject),
    evidence: alias.message ? [{ label: 'Found', value: alias.message }] : [],
    next: [
      link('Ask the platform team to adopt the record'),
      link('Remove the record where it was made, if it is no longer needed'),
    ],
  };
}
