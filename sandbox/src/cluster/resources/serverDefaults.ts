import { arrayOrEmpty, ClusterObject, objectOrEmpty } from '../types';

/** A namespace is labelled with its name. @internal */
export function defaultNamespace(object: ClusterObject): void {
  const { labels, name } = object.metadata;
  if (name)
    object.metadata.labels = { ...labels, 'kubernetes.io/metadata.name': name };
}

/** A namespace is Active, and kept by its own finalizer until it is empty. @internal */
export function prepareNamespace(
  object: ClusterObject,
  old?: ClusterObject,
  subresource?: string,
): void {
  if (!old) {
    object.spec = { finalizers: ['kubernetes'] };
    object.status = { phase: 'Active' };
  } else if (subresource !== 'finalize') {
    object.spec = old.spec;
  }
}

/** `stringData` is merged into `data` and not kept. @internal */
export function defaultSecret(object: ClusterObject): void {
  const { stringData } = object;
  delete object.stringData;
  if (!stringData) return;
  const encoded = Object.entries(objectOrEmpty(stringData)).map(
    ([key, value]) => [key, Buffer.from(String(value)).toString('base64')],
  );
  object.data = {
    ...objectOrEmpty(object.data),
    ...Object.fromEntries(encoded),
  };
}

/** Ports lead to ports of the same number. @internal */
export function defaultService(object: ClusterObject): void {
  const spec = objectOrEmpty(object.spec);
  if (spec.type !== 'ExternalName') spec.internalTrafficPolicy ??= 'Cluster';
  for (const port of arrayOrEmpty(spec.ports)) {
    const { port: number, targetPort } = objectOrEmpty(port);
    if (targetPort === undefined && number !== undefined)
      objectOrEmpty(port).targetPort = number;
  }
}

/** Names that follow from others, and no conversion. @internal */
export function defaultDefinition(object: ClusterObject): void {
  const spec = objectOrEmpty(object.spec);
  const names = objectOrEmpty(spec.names);
  if (typeof names.kind !== 'string') return;
  names.singular ??= names.kind.toLowerCase();
  names.listKind ??= `${names.kind}List`;
  spec.conversion ??= { strategy: 'None' };
}

/** Gives services their address, one after another. @internal */
export function servicePreparer(): (
  object: ClusterObject,
  old?: ClusterObject,
) => void {
  let next = 10;
  return (object, old) => {
    const spec = objectOrEmpty(object.spec);
    const before = objectOrEmpty(old?.spec);
    if (spec.type === 'ExternalName') return;
    const clusterIP = spec.clusterIP ?? before.clusterIP ?? addressOf(next++);
    object.spec = {
      ...spec,
      clusterIP,
      clusterIPs: spec.clusterIPs ?? before.clusterIPs ?? [clusterIP],
    };
    object.status ??= { loadBalancer: {} };
  };
}

function addressOf(number: number): string {
  return `10.96.${Math.floor(number / 256) % 256}.${number % 256}`;
}
