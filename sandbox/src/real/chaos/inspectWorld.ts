import {
  claimName,
  domainClaimKind,
  GatewayHostnameRequest,
  gatewayHostnameRequestKind,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { KubernetesObject, systemClock } from '@hostmaster/kubernetes-runtime';
import { kinds } from '../../actors/loadBalancerController/objects';
import { validationRecord } from '../../aws';
import { ChaosWorld } from './ChaosWorld';
import { CHAOS_ACCOUNT, CHAOS_ZONE } from './chaosConfig';
import { LoadedName } from './Load';

type RequestObject = GatewayHostnameRequest & KubernetesObject;

/** What a look at everything that there is and ever was has found wrong; empty lists are as they should be. */
export interface Findings {
  /** Of what is wanted, what is not there; what went while it was wanted. */
  lost: string[];
  /** What is there, or was made, more than once. */
  twice: string[];
  /** What is there although nobody wants it. */
  left: string[];
}

/** Stops the tenants and waits until every wish is fulfilled. @throws Error with what is missing after `patience` ms */
export async function settle(
  world: ChaosWorld,
  patience = 300_000,
): Promise<number> {
  const started = systemClock.monotonic();
  world.load.pause();
  for (;;) {
    const missing = await unfulfilled(world).catch(error => [error.message]);
    const took = systemClock.monotonic() - started;
    if (missing.length === 0) return took;
    if (took > patience)
      throw new Error(
        `after ${patience / 1000} s not settled:\n${missing.join('\n')}`,
      );
    await systemClock.sleep(500);
  }
}

/** Looks at clusters, account and books. The tenants must have stopped, and `settle` have resolved. */
export async function inspectWorld(world: ChaosWorld): Promise<Findings> {
  const { load, ledger, census } = world;
  const there = await presence(world);
  const lost = load
    .wanted()
    .flatMap(name => partsOf(name).filter(part => !there.has(part)));
  const certificates = load.wanted().map(name => ({
    names: [name.hostname, ...name.additionalNames],
    count: ledger.certificatesOf([name.hostname, ...name.additionalNames]),
  }));
  const wanted = new Set(load.wanted().flatMap(partsOf));
  const left = [...there].filter(
    part => /\bn\d{4}\b/.test(part) && !wanted.has(part),
  );
  return {
    lost: [
      ...lost,
      ...certificates
        .filter(({ count }) => count === 0)
        .map(({ names }) => `certificate ${names}`),
      ...goneWhileWanted(world),
    ],
    twice: [
      ...ledger.createdTwice(),
      ...census.createdTwice(),
      ...certificates
        .filter(({ count }) => count > 1)
        .map(({ names, count }) => `${count} certificates for ${names}`),
    ],
    left: [...left, ...certificatesNobodyWants(world)],
  };
}

/** Why not everything is as it is wanted. */
async function unfulfilled(world: ChaosWorld): Promise<string[]> {
  const { client, load } = world;
  if (!load.isTaken()) return ['not every wish has been taken'];
  const { items } = await client.list(gatewayHostnameRequestKind);
  const wanted = new Map(load.wanted().map(each => [each.hostname, each]));
  const found = new Map(
    (items as RequestObject[]).map(each => [each.spec.hostname, each]),
  );
  return [
    ...[...wanted.keys()]
      .filter(hostname => !isReady(found.get(hostname)))
      .map(hostname => `${hostname}: ${stateOf(found.get(hostname))}`),
    ...[...found.values()]
      .filter(({ spec }) => !wanted.has(spec.hostname))
      .map(each => `${each.spec.hostname} should go: ${stateOf(each)}`),
  ];
}

/** Ready, for what is asked now. */
export function isReady(request: RequestObject | undefined): boolean {
  const ready = request?.status?.conditions?.find(
    ({ type }) => type === 'Ready',
  );
  return (
    ready?.status === 'True' &&
    request?.status?.observedGeneration === request?.metadata.generation &&
    request?.metadata.deletionTimestamp === undefined
  );
}

function stateOf(request: RequestObject | undefined): string {
  if (!request) return 'there is no request';
  const { generation, deletionTimestamp } = request.metadata;
  const { conditions = [], observedGeneration } = request.status ?? {};
  const words = conditions
    .filter(({ status }) => status !== 'True')
    .map(({ type, status, reason, message }) =>
      [type, status, reason, message].join(' '),
    );
  return `generation ${observedGeneration} of ${generation}${
    deletionTimestamp ? ', being deleted' : ''
  }; ${words.join('; ')}`;
}

function plain(name: string): string {
  return name.replace(/\.$/, '');
}

/** Every part of a hostname by name, apart from its certificate. */
function partsOf({ hostname, name, additionalNames }: LoadedName): string[] {
  return [
    `listenerSet ${name}`,
    ...[hostname, ...additionalNames].flatMap(each => [
      `claim ${each}`,
      `record ${each} A`,
      `record ${each} AAAA`,
      `record ${plain(validationRecord(CHAOS_ACCOUNT, each).name)} CNAME`,
      `record ${each.replace(
        `.${CHAOS_ZONE}`,
        `._hostmaster.${CHAOS_ZONE}`,
      )} TXT`,
    ]),
  ];
}

async function presence({ client, aws }: ChaosWorld): Promise<Set<string>> {
  const [claims, listenerSets] = await Promise.all([
    client.list(domainClaimKind),
    client.list(kinds.listenerSet),
  ]);
  const known = new Set(
    claims.items.map(
      ({ spec }) => claimName(spec.hostname) && `claim ${spec.hostname}`,
    ),
  );
  for (const { metadata } of listenerSets.items)
    known.add(`listenerSet ${metadata.name}`);
  for (const zone of aws.route53.zones.values()) {
    for (const { name, type } of zone.records.all())
      known.add(`record ${plain(name)} ${type}`);
  }
  return known;
}

/** Effective deletes of what nobody had asked to go. */
function goneWhileWanted({ load, ledger }: ChaosWorld): string[] {
  const byHostname = new Map(
    load.names.flatMap(each =>
      [each.hostname, ...each.additionalNames].map(
        hostname => [hostname, each] as const,
      ),
    ),
  );
  return ledger.effects.flatMap(({ at, what, kind, identity, names }) => {
    if (what !== 'deleted') return [];
    return names.flatMap(name => {
      const hostname = name
        .replace(/^_[0-9a-f]{32}\./, '')
        .replace(`._hostmaster.${CHAOS_ZONE}`, `.${CHAOS_ZONE}`);
      const loaded = byHostname.get(hostname);
      if (!loaded || at >= (loaded.removedAt ?? Infinity)) return [];
      // A certificate goes when the one with the additional name has taken its place.
      const superseded =
        kind === 'certificate' &&
        names.length === 1 &&
        loaded.additionalNames.length > 0;
      return superseded ? [] : [`${kind} ${identity} went while it was wanted`];
    });
  });
}

function certificatesNobodyWants({ aws, load }: ChaosWorld): string[] {
  const wanted = new Set(load.wanted().map(({ hostname }) => hostname));
  return aws
    .inRegion()
    .acm.all()
    .filter(({ domainName }) => /^n\d/.test(domainName))
    .filter(({ domainName }) => !wanted.has(domainName))
    .map(({ domainName }) => `certificate ${domainName}`);
}
