import { TRANSFER_ANNOTATION } from '../hostnames/transfer.pure';
import { NOW, place, subject } from '../hostnames/testWorld/builders';
import {
  ClaimAction,
  ClaimFacts,
  NameFacts,
  Rival,
  decideClaim,
} from '../hostnames/steps/claimHostname.decide';
import type { ClaimDecision } from '../hostnames/steps/claimHostname.facts.pure';

/** What is found about one name, and what the request says. */
export type Given = Partial<NameFacts> &
  Partial<Omit<ClaimFacts, 'names'>> & {
    /** The request's own annotation that it agreed to a transfer. */
    agreed?: string;
    /** Where the request is. */
    assigned?: { namespace: string; name: string };
  };

export function rival(hostname: string, state: Rival['state']): Rival {
  return { hostname, state, holder: {} };
}

/** The decision for `shop.example.com` of `shop/shop`. */
export function decide(given: Given) {
  const {
    granted = false,
    namespaceEnds = false,
    grantedNames,
    consent,
    agreed,
    assigned,
    ...name
  } = given;
  const { request, ...rest } = subject(
    {},
    assigned ? { assignedGateway: assigned } : undefined,
  );
  const annotations = agreed ? { [TRANSFER_ANNOTATION]: agreed } : undefined;
  return decideClaim(
    {
      ...rest,
      request: { ...request, metadata: { ...request.metadata, annotations } },
    },
    {
      names: [
        {
          place: place(),
          ownership: { kind: 'none' },
          foreign: [],
          rivals: [],
          lostMarks: [],
          ...name,
        },
      ],
      granted,
      namespaceEnds,
      grantedNames,
      consent,
    },
    NOW,
  );
}

/** Places, claims and records of an action by their names. */
function told(action: ClaimAction): string {
  const { kind, ...fields } = action;
  const parts = Object.entries(fields).flatMap(([key, value]) => {
    if (value === undefined || key === 'claim') return [];
    if (key === 'place') return [(value as NameFacts['place']).hostname];
    if (key === 'current') return [`from ${(value as { kind: string }).kind}`];
    return [`${key} ${[value].flat().join('+') || 'nothing'}`];
  });
  return [kind, ...parts].join(' ');
}

/** All that a decision says, on one line. */
export function summary(decision: ClaimDecision): string {
  const { kind, reason } = decision;
  const { status, also, checkAfter, remember, action } =
    decision as ClaimDecision & {
      status?: string;
      also?: Array<{ type: string; status: string }>;
      checkAfter?: number;
      remember?: object;
      action?: ClaimAction;
    };
  return [
    kind,
    reason,
    status && `condition ${status}`,
    also && `and ${also.map(each => `${each.type} ${each.status}`).join(', ')}`,
    checkAfter && `after ${checkAfter} ms`,
    remember && `remembers ${JSON.stringify(remember)}`,
    action && `do ${told(action)}`,
  ]
    .filter(Boolean)
    .join(' · ');
}
