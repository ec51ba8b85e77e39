import {
  AuthService,
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import {
  HostnamesClient,
  HostnameSummary,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { hostnameEntities } from './hostnameEntities';

const PAGE = 200;

/**
 * Hands the hostnames of the hostnames backend to the catalog, all of them each time. Reads with the catalog's own credentials.
 *
 * An answer that failed leaves the catalog as it is; so does an empty one while a cluster cannot be seen, because the backend
 * may not have read its hostnames yet.
 */
export class HostnameEntityProvider implements EntityProvider {
  constructor(
    private readonly options: {
      client: HostnamesClient;
      auth: AuthService;
      logger: LoggerService;
      taskRunner: SchedulerServiceTaskRunner;
    },
  ) {}

  getProviderName(): string {
    return 'hostnames';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    await this.options.taskRunner.run({
      id: 'hostnames-refresh',
      fn: async () => {
        try {
          await this.refresh(connection);
        } catch (error) {
          this.options.logger.warn(
            'Hostnames could not be read; their entities stay as they are',
            error as Error,
          );
        }
      },
    });
  }

  /** @throws when the backend does not answer; nothing is changed then. */
  async refresh(connection: EntityProviderConnection): Promise<void> {
    const { auth } = this.options;
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'hostnames',
    });
    const hostnames = await this.all(token);
    if (hostnames.length === 0 && !(await this.seesAllClusters(token))) return;
    await connection.applyMutation({
      type: 'full',
      entities: hostnameEntities(hostnames).map(entity => ({
        entity,
        locationKey: 'hostnames',
      })),
    });
  }

  /** Pages are read in an order that does not move; a hostname that comes or goes meanwhile is seen right next time. */
  private async all(token: string): Promise<HostnameSummary[]> {
    const found = new Map<string, HostnameSummary>();
    for (let offset = 0; ; offset += PAGE) {
      const { items, totalItems } = await this.options.client.listHostnames(
        { orderBy: 'hostname', order: 'asc', offset, limit: PAGE },
        { token },
      );
      for (const item of items) found.set(JSON.stringify(item.ref), item);
      if (items.length < PAGE || offset + PAGE >= totalItems)
        return [...found.values()];
    }
  }

  private async seesAllClusters(token: string): Promise<boolean> {
    const { clusters } = await this.options.client.getStatus({ token });
    return clusters.length > 0 && clusters.every(({ reachable }) => reachable);
  }
}
