import { link, template, waitFor } from '../nextSteps';
import { byReason } from '../byReason';
import { Judgement } from '../Judgement';
import { ownerOf } from '../ownerOf';
import { Subject } from '../Subject';
import { dateOf, MINUTE, momentOf } from '../times';
import { waiting } from '../waiting';
import { waitsFor } from '../waitsFor';

/** Reasons of Accepted that are another axis's row. */
const ELSEWHERE: Record<string, 'certificate' | 'dns'> = {
  CaaForbids: 'certificate',
  ZoneNotDelegated: 'dns',
};

/**
 * Who holds the name.
 *
 * @internal
 */
export function judgeClaim(subject: Subject): Judgement {
  const accepted = subject.condition('Accepted');
  const claimed = subject.condition('Claimed');
  const denied = subject.condition('Denied');

  if (claimed?.status === 'True') return held(subject);
  if (denied?.status === 'True') return refused(subject, denied.reason);
  if (accepted && accepted.status !== 'True') {
    const other = ELSEWHERE[accepted.reason];
    return other
      ? waitsFor('claim', other)
      : { ...byReason('claim', accepted, subject.now), label: 'Not accepted' };
  }
  if (!accepted || !claimed || subject.isNotReached('Claimed')) {
    return notLookedAt(subject);
  }
  return refused(subject, claimed.reason);
}

function held(subject: Subject): Judgement {
  const claimed = subject.condition('Claimed');
  const since = dateOf(claimed?.lastTransitionTime);
  return {
    id: 'claim',
    level: 'ok',
    state: 'held',
    label: 'Held',
    sentence: `Held by ${subject.namespace}${since ? ` since ${since}` : ''}`,
    since: claimed?.lastTransitionTime,
  };
}

function refused(subject: Subject, reason: string): Judgement {
  switch (reason) {
    case 'HeldByOther':
    case 'HeldInOtherCluster':
      return heldByOther(subject);
    case 'CoolingDown':
      return coolingDown(subject);
    case 'RecordNotOurs':
      return recordNotOurs(subject);
    default: {
      const condition =
        [subject.condition('Denied'), subject.condition('Claimed')].find(
          each => each?.reason === reason,
        ) ?? subject.condition('Claimed');
      return condition
        ? byReason('claim', condition, subject.now)
        : notLookedAt(subject);
    }
  }
}

function heldByOther(subject: Subject): Judgement {
  const { holder, hostname } = subject;
  const owner = ownerOf(holder?.owner);
  const since = dateOf(holder?.since);
  return {
    id: 'claim',
    level: 'action',
    state: 'held-by-other',
    label: 'Held by somebody else',
    sentence: [
      `${hostname} is held by ${owner.name ?? 'another request'}`,
      holder?.cluster ? `in cluster ${holder.cluster}` : undefined,
      since ? `since ${since}` : undefined,
    ]
      .filter(part => part !== undefined)
      .join(' '),
    since: holder?.since,
    who: 'owner',
    next: [
      link(`Ask ${owner.name ?? 'the owner'} to transfer it`, owner.url),
      template('Choose another hostname', 'request-hostname'),
    ],
  };
}

function coolingDown(subject: Subject): Judgement {
  const { holder } = subject;
  const owner = ownerOf(holder?.owner);
  const until = momentOf(holder?.until);
  return {
    id: 'claim',
    level: 'waiting',
    state: 'cooling-down',
    label: 'Cooling down',
    sentence: `Released by ${owner.name ?? 'its former owner'}; free again ${
      until ?? 'when its cool-down has passed'
    }`,
    since: subject.condition('Claimed')?.lastTransitionTime,
    lateAfter: holder?.until,
    next: [
      waitFor(
        until
          ? `Wait until ${until}; it is claimed by itself then`
          : 'Wait; it is claimed by itself then',
      ),
    ],
  };
}

function recordNotOurs(subject: Subject): Judgement {
  const { hostname } = subject;
  const record = subject.records?.find(
    ({ purpose, name, provider }) =>
      purpose === 'alias' && name === hostname && provider,
  );
  const message = subject.condition('Claimed')?.message;
  return {
    id: 'claim',
    level: 'action',
    state: 'record-not-ours',
    label: 'Foreign record',
    sentence: record
      ? `${hostname} already has ${article(record.type)} ${
          record.type
        } record that Hostmaster did not write`
      : message ||
        `${hostname} already has a record that Hostmaster did not write`,
    since: subject.condition('Claimed')?.lastTransitionTime,
    who: 'platform',
    comparisons: record
      ? [
          {
            label: `${record.relativeName} ${record.type}`,
            expected: 'no record, or one of ours',
            detected: record.provider,
          },
        ]
      : undefined,
    evidence: message ? [{ label: 'Found', value: message }] : [],
    next: [
      link('Ask the platform team to adopt the record'),
      link('Remove the record where it was made, if it is no longer needed'),
    ],
  };
}

/** A and AAAA, MX and NS are read letter by letter. */
function article(type: string): string {
  return /^(?:A|AAAA|MX|NS|SRV|SOA|HTTPS)$/.test(type) ? 'an' : 'a';
}

function notLookedAt(subject: Subject): Judgement {
  return waiting(
    {
      id: 'claim',
      level: 'waiting',
      state: 'not-looked-at',
      label: 'Waiting for the controller',
      sentence: 'The controller has not looked at the request yet',
      since: subject.createdAt,
      usual: 'a few seconds',
      lateAfterMs: 5 * MINUTE,
      late: {
        who: 'platform',
        label: 'Not looked at',
        sentence: duration =>
          `The controller has not looked at the request for ${duration}`,
        next: [link('Ask the platform team whether the reconciler is running')],
      },
    },
    subject.now,
  );
}
