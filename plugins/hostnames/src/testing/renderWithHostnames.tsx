import type { JSX } from 'react';
import { StylesProvider } from '@material-ui/core/styles';
import type { Entity } from '@backstage/catalog-model';
import { convertLegacyRouteRef } from '@backstage/core-compat-api';
// Used by tests only.
// eslint-disable-next-line @backstage/no-undeclared-imports
import {
  renderInTestApp,
  TestApiProvider,
} from '@backstage/frontend-test-utils';
import {
  catalogApiRef,
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  hostnamesApiRef,
  type HostnamesApi,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { rootRouteRef, templateRouteRef } from '../routes';
import { fakeHostnamesApi } from './fakeHostnamesApi';

export const shop: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'shop', namespace: 'default' },
  spec: { type: 'service' },
};

interface Options {
  api?: Partial<HostnamesApi>;
  entity?: Entity;
  /** Further entities of the catalog. */
  entities?: Entity[];
  /** Where the page is opened. */
  path?: string;
}

/**
 * Renders in an app that has our pages, an entity page and a scaffolder, with a fake backend. Without style sheets of ours: jsdom
 * would look through all of them for every element whose name a query asks for, a third of a test's time.
 */
export function renderWithHostnames(
  element: JSX.Element,
  options: Options = {},
) {
  const { api, entity, entities = [], path = '/' } = options;
  return renderInTestApp(
    <TestApiProvider
      apis={[
        [hostnamesApiRef, fakeHostnamesApi(api)],
        [
          catalogApiRef,
          catalogApiMock({ entities: [entity ?? shop, ...entities] }),
        ],
      ]}
    >
      <StylesProvider disableGeneration>
        {entity ? (
          <EntityProvider entity={entity}>{element}</EntityProvider>
        ) : (
          element
        )}
      </StylesProvider>
    </TestApiProvider>,
    {
      initialRouteEntries: [path],
      mountedRoutes: {
        '/hostnames': convertLegacyRouteRef(rootRouteRef),
        '/catalog/:namespace/:kind/:name':
          convertLegacyRouteRef(entityRouteRef),
        '/create/templates/:namespace/:templateName': convertLegacyRouteRef(
          templateRouteRef,
        ) as never,
      },
    },
  );
}
