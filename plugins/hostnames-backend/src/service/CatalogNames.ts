import {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  parseEntityRef,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { KUBERNETES_ID_LABEL } from '@hostmaster/backstage-plugin-hostnames-common';

/** What is asked of the catalog, always as the caller sees it. A catalog that does not answer is an entity without more. */
export class CatalogNames {
  constructor(
    private readonly catalog: CatalogService,
    private readonly logger: LoggerService,
  ) {}

  /** Values of `backstage.io/kubernetes-id` of these entities: the other way in which requests name them. */
  async kubernetesIds(
    entityRefs: string[],
    credentials: BackstageCredentials,
  ): Promise<string[]> {
    const refs = entityRefs.flatMap(ref => canonicalRef(ref) ?? []);
    if (refs.length === 0) return [];
    try {
      const { items } = await this.catalog.getEntitiesByRefs(
        { entityRefs: refs, fields: ['kind', 'metadata.annotations'] },
        { credentials },
      );
      return items.flatMap(
        entity => entity?.metadata.annotations?.[KUBERNETES_ID_LABEL] ?? [],
      );
    } catch (error) {
      this.logger.warn(
        'The catalog did not tell the kubernetes-id of entities',
        error as Error,
      );
      return [];
    }
  }

  /** The group or user that owns the entity. */
  async ownerOf(
    entityRef: string,
    credentials: BackstageCredentials,
  ): Promise<string | undefined> {
    const ref = canonicalRef(entityRef);
    if (!ref) return undefined;
    try {
      const entity = await this.catalog.getEntityByRef(ref, { credentials });
      const owner = entity?.relations?.find(
        ({ type }) => type === RELATION_OWNED_BY,
      )?.targetRef;
      return owner?.toLowerCase();
    } catch (error) {
      this.logger.warn(
        'The catalog did not tell the owner of an entity',
        error as Error,
      );
      return undefined;
    }
  }
}

/** `undefined`: not an entity ref. */
export function canonicalRef(text: string): string | undefined {
  try {
    return stringifyEntityRef(
      parseEntityRef(text, {
        defaultKind: 'component',
        defaultNamespace: 'default',
      }),
    ).toLowerCase();
  } catch {
    return undefined;
  }
}
