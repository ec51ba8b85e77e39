import {
  arrayOrEmpty,
  ClusterObject,
  JsonObject,
  objectOrEmpty,
} from '../types';

type Cells = Record<string, (object: ClusterObject) => unknown>;

/** How many entries a map has. @internal */
export function dataCell(data: unknown): number {
  return Object.keys(objectOrEmpty(data)).length;
}

/** @internal */
export const serviceCells: Cells = {
  'External-IP': object => {
    const spec = objectOrEmpty(object.spec);
    if (spec.type === 'ExternalName') return spec.externalName ?? '<none>';
    const balancer = objectOrEmpty(objectOrEmpty(object.status).loadBalancer);
    const addresses = arrayOrEmpty(balancer.ingress).map(
      entry => objectOrEmpty(entry).ip ?? objectOrEmpty(entry).hostname,
    );
    if (addresses.length > 0) return addresses.join(',');
    return spec.type === 'LoadBalancer' ? '<pending>' : '<none>';
  },
  'Port(s)': object => {
    const ports = arrayOrEmpty(
      objectOrEmpty(object.spec).ports,
    ) as JsonObject[];
    if (ports.length === 0) return '<none>';
    return ports
      .map(
        ({ port, nodePort, protocol }) =>
          `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`,
      )
      .join(',');
  },
  Selector: object => {
    const selector = Object.entries(
      objectOrEmpty(objectOrEmpty(object.spec).selector),
    );
    return selector.length > 0
      ? selector.map(([key, value]) => `${key}=${value}`).join(',')
      : '<none>';
  },
};

/** @internal */
export const deploymentCells: Cells = {
  Ready: object =>
    `${objectOrEmpty(object.status).readyReplicas ?? 0}/${
      objectOrEmpty(object.spec).replicas ?? 0
    }`,
  'Up-to-date': object => objectOrEmpty(object.status).updatedReplicas ?? 0,
  Available: object => objectOrEmpty(object.status).availableReplicas ?? 0,
};
