import { useCallback, useState } from 'react';
import { useAnalytics, useApi } from '@backstage/core-plugin-api';
import type {
  HostnameDetail,
  HostnameRef,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { hostnamesApiRef } from '@hostmaster/backstage-plugin-hostnames-react';

interface CheckAgain {
  checking: boolean;
  /** Why the last check could not be made. */
  error?: unknown;
  check(): Promise<void>;
}

/** Has a hostname looked at again now, and hands over what was found. */
export function useCheckAgain(
  ref: HostnameRef,
  onChecked: (detail: HostnameDetail) => void,
): CheckAgain {
  const api = useApi(hostnamesApiRef);
  const analytics = useAnalytics();
  const [state, setState] = useState<{ checking: boolean; error?: unknown }>({
    checking: false,
  });
  const { cluster, namespace, name } = ref;

  const check = useCallback(async () => {
    analytics.captureEvent('check-again', 'hostname');
    setState({ checking: true });
    try {
      onChecked(await api.checkHostname({ cluster, namespace, name }));
      setState({ checking: false });
    } catch (error) {
      setState({ checking: false, error });
    }
  }, [analytics, api, cluster, namespace, name, onChecked]);

  return { ...state, check };
}
