import { useCallback } from 'react';
import {
  parseEntityRef,
  type CompoundEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import type { HostnameRef } from '@hostmaster/backstage-plugin-hostnames-common';
import { formatHostnameRef } from '@hostmaster/backstage-plugin-hostnames-react';

/** Path of the tab below the entity's page. */
export const ENTITY_TAB_PATH = '/hostnames';

/** The query parameter of the tab that says which hostname is open. */
export const SELECTED_PARAMETER = 'hostname';

/** The tab of an entity, with one of its hostnames open. */
export function useEntityTabLink(
  entity: Entity | string,
): (ref?: HostnameRef) => string {
  const entityLink = useRouteRef(entityRouteRef);

  return useCallback(
    ref => {
      const tab = `${entityLink(
        entityRouteParams(withKind(entity), { encodeParams: true }),
      )}${ENTITY_TAB_PATH}`;
      return ref
        ? `${tab}?${new URLSearchParams({
            [SELECTED_PARAMETER]: formatHostnameRef(ref),
          })}`
        : tab;
    },
    [entityLink, entity],
  );
}

function withKind(entity: Entity | string): Entity | CompoundEntityRef {
  return typeof entity === 'string'
    ? parseEntityRef(entity, { defaultKind: 'component' })
    : entity;
}
