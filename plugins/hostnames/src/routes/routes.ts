import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/core-plugin-api';

/** The fleet page. @public */
export const rootRouteRef = createRouteRef({ id: 'hostnames' });

/** One hostname, by the place of its request. @public */
export const hostnameRouteRef = createSubRouteRef({
  id: 'hostnames/hostname',
  parent: rootRouteRef,
  path: '/:cluster/:namespace/:name',
});

/** The form of a software template. @public */
export const templateRouteRef = createExternalRouteRef({
  id: 'hostnames/template',
  optional: true,
  params: ['namespace', 'templateName'],
  defaultTarget: 'scaffolder.selectedTemplate',
});
