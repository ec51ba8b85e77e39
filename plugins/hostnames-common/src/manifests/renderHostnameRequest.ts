import { HOSTMASTER_API_VERSION } from '../kinds';
import { listenerSetName } from '../naming/listenerSetName';
import { KubernetesManifest } from './KubernetesManifest';
import { metadata } from './metadata';
import { parsedValues } from './parsedValues';
import { routeManifest } from './routeManifest';
import { HostnameRequestValues, hostnameRequestValuesSchema } from './values';

/**
 * The manifests of a hostname request: the GatewayHostnameRequest and, where services are named, its route. Equal values
 * give equal manifests.
 *
 * @throws InputError naming each field that cannot be used.
 * @public
 */
export function renderHostnameRequest(
  values: HostnameRequestValues,
): KubernetesManifest[] {
  const request = parsedValues(hostnameRequestValuesSchema, values);
  const { hostname, namespace } = request;
  const name = request.name ?? listenerSetName(hostname);
  const rules = [request.routes ?? []].flat();

  const manifest: KubernetesManifest = {
    apiVersion: HOSTMASTER_API_VERSION,
    kind: 'GatewayHostnameRequest',
    metadata: metadata(name, namespace, request),
    spec: definedOnly({
      hostname,
      zoneId: request.zoneId,
      environment: request.environment,
      visibility: request.visibility ?? 'internet-facing',
      gatewayClass: request.profile,
      certificate: definedOnly({
        keyAlgorithm: request.certificate?.keyAlgorithm,
        additionalNames: nonEmpty(
          request.certificate?.additionalNames?.filter(
            each => each !== hostname,
          ),
        ),
        issuerRef: definedOnly(request.certificate?.issuerRef ?? {}),
      }),
      routePolicy: definedOnly(request.routePolicy ?? {}),
      dns: definedOnly(request.dnsOptions ?? {}),
      expiresAfter: request.expiresAfter,
      deletionPolicy: request.deletionPolicy,
    }),
  };
  if (rules.length === 0) return [manifest];
  return [
    manifest,
    routeManifest({
      ...request,
      name,
      kind: request.routeKind ?? 'HTTPRoute',
      listenerHostname: hostname,
      rules,
    }),
  ];
}

function nonEmpty(names: string[] | undefined): string[] | undefined {
  return names?.length ? [...new Set(names)] : undefined;
}

/** Without what is undefined or an empty object, so that an option left out leaves no trace. */
function definedOnly(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== undefined &&
        !(
          typeof value === 'object' &&
          value !== null &&
          Object.keys(value).length === 0
        ),
    ),
  );
}
