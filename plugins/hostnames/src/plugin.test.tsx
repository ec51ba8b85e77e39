import { screen } from '@testing-library/react';
import {
  createExtensionTester,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import { convertLegacyRouteRef } from '@backstage/core-compat-api';
import {
  coreExtensionData,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
  EntityContextMenuItemBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import {
  FormFieldBlueprint,
  scaffolderTemplateOutputTemplateRefsRef,
} from '@backstage/plugin-scaffolder-react/alpha';
import type { Entity } from '@backstage/catalog-model';
import { hostnamesApiRef } from '@hostmaster/backstage-plugin-hostnames-react';
import {
  hostnamesCard,
  hostnamesContent,
  requestIconLink,
  requestMenuItem,
} from './entries/entity';
import * as formFields from './entries/formFields';
import { requestOutputs } from './entries/outputs';
import hostnamesPlugin from './index';
import { fakeHostnamesApi, responseError } from './testing/fakeHostnamesApi';

const entity = (kind: string, type = 'service'): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name: 'x' },
  spec: { type },
});

/** Where links to entities lead. */
const catalogPlugin = createFrontendPlugin({
  pluginId: 'catalog',
  extensions: [
    PageBlueprint.make({
      name: 'entity',
      params: {
        path: '/catalog/:namespace/:kind/:name',
        routeRef: convertLegacyRouteRef(entityRouteRef),
        loader: async () => <div />,
      },
    }),
  ],
});

function open(path: string, api = fakeHostnamesApi()) {
  renderTestApp({
    features: [hostnamesPlugin, catalogPlugin],
    initialRouteEntries: [path],
    apis: [
      [hostnamesApiRef, api],
      [catalogApiRef, catalogApiMock()],
    ],
  });
}

/** What a form field is made of, inside Backstage's opaque type. */
interface FieldFacts {
  name: string;
  validation?: unknown;
  schema?: { schema: { returnValue: object } };
}

describe('the plugin', () => {
  it('has the extensions that configurations name', () => {
    const ids = [
      'api:hostnames',
      'entity-card:hostnames/hostnames',
      'entity-content:hostnames/hostnames',
      'entity-context-menu-item:hostnames/request-hostname',
      'entity-icon-link:hostnames/request-hostname',
      'page:hostnames',
      'page:hostnames/hostname',
      'sub-page:hostnames/all',
      'sub-page:hostnames/find',
      'sub-page:hostnames/capacity',
      'sub-page:hostnames/expiry',
      'sub-page:hostnames/status',
      'scaffolder-form-field:hostnames/HostnameField',
      'scaffolder-form-field:hostnames/HostnameProfileField',
      'scaffolder-form-field:hostnames/HostnameEnvironmentField',
      'scaffolder-form-field:hostnames/HostnameZoneField',
      'scaffolder-form-field:hostnames/ExistingHostnameField',
      'scaffolder-form-field:hostnames/HostnameManifestPreview',
      'scaffolder-template-outputs:hostnames/request-hostname',
    ];

    for (const id of ids)
      expect(hostnamesPlugin.getExtension(id as never)).toBeDefined();
    expect(hostnamesPlugin.pluginId).toBe('hostnames');
    expect(Object.keys(hostnamesPlugin.routes)).toEqual(['root', 'hostname']);
  });

  it('puts card and tab on the entities that can have hostnames', () => {
    const card = createExtensionTester(hostnamesCard).get(
      EntityCardBlueprint.dataRefs.filterFunction,
    );
    const content = createExtensionTester(hostnamesContent);
    const tab = content.get(EntityContentBlueprint.dataRefs.filterFunction);

    for (const filter of [card, tab]) {
      expect(filter?.(entity('Component'))).toBe(true);
      expect(filter?.(entity('System'))).toBe(true);
      expect(filter?.(entity('Resource', 'hostname'))).toBe(true);
      expect(filter?.(entity('Resource', 'bucket'))).toBe(false);
    }
    expect(content.get(coreExtensionData.routePath)).toBe('/hostnames');
    expect(content.get(EntityContentBlueprint.dataRefs.title)).toBe(
      'Hostnames',
    );
  });

  it('offers the request on components and APIs only', () => {
    for (const extension of [requestMenuItem, requestIconLink]) {
      const filter = createExtensionTester(
        extension as typeof requestMenuItem,
      ).get(EntityContextMenuItemBlueprint.dataRefs.filterFunction);
      expect(filter?.(entity('Component'))).toBe(true);
      expect(filter?.(entity('Group'))).toBe(false);
    }
  });

  it('registers the fields under the names that templates use, each with a schema', async () => {
    const fields = await Promise.all(
      Object.values(formFields).map(async extension => {
        const load = createExtensionTester(
          extension as typeof formFields.hostnameFormField,
        ).get(FormFieldBlueprint.dataRefs.formFieldLoader);
        return (await load()) as unknown as FieldFacts;
      }),
    );

    expect(fields.map(({ name }) => name).sort()).toEqual([
      'ExistingHostnamePicker',
      'HostnameEnvironmentPicker',
      'HostnameManifestPreview',
      'HostnamePicker',
      'HostnameProfilePicker',
      'HostnameZonePicker',
    ]);
    expect(
      fields.filter(({ validation }) => validation).map(({ name }) => name),
    ).toEqual(['HostnamePicker']);
    for (const { schema } of fields)
      expect(schema?.schema.returnValue).toBeDefined();
  });

  it('shows the way to live after a request', () => {
    expect(
      createExtensionTester(requestOutputs).get(
        scaffolderTemplateOutputTemplateRefsRef,
      ),
    ).toEqual(['template:default/request-hostname']);
  });

  it('serves the fleet page with its tabs, and opens on all hostnames', async () => {
    open('/hostnames');

    expect(await screen.findByText('api.example.com')).toBeInTheDocument();
    for (const tab of [
      'All hostnames',
      'Find a name',
      'Capacity',
      'Expiry',
      'Clusters',
    ]) {
      expect(screen.getAllByText(tab).length).toBeGreaterThan(0);
    }
  });

  it('opens one hostname by the link that notifications carry', async () => {
    open('/hostnames/prod/shop/shop-example-com');

    expect(
      await screen.findByRole('heading', { name: 'shop.example.com' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: '← All hostnames' }),
    ).toHaveAttribute('href', '/hostnames/all');
  });

  it('keeps the other tabs where one may not be seen', async () => {
    const denied = () =>
      Promise.reject(responseError(403, 'NotAllowedError', 'x'));

    open('/hostnames/status', fakeHostnamesApi({ getStatus: denied }));

    expect(await screen.findByText(/You may not see this/)).toBeInTheDocument();
    expect(screen.getAllByText('Capacity').length).toBeGreaterThan(0);
  });
});
