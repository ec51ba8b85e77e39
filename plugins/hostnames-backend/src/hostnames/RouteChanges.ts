import {
  ClusterClient,
  KubernetesObject,
} from '@hostmaster/kubernetes-runtime';
import { z } from 'zod';
import { Route, grpcRouteKind, httpRouteKind } from '../gateways/kinds';

/** ObjectMeta v1, `managedFields`. */
const entriesSchema = z.array(
  z.object({ time: z.string().optional(), subresource: z.string().optional() }),
);

/**
 * When somebody last wrote a route itself, by the API server's own record of it (`managedFields`); its status does not count.
 * Stores do not keep that record: it is read anew, once for every version of the route that they show.
 */
export class RouteChanges {
  private readonly known = new WeakMap<Route, number>();

  constructor(private readonly client: Pick<ClusterClient, 'get'>) {}

  /** Wall-clock ms; undefined: it cannot be read. */
  async lastOf(route: Route): Promise<number | undefined> {
    const known = this.known.get(route);
    if (known !== undefined) return known;
    const kind = route.kind === 'GRPCRoute' ? grpcRouteKind : httpRouteKind;
    const { namespace, name } = route.metadata;
    const current = await this.client
      .get(kind, { namespace, name })
      .catch(() => undefined);
    if (!current) return undefined;
    const last = lastWrite(current);
    this.known.set(route, last);
    return last;
  }
}

function lastWrite({ metadata }: KubernetesObject): number {
  const { managedFields } = metadata as { managedFields?: unknown };
  const written = entriesSchema
    .catch([])
    .parse(managedFields ?? [])
    .flatMap(({ time, subresource }) => (subresource ? [] : time ?? []));
  return Math.max(
    0,
    ...[...written, metadata.creationTimestamp ?? '']
      .map(time => Date.parse(time))
      .filter(time => !Number.isNaN(time)),
  );
}
