export { hostnameRouteRef, rootRouteRef, templateRouteRef } from './routes';
export { useHostnameLink } from './useHostnameLink';
export { useTemplateLink } from './useTemplateLink';
