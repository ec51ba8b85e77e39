import { GatewayCapacity } from '@hostmaster/backstage-plugin-hostnames-common';
import { HostnamesConfig } from '../config';
import { conditionOf } from '../gateways/kinds';
import { addressOf } from '../hostnames/steps/attachCertificate';
import { ClusterUnit } from './ClusterUnit';

/** The pool gateways of one cluster, with their use. */
export function capacityOf(
  { world, deps }: ClusterUnit,
  config: Pick<HostnamesConfig, 'profiles'>,
): GatewayCapacity[] {
  return deps.pool.all().flatMap((gateway): GatewayCapacity[] => {
    const profile = config.profiles.find(
      ({ name }) => name === gateway.profile,
    );
    if (!profile) return [];
    const object = deps.pool.object(gateway.name);
    const accepted = object && conditionOf(object, 'Accepted');
    const programmed = object && conditionOf(object, 'Programmed');
    const trouble = accepted?.status === 'False' ? accepted : programmed;
    const isProgrammed = programmed?.status === 'True';
    const { used, names } = gateway;
    const { limits } = profile;
    return [
      {
        cluster: world.name,
        namespace: deps.pool.namespace,
        name: gateway.name,
        profile: gateway.profile,
        visibility: gateway.visibility,
        loadBalancer: addressOf(object),
        programmed: isProgrammed,
        message:
          isProgrammed && accepted?.status !== 'False'
            ? undefined
            : trouble?.message,
        spare: names.length === 0,
        certificates: { used: used.certificates, max: limits.certificates },
        rules: { used: used.rules, max: limits.rules },
        targetGroups: { used: used.targetGroups, max: limits.targetGroups },
        hostnames: names.map(({ hostname }) => hostname).sort(),
      },
    ];
  });
}
