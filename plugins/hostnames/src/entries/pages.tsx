import { Content } from '@backstage/core-components';
import { convertLegacyRouteRef } from '@backstage/core-compat-api';
import {
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import LanguageIcon from '@material-ui/icons/Language';
import { rootRouteRef } from '../routes';

/** The fleet page: a header and tabs; the sub-pages below attach to it. @alpha */
export const fleetPage = PageBlueprint.make({
  params: {
    path: '/hostnames',
    title: 'Hostnames',
    icon: <LanguageIcon fontSize="inherit" />,
    routeRef: convertLegacyRouteRef(rootRouteRef),
  },
});

/** One hostname, at `/hostnames/<cluster>/<namespace>/<name>`. @alpha */
export const hostnamePage = PageBlueprint.make({
  name: 'hostname',
  params: {
    path: '/hostnames/:cluster/:namespace/:name',
    title: 'Hostnames',
    loader: async () => {
      const { HostnamePage } = await import('../fleet');
      return (
        <Content>
          <HostnamePage />
        </Content>
      );
    },
  },
});

/** @alpha */
export const hostnamesSubPage = SubPageBlueprint.make({
  name: 'all',
  params: {
    path: 'all',
    title: 'All hostnames',
    loader: async () => {
      const { HostnamesListPage } = await import('../fleet');
      return (
        <Content>
          <HostnamesListPage />
        </Content>
      );
    },
  },
});

/** @alpha */
export const findNameSubPage = SubPageBlueprint.make({
  name: 'find',
  params: {
    path: 'find',
    title: 'Find a name',
    loader: async () => {
      const { FindNamePage } = await import('../fleet');
      return (
        <Content>
          <FindNamePage />
        </Content>
      );
    },
  },
});

/** @alpha */
export const capacitySubPage = SubPageBlueprint.make({
  name: 'capacity',
  params: {
    path: 'capacity',
    title: 'Capacity',
    loader: async () => {
      const { CapacityPage } = await import('../fleet');
      return (
        <Content>
          <CapacityPage />
        </Content>
      );
    },
  },
});

/** @alpha */
export const expirySubPage = SubPageBlueprint.make({
  name: 'expiry',
  params: {
    path: 'expiry',
    title: 'Expiry',
    loader: async () => {
      const { ExpiryPage } = await import('../fleet');
      return (
        <Content>
          <ExpiryPage />
        </Content>
      );
    },
  },
});

/** @alpha */
export const statusSubPage = SubPageBlueprint.make({
  name: 'status',
  params: {
    path: 'status',
    title: 'Clusters',
    loader: async () => {
      const { StatusPage } = await import('../fleet');
      return (
        <Content>
          <StatusPage />
        </Content>
      );
    },
  },
});
