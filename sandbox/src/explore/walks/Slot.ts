import type { worldKinds } from '@hostmaster/backstage-plugin-hostnames-backend/testUtils';

type Spec = worldKinds.RequestObject['spec'];

/** What of a request can be edited; undefined: the field is not in the manifest. */
export interface SlotSpec {
  visibility?: Spec['visibility'];
  gatewayClass: string;
  keyAlgorithm?: NonNullable<Spec['certificate']>['keyAlgorithm'];
  /** `@` stands for the hostname. */
  additionalNames?: string[];
  allowNamespace?: boolean;
  kinds?: NonNullable<Spec['routePolicy']>['kinds'];
  records?: NonNullable<Spec['dns']>['records'];
  wwwRedirect?: boolean;
  deletionPolicy?: Spec['deletionPolicy'];
  label?: string;
  note?: string;
}

/** One request of a walk: its own hostname, its own manifest, edited on its own. */
export interface Slot {
  name: string;
  namespace: string;
  hostname: string;
}

export const FIRST_SPEC: SlotSpec = { gatewayClass: 'alb-public' };

/** What each field may become, what is refused included; the first value is one to go back to. */
export const VALUES: { [Field in keyof SlotSpec]-?: Array<SlotSpec[Field]> } = {
  visibility: ['internet-facing', 'internal', undefined],
  gatewayClass: ['alb-public', 'alb-other', 'nowhere', 'alb-dev'],
  keyAlgorithm: ['EC_prime256v1', 'RSA_2048', 'EC_secp384r1', undefined],
  additionalNames: [
    undefined,
    ['a.@'],
    ['a.@', 'b.@'],
    ['b.@', 'a.@'],
    ['*.@'],
    ['A.@', 'a.@.'],
    ['a..@'],
    ['a.@', 'other.example.net'],
    ['admin.example.com'],
    ['a.@', 'held.example.com'],
  ],
  allowNamespace: [true, false, undefined],
  kinds: [undefined, ['HTTPRoute'], ['GRPCRoute', 'HTTPRoute'], ['GRPCRoute']],
  records: [['A', 'AAAA'], ['A'], ['AAAA'], undefined],
  wwwRedirect: [false, true, undefined],
  deletionPolicy: ['Delete', 'Retain', undefined],
  label: [undefined, 'one', 'two'],
  note: [undefined, 'one', 'two'],
};

/** How a request with a spec has to end. */
export type SlotOutcome =
  | { kind: 'live' }
  /** What is asked for cannot be: said so, and what there was before stays. */
  | { kind: 'refused'; reasons: string[] }
  | { kind: 'disabled' };

export function outcomeOf(spec: SlotSpec): SlotOutcome {
  const reasons = [
    spec.gatewayClass === 'nowhere' && 'ProfileUnknown',
    spec.gatewayClass === 'alb-dev' && 'EnvironmentNotAllowed',
    ...(spec.additionalNames ?? []).flatMap(name => [
      name.includes('..') && 'HostnameInvalid',
      name.endsWith('.net') && 'ZoneNotFound',
      name.startsWith('admin.') && 'HostnameReserved',
      name.startsWith('held.') && 'HeldByOther',
    ]),
  ].filter(each => typeof each === 'string');
  if (reasons.length > 0) return { kind: 'refused', reasons };
  return spec.allowNamespace === false
    ? { kind: 'disabled' }
    : { kind: 'live' };
}

/** Two specs of the same text ask for the same: defaults written out, spelling of names aside, no labels. */
export function wish(slot: Slot, spec: SlotSpec): string {
  const names = (spec.additionalNames ?? []).map(name =>
    name.replace('@', slot.hostname).toLowerCase().replace(/\.$/, ''),
  );
  return JSON.stringify([
    slot.name,
    spec.visibility ?? 'internet-facing',
    spec.gatewayClass,
    spec.keyAlgorithm ?? 'EC_prime256v1',
    [...new Set(names)],
    spec.allowNamespace ?? true,
    spec.kinds ?? ['HTTPRoute', 'GRPCRoute'],
    [...(spec.records ?? ['A', 'AAAA'])].sort(),
    spec.wwwRedirect ?? false,
  ]);
}

/** The `spec` of the manifest. */
export function manifestSpec(slot: Slot, spec: SlotSpec): Spec {
  const certificate = defined({
    keyAlgorithm: spec.keyAlgorithm,
    additionalNames: spec.additionalNames?.map(name =>
      name.replace('@', slot.hostname),
    ),
  });
  const routePolicy = defined({
    allowNamespace: spec.allowNamespace,
    kinds: spec.kinds,
  });
  const dns = defined({
    records: spec.records,
    wwwRedirect: spec.wwwRedirect,
  });
  return {
    hostname: slot.hostname,
    environment: 'prod',
    gatewayClass: spec.gatewayClass,
    ...defined({
      visibility: spec.visibility,
      certificate,
      routePolicy,
      dns,
      deletionPolicy: spec.deletionPolicy,
    }),
  };
}

/** Without the fields that are undefined; undefined when none is left. */
function defined<T extends object>(fields: T): T | undefined {
  const entries = Object.entries(fields).filter(
    ([, value]) => value !== undefined,
  );
  return entries.length > 0 ? (Object.fromEntries(entries) as T) : undefined;
}
