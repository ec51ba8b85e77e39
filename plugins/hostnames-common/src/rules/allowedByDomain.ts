import { canonicalName } from '../hostname/canonicalName';
import { coversHostname } from '../hostname/coversHostname';
import { isWithin } from '../hostname/isWithin';
import { listed } from './listed';
import { NamePolicy, NameQuestion, NameRefusal } from './NamePolicy';

type Domain = NamePolicy['domains'][number];

/**
 * Whether a domain of the policy lets the asker have the hostname. The longest suffix that contains it decides; several
 * entries of that suffix are alternatives. A wildcard may also not cover the very name of another team's domain.
 *
 * @internal
 */
export function allowedByDomain(
  hostname: string,
  question: Pick<NameQuestion, 'environment' | 'owner'>,
  domains: Domain[],
): NameRefusal | undefined {
  if (domains.length === 0) return undefined;
  const containing = domains.filter(({ suffix }) => isWithin(hostname, suffix));
  if (containing.length === 0) {
    return notAllowed(
      'hostname',
      `"${hostname}" is in no allowed domain. Choose a hostname within ${listed(
        [...new Set(domains.map(({ suffix }) => suffix))],
      )}.`,
    );
  }
  const longest = Math.max(...containing.map(({ suffix }) => suffix.length));
  return (
    allowedByEntries(
      hostname,
      question,
      containing.filter(({ suffix }) => suffix.length === longest),
    ) ?? allowedByCovered(hostname, question, domains)
  );
}

/**
 * Suffixes in canonical form: `.Example.com.` and `*.example.com` are `example.com`.
 *
 * @internal
 */
export function normalizedDomains(domains: Domain[]): Domain[] {
  return domains.map(domain => {
    const suffix = domain.suffix
      .trim()
      .replace(/^(?:\*?\.)+/, '')
      .replace(/\.$/, '')
      .toLowerCase();
    const name = canonicalName(suffix);
    return { ...domain, suffix: name.kind === 'name' ? name.ascii : suffix };
  });
}

function allowedByEntries(
  hostname: string,
  { environment, owner }: Pick<NameQuestion, 'environment' | 'owner'>,
  entries: Domain[],
): NameRefusal | undefined {
  const { suffix } = entries[0];
  const fitting = entries.filter(
    ({ environments }) => !environments || environments.includes(environment),
  );
  if (fitting.length === 0) {
    const others = [
      ...new Set(entries.flatMap(each => each.environments ?? [])),
    ];
    return {
      kind: 'refused',
      field: 'environment',
      reason: 'EnvironmentNotAllowed',
      message: others.length
        ? `Domain "${suffix}" is not for environment "${environment}", but for ${listed(
            others,
          )}. Choose another domain or environment for "${hostname}".`
        : `Domain "${suffix}" is for no environment at present. Choose another domain for "${hostname}".`,
    };
  }
  if (fitting.some(entry => isOwner(owner, entry))) return undefined;
  const owners = [...new Set(fitting.flatMap(each => each.owners ?? []))];
  const belongs = owners.length
    ? `Domain "${suffix}" is for ${listed(owners)}`
    : `Domain "${suffix}" is for no team at present`;
  return notAllowed(
    'entity',
    owner
      ? `${belongs}, so ${owner} cannot have "${hostname}". Ask them, or choose a hostname in another domain.`
      : `${belongs}, and it is not said who asks for "${hostname}". Name the owner.`,
  );
}

function allowedByCovered(
  hostname: string,
  question: Pick<NameQuestion, 'environment' | 'owner'>,
  domains: Domain[],
): NameRefusal | undefined {
  const covered = domains.filter(({ suffix }) =>
    coversHostname(hostname, suffix),
  );
  const foreign = covered.find(
    ({ suffix }) =>
      !covered.some(
        each => each.suffix === suffix && isOwner(question.owner, each),
      ),
  );
  if (!foreign) return undefined;
  return notAllowed(
    'hostname',
    `"${hostname}" would also serve "${foreign.suffix}", a domain for ${listed(
      foreign.owners ?? [],
    )}. Ask for single hostnames, or for a wildcard one label deeper.`,
  );
}

function isOwner(owner: string | undefined, { owners }: Domain): boolean {
  if (!owners) return true;
  if (!owner) return false;
  return owners.some(each => groupRef(each) === groupRef(owner));
}

/** Entity refs compare without case; a bare name is a group of the default namespace. */
function groupRef(ref: string): string {
  const [, kind = 'group', namespace = 'default', name = ''] =
    /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(ref.trim().toLowerCase()) ??
    [];
  return name ? `${kind}:${namespace}/${name}` : ref;
}

function notAllowed(field: NameRefusal['field'], message: string): NameRefusal {
  return { kind: 'refused', field, reason: 'DomainNotAllowed', message };
}
