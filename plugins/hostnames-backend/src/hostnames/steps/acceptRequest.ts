import {
  deepestZone,
  isWithin,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  DnsProvider,
  DnsZone,
  ProviderError,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { requestKind } from '../../gateways/kinds';
import { StepPart, step } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { dnsOf } from '../records/zoneAccess';
import { Memory, Subject } from '../Subject';
import {
  AcceptAction,
  AcceptObservation,
  decideAccept,
  questionOf,
} from './acceptRequest.decide';
import { CaaRecord, Delegation } from './preChecks.decide';

/** Amazon Trust Services: the ACM guide, "CAA problems". */
const ACM_AUTHORITY = {
  name: 'Amazon',
  domains: ['amazon.com', 'amazontrust.com', 'awstrust.com', 'amazonaws.com'],
};

const apply: StepPart<
  Subject,
  ChainDeps,
  AcceptObservation,
  AcceptAction,
  Memory
> = {
  async observe(subject, deps) {
    const policy = deps.config.policy;
    if (!subject.profile) {
      // Said by the rules, which need no zone for it.
      return { policy, zones: [], caa: [], delegations: [] };
    }
    const dns = dnsOf(subject, deps);
    const { zones } = await dns.zones();
    const publicZones = zones.filter(
      ({ visibility }) => visibility === 'public',
    );
    const wanted = [
      subject.hostname,
      ...(questionOf(subject).additionalNames ?? []),
    ].map(name => name.toLowerCase().replace(/^\*\./, ''));
    const views = await viewsAbove(dns, wanted, publicZones);
    return {
      policy,
      zones,
      caa:
        subject.profile.certificates === 'acm'
          ? wanted.flatMap(name => caaAbove(name, views))
          : [],
      delegations: [...views.values()].flatMap(view =>
        delegationOf(view.zone, views),
      ),
    };
  },
  decide: decideAccept,
  async act(_action, subject, deps) {
    const { namespace, name, uid } = subject.request.metadata;
    await deps.cluster.client.delete(
      requestKind,
      { namespace, name },
      { uid, propagationPolicy: 'Background' },
    );
  },
};

const release: StepPart<Subject, ChainDeps, undefined, never, Memory> = {
  observe: async () => undefined,
  decide: () => ({
    kind: 'satisfied',
    reason: 'Released',
    message: 'Nothing was written to accept the request.',
  }),
  act: async () => {},
};

export const acceptRequest = step({
  name: 'acceptRequest',
  condition: 'Accepted',
  apply,
  release,
});

/** The views of all public zones that contain one of the names; a parent that cannot be read now is left out. */
async function viewsAbove(
  dns: DnsProvider,
  names: string[],
  zones: DnsZone[],
): Promise<Map<string, ZoneView>> {
  const views = new Map<string, ZoneView>();
  for (const zone of zones) {
    if (!names.some(name => isWithin(name, zone.name))) continue;
    const isDeepest = names.some(
      name => deepestZone(name, zones)?.id === zone.id,
    );
    try {
      views.set(zone.id, await dns.view(zone.id));
    } catch (error) {
      if (isDeepest || !(error instanceof ProviderError)) throw error;
    }
  }
  return views;
}

/** The CAA set closest to the name, from the name itself up. */
function caaAbove(name: string, views: Map<string, ZoneView>): CaaRecord[] {
  const all = [...views.values()];
  for (
    let current = name;
    current.includes('.');
    current = current.slice(current.indexOf('.') + 1)
  ) {
    const zone = deepestZone(
      current,
      all.map(view => view.zone),
    );
    const view = zone && views.get(zone.id);
    const values = view
      ?.records(current, 'CAA')
      .flatMap(record => record.values ?? []);
    if (values?.length) {
      return [{ name: current, values, authority: ACM_AUTHORITY }];
    }
  }
  return [];
}

function delegationOf(
  zone: DnsZone,
  views: Map<string, ZoneView>,
): Delegation[] {
  const above = [...views.values()].filter(
    view => view.zone.name !== zone.name && isWithin(zone.name, view.zone.name),
  );
  const parent = deepestZone(
    zone.name,
    above.map(view => view.zone),
  );
  const view = parent && views.get(parent.id);
  if (!view) return [];
  const delegatedTo = view
    .records(zone.name, 'NS')
    .flatMap(record => record.values ?? [])
    .map(value => value.replace(/\.$/, ''));
  return [
    {
      zone,
      parent: view.zone.name,
      delegatedTo,
    },
  ];
}
