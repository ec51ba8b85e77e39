import type { ObjectCondition } from '../../gateways/kinds';
import type { Decision } from '../../reconciler/Step';
import type { Memory, Subject } from '../Subject';

export type AttachFacts =
  | {
      kind: 'pool';
      gateway: string;
      certificate: string;
      /** The gateway's configuration is there. */
      isConfigured: boolean;
      inConfiguration: boolean;
      /** Milliseconds until the certificate is old enough for a load balancer. */
      settlesIn: number;
      accepted?: ObjectCondition;
      programmed?: ObjectCondition;
      /** DNS name of the load balancer, as the gateway's status has it. */
      address?: string;
      /** The load balancer can be found. */
      isFound: boolean;
      /** It is still being made and answers nobody. */
      isProvisioning: boolean;
      onListener: boolean;
      /** Milliseconds for which the certificate has been in the configuration and not on the listener. */
      missingFor: number;
    }
  /** The listener has its certificate by itself; only the gateway's state counts. */
  | {
      kind: 'static';
      gateway: string;
      accepted?: ObjectCondition;
      programmed?: ObjectCondition;
    };

export type AttachAction = {
  kind: 'attach';
  gateway: string;
  certificate: string;
};

/** After so long the gateway's controller is not just slow. */
const LATE = 10 * 60_000;

/**
 * | in the configuration | gateway | on the listener | decision |
 * | --- | --- | --- | --- |
 * | no, issued 20 s ago | | | wait, Attaching |
 * | no | | | act: add it |
 * | yes | Accepted False | no | wait, GatewayNotAccepted |
 * | yes | not Programmed, or no address | no | wait, GatewayNotProgrammed |
 * | yes | Programmed | no | wait, Attaching; after 10 minutes CertificateNotSeen |
 * | yes | its load balancer is still being made | yes | wait, GatewayNotProgrammed: nothing may point there yet |
 * | yes | whatever | yes | satisfied: what serves is served |
 */
export function decideAttach(
  _subject: Subject,
  facts: AttachFacts,
): Decision<AttachAction, Memory> {
  const { gateway } = facts;
  if (facts.kind === 'static') {
    return (
      gatewayProblem(facts) ?? {
        kind: 'satisfied',
        reason: 'OnListener',
        message: `The listener of Gateway ${gateway} has its certificate.`,
      }
    );
  }
  const { certificate, settlesIn } = facts;
  if (!facts.isConfigured) {
    return {
      kind: 'wait',
      reason: 'GatewayNotProgrammed',
      message: `The LoadBalancerConfiguration of Gateway ${gateway} is missing; it is written first.`,
      checkAfter: 5_000,
    };
  }
  if (!facts.inConfiguration) {
    if (settlesIn > 0) {
      return {
        kind: 'wait',
        reason: 'Attaching',
        message: `The certificate was issued a moment ago; load balancers take it a little later.`,
        checkAfter: settlesIn,
      };
    }
    return {
      kind: 'act',
      action: { kind: 'attach', gateway, certificate },
      reason: 'Attaching',
      message: `The certificate is being attached to Gateway ${gateway}.`,
    };
  }
  if (facts.onListener && facts.isProvisioning) {
    return {
      kind: 'wait',
      reason: 'GatewayNotProgrammed',
      message: `The load balancer of Gateway ${gateway} is still being made.`,
      checkAfter: 10_000,
    };
  }
  if (facts.onListener) {
    return {
      kind: 'satisfied',
      reason: 'OnListener',
      message: `The listener of Gateway ${gateway} has the certificate.`,
    };
  }
  const problem = gatewayProblem(facts);
  if (problem) return problem;
  if (!facts.isFound) {
    return {
      kind: 'wait',
      reason: 'GatewayNotProgrammed',
      message: facts.address
        ? `The load balancer ${facts.address} of Gateway ${gateway} cannot be found.`
        : `Gateway ${gateway} has no address yet.`,
      checkAfter: 15_000,
    };
  }
  const late = facts.missingFor > LATE;
  return {
    kind: 'wait',
    reason: late ? 'CertificateNotSeen' : 'Attaching',
    message: late
      ? `The certificate is in the configuration of Gateway ${gateway} and not on the load balancer's listener. The platform team looks at the gateway controller's log.`
      : `The certificate is in the configuration of Gateway ${gateway}; the load balancer's listener has it soon.`,
    checkAfter: 10_000,
  };
}

function gatewayProblem({
  gateway,
  accepted,
  programmed,
}: Pick<AttachFacts, 'gateway' | 'accepted' | 'programmed'>):
  | Decision<AttachAction, Memory>
  | undefined {
  if (accepted?.status === 'False') {
    return {
      kind: 'wait',
      reason: 'GatewayNotAccepted',
      message: `The controller refuses Gateway ${gateway}: ${words(accepted)}`,
      checkAfter: 30_000,
    };
  }
  if (programmed?.status !== 'True') {
    return {
      kind: 'wait',
      reason: 'GatewayNotProgrammed',
      message: `Gateway ${gateway} is not programmed yet${
        programmed ? `: ${words(programmed)}` : '.'
      }`,
      checkAfter: 15_000,
    };
  }
  return undefined;
}

function words({ reason, message }: ObjectCondition): string {
  return message || reason || 'no reason given';
}

export interface DetachFacts {
  /** Gateways whose configuration has a certificate of the request, and which. */
  configured: Array<{ gateway: string; certificates: string[] }>;
  /** Gateways on whose listener one still is. */
  served: string[];
}

export type DetachAction = {
  kind: 'detach';
  gateway: string;
  certificates: string[];
};

/**
 * | in a configuration | on a listener | decision |
 * | --- | --- | --- |
 * | yes | | act: take it out |
 * | no | yes | wait |
 * | no | no | satisfied |
 */
export function decideDetach(
  _subject: Subject,
  { configured, served }: DetachFacts,
): Decision<DetachAction, Memory> {
  if (configured.length > 0) {
    return {
      kind: 'act',
      action: { kind: 'detach', ...configured[0] },
      reason: 'Releasing',
      message: `The certificate is being taken off Gateway ${configured[0].gateway}.`,
    };
  }
  if (served.length > 0) {
    return {
      kind: 'wait',
      reason: 'Releasing',
      message: `The load balancer of Gateway ${served[0]} still has the certificate.`,
      checkAfter: 10_000,
    };
  }
  return {
    kind: 'satisfied',
    reason: 'Released',
    message: 'The certificate is on no gateway any more.',
  };
}
