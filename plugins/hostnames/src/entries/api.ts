import {
  ApiBlueprint,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import {
  createHostnamesApi,
  hostnamesApiRef,
} from '@hostmaster/backstage-plugin-hostnames-react';

/** The client of the backend. @alpha */
export const hostnamesApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: hostnamesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createHostnamesApi,
    }),
});
