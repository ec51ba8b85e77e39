import {
  isWithin,
  ownershipRecordName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { DnsChange } from '@hostmaster/backstage-plugin-hostnames-node';
import {
  KubernetesObject,
  ObjectReference,
  ObjectStore,
  ResourceKind,
} from '@hostmaster/kubernetes-runtime';
import {
  ListenerSet,
  Route,
  gatewayKind,
  grantKind,
  httpRouteKind,
  listenerSetKind,
  loadBalancerConfigurationKind,
} from '../../gateways/kinds';
import { RenderedGateway } from '../../gateways/renderGateway';
import { Repair } from '../../reconciler/Repair';
import { ChainDeps } from '../ChainDeps';
import { GRANT_NAME } from '../GrantWriter';
import { dnsOf } from '../records/zoneAccess';
import { NamePlace, Subject, ZoneName } from '../Subject';
import { lastOtherWriter, recordWriter } from './writers';

type Deps = Pick<ChainDeps, 'providers' | 'notes' | 'cluster'>;

/**
 * The record sets that changes write or take away. Ownership TXTs are left out: they move with every write. What is there is
 * always known for sure: CREATE and DELETE fail where a view was too old.
 */
export function recordRepairs(
  changes: DnsChange[],
  zone: ZoneName,
  subject: Subject,
  deps: Deps,
): Repair[] {
  const wanted = new Map<string, DnsChange>();
  for (const change of changes) {
    const { name, type } = change.record;
    if (type === 'TXT' && isWithin(name, `_hostmaster.${zone.name}`)) continue;
    const key = `${type} ${name}`;
    if (change.action === 'CREATE' || !wanted.has(key)) wanted.set(key, change);
  }
  return [...wanted].map(([key, { action, record }]) => ({
    thing: `zone ${zone.id} ${key}`,
    name: `The record ${key}`,
    wanted:
      action === 'CREATE'
        ? JSON.stringify([record.alias, record.values])
        : 'absent',
    isFresh: true,
    async writer() {
      const view = await dnsOf(subject, deps).view(zone.id);
      return recordWriter(view, record);
    },
  }));
}

/** A field of an object; `wanted` undefined: the object is taken away. */
export function objectRepair<T extends KubernetesObject>(
  kind: ResourceKind<T>,
  ref: ObjectReference,
  options: {
    store: Pick<ObjectStore<T>, 'isCurrent'>;
    wanted: unknown;
    /** Said beside the object, for instance one entry of a list. */
    part?: string;
    optional?: boolean;
  },
  { cluster }: Pick<ChainDeps, 'cluster'>,
): Repair {
  const { store, wanted, part, optional } = options;
  const object = `${kind.kind} ${ref.namespace}/${ref.name}`;
  return {
    thing: [cluster.name, object, part].filter(Boolean).join(' '),
    name: part ? `${part} in ${object}` : `The ${object}`,
    wanted: wanted === undefined ? 'absent' : JSON.stringify(wanted),
    isFresh: store.isCurrent(ref),
    ...(optional ? { optional } : {}),
    writer: () => lastOtherWriter(cluster.client, [{ kind, ref }]),
  };
}

/** Entries of a gateway's LoadBalancerConfiguration: each certificate by itself, since each belongs to one hostname. */
export function certificateRepairs(
  gateway: string,
  certificates: string[],
  wanted: 'attached' | undefined,
  deps: Pick<ChainDeps, 'cluster' | 'pool'>,
): Repair[] {
  return certificates.map(certificate =>
    objectRepair(
      loadBalancerConfigurationKind,
      { namespace: deps.pool.namespace, name: gateway },
      {
        store: deps.cluster.stores.configurations,
        part: `The certificate ${certificate}`,
        wanted,
      },
      deps,
    ),
  );
}

/** A pool gateway with its configuration and base routes; while it is there, the hostnames on it are served as it is. */
export function gatewayRepair(
  { gateway, configuration, routes }: RenderedGateway,
  { cluster }: Pick<ChainDeps, 'cluster'>,
): Repair {
  const { gateways, configurations, httpRoutes } = cluster.stores;
  const { namespace, name } = gateway.metadata;
  const ref = { namespace, name };
  const fields = ({ metadata, spec }: { metadata: object; spec: unknown }) => [
    metadata,
    spec,
  ];
  return {
    ...objectRepair(
      gatewayKind,
      ref,
      {
        store: gateways,
        wanted: [gateway, configuration, ...routes].map(fields),
        optional:
          gateways.get(ref) !== undefined &&
          configurations.get(ref) !== undefined,
      },
      { cluster },
    ),
    name: `The Gateway ${namespace}/${name} with its LoadBalancerConfiguration and base routes`,
    isFresh:
      gateways.isCurrent(ref) &&
      configurations.isCurrent(ref) &&
      routes.every(({ metadata }) =>
        httpRoutes.isCurrent({ namespace, name: metadata.name }),
      ),
    writer: () =>
      lastOtherWriter(cluster.client, [
        { kind: gatewayKind, ref },
        { kind: loadBalancerConfigurationKind, ref },
        ...routes.map(({ metadata }) => ({
          kind: httpRouteKind,
          ref: { namespace, name: metadata.name },
        })),
      ]),
  };
}

/** The ListenerSet of a hostname. */
export function listenerSetRepair(
  { metadata, spec }: ListenerSet,
  wanted: 'present' | 'absent',
  deps: Pick<ChainDeps, 'cluster'>,
): Repair {
  const { namespace, name, labels, annotations } = metadata;
  const { listenerSets } = deps.cluster.stores;
  return objectRepair(
    listenerSetKind,
    { namespace, name },
    {
      store: listenerSets,
      wanted: wanted === 'present' ? [labels, annotations, spec] : undefined,
    },
    deps,
  );
}

/** A route of ours. */
export function routeRepair(
  change: { write: Route } | { remove: Route },
  deps: Pick<ChainDeps, 'cluster'>,
): Repair {
  const { metadata, spec } = 'write' in change ? change.write : change.remove;
  const { namespace, name } = metadata;
  return objectRepair(
    httpRouteKind,
    { namespace, name },
    {
      store: deps.cluster.stores.httpRoutes,
      wanted: 'write' in change ? spec : undefined,
    },
    deps,
  );
}

/** The TXT that says whose a name is: written, or withdrawn by ourselves. */
export function ownershipRepair(
  { hostname, validationZone: zone }: NamePlace,
  wanted: 'present' | 'absent',
  subject: Subject,
  deps: Deps,
): Repair[] {
  const name = ownershipRecordName(hostname, zone.name);
  if (name === undefined) return [];
  return [
    {
      thing: `zone ${zone.id} TXT ${name}`,
      name: `The ownership record TXT ${name}`,
      wanted,
      isFresh: true,
      async writer() {
        const view = await dnsOf(subject, deps).view(zone.id);
        return recordWriter(view, { name, type: 'TXT' });
      },
    },
  ];
}

/** A request's hostnames in the grant of its namespace; what is served stays served without. */
export function grantRepair(
  hostnames: string[],
  { identity }: Subject,
  deps: Pick<ChainDeps, 'cluster'>,
): Repair {
  return objectRepair(
    grantKind,
    { namespace: identity.namespace, name: GRANT_NAME },
    {
      store: deps.cluster.stores.grants,
      part: hostnames.join(', '),
      wanted: hostnames,
      optional: true,
    },
    deps,
  );
}
