import { byReason } from '../byReason';
import { Judgement } from '../Judgement';
import { checkAgain, link, pullRequest } from '../nextSteps';
import { Subject } from '../Subject';
import { MINUTE, momentOf } from '../times';
import { waiting } from '../waiting';
import { waitsFor } from '../waitsFor';
import { firstUndone } from './firstUndone';

/**
 * Whether the hostname has a place on a gateway that works.
 *
 * @internal
 */
export function judgeGateway(subject: Subject): Judgement {
  const assigned = subject.condition('GatewayAssigned');
  if (subject.isNotReached('GatewayAssigned')) {
    if (!subject.gateway || !subject.listenerHasCertificate) {
      return waitsFor(
        'gateway',
        firstUndone(subject, 'GatewayAssigned') ?? 'certificate',
      );
    }
  } else if (assigned?.status !== 'True') {
    return notAssigned(subject);
  }
  return (
    refusesChanges(subject) ?? notProgrammed(subject) ?? onListener(subject)
  );
}

function onListener(subject: Subject): Judgement {
  const attached = subject.condition('ListenerAttached');
  if (subject.isNotReached('ListenerAttached')) {
    if (subject.listenerHasCertificate) return placed(subject);
    const undone = firstUndone(subject, 'ListenerAttached');
    return undone && undone !== 'gateway'
      ? waitsFor('gateway', undone)
      : attaching(subject);
  }
  if (attached?.status === 'True') {
    return subject.listenerHasCertificate === false
      ? certificateMissing(subject)
      : placed(subject);
  }
  return !attached || attached.reason === 'Attaching'
    ? attaching(subject)
    : impaired(byReason('gateway', attached, subject.now), subject);
}

function notAssigned(subject: Subject): Judgement {
  const assigned = subject.condition('GatewayAssigned')!;
  if (assigned.reason === 'PoolFull') return poolFull(subject);
  const judgement = byReason('gateway', assigned, subject.now);
  return ['PoolAtLimit', 'QuotaReached', 'NoGatewayFits'].includes(
    assigned.reason,
  )
    ? {
        ...judgement,
        label: 'Pool is full',
        next: [
          link('See the capacity of the pools', '/hostnames/capacity'),
          link(
            'Raise the limit of gateways of the profile, or the quota of the account',
          ),
        ],
      }
    : judgement;
}

function poolFull(subject: Subject): Judgement {
  const assigned = subject.condition('GatewayAssigned')!;
  return waiting(
    {
      id: 'gateway',
      level: 'waiting',
      state: 'pool-full',
      label: 'Waiting for a gateway',
      sentence:
        assigned.message || 'All gateways are full; another one is being made',
      since: assigned.lastTransitionTime,
      usual: '3 minutes',
      lateAfterMs: 15 * MINUTE,
      late: {
        who: 'platform',
        label: 'Pool is full',
        sentence: duration =>
          `No gateway has had a place for ${duration}: ${
            assigned.message || 'all are full'
          }`,
        next: [
          link('See the capacity of the pools', '/hostnames/capacity'),
          link(
            'Raise the limit of gateways of the profile, or the quota of the account',
          ),
        ],
      },
    },
    subject.now,
  );
}

function attaching(subject: Subject): Judgement {
  const attached = subject.condition('ListenerAttached');
  const name = gatewayName(subject);
  return waiting(
    {
      id: 'gateway',
      level: 'waiting',
      state: 'attaching',
      label: 'Being attached',
      sentence: `The certificate is being attached to ${name}`,
      since: attached?.lastTransitionTime,
      usual: '1–3 minutes',
      lateAfterMs: 15 * MINUTE,
      late: {
        who: 'platform',
        label: 'Attaching is late',
        sentence: duration =>
          `The certificate has not been attached to ${name} for ${duration}`,
        next: [
          link('Look at the gateway and its controller’s log'),
          checkAgain(),
        ],
      },
    },
    subject.now,
  );
}

/** The controller refuses every change of the gateway, usually because of one route. */
function refusesChanges(subject: Subject): Judgement | undefined {
  const { gateway } = subject;
  if (!gateway?.failingSince) return undefined;
  const route = /(?:HTTPRoute|GRPCRoute) [^\s:,;]+/.exec(
    gateway.message ?? '',
  )?.[0];
  const since = momentOf(gateway.failingSince);
  const mine = route?.includes(` ${subject.namespace}/`) ?? false;
  return {
    id: 'gateway',
    level: 'action',
    state: route ? 'route-breaks-gateway' : 'refuses-changes',
    label: 'Gateway refuses changes',
    sentence: `${gateway.name} refuses changes${
      since ? ` since ${since}` : ''
    }${
      gateway.message ? `${route ? ' because of' : ':'} ${gateway.message}` : ''
    }`,
    since: gateway.failingSince,
    who: mine ? 'you' : (route && 'owner') || 'platform',
    impact: subject.isPublished ? 'at-risk' : 'none',
    next: mine
      ? [pullRequest('Change the route as the message says'), checkAgain()]
      : [
          link(
            route
              ? `Ask the owner of ${route} to change it`
              : 'Look at the gateway’s conditions',
          ),
          checkAgain(),
        ],
  };
}

function notProgrammed(subject: Subject): Judgement | undefined {
  const { gateway } = subject;
  const attached = subject.condition('ListenerAttached');
  const said =
    attached?.status !== 'True' && attached?.reason === 'GatewayNotProgrammed';
  if (!said && (!gateway || gateway.programmed)) return undefined;
  const message = gateway?.message ?? (said ? attached?.message : undefined);
  return {
    id: 'gateway',
    level: 'action',
    state: 'not-programmed',
    label: 'Gateway not programmed',
    sentence: `${gatewayName(subject)} is not Programmed${
      message ? `: ${message}` : ''
    }`,
    since: said ? attached?.lastTransitionTime : undefined,
    who: 'platform',
    impact: subject.isPublished ? 'at-risk' : 'none',
    next: [link('Look at the gateway', '/hostnames/capacity'), checkAgain()],
  };
}

function certificateMissing(subject: Subject): Judgement {
  return {
    id: 'gateway',
    level: 'action',
    state: 'certificate-not-attached',
    label: 'Certificate not attached',
    sentence: `The listener of ${gatewayName(
      subject,
    )} does not have the certificate of ${subject.hostname}`,
    who: 'platform',
    impact: 'down',
    comparisons: [
      {
        label: 'Certificate on the listener',
        expected: subject.certificate?.ref,
        detected: 'not there',
      },
    ],
    next: [
      checkAgain('Attach it: check again'),
      link('Look at the gateway’s configuration'),
    ],
  };
}

function placed(subject: Subject): Judgement {
  const { gateway } = subject;
  const attached = subject.condition('ListenerAttached');
  return {
    id: 'gateway',
    level: 'ok',
    state: 'placed',
    label: 'On a gateway',
    sentence: gateway
      ? `On ${gateway.name}${
          gateway.loadBalancer ? ` (${gateway.loadBalancer})` : ''
        }, ${gateway.used}/${gateway.max} places`
      : 'On a gateway',
    since: attached?.lastTransitionTime,
    evidence: gateway
      ? [{ label: 'Gateway', value: `${gateway.namespace}/${gateway.name}` }]
      : [],
  };
}

/** A gateway that fails under a hostname that is published already is not only late. */
function impaired(judgement: Judgement, subject: Subject): Judgement {
  return judgement.level === 'action' && subject.isPublished
    ? { ...judgement, impact: 'at-risk' }
    : judgement;
}

function gatewayName({ gateway }: Subject): string {
  return gateway ? gateway.name : 'The gateway';
}
