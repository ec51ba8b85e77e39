import {
  VerdictInput,
  claimName,
  relativeName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  DnsRecord,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { conditionOf } from '../gateways/kinds';
import { HTTPS_PORT } from '../gateways/renderGateway';
import { indexes } from '../reconciler/ClusterWorld';
import { ChainDeps } from './ChainDeps';
import { HostnameFacts } from './HostnameReport';
import { holderOfClaim, holderOfOwnership } from './holders';
import { placesForRelease } from './placesForRelease';
import { ownershipIn } from './records/ownership.pure';
import { acceptanceOf, routesOf } from './routes';
import { addressOf } from './steps/attachCertificate';
import { certificateRefOf } from './steps/certificateOf';
import { NamePlace, Subject } from './Subject';

/**
 * What a verdict wants to know of a request, from the views there are. A part that cannot be read now is left out; that it
 * cannot is told by the provider's health.
 */
export async function collectFacts(
  subject: Subject,
  deps: ChainDeps,
): Promise<HostnameFacts> {
  const names =
    subject.names.length > 0
      ? subject.names
      : (await known(() => placesForRelease(subject, deps))) ?? [];
  const placed = { ...subject, names };
  const [main] = names;
  const view =
    main &&
    (await known(() => viewOfZone(placed, deps, main.validationZone.id)));
  const aliasView =
    main &&
    (main.zone.id === main.validationZone.id
      ? view
      : await known(() => viewOfZone(placed, deps, main.zone.id)));
  const certificate = await known(() => certificateFacts(placed, deps));
  return {
    holder: view && holderFacts(placed, deps, view),
    certificate,
    listenerHasCertificate: await known(() => onListener(placed, deps)),
    validationRecords: view && validationFacts(placed, view),
    records: view && aliasView && recordFacts(placed, view, aliasView),
    zone: aliasView && {
      id: aliasView.zone.id,
      name: aliasView.zone.name,
      nameServers: aliasView.zone.nameServers,
    },
    gateway: gatewayFacts(placed, deps),
    routes: routeFacts(placed, deps),
  };
}

async function known<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}

async function viewOfZone(subject: Subject, deps: ChainDeps, zoneId: string) {
  if (!subject.profile || zoneId === '') return undefined;
  return deps.providers.dns(subject.profile).view(zoneId);
}

function holderFacts(
  subject: Subject,
  deps: ChainDeps,
  view: ZoneView,
): VerdictInput['holder'] {
  const { hostname, identity } = subject;
  const claim = deps.cluster.stores.claims.get({ name: claimName(hostname) });
  const owner = claim?.spec.owner;
  const isOurs =
    owner?.namespace === identity.namespace && owner.name === identity.name;
  if (claim && owner && !isOurs) {
    const until =
      claim.spec.state === 'released' ? claim.spec.releasedUntil : undefined;
    return { ...holderOfClaim(claim, deps), until };
  }
  const ownership = ownershipIn(view, hostname, identity);
  if (ownership.kind !== 'other') return undefined;
  return {
    ...holderOfOwnership(ownership.ownership, hostname, deps),
    until: ownership.ownership.until,
  };
}

async function certificateFacts(
  subject: Subject,
  deps: ChainDeps,
): Promise<VerdictInput['certificate']> {
  const ref = certificateRefOf(subject);
  if (!ref || !subject.profile) return undefined;
  const provider = deps.providers.certificates(subject.profile);
  const detail = await provider.describe(ref);
  const certificate = detail ?? (await provider.inventory()).get(ref);
  if (!certificate) return undefined;
  return {
    ref,
    status: certificate.status.kind,
    reason:
      certificate.status.kind === 'failed'
        ? certificate.status.reason
        : undefined,
    createdAt: time(certificate.createdAt),
    notBefore: time(certificate.notBefore),
    notAfter: time(certificate.notAfter),
    serial: detail?.serial,
    inUse: certificate.inUse,
    renewal: detail?.renewal,
  };
}

async function onListener(
  subject: Subject,
  deps: ChainDeps,
): Promise<boolean | undefined> {
  const assigned = subject.request.status?.assignedGateway;
  const address = addressOf(
    assigned && deps.cluster.stores.gateways.get(assigned),
  );
  const ref = certificateRefOf(subject);
  if (!address || !ref) return undefined;
  const found = await deps.providers.loadBalancer(address);
  const listener =
    found &&
    (await found.provider.listenerCertificates(found.balancer.ref, HTTPS_PORT));
  return listener?.has(ref);
}

function validationFacts(
  subject: Subject,
  view: ZoneView,
): VerdictInput['validationRecords'] {
  return subject.request.status?.validationRecords?.map(
    ({ name, type, value }) => ({
      name,
      type,
      expected: value,
      detected: view.records(name, type)[0]?.values?.[0],
    }),
  );
}

const knownBefore = { trustFirstListing: true };

function recordFacts(
  subject: Subject,
  view: ZoneView,
  aliasView: ZoneView,
): VerdictInput['records'] {
  const types = subject.request.spec.dns?.records ?? ['A', 'AAAA'];
  const expected = subject.request.status?.assignedLoadBalancer?.dnsName;
  const aliases = subject.names.flatMap(({ hostname, zone }: NamePlace) =>
    types.map(type => {
      const [record] =
        zone.id === aliasView.zone.id ? aliasView.records(hostname, type) : [];
      return {
        name: hostname,
        relativeName: relativeName(hostname, zone.name),
        type,
        ttl: record?.ttl,
        purpose: 'alias' as const,
        expected,
        provider: textOf(record),
        published: aliasView.isPublished(hostname, type, knownBefore),
      };
    }),
  );
  const validations = (subject.request.status?.validationRecords ?? []).map(
    ({ name, type, value }) => {
      const [record] = view.records(name, type);
      return {
        name,
        relativeName: relativeName(name, view.zone.name),
        type,
        ttl: record?.ttl,
        purpose: 'validation' as const,
        expected: value,
        provider: textOf(record),
        published: view.isPublished(name, type, knownBefore),
      };
    },
  );
  const ownership = ownershipIn(view, subject.hostname, subject.identity);
  const marks =
    ownership.kind === 'none'
      ? []
      : [
          {
            name: ownership.record.name,
            relativeName: relativeName(ownership.record.name, view.zone.name),
            type: 'TXT',
            ttl: ownership.record.ttl,
            purpose: 'ownership' as const,
            provider: textOf(ownership.record),
            published: view.isPublished(
              ownership.record.name,
              'TXT',
              knownBefore,
            ),
          },
        ];
  return [...aliases, ...validations, ...marks];
}

function textOf(record: DnsRecord | undefined): string | undefined {
  return record?.alias?.dnsName ?? record?.values?.join(' ');
}

function gatewayFacts(
  subject: Subject,
  deps: ChainDeps,
): VerdictInput['gateway'] {
  const assigned = subject.request.status?.assignedGateway;
  if (!assigned) return undefined;
  const gateway = deps.cluster.stores.gateways.get(assigned);
  const accepted = gateway && conditionOf(gateway, 'Accepted');
  const programmed = gateway && conditionOf(gateway, 'Programmed');
  const failing = accepted?.status === 'False' ? accepted : undefined;
  return {
    name: assigned.name,
    namespace: assigned.namespace,
    loadBalancer: addressOf(gateway),
    used: deps.pool.count(assigned.name).used.certificates,
    max: subject.profile?.limits.certificates ?? 0,
    programmed: programmed?.status === 'True',
    message:
      failing?.message ??
      (programmed?.status === 'True' ? undefined : programmed?.message),
    failingSince: failing?.lastTransitionTime,
  };
}

function routeFacts(subject: Subject, deps: ChainDeps): VerdictInput['routes'] {
  return routesOf(subject, deps).map(route => {
    const { namespace = '', name } = route.metadata;
    const acceptance = acceptanceOf(route, subject, deps);
    const backends = (route.spec.rules ?? []).flatMap(
      ({ backendRefs }) => backendRefs ?? [],
    );
    const services = new Set(
      backends.map(
        backend => `${backend.namespace ?? namespace}/${backend.name}`,
      ),
    );
    return {
      kind: route.kind,
      namespace,
      name,
      accepted: acceptance?.status === 'True',
      reason: acceptance?.reason,
      message: acceptance?.message,
      paths: (route.spec.rules ?? []).flatMap(({ matches }) =>
        (matches ?? [{}]).map(({ path }) => path?.value ?? '/'),
      ),
      backends: backends.map(
        ({ name: service, port }) => `${service}${port ? `:${port}` : ''}`,
      ),
      readyEndpoints: readyEndpoints([...services], deps),
    };
  });
}

/** Undefined where EndpointSlices are not seen at all. */
function readyEndpoints(
  services: string[],
  deps: ChainDeps,
): number | undefined {
  const { endpointSlices } = deps.cluster.stores;
  if (!endpointSlices.hasSynced()) return undefined;
  return services
    .flatMap(service =>
      endpointSlices.byIndex(indexes.slicesByService, service),
    )
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false).length;
}

function time(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined
    ? undefined
    : new Date(milliseconds).toISOString();
}
