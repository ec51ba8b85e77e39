import { convertLegacyRouteRefs } from '@backstage/core-compat-api';
import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import LanguageIcon from '@material-ui/icons/Language';
import { hostnamesApi } from './entries/api';
import {
  hostnamesCard,
  hostnamesContent,
  requestIconLink,
  requestMenuItem,
} from './entries/entity';
import {
  environmentFormField,
  existingHostnameFormField,
  hostnameFormField,
  manifestPreviewFormField,
  profileFormField,
  zoneFormField,
} from './entries/formFields';
import { requestOutputs } from './entries/outputs';
import {
  capacitySubPage,
  expirySubPage,
  findNameSubPage,
  fleetPage,
  hostnamePage,
  hostnamesSubPage,
  statusSubPage,
} from './entries/pages';
import { hostnameRouteRef, rootRouteRef, templateRouteRef } from './routes';

/** The frontend of Hostmaster, for the new frontend system. @public */
export const hostnamesPlugin = createFrontendPlugin({
  pluginId: 'hostnames',
  title: 'Hostnames',
  icon: <LanguageIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: convertLegacyRouteRefs({
    root: rootRouteRef,
    hostname: hostnameRouteRef,
  }),
  externalRoutes: convertLegacyRouteRefs({ template: templateRouteRef }),
  extensions: [
    hostnamesApi,
    hostnamesCard,
    hostnamesContent,
    requestMenuItem,
    requestIconLink,
    fleetPage,
    hostnamePage,
    hostnamesSubPage,
    findNameSubPage,
    capacitySubPage,
    expirySubPage,
    statusSubPage,
    hostnameFormField,
    profileFormField,
    environmentFormField,
    zoneFormField,
    existingHostnameFormField,
    manifestPreviewFormField,
    requestOutputs,
  ],
});
