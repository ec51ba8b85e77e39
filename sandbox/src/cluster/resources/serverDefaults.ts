import { ClusterObject, objectOrEmpty } from '../types';

/** A namespace is Active, labelled with its name, and kept by its own finalizer until it is empty. @internal */
export function prepareNamespace(object: ClusterObject, old?: ClusterObject, subresource?: string): void {
  object.metadata.labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name };
  if (!old) {
    object.spec = { finalizers: ['kubernetes'] };
    object.status = { phase: 'Active' };
  } else if (subresource !== 'finalize') {
    object.spec = old.spec;
  }
}

/** `stringData` is merged into `data` and not kept. @internal */
export function prepareSecret(object: ClusterObject): void {
  const { stringData } = object;
  delete object.stringData;
  if (!stringData) return;
  const encoded = Object.entries(objectOrEmpty(stringData)).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  object.data = { ...objectOrEmpty(object.data), ...Object.fromEntries(encoded) };
}

/** Gives services their address, one after another. @internal */
export function servicePreparer(): (object: ClusterObject, old?: ClusterObject) => void {
  let next = 10;
  return (object, old) => {
    const spec = objectOrEmpty(object.spec);
    const before = objectOrEmpty(old?.spec);
    if (spec.type === 'ExternalName') return;
    const clusterIP = spec.clusterIP ?? before.clusterIP ?? addressOf(next++);
    object.spec = { ...spec, clusterIP, clusterIPs: spec.clusterIPs ?? before.clusterIPs ?? [clusterIP] };
    object.status ??= { loadBalancer: {} };
  };
}

function addressOf(number: number): string {
  return `10.96.${Math.floor(number / 256) % 256}.${number % 256}`;
}
