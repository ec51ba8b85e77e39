import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import { renderGateway } from '../../gateways/renderGateway';
import { StepPart, step } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { gatewayRepair } from '../fights/repairs';
import { profileOf } from '../records/zoneAccess';
import { Memory, Subject, visibilityOf } from '../Subject';
import {
  PlaceAction,
  PlaceFacts,
  StaticFacts,
  decidePlace,
  decideStaticPlace,
} from './placeOnGateway.decide';

type Facts =
  | { kind: 'pool'; facts: PlaceFacts }
  | { kind: 'static'; facts: StaticFacts };

const apply: StepPart<Subject, ChainDeps, Facts, PlaceAction, Memory> = {
  async observe(subject, deps) {
    const profile = profileOf(subject);
    if (profile.placement === 'static') {
      return { kind: 'static', facts: observeStatic(subject, deps) };
    }
    const standard = deps.defaultCertificates.of(profile.certificates);
    const placement = deps.pool.place(
      subject.request,
      profile,
      subject.names.map(({ hostname }) => hostname),
    );
    if (placement.kind !== 'full') {
      deps.pool.reserve(subject.identity, placement.gateway);
    }
    return {
      kind: 'pool',
      facts: {
        placement,
        edgeNamespace: deps.pool.namespace,
        listenerSet: listenerSetName(subject.hostname),
        isThere:
          placement.kind !== 'full' &&
          deps.pool.gateways.isThere(
            rendered(subject, deps, placement.gateway, ''),
          ),
        waitsFor: standard.kind === 'issued' ? undefined : standard.message,
      },
    };
  },
  decide: (subject, seen) =>
    seen.kind === 'pool'
      ? decidePlace(subject, seen.facts)
      : decideStaticPlace(subject, seen.facts),
  async act({ gateway }, subject, deps) {
    const standard = deps.defaultCertificates.of(
      profileOf(subject).certificates,
    );
    if (standard.kind !== 'issued') return;
    await deps.pool.gateways.ensure(
      rendered(subject, deps, gateway, standard.ref),
    );
  },
  repairs: ({ gateway }, subject, deps) => [
    gatewayRepair(rendered(subject, deps, gateway, ''), deps),
  ],
};

/** Nothing of its own: the place is free when the request is gone. */
const release: StepPart<Subject, ChainDeps, undefined, never, Memory> = {
  observe: async () => undefined,
  decide: () => ({
    kind: 'satisfied',
    reason: 'Released',
    message: 'The place on the gateway is free.',
  }),
  act: async () => {},
};

export const placeOnGateway = step({
  name: 'placeOnGateway',
  condition: 'GatewayAssigned',
  apply,
  release,
});

function rendered(
  subject: Subject,
  deps: ChainDeps,
  name: string,
  defaultCertificate: string,
) {
  return renderGateway({
    name,
    namespace: deps.pool.namespace,
    profile: profileOf(subject),
    visibility: visibilityOf(subject.request),
    defaultCertificate,
    installation: deps.config.installation,
  });
}

function observeStatic(subject: Subject, deps: ChainDeps): StaticFacts {
  const profile = profileOf(subject);
  const gateway = profile.gateway ?? { namespace: '', name: '' };
  return {
    gateway,
    exists: deps.cluster.stores.gateways.get(gateway) !== undefined,
    listenerSet:
      profile.listeners === 'listenerSet'
        ? listenerSetName(subject.hostname)
        : undefined,
  };
}
