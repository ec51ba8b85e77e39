import { groupVersion, ServedResource } from './ServedResource';

/** What is served at the moment. @internal */
export class ResourceRegistry {
  private resources: ServedResource[] = [];
  private byPath = new Map<string, ServedResource>();
  private changes = 0;
  private readonly listeners = new Set<() => void>();

  /** Changes whenever something is added or removed; caches go by it. */
  get revision(): number {
    return this.changes;
  }

  all(): ServedResource[] {
    return this.resources;
  }

  find(
    group: string,
    version: string,
    plural: string,
  ): ServedResource | undefined {
    return this.byPath.get(`${group}/${version}/${plural}`);
  }

  findKind(apiVersion: string, kind: string): ServedResource | undefined {
    return this.resources.find(
      resource =>
        resource.kind === kind && groupVersion(resource) === apiVersion,
    );
  }

  /** The resource that a table's objects are stored as. */
  ofTable(table: string): ServedResource | undefined {
    return (
      this.resources.find(
        resource =>
          resource.table === table &&
          groupVersion(resource) === resource.storedApiVersion,
      ) ?? this.resources.find(resource => resource.table === table)
    );
  }

  add(resources: ServedResource[]): void {
    this.replace([...this.resources, ...resources]);
  }

  remove(isGone: (resource: ServedResource) => boolean): void {
    this.replace(this.resources.filter(resource => !isGone(resource)));
  }

  /** Removes some and adds others in one step. */
  exchange(
    isOld: (resource: ServedResource) => boolean,
    resources: ServedResource[],
  ): void {
    this.replace([
      ...this.resources.filter(resource => !isOld(resource)),
      ...resources,
    ]);
  }

  /** Groups in the order in which they came, each with its versions, the preferred one first. */
  groups(): Array<{ name: string; versions: string[] }> {
    const groups = new Map<string, Set<string>>();
    for (const { group, version } of this.resources) {
      groups.set(group, (groups.get(group) ?? new Set()).add(version));
    }
    return [...groups].map(([name, versions]) => ({
      name,
      versions: [...versions].sort(compareVersions),
    }));
  }

  inVersion(group: string, version: string): ServedResource[] {
    return this.resources.filter(
      resource => resource.group === group && resource.version === version,
    );
  }

  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  private replace(resources: ServedResource[]): void {
    this.resources = resources;
    this.byPath = new Map(
      resources.map(resource => [
        `${resource.group}/${resource.version}/${resource.plural}`,
        resource,
      ]),
    );
    this.changes++;
    for (const listener of this.listeners) listener();
  }
}

const STABILITIES: Record<string, number> = { alpha: 0, beta: 1 };
const STABLE = 2;

/** Orders versions as Kubernetes does: v2 before v1, stable before beta before alpha, others last. @internal */
export function compareVersions(left: string, right: string): number {
  const [first, second] = [rankOf(left), rankOf(right)];
  const difference = first
    .map((part, index) => second[index] - part)
    .find(part => part !== 0);
  return difference ?? left.localeCompare(right);
}

function rankOf(version: string): number[] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!match) return [-1, 0, 0];
  return [
    STABILITIES[match[2]] ?? STABLE,
    Number(match[1]),
    Number(match[3] ?? 0),
  ];
}
