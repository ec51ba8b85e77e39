import type { Condition } from '../../conditions';
import { byReason } from '../byReason';
import { Judgement } from '../Judgement';
import { checkAgain, link } from '../nextSteps';
import { Subject } from '../Subject';
import { HOUR } from '../times';
import { waiting } from '../waiting';
import { waitsFor } from '../waitsFor';
import { answersWrong } from './dnsAnswers';
import { delegationIncomplete, notDelegated } from './dnsDelegation';
import { foreignRecord, recordsWrong } from './dnsRecords';
import { comparisonsOf, expectedTargets } from './dnsTargets';
import { firstUndone } from './firstUndone';

/**
 * Whether the name points where it should, layer by layer: parent zone, provider, authoritative servers, resolvers.
 *
 * @internal
 */
export function judgeDns(subject: Subject): Judgement {
  const delegation = notDelegated(subject);
  if (delegation) return delegation;
  const alias = subject.condition('DnsAliasReady');
  const notReached = subject.isNotReached('DnsAliasReady');
  if (alias?.status === 'True' || (notReached && subject.isPublished)) {
    return (
      recordsWrong(subject) ??
      answersWrong(subject) ??
      delegationIncomplete(subject) ??
      inSync(subject)
    );
  }
  if (!alias || notReached) {
    const undone = firstUndone(subject, 'DnsAliasReady');
    return undone ? waitsFor('dns', undone) : publishing(subject);
  }
  return notPublished(subject, alias);
}

function notPublished(subject: Subject, alias: Condition): Judgement {
  switch (alias.reason) {
    case 'RecordNotOurs':
      return foreignRecord(subject);
    case 'AwaitingRoute':
      return waitsFor('dns', 'route');
    case 'TargetUnknown':
      return waitsFor('dns', 'gateway');
    case 'Publishing':
    case 'AwaitingInsync':
      return publishing(subject);
    default:
      return byReason('dns', alias, subject.now);
  }
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
