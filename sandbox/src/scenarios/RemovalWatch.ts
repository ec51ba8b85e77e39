import {
  claimName,
  domainClaimKind,
  gatewayHostnameRequestKind,
  hostnameGrantKind,
  ownershipRecordName,
  parseOwnership,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { ResourceKind } from '@hostmaster/kubernetes-runtime';
import { kinds } from '../actors/loadBalancerController/objects';
import { plainName, RecordSet } from '../aws';
import { ClusterObject } from '../cluster';
import { World } from '../createWorld';

/** What is taken away of a hostname, in no order. */
export type Part =
  | 'alias'
  | 'ListenerSet'
  | 'grant'
  | 'configuration'
  | 'certificate'
  | 'validation record'
  | 'ownership released'
  | 'claim released'
  | 'request'
  | 'ownership record'
  | 'claim';

/**
 * Watches a hostname being removed, from outside: looks at clusters and zones after every change of either, and notes when each
 * part was first seen gone.
 */
export class RemovalWatch {
  private readonly goneAt = new Map<Part, number>();
  private readonly stops: Array<() => void>;

  constructor(
    private readonly world: World,
    private readonly subject: {
      hostname: string;
      zone: string;
      certificate: string;
    },
  ) {
    this.look();
    const watched = [
      domainClaimKind,
      gatewayHostnameRequestKind,
      hostnameGrantKind,
      kinds.listenerSet,
      kinds.loadBalancerConfiguration,
    ];
    this.stops = [
      world.aws.onChange(() => this.look()),
      ...world.clusters.flatMap(cluster =>
        watched.map(kind =>
          cluster.objects.watch(referenceOf(kind), () => this.look()),
        ),
      ),
    ];
  }

  stop(): void {
    this.stops.forEach(stop => stop());
  }

  /** The parts in the order in which they went; what is there still is missing. */
  order(): Part[] {
    return [...this.goneAt.keys()];
  }

  /** Milliseconds between two parts' going. */
  between(first: Part, second: Part): number {
    return (this.goneAt.get(second) ?? NaN) - (this.goneAt.get(first) ?? NaN);
  }

  private look(): void {
    for (const [part, isThere] of Object.entries(this.present()) as Array<
      [Part, boolean]
    >) {
      if (isThere) this.goneAt.delete(part);
      else if (!this.goneAt.has(part))
        this.goneAt.set(part, this.world.clock.now());
    }
  }

  private present(): Record<Part, boolean> {
    const { hostname, zone, certificate } = this.subject;
    const records = this.records();
    const ownershipName = ownershipRecordName(hostname, zone);
    const ownership = records.find(
      ({ name, type }) => type === 'TXT' && plainName(name) === ownershipName,
    );
    const mark = ownership && parseOwnership(ownership.values[0]);
    const claim = this.objects(domainClaimKind).find(
      ({ metadata }) => metadata.name === claimName(hostname),
    ) as { spec?: { state?: string } } | undefined;
    const held = this.world.aws.inRegion().acm.find(certificate);
    return {
      alias: records.some(
        ({ name, type }) =>
          plainName(name) === hostname && (type === 'A' || type === 'AAAA'),
      ),
      ListenerSet: mentions(this.objects(kinds.listenerSet), hostname),
      grant: mentions(this.objects(hostnameGrantKind), hostname),
      configuration: mentions(
        this.objects(kinds.loadBalancerConfiguration),
        certificate,
      ),
      certificate: held !== undefined && !held.deleted,
      'validation record': records.some(
        ({ name, type }) =>
          type === 'CNAME' &&
          plainName(name).startsWith('_') &&
          plainName(name).endsWith(`.${hostname}`),
      ),
      'ownership released': mark !== undefined && mark.state !== 'released',
      'claim released': claim !== undefined && claim.spec?.state !== 'released',
      request: mentions(this.objects(gatewayHostnameRequestKind), hostname),
      'ownership record': ownership !== undefined,
      claim: claim !== undefined,
    };
  }

  private records(): RecordSet[] {
    return [...this.world.aws.route53.zones.values()].flatMap(zone => [
      ...zone.records.all(),
    ]);
  }

  private objects(kind: ResourceKind): ClusterObject[] {
    return this.world.clusters.flatMap(cluster =>
      cluster.objects.list(referenceOf(kind)),
    );
  }
}

function referenceOf({ group, version, kind }: ResourceKind) {
  return { apiVersion: group ? `${group}/${version}` : version, kind };
}

function mentions(objects: ClusterObject[], text: string): boolean {
  return objects.some(({ spec }) =>
    JSON.stringify(spec ?? {}).includes(`"${text}"`),
  );
}
