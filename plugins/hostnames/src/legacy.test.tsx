import { Route, Routes } from 'react-router-dom';
import { screen } from '@testing-library/react';
import {
  EntityProvider,
  entityRouteRef,
  catalogApiRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { hostnamesApiRef } from '@hostmaster/backstage-plugin-hostnames-react';
import * as legacy from './legacy';
import { rootRouteRef } from './routes';
import { fakeHostnamesApi } from './testing/fakeHostnamesApi';
import { shop } from './testing/renderWithHostnames';

const apis = [
  [hostnamesApiRef, fakeHostnamesApi()],
  [catalogApiRef, catalogApiMock({ entities: [shop] })],
] as const;

function render(element: React.JSX.Element, path = '/') {
  return renderInTestApp(
    <TestApiProvider apis={apis}>{element}</TestApiProvider>,
    {
      routeEntries: [path],
      mountedRoutes: {
        '/hostnames': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

describe('the legacy plugin', () => {
  it('provides the API, the route and everything that an app mounts', () => {
    expect(legacy.hostnamesPlugin.getId()).toBe('hostnames');
    expect(
      [...legacy.hostnamesPlugin.getApis()].map(({ api }) => api.id),
    ).toEqual(['plugin.hostnames.client']);
    expect(legacy.hostnamesPlugin.routes.root).toBe(rootRouteRef);
    expect(Object.keys(legacy).sort()).toEqual([
      'EntityHostnamesCard',
      'EntityHostnamesContent',
      'ExistingHostnamePickerFieldExtension',
      'HostnameEnvironmentPickerFieldExtension',
      'HostnameManifestPreviewFieldExtension',
      'HostnamePickerFieldExtension',
      'HostnameProfilePickerFieldExtension',
      'HostnameZonePickerFieldExtension',
      'HostnamesPage',
      'hostnamesPlugin',
      'isHostnamesAvailable',
    ]);
  });

  it('shows the card and the tab', async () => {
    await render(
      <EntityProvider entity={shop}>
        <legacy.EntityHostnamesCard />
        <legacy.EntityHostnamesContent />
      </EntityProvider>,
    );

    expect(
      (await screen.findAllByText('api.example.com')).length,
    ).toBeGreaterThan(1);
  });

  it('serves the fleet page with header and tabs, and one hostname below it', async () => {
    const page = (
      <Routes>
        <Route path="/hostnames/*" element={<legacy.HostnamesPage />} />
      </Routes>
    );
    const { unmount } = await render(page, '/hostnames/all');
    expect(await screen.findByText('api.example.com')).toBeInTheDocument();
    expect(screen.getByRole('tab', { name: 'Capacity' })).toBeInTheDocument();
    unmount();

    await render(page, '/hostnames/prod/shop/shop-example-com');
    expect(
      await screen.findByRole('heading', { name: 'shop.example.com' }),
    ).toBeInTheDocument();
  });
});
