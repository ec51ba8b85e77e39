import {
  TestWorld,
  ZONE,
  worldKinds,
} from '@hostmaster/backstage-plugin-hostnames-backend/testUtils';
import { Slot } from './Slot';

/**
 * What the world outside has for one request, as lines that are equal for equal worlds: without versions, uids, times, the
 * count of moves in the ownership text, and the names of gateways, which are chosen and not asked for.
 */
export function snapshotOf(world: TestWorld, slot: Slot): string[] {
  const { api } = world;
  const isOurs = (text: string) =>
    new RegExp(`(?:^|[^a-z0-9])${slot.name}(?![a-z0-9])`).test(text);
  const places = placesOf(world);
  const request = api.read(worldKinds.requestKind, slot);
  const certificates = world.certificates
    .all()
    .filter(({ names }) => names.some(isOurs));
  return [
    ...(request?.status?.conditions ?? []).map(
      ({ type, status, reason }) => `condition ${type}=${status} ${reason}`,
    ),
    ...world.dns
      .records(ZONE)
      .filter(({ name }) => isOurs(name))
      .map(({ name, type, values = [], alias }) =>
        [
          'record',
          type,
          name,
          ...values.map(value => value.replace(/,seq=\d+/, '')),
          alias ? `alias of ${places.get(alias.dnsName) ?? alias.dnsName}` : '',
        ].join(' '),
      ),
    ...certificates.map(
      ({ ref, names, keyAlgorithm, status, usedBy }) =>
        `certificate ${[...names].sort()} ${keyAlgorithm} ${
          status.kind
        } on ${usedBy.map(each => places.get(each) ?? each).sort()} in ${api
          .list(worldKinds.loadBalancerConfigurationKind)
          .filter(({ spec }) => JSON.stringify(spec).includes(`"${ref}"`))
          .map(({ metadata }) => places.get(metadata.name) ?? metadata.name)
          .sort()}`,
    ),
    ...api
      .list(worldKinds.claimKind)
      .filter(({ spec }) => isOurs(spec.hostname))
      .map(
        ({ spec }) =>
          `claim ${spec.hostname} ${spec.state} of ${spec.owner?.namespace}/${spec.owner?.name} in ${spec.zoneId}`,
      ),
    ...api
      .list(worldKinds.grantKind)
      .flatMap(({ metadata, spec }) =>
        spec.hostnames
          .filter(({ hostname }) => isOurs(hostname))
          .map(
            ({ hostname, request: of, maxRules }) =>
              `grant ${metadata.namespace} ${hostname} ${of} ${maxRules}`,
          ),
      ),
    ...api
      .list(worldKinds.listenerSetKind)
      .filter(({ metadata }) => isOurs(metadata.name))
      .map(
        ({ metadata, spec }) =>
          `listener set ${metadata.name} on ${places.get(
            spec.parentRef.name,
          )} ${JSON.stringify(spec.listeners)}`,
      ),
    ...api
      .list(worldKinds.httpRouteKind)
      .filter(
        ({ metadata, spec }) =>
          metadata.namespace === 'edge' &&
          (isOurs(metadata.name) || isOurs(JSON.stringify(spec.hostnames))),
      )
      .map(
        ({ metadata, spec }) =>
          `route ${metadata.name} ${spec.hostnames} ${JSON.stringify(
            spec.rules,
          )}`,
      ),
  ].sort();
}

/** What is there of no request: what a walk leaves behind shows here. Gateways stay for a while, empty. */
export function leftoversOf(world: TestWorld, slots: Slot[]): string[] {
  const { api } = world;
  const isOurs = (text: string) =>
    slots.some(({ name }) =>
      new RegExp(`(?:^|[^a-z0-9])${name}(?![a-z0-9])`).test(text),
    );
  const known = new Set(world.certificates.all().map(({ ref }) => ref));
  return [
    ...world.records().filter(record => !isOurs(record)),
    ...world.certificates
      .all()
      .filter(({ names }) => !names.some(isOurs))
      .map(({ names }) => `certificate ${names}`),
    ...api
      .list(worldKinds.claimKind)
      .filter(({ spec }) => !isOurs(spec.hostname))
      .map(({ spec }) => `claim ${spec.hostname}`),
    ...api
      .list(worldKinds.listenerSetKind)
      .filter(({ metadata }) => !isOurs(metadata.name))
      .map(({ metadata }) => `listener set ${metadata.name}`),
    ...api
      .list(worldKinds.loadBalancerConfigurationKind)
      .flatMap(({ spec }) => spec.listenerConfigurations ?? [])
      .flatMap(({ certificates = [] }) => certificates)
      .filter(ref => !known.has(ref))
      .map(ref => `${ref} is configured, and there is no such certificate`),
  ].sort();
}

/** Gateways, their configurations and load balancers by what they are for: `alb-public internal`. */
function placesOf({ api, balancers }: TestWorld): Map<string, string> {
  const places = new Map<string, string>();
  for (const { metadata, spec } of api.list(worldKinds.gatewayKind)) {
    const { labels = {} } = metadata;
    const place = Object.entries(labels)
      .filter(([key]) => /pool$|visibility$/.test(key))
      .map(([, value]) => value)
      .sort()
      .join(' ');
    places.set(metadata.name, place);
    const configuration = spec.infrastructure?.parametersRef?.name;
    if (configuration) places.set(configuration, place);
    for (const { dnsName, ref } of balancers.all()) {
      if (!dnsName.startsWith(`${metadata.name}.`)) continue;
      places.set(dnsName, place);
      places.set(ref, place);
    }
  }
  return places;
}
