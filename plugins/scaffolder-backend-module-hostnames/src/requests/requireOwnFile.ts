import { InputError } from '@backstage/errors';
import { parseHostname } from '@hostmaster/backstage-plugin-hostnames-common';
import { parseAllDocuments } from 'yaml';
import { EntityFacts } from './EntityFacts';

/** Whose file it would be. */
export interface FileClaim {
  kind: 'hostname-request' | 'route' | 'certificate' | 'removal';
  /** Canonical form. */
  hostname: string;
  facts: EntityFacts;
  /** The repository, for messages. */
  repository: string;
}

interface PresentObject {
  kind: string;
  name: string;
  namespace?: string;
  owner?: string;
  component?: string;
  hostnames: string[];
}

const ROUTES = ['HTTPRoute', 'GRPCRoute'];
const KINDS: Record<FileClaim['kind'], string[]> = {
  'hostname-request': ['GatewayHostnameRequest', ...ROUTES],
  removal: ['GatewayHostnameRequest', ...ROUTES],
  route: ROUTES,
  certificate: ['Certificate'],
};

/**
 * Makes sure that a file may be written over or removed: it is not there, or holds nothing but what this claim wrote for this hostname
 * and this owner.
 *
 * @throws InputError naming the file and what stands in it.
 */
export function requireOwnFile(
  claim: FileClaim,
  path: string,
  present: string | undefined,
): void {
  if (present === undefined) {
    if (claim.kind !== 'removal') return;
    throw new InputError(
      `hostname: ${claim.repository} has no file ${path}; the request for ${claim.hostname} was removed already, is not merged yet, or is kept elsewhere`,
    );
  }
  const objects = objectsIn(path, present);
  for (const object of objects) {
    const problem = problemWith(object, claim);
    if (problem) throw new InputError(`hostname: ${path} ${problem}`);
  }
  const requests = objects.some(
    ({ kind }) => kind === 'GatewayHostnameRequest',
  );
  if (claim.kind === 'removal' && !requests)
    throw new InputError(
      `hostname: ${path} does not hold the request for ${claim.hostname}`,
    );
}

function problemWith(
  object: PresentObject,
  { kind, hostname, facts }: FileClaim,
): string | undefined {
  const held = `${object.kind} "${object.name}"`;
  if (!KINDS[kind].includes(object.kind))
    return `also holds ${held}, which would be lost; move it into a file of its own`;
  if (
    !object.hostnames.includes(hostname) ||
    (kind !== 'certificate' && object.hostnames.length > 1)
  ) {
    return `already holds ${held} for ${
      object.hostnames.join(', ') || 'no hostname'
    }, which would be lost; the platform team gives each hostname a file by {name} in the repository's path`;
  }
  if (object.namespace && object.namespace !== facts.namespace)
    return `already holds ${held} of namespace ${object.namespace}; the platform team adds {namespace} to the repository's path`;
  const unmarked = object.component === undefined && object.owner === undefined;
  const ours =
    object.component === facts.entity ||
    (object.owner !== undefined && object.owner === facts.owner);
  if (!unmarked && !ours)
    return `already holds ${held} of ${
      object.owner ?? object.component
    }; ask them, or choose another hostname`;
  return undefined;
}

/** @throws InputError when it is not YAML that can be read. */
function objectsIn(path: string, content: string): PresentObject[] {
  const unreadable = new InputError(
    `hostname: ${path} is there already and is not YAML that can be read; repair or remove it first`,
  );
  const documents = parseAllDocuments(content, { merge: false });
  if (
    !Array.isArray(documents) ||
    documents.some(({ errors }) => errors.length > 0)
  )
    throw unreadable;
  return documents.flatMap(document => {
    const value: unknown = readable(
      () => document.toJS({ maxAliasCount: 20 }),
      unreadable,
    );
    if (value === null || value === undefined) return [];
    if (typeof value !== 'object' || Array.isArray(value)) throw unreadable;
    return [presentObject(value as Record<string, unknown>)];
  });
}

function readable<T>(read: () => T, otherwise: Error): T {
  try {
    return read();
  } catch {
    throw otherwise;
  }
}

function presentObject(value: Record<string, unknown>): PresentObject {
  const metadata = recordOf(value.metadata);
  const annotations = recordOf(metadata.annotations);
  const spec = recordOf(value.spec);
  return {
    kind: textOf(value.kind) ?? 'something',
    name: textOf(metadata.name) ?? '',
    namespace: textOf(metadata.namespace),
    owner: textOf(annotations['hostmaster.dev/owner']),
    component: textOf(annotations['hostmaster.dev/component']),
    hostnames: [spec.hostname, spec.hostnames, spec.dnsNames]
      .flat()
      .flatMap(each => canonical(each) ?? []),
  };
}

function canonical(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const parsed = parseHostname(value);
  return parsed.kind === 'hostname' ? parsed.hostname : value;
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
