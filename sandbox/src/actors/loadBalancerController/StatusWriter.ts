import { isDeepStrictEqual } from 'node:util';
import { ClusterClient } from '@hostmaster/kubernetes-runtime';
import { Attachment } from './attach';
import { Gateway, kinds, ListenerSet, Route } from './objects';
import { routeParents } from './status';

/** Writes statuses where they say something else than before. */
export class StatusWriter {
  constructor(private readonly client: ClusterClient) {}

  async gateway(
    gateway: Gateway,
    status: NonNullable<Gateway['status']>,
  ): Promise<void> {
    if (
      isDeepStrictEqual(
        withoutTimes({ ...gateway.status, ...status }),
        withoutTimes(gateway.status ?? {}),
      )
    )
      return;
    await this.client.patch(
      kinds.gateway,
      gateway.metadata,
      { type: 'merge', body: { status } },
      { subresource: 'status' },
    );
  }

  async listenerSet(
    set: ListenerSet,
    status: NonNullable<ListenerSet['status']>,
  ): Promise<void> {
    if (isDeepStrictEqual(withoutTimes(set.status ?? {}), withoutTimes(status)))
      return;
    await this.client.patch(
      kinds.listenerSet,
      set.metadata,
      { type: 'merge', body: { status } },
      { subresource: 'status' },
    );
  }

  /** Parents of every route of the attachments; those of other controllers stay. */
  async routes(
    attachments: Attachment[],
    now: string,
    mayRefer: (route: Route) => boolean,
  ): Promise<void> {
    const byRoute = new Map<Route, Attachment[]>();
    for (const attachment of attachments)
      byRoute.set(attachment.route, [
        ...(byRoute.get(attachment.route) ?? []),
        attachment,
      ]);
    for (const [route, own] of byRoute) {
      const parents = routeParents(route, own, now, mayRefer(route));
      if (isDeepStrictEqual(parents, route.status?.parents ?? [])) continue;
      const kind =
        route.kind === 'GRPCRoute' ? kinds.grpcRoute : kinds.httpRoute;
      await this.client.patch(
        kind,
        route.metadata,
        { type: 'merge', body: { status: { parents } } },
        { subresource: 'status' },
      );
    }
  }
}

function withoutTimes(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, entry) =>
      key === 'lastTransitionTime' ? undefined : entry,
    ),
  );
}
