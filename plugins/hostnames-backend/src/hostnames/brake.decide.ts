/** A request as the brake sees it. */
export interface BrakeRequest {
  key: string;
  cluster: string;
  zone?: { id: string; name: string };
  /** Its hostnames. */
  names: number;
  /** Its address records. */
  records: number;
  deleting: boolean;
  /** Its deletion has just ended: it counts with those that follow, and is no sign that everything goes. */
  finished?: boolean;
  /** An alias was written for it: deleting it takes something away from somebody. */
  served: boolean;
  /** A person has confirmed this deletion. */
  confirmed: boolean;
  retained: boolean;
}

/** Zones with fewer names than this have no share that means anything. */
const SMALL_ZONE = 20;

/** One or two hostnames are no mass, also when they are all there are. */
const SMALL_CLUSTER = 3;

/**
 * Which deletions have to wait for a person, and why. A few at a time pass; so does what was confirmed one by one. Requests
 * without an alias count for nothing.
 *
 * | being deleted together | limits: 50 records, 20 % | held |
 * | --- | --- | --- |
 * | 2 of 2 in the cluster | | none |
 * | 3 of 100 in the zone | | none |
 * | 30 (60 records) | over `count` | all 30 |
 * | 5 of 20 in the zone | over `share` | all 5 |
 * | 5 of 19 in the zone | | none |
 * | 4 of 4 in the cluster | everything of the cluster | all 4 |
 * | 30, of which 30 confirmed | | none |
 * | the last of 3, the others a minute ago | | none |
 */
export function assessBrake(
  requests: BrakeRequest[],
  limits: { share: number; count: number },
): Map<string, string> {
  const served = requests.filter(({ served: is, retained }) => is && !retained);
  const going = served.filter(
    ({ deleting, confirmed }) => deleting && !confirmed,
  );
  const held = new Map<string, string>();
  const hold = (group: BrakeRequest[], why: string) => {
    for (const { key } of group) {
      held.set(
        key,
        `${why}, which has to be confirmed: annotate each request (where it is gone, its DomainClaim) with hostmaster.dev/confirm-deletion=true after looking at the list, or restore what should not go.`,
      );
    }
  };
  for (const [cluster, group] of grouped(going, each => each.cluster)) {
    const rest = served.filter(
      each => each.cluster === cluster && !each.confirmed && !each.deleting,
    );
    if (
      rest.length === 0 &&
      group.filter(({ finished }) => !finished).length >= SMALL_CLUSTER
    ) {
      hold(
        group,
        `Every hostname of cluster ${cluster} is being deleted at once`,
      );
    }
  }
  for (const [zone, group] of grouped(going, each => each.zone?.id ?? '')) {
    const all = served.filter(each => (each.zone?.id ?? '') === zone);
    const names = total(all, 'names');
    const share = total(group, 'names') / names;
    if (group.length > 1 && names >= SMALL_ZONE && share > limits.share) {
      hold(
        group,
        `More than ${Math.round(
          limits.share * 100,
        )} % of the hostnames in zone ${
          group[0].zone?.name ?? zone
        } are being deleted at once`,
      );
    }
  }
  if (going.length > 1 && total(going, 'records') > limits.count) {
    hold(going, `More than ${limits.count} records are being deleted at once`);
  }
  return held;
}

function grouped<T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? [];
    group.push(item);
    groups.set(keyOf(item), group);
  }
  return groups;
}

function total(items: BrakeRequest[], field: 'names' | 'records'): number {
  return items.reduce((sum, item) => sum + item[field], 0);
}
