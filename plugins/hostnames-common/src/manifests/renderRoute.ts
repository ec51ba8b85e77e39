import { InputError } from '@backstage/errors';
import { coversHostname } from '../hostname/coversHostname';
import { listenerSetName } from '../naming/listenerSetName';
import { KubernetesManifest } from './KubernetesManifest';
import { parsedValues } from './parsedValues';
import { routeManifest } from './routeManifest';
import { RouteValues, routeValuesSchema } from './values';

/**
 * A route on a hostname that is held already, or on a name below a wildcard that is: it attaches to the ListenerSet of the
 * hostname or of the wildcard.
 *
 * @throws InputError naming each field that cannot be used, also a wildcard that does not cover the hostname.
 * @public
 */
export function renderRoute(values: RouteValues): KubernetesManifest[] {
  const route = parsedValues(routeValuesSchema, values);
  const { hostname, wildcard } = route;
  if (wildcard !== undefined && !coversHostname(wildcard, hostname)) {
    throw new InputError(
      `wildcard: "${wildcard}" does not cover "${hostname}"; a wildcard covers exactly one label in place of "*"`,
    );
  }
  return [
    routeManifest({
      ...route,
      name: route.name ?? listenerSetName(hostname),
      kind: route.kind ?? 'HTTPRoute',
      listenerHostname: wildcard ?? hostname,
      rules: [route.routes].flat(),
    }),
  ];
}
