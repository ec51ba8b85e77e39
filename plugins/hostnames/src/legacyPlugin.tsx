import { Route, Routes } from 'react-router-dom';
import {
  Content,
  Header,
  Page,
  TabbedLayout,
} from '@backstage/core-components';
import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { createScaffolderFieldExtension } from '@backstage/plugin-scaffolder-react';
import {
  createHostnamesApi,
  ExistingHostnameField,
  HostnameEnvironmentField,
  HostnameField,
  HostnameProfileField,
  hostnamesApiRef,
  HostnameZoneField,
  ManifestPreviewField,
  validateHostnameField,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { rootRouteRef, templateRouteRef } from './routes';

/** The same frontend for apps on the legacy frontend system. @public */
export const hostnamesPlugin = createPlugin({
  id: 'hostnames',
  apis: [
    createApiFactory({
      api: hostnamesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createHostnamesApi,
    }),
  ],
  routes: { root: rootRouteRef },
  externalRoutes: { template: templateRouteRef },
});

/** The fleet page, with header and tabs. @public */
export const HostnamesPage = hostnamesPlugin.provide(
  createRoutableExtension({
    name: 'HostnamesPage',
    mountPoint: rootRouteRef,
    component: async () => {
      const fleet = await import('./fleet');
      const tabs = (
        <TabbedLayout>
          <TabbedLayout.Route path="/all" title="All hostnames">
            <fleet.HostnamesListPage />
          </TabbedLayout.Route>
          <TabbedLayout.Route path="/find" title="Find a name">
            <fleet.FindNamePage />
          </TabbedLayout.Route>
          <TabbedLayout.Route path="/capacity" title="Capacity">
            <fleet.CapacityPage />
          </TabbedLayout.Route>
          <TabbedLayout.Route path="/expiry" title="Expiry">
            <fleet.ExpiryPage />
          </TabbedLayout.Route>
          <TabbedLayout.Route path="/status" title="Clusters">
            <fleet.StatusPage />
          </TabbedLayout.Route>
        </TabbedLayout>
      );
      const hostname = (
        <Content>
          <fleet.HostnamePage />
        </Content>
      );
      return function LegacyHostnamesPage() {
        return (
          <Page themeId="tool">
            <Header title="Hostnames" />
            <Routes>
              <Route path=":cluster/:namespace/:name" element={hostname} />
              <Route path="*" element={tabs} />
            </Routes>
          </Page>
        );
      };
    },
  }),
);

/** The card of an entity's overview. @public */
export const EntityHostnamesCard = hostnamesPlugin.provide(
  createComponentExtension({
    name: 'EntityHostnamesCard',
    component: {
      lazy: () => import('./card').then(({ HostnamesCard }) => HostnamesCard),
    },
  }),
);

/** The tab of an entity. @public */
export const EntityHostnamesContent = hostnamesPlugin.provide(
  createComponentExtension({
    name: 'EntityHostnamesContent',
    component: {
      lazy: () =>
        import('./content').then(({ HostnamesContent }) => HostnamesContent),
    },
  }),
);

/** `ui:field: HostnamePicker`. @public */
export const HostnamePickerFieldExtension = hostnamesPlugin.provide(
  createScaffolderFieldExtension({
    name: 'HostnamePicker',
    component: HostnameField,
    validation: validateHostnameField,
  }),
);

/** `ui:field: HostnameProfilePicker`. @public */
export const HostnameProfilePickerFieldExtension = hostnamesPlugin.provide(
  createScaffolderFieldExtension({
    name: 'HostnameProfilePicker',
    component: HostnameProfileField,
  }),
);

/** `ui:field: HostnameEnvironmentPicker`. @public */
export const HostnameEnvironmentPickerFieldExtension = hostnamesPlugin.provide(
  createScaffolderFieldExtension({
    name: 'HostnameEnvironmentPicker',
    component: HostnameEnvironmentField,
  }),
);

/** `ui:field: HostnameZonePicker`. @public */
export const HostnameZonePickerFieldExtension = hostnamesPlugin.provide(
  createScaffolderFieldExtension({
    name: 'HostnameZonePicker',
    component: HostnameZoneField,
  }),
);

/** `ui:field: ExistingHostnamePicker`. @public */
export const ExistingHostnamePickerFieldExtension = hostnamesPlugin.provide(
  createScaffolderFieldExtension({
    name: 'ExistingHostnamePicker',
    component: ExistingHostnameField,
  }),
);

/** `ui:field: HostnameManifestPreview`. @public */
export const HostnameManifestPreviewFieldExtension = hostnamesPlugin.provide(
  createScaffolderFieldExtension({
    name: 'HostnameManifestPreview',
    component: ManifestPreviewField,
  }),
);
