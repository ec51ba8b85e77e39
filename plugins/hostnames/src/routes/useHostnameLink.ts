import { useCallback } from 'react';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { HostnameRef } from '@hostmaster/backstage-plugin-hostnames-common';
import { hostnameRouteRef } from './routes';

/** The page of one hostname. */
export function useHostnameLink(): (ref: HostnameRef) => string {
  const link = useRouteRef(hostnameRouteRef);
  return useCallback(
    ({ cluster, namespace, name }) => link({ cluster, namespace, name }),
    [link],
  );
}
